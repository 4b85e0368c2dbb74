// The packed package in pages that no bundler has seen: its files in one directory of a static server.

import assert from "node:assert/strict";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { inEachBrowser } from "../e2e/harness/suite.mjs";
import { STREAMS, installed, packageAt } from "./harness/project.mjs";
import { ENGLISH, GERMAN, visit, wholeSession } from "./harness/session.mjs";
import { serve } from "./harness/static.mjs";

/** The pages are in German, the package's own keeper page is in English. */
const WORDS = { ...GERMAN, keeper: ENGLISH.keeper };
const directory = (path) => fileURLToPath(new URL(path, import.meta.url));

/** A page with the package, its keeper's page and Streams in `connect-session-end/` beside it. */
async function site(w, t, page, policy) {
  const mounts = {
    "/connect-session-end/": [packageAt(await installed()), dirname(STREAMS)],
    "/": [directory(page)],
  };
  const headers = policy ? { "content-security-policy": policy } : {};
  return `${await serve(t, mounts, { instance: w.simulator.origins.ccp, headers })}/`;
}

inEachBrowser("plain pages", (it) => {
  it("the shortest, examples/plain", async (w, t) => {
    await wholeSession(w, await site(w, t, "../../examples/plain/"), ENGLISH);
  });

  it("with an import map", async (w, t) => {
    await wholeSession(w, await site(w, t, "apps/import-map/"), WORDS);
  });

  it("under a Content Security Policy that allows scripts of its own origin and WebAssembly", async (w, t) => {
    const policy = "script-src 'self' 'wasm-unsafe-eval'";
    await wholeSession(w, await site(w, t, "apps/policy/", policy), WORDS);
  });

  it("under one that does not allow WebAssembly: the error names the directive to add", async (w, t) => {
    const tab = await visit(w, await site(w, t, "apps/policy/", "script-src 'self'"));
    const said = await tab.until(`document.getElementById("problem").textContent`);
    assert.match(said, /^wasm-blocked: .*add 'wasm-unsafe-eval' to its script-src/);
  });
});
