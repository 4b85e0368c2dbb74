// Makes the npm package: `node xtask/js/package.mjs MADE PKG VERSION`. MADE has the folders tab and keeper, in which
// wasm-bindgen and wasm-opt leave their files.
//
//   index.js index.cjs            what a tab calls, with wasm-bindgen's script for it
//   connect_session_end_bg.wasm   the tab's wasm
//   notice.js words/              what a tab shows, and its sentences
//   drop-in.js                    all of these in one classic script, the wasm inside
//   keeper.js                     all that a keeper's window needs, its wasm inside
//   presence.js keeper.html …     the rest of js-shim/
//   package.json README.md LICENSE …

import assert from "node:assert/strict";
import { copyFileSync, cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

import { module } from "./ascii.mjs";

const SHIM = "js-shim";
const WASM = "connect_session_end_bg.wasm";
const [made, pkg, version] = process.argv.slice(2);
/** Made beside it and moved into place, so a server that shows pkg/ never sees half of it. */
const fresh = `${pkg}.new`;

rmSync(fresh, { recursive: true, force: true });
cpSync(SHIM, fresh, { recursive: true, filter: (source) => !source.endsWith(".js") });
for (const name of ["README.md", "CHANGELOG.md", "LICENSE"]) copyFileSync(name, join(fresh, name));
copyFileSync(join(made, "tab/optimized.wasm"), join(fresh, WASM));
const manifest = JSON.parse(readFileSync(`${SHIM}/package.json`, "utf8"));
writeFileSync(join(fresh, "package.json"), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);

for (const part of ["tab", "keeper"]) {
  const bytes = readFileSync(join(made, part, "optimized.wasm"));
  const file = join(made, part, "bytes.mjs");
  writeFileSync(file, module(bytes));
  const { wasm } = await import(pathToFileURL(file));
  assert.ok(bytes.equals(wasm()), `${file} returns other bytes than it was made from`);
}

/** The scripts import `./wasm/PART/…` of what was made. */
const ofWasm = {
  name: "wasm",
  setup({ onResolve }) {
    const found = (part, name) => join(made, part, name === "bytes" ? "bytes.mjs" : `${name}.js`);
    onResolve({ filter: /^\.\/wasm\// }, ({ path }) => {
      const [, part, name] = /^\.\/wasm\/(\w+)\/(\w+)\.js$/.exec(path);
      return { path: found(part, name) };
    });
  },
};

/** `chrome >= 97` is esbuild's `chrome97`. */
const target = manifest.browserslist.map((browser) => browser.replace(" >= ", ""));
const how = { outdir: fresh, outbase: SHIM, minify: true, format: "esm", target, charset: "utf8", logLevel: "warning" };

/** One script with all that it imports, except what is fetched later. */
function bundle(entry, part, more) {
  const options = { ...how, entryPoints: [`${SHIM}/${entry}`], bundle: true, plugins: [ofWasm], ...more };
  if (!part) return build(options);
  // The names under which the wasm imports and exports, and the short ones that stand in it.
  const mangleCache = JSON.parse(readFileSync(join(made, part, "names.json"), "utf8"));
  const mangleProps = new RegExp(`^(${Object.keys(mangleCache).join("|")})$`);
  return build({ ...options, mangleProps, mangleCache });
}

await bundle("index.js", "tab", { external: ["./notice.js", "./keeper.js"] });
// For what cannot import a module, such as Jest, whose jsdom has no coder. The wasm has to be named.
const coders = "const { TextDecoder = class { decode() {} }, TextEncoder = class {} } = globalThis;";
await bundle("index.js", "tab", {
  external: ["./notice.js", "./keeper.js"],
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  banner: { js: coders },
  define: { "import.meta.url": '""' },
});
await bundle("notice.js", undefined, { external: ["./words/*.js"] });
// With all languages, for pages that are served no other file of the package.
await bundle("keeper.js", "keeper", {});
// It lies beside no wasm: that is handed over.
const define = { "import.meta.url": '""' };
await bundle("drop-in.js", "tab", { external: ["./keeper.js"], format: "iife", charset: "ascii", define });
const words = readdirSync(`${SHIM}/words`).map((name) => `${SHIM}/words/${name}`);
await build({ ...how, entryPoints: [`${SHIM}/presence.js`, ...words] });

rmSync(pkg, { recursive: true, force: true });
renameSync(fresh, pkg);
