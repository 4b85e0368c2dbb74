// The snippets of README.md and docs/, each run in a page as it stands: with the instance's address for the example's.

import assert from "node:assert/strict";

import { fences } from "../docs/fences.mjs";
import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";

const INSTANCE = "https://acme.my.connect.aws";
/** What stands around scripts that the documents show without their page. */
const page = (scripts) => `
  <script src="/streams/connect-streams.js"></script>
  <div id="ccp" style="width: 320px; height: 465px"></div>
  <script>connect.core.initCCP(document.getElementById("ccp"), { ccpUrl: "${INSTANCE}/ccp-v2/" });</script>
  ${scripts}`;

const shown = fences().filter(({ language }) => language === "js" || language === "html");

inEachBrowser("the documents", (it) => {
  for (const { name, language, text } of shown) {
    const scripts = language === "html" ? text : `<script type="module">${text}</script>`;
    const html = /initCCP\(|runKeeper\(/.test(text) ? scripts : page(scripts);
    if (text.includes("runKeeper(")) {
      it(`${name}: a page that becomes the keeper`, async (w) => {
        const tab = await show(w, html);
        await holds(tab, "default/keeper");
      });
    } else {
      it(`${name}: a page that is watched, and gets its keeper at the first click`, async (w) => {
        const tab = await show(w, html);
        await holds(tab, "default/tab/");
        const keeper = await w.clickForKeeper(tab);
        await keeper.phase("watching");
        assert.deepEqual(await tab.peek("window.uncaught"), []);
      });
    }
  }

  it("the page of the README: closed, the agent is Offline", async (w) => {
    const { text } = shown.find(({ name, language }) => name.startsWith("README.md") && language === "html");
    const tab = await show(w, text);
    await holds(tab, "default/tab/");
    const keeper = await w.clickForKeeper(tab);
    await keeper.phase("watching");
    await until("it could make the change", async () => (await keeper.text()).includes("your status is set to Offline"));
    await tab.close();
    await w.offlineAfter(tab, 5);
    await w.endedWith({ kind: "changed", to: "Offline", by: "keeper" });
  });
});

/** Opens a page that is nothing but this. */
async function show(w, html) {
  const tab = await w.openBlank();
  const query = new URLSearchParams({ html: html.replaceAll(INSTANCE, w.simulator.origins.ccp) });
  await tab.page.goto(`${w.simulator.origins.app}/document.html?${query}`, { waitUntil: "domcontentloaded" });
  return tab;
}

/** Waits until the page holds a lock of the library's whose name begins so; an error of the page ends the wait. */
async function holds(tab, begin) {
  const locks = "navigator.locks.query().then(({ held }) => held.map(({ name }) => name))";
  const name = JSON.stringify(`connect-session-end/${begin}`);
  await tab.until(`${locks}.then((names) => window.uncaught.length > 0 || names.some((held) => held.startsWith(${name})))`);
  assert.deepEqual(await tab.peek("window.uncaught"), []);
}
