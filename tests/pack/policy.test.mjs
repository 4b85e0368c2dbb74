// Every page of ours under the strictest Content Security Policy that docs/settings.md allows it, with Trusted Types: a
// whole session, and not one report of a violation.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { inEachBrowser } from "../e2e/harness/suite.mjs";
import { ROOT, STREAMS, installed, packageAt } from "./harness/project.mjs";
import { ENGLISH, GERMAN, wholeSession } from "./harness/session.mjs";
import { serve } from "./harness/static.mjs";
import { built as react, session } from "./harness/react.mjs";

const here = (path) => join(ROOT, "tests/pack/apps", path);
const DEMO = join(ROOT, "examples/custom-ccp");
/** The package with its keeper's page, and Streams beside it. */
const beside = async () => ({ "/connect-session-end/": [packageAt(await installed()), dirname(STREAMS)] });

/** The directories of each page, the words of its screens or its whole session, and what its own policy has more. */
const PAGES = {
  "the package's keeper.html, and a page with index.js": async () => [
    { ...(await beside()), "/": [here("policy")] },
    { ...GERMAN, keeper: ENGLISH.keeper },
  ],
  "drop-in.js": async () => [{ ...(await beside()), "/": [here("drop-in")] }, GERMAN],
  "the demo": async () => [
    { "/pkg/": [packageAt(await installed())], "/streams/": [dirname(STREAMS)], "/": [DEMO] },
    ENGLISH,
    await hashOf(join(DEMO, "index.html")),
  ],
  "the example with React, built": async () => [{ "/": [await react()] }, session],
};

/** The inline module of a page, as its policy names it. */
async function hashOf(page) {
  const [, script] = /<script type="module">(.*?)<\/script>/s.exec(await readFile(page, "utf8"));
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

/** Streams in a bundle asks for the global object by `Function("return this")()`, and does without. */
const isTriedByStreams = ({ "csp-report": { "blocked-uri": what, "source-file": file } }) =>
  ["eval", "trusted-types-sink"].includes(what) && file.includes("/assets/index-");

inEachBrowser("a strict Content Security Policy", (it) => {
  for (const [name, page] of Object.entries(PAGES)) {
    it(name, async (w, t) => {
      const [mounts, words, scripts = ""] = await page();
      const policy = [
        "default-src 'none'; base-uri 'none'; form-action 'none'",
        `script-src 'self' 'wasm-unsafe-eval' ${scripts}; worker-src blob:`,
        "img-src 'self' data:; style-src 'self'",
        `connect-src 'self'; frame-src 'self' ${w.simulator.origins.ccp}`,
        "require-trusted-types-for 'script'; trusted-types connect-session-end",
        "report-uri /violations",
      ].join("; ");
      const violations = [];
      const headers = { "content-security-policy": policy };
      const origin = await serve(t, mounts, { instance: w.simulator.origins.ccp, headers, violations });
      await (words === session ? session(w, origin) : wholeSession(w, `${origin}/`, words));
      assert.deepEqual(violations.filter((it) => !isTriedByStreams(it)), []);
    });
  }
});
