// The example with React, from the packed package: type-checked, built, and in development, where React mounts each
// component twice.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { inEachBrowser } from "../e2e/harness/suite.mjs";
import { node, once, project, tool } from "./harness/project.mjs";
import { ENGLISH, isReady, keeperOf, visit } from "./harness/session.mjs";
import { VITE, serve, serveByVite } from "./harness/static.mjs";

const EXAMPLE = fileURLToPath(new URL("../../examples/react/", import.meta.url));
const MORE = fileURLToPath(new URL("apps/react/", import.meta.url));
const tools = ["amazon-connect-streams", "react", "react-dom", "@types", "csstype", "vite", "@vitejs/plugin-react"];

const built = once(async () => {
  const cwd = await project({ from: [EXAMPLE], tools });
  await node([tool.resolve("typescript/bin/tsc")], { cwd });
  await node([VITE, "build"], { cwd });
  return join(cwd, "dist");
});

test("type-checked and built", built);

/** The example's own server for development, with the page that is in haste. */
async function developed(w, t) {
  return serveByVite(t, await project({ from: [EXAMPLE, MORE], tools, instance: w.simulator.origins.ccp }));
}

inEachBrowser("the example with React", (it) => {
  it("built: the status, the button, and at the next session how the last one ended", async (w, t) => {
    await session(w, await serve(t, { "/": [await built()] }, { instance: w.simulator.origins.ccp }));
  });

  it("in development, where React mounts each component twice", async (w, t) => {
    await session(w, await developed(w, t));
  });

  it("mounted and unmounted before and after the watch is there: no error, one watch at most, none in the end", async (w, t) => {
    const tab = await visit(w, `${await developed(w, t)}/hasty.html`);
    await tab.until("!!window.mount");
    const has = (watch) => tab.until(`!!document.querySelector("[data-has-watch=${watch}]")`);
    // First while the wasm is being loaded, then within one task, then task by task with a watch that is there at once.
    await tab.peek(`(async () => {
      mount(true);
      await new Promise((resolve) => setTimeout(resolve));
      [false, true, false, true].forEach(mount);
    })()`);
    await has(true);
    await tab.peek(`(async () => {
      for (const isMounted of [false, true, false, true, false, true]) {
        mount(isMounted);
        await new Promise((resolve) => setTimeout(resolve));
      }
    })()`);
    await has(true);
    assert.equal(await tab.peek(`document.getElementById("root").textContent`), "");
    assert.equal(await tab.peek(HELD), 1);
    await tab.peek("void mount(false)");
    await tab.until(`(async () => (await ${HELD}) === 0)()`);
  });
});

/** How many tabs are there, by the locks that they hold. */
const HELD = `navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.includes("/tab/")).length)`;
const said = (words) => `[...document.querySelectorAll(".said")].some((p) => p.innerText.includes("${words}"))`;

/** What an agent sees of a session, its end, and the beginning of the next. */
async function session(w, origin) {
  const tab = await visit(w, `${origin}/`);
  await tab.until(said("opens at your first click"));
  await tab.until(said("None yet"));
  await tab.click(`document.querySelector("button")`);
  const keeper = await keeperOf(w, tab);
  await isReady(keeper, ENGLISH.keeper);
  await tab.until(said("The keeper is open"));
  assert.equal(await tab.peek(`document.querySelector("[role=alert]")?.innerText`), null);
  await tab.close();
  await w.simulator.wait({ state: "Offline" });
  await keeper.phase("done");

  const next = await visit(w, `${origin}/`);
  await next.until(said("from Available to Offline."));
}
