// The example with React, from the packed package: type-checked, built, and in development, where React mounts each
// component twice and Vite runs edited files anew.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { until } from "../e2e/harness/peek.mjs";
import { inEachBrowser } from "../e2e/harness/suite.mjs";
import { project } from "./harness/project.mjs";
import { EXAMPLE, built, openKeeper, revisitRoute, said, session, tools } from "./harness/react.mjs";
import { visit } from "./harness/session.mjs";
import { serve, serveByVite } from "./harness/static.mjs";

const MORE = fileURLToPath(new URL("apps/react/", import.meta.url));

test("type-checked and built", built);

/** The example in development, with the page that is in haste: its files, which `prepare` may change, and its address. */
async function development(w, t, prepare = () => {}) {
  const cwd = await project({ from: [EXAMPLE, MORE], tools, instance: w.simulator.origins.ccp });
  await prepare(cwd);
  return { cwd, origin: await serveByVite(t, cwd) };
}

/** Changes the text of a source file of the project. */
async function rewrite(cwd, name, change) {
  const file = join(cwd, "src", name);
  await writeFile(file, change(await readFile(file, "utf8")));
}

/** The same, and waits until the page has run the file anew. */
async function edit(tab, cwd, name, change = (text) => text) {
  // A page that is not connected yet never hears of it.
  await until("Vite's socket", () => tab.logged.includes("[vite] connected."));
  edits += 1;
  const mark = `document.documentElement.dataset.edit${edits}`;
  await rewrite(cwd, name, (text) => `${change(text)}\n${mark} = "run";\n`);
  await tab.until(mark);
}
let edits = 0;

inEachBrowser("the example with React", (it) => {
  it("built: the status, the button, and at the next session how the last one ended", async (w, t) => {
    await session(w, await serve(t, { "/": [await built()] }, { instance: w.simulator.origins.ccp }));
  });

  it("in development, where React mounts each component twice", async (w, t) => {
    await session(w, (await development(w, t)).origin);
  });

  it("in development, its files edited: the page keeps its one watch, until it is closed", async (w, t) => {
    const { cwd, origin } = await development(w, t);
    const tab = await visit(w, `${origin}/`);
    await tab.until(said("opens a second after your first click"));
    const keeper = await openKeeper(w, tab);
    await tab.peek("void (window.isSamePage = true)");
    for (const name of ["watch.ts", "ccp.ts", "useSessionEnd.ts"]) {
      await edit(tab, cwd, name);
      // React may let a mounted component be. What is mounted afterwards asks the new files for the watch.
      await revisitRoute(tab);
      await tab.until(said("The keeper is open"));
    }
    assert.equal(await tab.peek("window.isSamePage"), true, "the page was not loaded anew");
    assert.equal(await tab.peek(ERROR), null);
    assert.deepEqual(await w.simulator.transitions(), []);
    await tab.close();
    await w.simulator.wait({ state: "Offline" });
    await keeper.phase("done");
  });

  it("in development, a mistake in its settings mended: the watch starts without a reload", async (w, t) => {
    const spoil = (cwd) => rewrite(cwd, "watch.ts", (text) => text.replace(`"Offline"`, `""`));
    const { cwd, origin } = await development(w, t, spoil);
    const tab = await visit(w, `${origin}/`);
    await tab.until(`${ERROR}?.includes("status")`);
    await edit(tab, cwd, "watch.ts", (text) => text.replace(`""`, `"Offline"`));
    await revisitRoute(tab);
    await tab.until(said("opens a second after your first click"));
    assert.equal(await tab.peek(ERROR), null);
  });

  it("mounted and unmounted before and after the watch is there: no error, and one watch, which stays with the page", async (w, t) => {
    const tab = await visit(w, `${(await development(w, t)).origin}/hasty.html`);
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
    await tab.until(`!document.querySelector("[data-has-watch]")`);
    assert.equal(await tab.peek(HELD), 1);
  });
});

/** How many tabs are there, by the locks that they hold. */
const HELD = `navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.includes("/tab/")).length)`;

/** The error that the page shows. */
const ERROR = `document.querySelector("[role=alert]")?.innerText`;
