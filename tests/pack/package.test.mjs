// What is packed, what its manifest says of it, and what an import of it does.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";

import { until } from "../e2e/harness/peek.mjs";
import { inEachBrowser } from "../e2e/harness/suite.mjs";
import { PKG, ROOT, installed, node, npm, packageAt } from "./harness/project.mjs";
import { serve } from "./harness/static.mjs";

const FILES = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "connect_session_end_bg.wasm",
  "drop-in.js",
  "index.cjs",
  "index.d.ts",
  "index.js",
  "keeper.html",
  "keeper.js",
  "notice.js",
  "package.json",
  "presence.js",
  "words/de.js",
  "words/en.js",
  "words/es.js",
  "words/fr.js",
];

const manifest = JSON.parse(await readFile(join(PKG, "package.json"), "utf8"));

test("npm packs these files and no others", async () => {
  const [{ files }] = JSON.parse(await npm(["pack", PKG, "--dry-run", "--json"]));
  assert.deepEqual(files.map(({ path }) => path).sort(), FILES);
});

test("installed from the tarball, the same files are there", async () => {
  const paths = await filesBelow(packageAt(await installed()));
  assert.deepEqual(paths, FILES);
});

test("the manifest has what a public package needs, and runs nothing where it is installed", async () => {
  const [, version] = /^version = "(.+)"$/m.exec(await readFile(join(ROOT, "Cargo.toml"), "utf8"));
  assert.deepEqual([manifest.name, manifest.version, manifest.license], ["connect-session-end", version, "Apache-2.0"]);
  assert.ok(manifest.description && manifest.keywords.length > 0);
  assert.deepEqual(manifest.publishConfig, { access: "public", provenance: true });
  for (const name of ["private", "scripts", "dependencies", "devDependencies", "peerDependencies", "bin"]) {
    assert.equal(manifest[name], undefined, name);
  }
  assert.match(await readFile(join(PKG, "LICENSE"), "utf8"), /Apache License\s+Version 2\.0/);
  assert.match(await readFile(join(PKG, "README.md"), "utf8"), /^# connect-session-end\n/);
});

test("all that it exports is there, types first", async () => {
  const files = await readdir(PKG);
  const there = (target) => {
    const name = new RegExp(`^${target.slice(2).replaceAll(".", "\\.").replace("*", "[^/]+")}$`);
    return files.some((file) => name.test(file));
  };
  const targets = Object.values(manifest.exports).flatMap((to) => (typeof to === "string" ? to : Object.values(to)));
  for (const target of [...targets, manifest.main, manifest.types]) assert.ok(there(target), target);
  // A condition that is met ends the search (Node.js, "Conditional exports").
  assert.deepEqual(Object.keys(manifest.exports["."]), ["types", "require", "default"]);
});

test("node finds what is exported, and nothing that is not", async () => {
  const found = async (name) =>
    node(["--input-type=module", "--eval", `console.log(import.meta.resolve("connect-session-end${name}"))`], {
      cwd: await installed(),
    });
  for (const name of ["", "/keeper.html", "/connect_session_end_bg.wasm", "/drop-in.js", "/keeper.js", "/presence.js"]) {
    assert.match(await found(name), /node_modules\/connect-session-end\/[\w.-]+\n$/, name);
  }
  await assert.rejects(found("/notice.js"), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});

test("imported on a server: nothing happens before a call, and that is refused", async () => {
  const script = `
    import { watchSessionEnd, runKeeper } from "connect-session-end";
    console.log("imported");
    for (const call of [watchSessionEnd, runKeeper]) await call().catch(({ name, code }) => console.log(name, code));`;
  // It ends by itself: nothing is left that would hold the process.
  const said = await node(["--input-type=module", "--eval", script], { cwd: await installed() });
  assert.equal(said, "imported\nSessionEndError no-window\nSessionEndError no-window\n");
});

inEachBrowser("side effects", (it) => {
  it("what `sideEffects` names does something when it is loaded, all other scripts do nothing", async (w, t) => {
    const root = packageAt(await installed());
    const origin = await serve(t, { "/": [root, join(ROOT, "tests/e2e/pages")] }, { instance: w.simulator.origins.ccp });
    const tab = await w.openBlank();
    /** What is to be seen before and after these scripts were loaded, one by one. */
    const load = async (files, attributes) => {
      await tab.page.goto(`${origin}/elsewhere.html`);
      const before = await tab.peek(LOOK);
      for (const file of files) await tab.peek(loaded(file, attributes));
      return [before, await tab.peek(LOOK)];
    };
    const named = manifest.sideEffects.map((file) => file.slice(2));
    const others = (await filesBelow(root)).filter((file) => file.endsWith(".js") && !named.includes(file));
    assert.ok(others.includes("index.js"));

    const [before, after] = await load(others, { type: "module" });
    assert.deepEqual(after, before);
    for (const file of named) {
      const [before] = await load([file], AS_DOCUMENTED[file] ?? {});
      await until(`${file} does something`, async () => !isDeepStrictEqual(await tab.peek(LOOK), before));
    }
  });
});

/** The attributes without which a script does nothing. */
const AS_DOCUMENTED = { "keeper.js": { type: "module", "data-keeper": "" } };

/** Loads a script, and lets it have a moment for what it does later. */
const loaded = (file, attributes) => `new Promise((resolve, reject) => {
  const script = document.createElement("script");
  const attributes = ${JSON.stringify(attributes)};
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  script.src = "/${file}";
  script.onload = () => setTimeout(resolve, 100);
  script.onerror = () => reject(new Error("${file} is not loaded"));
  document.head.append(script);
})`;

/** What a script can be seen to have done: to the page, to the window, to locks, to the network. */
const LOOK = `(async () => ({
  page: document.body.outerHTML,
  sheets: document.adoptedStyleSheets.length,
  names: Object.getOwnPropertyNames(window).sort(),
  locks: (await navigator.locks.query()).held.length,
  storage: Object.keys(localStorage),
  wasm: performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm")).length,
}))()`;

async function filesBelow(directory, below = "") {
  const entries = await readdir(join(directory, below), { withFileTypes: true });
  const paths = await Promise.all(
    entries.map(({ name }, i) => (entries[i].isDirectory() ? filesBelow(directory, `${below}${name}/`) : [`${below}${name}`])),
  );
  return paths.flat().sort();
}
