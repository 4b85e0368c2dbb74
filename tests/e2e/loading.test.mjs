// How the package gets into a page: the wasm that cannot be loaded, the page that calls early, the server that imports.

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { ASKED_FIRST } from "../types/browsers.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { REFRESH } from "./harness/world.mjs";

const pkg = process.env.PKG ?? fileURLToPath(new URL("../../pkg", import.meta.url));

test("imported on a server: no error before it is called, and then a rejection", async () => {
  const { watchSessionEnd, runKeeper, SessionEndError } = await import(pathToFileURL(resolve(pkg, "index.js")));
  for (const call of [watchSessionEnd, runKeeper]) {
    const error = await call().then(() => assert.fail("there is no window"), (error) => error);
    assert.ok(error instanceof SessionEndError && error instanceof Error);
    assert.deepEqual([error.name, error.code], ["SessionEndError", "no-window"]);
  }
});

inEachBrowser("loading", (it) => {
  it("a Content Security Policy that forbids it: the directive to add", async (w) => {
    const error = await refusal(await visit(w, "policy.html"));
    assert.equal(error.code, "wasm-blocked", error.message);
    assert.match(error.message, /add 'wasm-unsafe-eval' to its script-src/);
  });

  it("whatever a browser calls it that it may run no wasm: the same", async (w) => {
    for (const [name, words] of WORDINGS) {
      const tab = await visit(w, "elsewhere.html");
      await tab.peek(`(() => {
        const refuse = () => { throw new ${name}(${JSON.stringify(words)}); };
        for (const way of ["Module", "Instance"]) WebAssembly[way] = function () { refuse(); };
        for (const way of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) WebAssembly[way] = async () => refuse();
      })()`);
      const error = await refusal(tab);
      assert.equal(error.code, "wasm-blocked", error.message);
      assert.ok(error.message.endsWith(words), error.message);
      await tab.close();
    }
  });

  it("a file that is not there, bytes that are no wasm, and then the right file: tried again", async (w) => {
    const tab = await visit(w, "elsewhere.html");
    for (const wasm of ["'/nowhere.wasm'", "new Uint8Array(8)"]) {
      const error = await refusal(tab, wasm);
      assert.equal(error.code, "wasm-failed", error.message);
      assert.match(error.message, /connect_session_end_bg\.wasm could not be loaded/);
    }
    // The page has no Streams, and only the wasm says so.
    assert.equal((await refusal(tab)).code, "no-streams");
    assert.equal((await refusal(tab, undefined, "null")).code, "no-streams");
  });

  it("the watch is asked for before Streams is loaded, and initCCP called long after: it finds the agent", async (w) => {
    const tab = await visit(w, "late.html");
    await tab.until("!!(window.watch || window.error)");
    assert.equal(await tab.peek("window.error"), null);
    const before = await tab.sees("now.last");
    assert.equal(before.agent, null);
    const { held } = await tab.peek("navigator.locks.query()");
    assert.ok(held.some(({ name }) => name.endsWith(before.id)), JSON.stringify(held));
    await tab.click();
    const { agent } = await tab.sees("now.agent");
    assert.equal(agent.availability, "Available");
  });

  it("a CCP in a shadow root is found, and the sign-out in it", async (w) => {
    const tab = await visit(w, "late.html", { shadow: 1 });
    await tab.until("!!(window.watch || window.error)");
    await tab.click();
    const { agent } = await tab.sees("now.agent");
    assert.equal(agent.availability, "Available");
    await w.simulator.setSignedIn(false);
    await tab.event("warning", "detail.code === 'signed-out'");
    assert.equal((await tab.snapshot()).signedOut, true);
  });

  it("without what the oldest browsers lack: opened, refreshed, closed", async (w) => {
    const without = { without: [...new Set(Object.values(ASKED_FIRST))].join(";") };
    const tab = await w.open(w.withKeeper({ sessionEndTimer: await w.scaled(REFRESH) }, without), without);
    assert.equal(await tab.peek("navigator.userActivation ?? window.trustedTypes"), null);
    await w.openKeeper(tab);
    await tab.refresh();
    await tab.sees("now.keeperReady && now.agent");
    await tab.close();
    await w.simulator.wait({ state: "Offline" });
    await w.endedWith({ kind: "changed", by: "keeper" });
  });

  it("a listener that throws is reported by the browser, and the next one hears the event", async (w) => {
    const tab = await visit(w, "late.html");
    await tab.until("!!(window.watch || window.error)");
    await tab.click();
    await tab.sees("now.agent");
    await w.simulator.setSignedIn(false);
    await tab.event("warning", "detail.code === 'signed-out'");
    assert.match((await tab.peek("window.uncaught")).join(), /a listener's own fault/);
    assert.equal((await tab.snapshot()).signedOut, true);
  });
});

/** Safari's, and that of Chromium where a program around it forbids it. */
const WORDINGS = [
  ["EvalError", "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source"],
  ["WebAssembly.CompileError", "WebAssembly.Module(): Wasm code generation disallowed by embedder"],
];

async function visit(w, page, options = {}) {
  const tab = await w.openBlank();
  await tab.page.goto(w.address(undefined, { page, ...options }), { waitUntil: "load" });
  return tab;
}

/** What `watchSessionEnd` is rejected with; `wasm` and the options with it are expressions. */
const refusal = (tab, wasm = "undefined", options = `{ wasm: ${wasm} }`) =>
  tab.peek(`import("/pkg/index.js")
    .then(({ watchSessionEnd }) => watchSessionEnd({}, ${options}))
    .then(() => ({ code: "none" }), ({ code, message }) => ({ code, message }))`);
