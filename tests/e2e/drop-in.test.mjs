// drop-in.js: one classic script, in a page where nothing is bundled.

import assert from "node:assert/strict";

import { collect, one } from "./harness/collector.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { DELAY } from "./harness/world.mjs";

const KEEPER = "/keeper-drop-in.html";

/** What the page has asked the server for of the package. */
const ASKED_FOR = `performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
  .filter((path) => path.startsWith("/pkg/"))`;

inEachBrowser("drop-in.js", (it) => {
  it("its attributes are the settings, its keeper's page has no other script, and no file of ours is asked for", async (w) => {
    const attributes = {
      feature: `SessionEndTimer: ${DELAY}\nIfCurrentAgentState: Available, At Lunch`,
      keeperUrl: KEEPER,
      status: "At Lunch",
    };
    const tab = await visit(w, { attributes: JSON.stringify(attributes), lang: "de" });
    await tab.hasBar();
    const keeper = await w.openKeeper(tab);
    assert.equal((await tab.snapshot()).would.to, "At Lunch");
    assert.deepEqual(await tab.peek(ASKED_FOR), ["/pkg/drop-in.js"]);
    assert.deepEqual(await keeper.peek(ASKED_FOR), ["/pkg/keeper.js"]);
    await keeper.phase("watching");
    assert.match(await keeper.text(), /At Lunch/);
    await tab.close();
    await w.offlineAfter(tab, DELAY, "At Lunch");
  });

  it("without an attribute: the defaults, and Streams may come long after", async (w) => {
    const tab = await visit(w, { late: 1 });
    await tab.until("window.connectSessionEnd");
    assert.equal(await tab.peek("window.watch"), null);
    await tab.peek("void loadStreams()");
    const { agent } = await until(tab, "now.last && now.agent");
    assert.equal(agent.availability, "Available");
    await tab.beforeUnload();
    await w.simulator.wait({ state: "Offline" });
  });

  it("a Streams that sets no global: the page says so, nothing asks any more, and it may still be handed over", async (w) => {
    const tab = await visit(w, { hidden: 1 });
    assert.match(await tab.until(NOTE), /set window\.connectSessionEnd\.connect to its object/);
    await tab.peek("void (connectSessionEnd.connect = module.connect)");
    await until(tab, "now.agent");
    assert.equal(await tab.peek(NOTE), "");
  });

  it("a `connect` that is not Streams, or none: said after half a minute, and no timer is set after that", async (w) => {
    const broken = await visit(w, { late: 1, faster: 20 });
    await broken.peek("void (window.connect = {})");
    await broken.until(NOTE);
    const none = await visit(w, { late: 1, faster: 20 });
    for (const tab of [broken, none]) {
      // The pauses have grown to two seconds at most.
      const isQuiet = "(() => { const { timers } = window; return new Promise((done) => later(() => done(window.timers === timers), 2500)); })()";
      await tab.until(isQuiet);
      await tab.peek("void loadStreams()");
      await until(tab, "now.agent");
      assert.equal(await tab.peek(NOTE), "");
      await tab.close();
    }
  });

  it("a global beforehand: settings as an object", async (w) => {
    const tab = await visit(w, { global: JSON.stringify({ settings: { status: "At Lunch" } }) });
    await until(tab, "now.would?.to === 'At Lunch'");
  });

  it("`end()`, asked for before the watch is there; `data-report-url`: one report of it", async (w, t) => {
    const { url, bodies } = await collect(t);
    const tab = await visit(w, { late: 1, attributes: JSON.stringify({ reportUrl: url }) });
    const ended = tab.peek("connectSessionEnd.end().then(({ kind, to, trigger }) => [kind, to, trigger])");
    await tab.peek("void loadStreams()");
    assert.deepEqual(await ended, ["changed", "Offline", "end"]);
    await w.simulator.wait({ state: "Offline" });
    assert.equal((await one(bodies)).body.trigger, "end");
  });

  it("`start: false`: nothing until the page calls", async (w) => {
    const tab = await visit(w, { global: JSON.stringify({ start: false }) });
    await tab.until("!!window.connectSessionEnd?.watchSessionEnd");
    assert.equal(await tab.peek("window.connectSessionEnd.ready"), null);
    await tab.peek(`connectSessionEnd.watchSessionEnd("Status:At Lunch").then((it) => { window.watch = it; })`);
    await until(tab, "now.would?.to === 'At Lunch'");
  });

  it("a keeper's page of one's own, with this script in it: only then keeper.js is asked for", async (w) => {
    const page = await visit(w, { global: JSON.stringify({ start: false }) });
    await page.until("!!window.connectSessionEnd?.runKeeper");
    assert.deepEqual(await page.peek(ASKED_FOR), ["/pkg/drop-in.js"]);
    await page.peek("connectSessionEnd.runKeeper().then((it) => { window.keeper = it; })");
    await page.until("window.keeper?.view().phase === 'idle'");
    assert.deepEqual(await page.peek(ASKED_FOR), ["/pkg/drop-in.js", "/pkg/keeper.js"]);
  });

  it("an attribute that is no setting: refused by its name, with what was meant", async (w) => {
    const tab = await visit(w, { attributes: JSON.stringify({ sesionEndTimer: "5", status: "" }) });
    const { code, errors } = await tab.until("window.error");
    assert.equal(code, "bad-settings");
    const seen = errors.map(({ setting, code }) => `${setting}: ${code}`);
    assert.deepEqual(seen.sort(), ["SesionEndTimer: unknown-setting", "Status: empty"]);
    assert.match(errors.find(({ setting }) => setting === "SesionEndTimer").message, /SessionEndTimer/);
  });

  it("attributes of other scripts are passed over, those with this library's prefix are not", async (w) => {
    const foreign = { cookieconsent: "ignore", cfBeacon: "{}" };
    const tab = await visit(w, { attributes: JSON.stringify({ ...foreign, cseStatus: "At Lunch" }) });
    await until(tab, "now.would?.to === 'At Lunch'");
    await tab.close();
    const wrong = await visit(w, { attributes: JSON.stringify({ ...foreign, cseBeacon: "" }) });
    const { errors } = await wrong.until("window.error");
    assert.ok(errors.some(({ setting }) => setting === "Beacon"));
  });

  it("two copies of the library in one page: the second is refused", async (w) => {
    const tab = await visit(w, {});
    await until(tab, "now.agent");
    const code = await tab.peek(
      `import("/pkg/index.js").then(({ watchSessionEnd }) => watchSessionEnd({})).then(() => "none", ({ code }) => code)`,
    );
    assert.equal(code, "already-watching");
    await tab.peek("window.watch.stop()");
    const other = `import("/pkg/index.js").then(({ watchSessionEnd }) => watchSessionEnd({})).then((it) => { window.watch = it; })`;
    await tab.peek(other);
    await until(tab, "now.agent");
  });

  it("an element takes the place of the script in document.currentScript: refused, unless the settings are given", async (w) => {
    const tab = await visit(w, { clobbered: 1, attributes: JSON.stringify({ status: "Break" }) });
    const { code, message } = await tab.until("window.error");
    assert.equal(code, "bad-settings");
    assert.match(message, /cannot read its attributes/);
    await tab.close();
    const given = await visit(w, { clobbered: 1, global: JSON.stringify({ settings: { status: "Break" } }) });
    await until(given, "now.would?.to === 'Break'");
  });

  it("settings that are wrong, and nothing else beside it: the same sentences", async (w) => {
    const attributes = JSON.stringify({ sesionEndTimer: "5", status: "" });
    const tab = await visit(w, { script: "/alone/drop-in.js", attributes });
    const { code, message, errors } = await tab.until("window.error");
    assert.equal(code, "bad-settings");
    assert.deepEqual(errors.map(({ code }) => code).sort(), ["empty", "unknown-setting"]);
    assert.match(message, /Status: "" is empty\. Allowed: the name, ARN or id of one agent state\./);
    assert.deepEqual(await tab.peek(ASKED_FOR), []);
  });

  it("a keeper's page that names no CCP has the tab's; if no tab hands one on, it says so", async (w) => {
    const settings = { sessionEndTimer: DELAY, keeper: { url: `${KEEPER}?ccp=` } };
    const silent = await visit(w, { global: JSON.stringify({ settings }) });
    await silent.click();
    await until(silent, "now.keeperUnready === 'ccp-failed'");
    const useless = await w.keeperWindow();
    assert.match(await useless.text(), /did not load/);
    await useless.close();
    await silent.close();

    const ccp = { ccpUrl: `${w.simulator.origins.ccp}/ccp-v2/`, loginPopup: true, onViewContact: null };
    const tab = await visit(w, { global: JSON.stringify({ settings, ccp }) });
    await w.openKeeper(tab);
    await tab.close();
    await w.offlineAfter(tab);
  });
});

/** What the page says of a Streams that it lacks. */
const NOTE = `[...document.documentElement.children].map(({ shadowRoot }) => shadowRoot?.querySelector("[role=alert]")?.innerText).join("")`;

/** Waits until the watch's snapshot is so. */
const until = (tab, expression) =>
  tab.until(`(() => { const now = window.watch?.snapshot(); return (${expression.replaceAll("now.", "now?.")}) && now; })()`);

async function visit(w, options) {
  const tab = await w.openBlank();
  await tab.page.goto(w.address(undefined, { page: "drop-in.html", ...options }), { waitUntil: "load" });
  return tab;
}
