// The packed package in frameworks and under test runners: projects with packages from npm, which are kept in target/ for
// the next time.

import assert from "node:assert/strict";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";

import { inEachBrowser } from "../e2e/harness/suite.mjs";
import { ROOT, framework, node, once, packageAt } from "./harness/project.mjs";
import { ENGLISH, wholeSession } from "./harness/session.mjs";
import { serve, serveBy } from "./harness/static.mjs";

/** What the README says that angular.json needs. */
async function recipe() {
  const [, json] = /```json\n(.*?)```/s.exec(await readFile(join(ROOT, "README.md"), "utf8"));
  return JSON.parse(`{${json}}`).assets;
}

const NG = "node_modules/@angular/cli/bin/ng.js";

/** Angular's app with what the README says. */
const angularApp = once(async () => {
  const cwd = await framework("angular");
  const file = join(cwd, "angular.json");
  const workspace = JSON.parse(await readFile(file, "utf8"));
  workspace.projects.desktop.architect.build.options.assets.push(...(await recipe()));
  await writeFile(file, JSON.stringify(workspace));
  // The cache would take this package for the one of the last time, because the version is the same.
  await rm(join(cwd, ".angular"), { recursive: true, force: true });
  return cwd;
});

const ends = [];
after(() => Promise.all(ends.map((end) => end())));

/** Angular's server for development: one for all tests, because it takes long to start. */
const angularServed = once(async () =>
  serveBy({ after: (end) => ends.push(end) }, [NG, "serve", "--port", "0", "--host", "127.0.0.1"], { cwd: await angularApp() }),
);

const NEXT = "node_modules/next/dist/bin/next";

/** Next's app with the keeper's page in it. */
const nextApp = once(async () => {
  const cwd = await framework("next");
  for (const name of ["keeper.html", "keeper.js"]) await cp(join(packageAt(cwd), name), join(cwd, "public", name));
  return cwd;
});

/** The same, built. */
async function nextBuilt(env) {
  const cwd = await nextApp();
  await node([NEXT, "build"], { cwd, env: { NEXT_TELEMETRY_DISABLED: "1", ...env } });
  return cwd;
}

const nextForServer = once(() => nextBuilt({}));

const BUILDS = {
  "Angular's builder": once(async () => {
    const cwd = await angularApp();
    await node([NG, "build"], { cwd });
    return join(cwd, "dist/browser");
  }),
  "Next, app router, static export": once(async () => {
    const cwd = await nextBuilt({ IS_EXPORT: "1" });
    const page = await readFile(join(cwd, "out/index.html"), "utf8");
    assert.match(page, /data-imported="function"/, "imported on the server");
    return join(cwd, "out");
  }),
};

for (const [name, build] of Object.entries(BUILDS)) test(`built: ${name}`, build);
test("built: Next, app router, for its server", nextForServer);
test("started: Angular's server for development", angularServed);

test("Jest (CommonJS) and Vitest, both with jsdom: imported, and refused by its code when it is called", async () => {
  const cwd = await framework("runners");
  await node(["node_modules/jest/bin/jest.js", "--ci", "desktop.test.cjs"], { cwd });
  await node(["node_modules/vitest/vitest.mjs", "run", "desktop.spec.mjs"], { cwd });
});

inEachBrowser("frameworks", (it) => {
  for (const [name, build] of Object.entries(BUILDS)) {
    it(name, async (w, t) => {
      const origin = await serve(t, { "/": [await build()] }, { instance: w.simulator.origins.ccp });
      await wholeSession(w, `${origin}/`, ENGLISH);
    });
  }

  it("Angular's server for development", async (w) => {
    const query = new URLSearchParams({ instance: w.simulator.origins.ccp });
    await wholeSession(w, `${await angularServed()}/?${query}`, ENGLISH);
  });

  it("Next, app router, its server", async (w, t) => {
    const env = { INSTANCE: w.simulator.origins.ccp };
    const origin = await serveBy(t, [NEXT, "start", "--port", "0", "--hostname", "127.0.0.1"], { cwd: await nextForServer(), env });
    // Only a page that the server has made knows the instance.
    await wholeSession(w, `${origin}/`, ENGLISH);
  });
});
