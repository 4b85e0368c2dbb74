// The oldest browsers that package.json names, against what the built package uses: its syntax, the APIs that it names, and
// the features of its wasms. The versions are those of MDN's browser-compat-data.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import ts from "typescript";

import { ASKED_FIRST } from "./browsers.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pkg = process.env.PKG ?? join(root, "pkg");
const compat = createRequire(import.meta.url)("@mdn/browser-compat-data");

const manifest = JSON.parse(await readFile(join(pkg, "package.json"), "utf8"));
/** `{chrome: 97, …}` */
const oldest = Object.fromEntries(
  manifest.browserslist.map((browser) => {
    const [name, version] = browser.split(" >= ");
    return [name, Number(version)];
  }),
);
const scripts = (await readdir(pkg, { recursive: true })).filter((file) => file.endsWith(".js"));

/** The first version of a browser that has the feature, with no flag and under its own name. */
function since(feature, browser) {
  const stated = [feature?.support[browser] ?? []].flat();
  const plain = stated.filter((it) => !it.flags && !it.prefix && !it.alternative_name && !it.version_removed);
  const versions = plain.map(({ version_added: version }) => (version === true ? 0 : parseFloat(version)));
  return Math.min(Infinity, ...versions.filter((version) => !Number.isNaN(version)));
}
const isOld = (feature) => Object.entries(oldest).every(([browser, version]) => since(feature, browser) <= version);

test("the sentences name the browsers of package.json, and no others", async () => {
  const names = Object.entries(oldest).map(([name, version]) => `${name === "chrome" ? "Chromium" : "Firefox"} ${version}`);
  for (const file of ["src/browser/mod.rs", "README.md", "docs/troubleshooting.md"]) {
    const text = await readFile(join(root, file), "utf8");
    assert.ok(text.includes(`${names.join(", ")} or newer`), `${file}: ${names.join(", ")}`);
    assert.doesNotMatch(text, /Safari \d/, file);
  }
});

test("no syntax that they lack", async () => {
  const target = Object.entries(oldest).map(([name, version]) => name + version);
  for (const file of scripts) {
    const text = await readFile(join(pkg, file), "utf8");
    const [older, newest] = await Promise.all([target, "esnext"].map((target) => transform(text, { target })));
    assert.equal(older.code, newest.code, file);
  }
});

/** Each member of an API and of the language, by its name: the features that it may be. */
const members = new Map();
for (const [name, own] of [compat.api, compat.javascript.builtins].flatMap(Object.entries)) {
  for (const [member, { __compat: feature }] of Object.entries({ ...own, [name]: own })) {
    const called = member.replace(/_(static|event)$/, "");
    if (feature) members.set(called, [...(members.get(called) ?? []), feature]);
  }
}

/** The names in a script of what it does not define itself. */
function named(file, text) {
  const [used, defined] = [new Set(), new Set()];
  const look = (node) => {
    if (ts.isPropertyAccessExpression(node) || ts.isBindingElement(node)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) used.add(name.text);
    } else if (ts.isIdentifier(node) && ts.isExpression(node)) used.add(node.text);
    if ((ts.isObjectLiteralElement(node) || ts.isClassElement(node) || ts.isVariableDeclaration(node)) && node.name) defined.add(node.name.text);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  // Minified names are of one or two letters.
  return [...used].filter((name) => name.length > 2 && !defined.has(name));
}

test("no API that they lack, unless the package asks for it first", async () => {
  const young = new Set();
  for (const file of scripts) {
    for (const name of named(file, await readFile(join(pkg, file), "utf8"))) {
      if (members.has(name) && !members.get(name).some(isOld)) young.add(name);
    }
  }
  assert.deepEqual([...young].sort(), [...Object.keys(ASKED_FIRST), ...NO_API].sort());
});

/** Names that mean something else here: of Streams, of the wasm and its data, of options. */
const NO_API = ["capture", "delay", "destroy", "getType", "memory", "messages", "released", "watch"];

/** What binaryen calls the features, and MDN. */
const FEATURES = {
  "mutable-globals": undefined,
  "sign-ext": "sign-extension-operations",
  "nontrapping-float-to-int": "non-trapping-float-to-int-conversions",
  "bulk-memory": "bulk-memory-operations",
  "bulk-memory-opt": "bulk-memory-operations",
  multivalue: "multi-value",
  "reference-types": "reference-types",
  simd: "fixed-width-SIMD",
  "tail-call": "tail-calls",
  "extended-const": "extended-constant-expressions",
  "exception-handling": "exception-handling",
  gc: "garbage-collection",
};

test("no feature of WebAssembly that they lack", async (t) => {
  const home = await mkdtemp(join(tmpdir(), "wasm-"));
  t.after(() => rm(home, { recursive: true, force: true }));
  const wasms = { tab: await readFile(join(pkg, "connect_session_end_bg.wasm")), keeper: await wasmOf("keeper.js") };
  for (const [name, bytes] of Object.entries(wasms)) {
    const file = join(home, `${name}.wasm`);
    await writeFile(file, bytes);
    const had = Object.keys(FEATURES).filter((it) => !FEATURES[it] || isOld(compat.webassembly[FEATURES[it]].__compat));
    await validate(file, had);
    await assert.rejects(validate(file, []), /error validating/, `${name}: the check finds nothing`);
  }
});

test("a page whose policy allows wasm by `'wasm-unsafe-eval'`", () => {
  const { "script-src": directive } = compat.http.headers["Content-Security-Policy"];
  assert.ok(isOld(directive["wasm-unsafe-eval"].__compat));
});

const WASM_OPT = join(root, "node_modules/binaryen/bin/wasm-opt");
const validate = (file, features) =>
  promisify(execFile)(process.execPath, [WASM_OPT, file, "-mvp", ...features.map((it) => `--enable-${it}`), "--output", `${file}.out`]);

/** The wasm that a script has inside: what it hands to the browser. */
async function wasmOf(script) {
  const { instantiate } = WebAssembly;
  globalThis.document = { querySelector: () => null };
  try {
    return await new Promise((resolve, reject) => {
      WebAssembly.instantiate = (bytes) => {
        resolve(bytes);
        throw new Error("no more is wanted of it");
      };
      import(join(pkg, script)).then(({ runKeeper }) => runKeeper()).catch(reject);
    });
  } finally {
    WebAssembly.instantiate = instantiate;
    delete globalThis.document;
  }
}
