// The packed package through bundlers, each with as little configuration as it takes: none, but for esbuild.

import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { inEachBrowser } from "../e2e/harness/suite.mjs";
import { node, once, project, tool } from "./harness/project.mjs";
import { GERMAN, wholeSession } from "./harness/session.mjs";
import { VITE, serve, serveByVite } from "./harness/static.mjs";

const APP = fileURLToPath(new URL("apps/bundled/", import.meta.url));
/** Replaces the page and its script. */
const MODULE = fileURLToPath(new URL("apps/module/", import.meta.url));

/** What is made once for both browsers: the directories to serve, the first that has a file. */
const BUILDS = {
  "Vite, built": once(() => vite({ from: [APP] })),
  "Vite, built, with a Streams that sets no global": once(() =>
    vite({ from: [APP, MODULE], tools: ["amazon-connect-streams"] }),
  ),
  webpack: once(async () => {
    const context = await project({ from: [APP] });
    const compiler = tool("webpack")({ context, entry: "./main.js", mode: "production", output: { path: join(context, "dist") } });
    const stats = await new Promise((resolve, reject) =>
      compiler.run((error, stats) => (error ? reject(error) : resolve(stats))),
    );
    if (stats.hasErrors()) throw new Error(stats.toString());
    return [join(context, "dist"), join(context, "public"), context];
  }),
  "esbuild, the wasm as a file": once(() => esbuild({ format: "esm", splitting: true, loader: { ".wasm": "file" } })),
  "esbuild, all in one script": once(() => esbuild({ format: "iife", loader: { ".wasm": "binary" } })),
};

async function vite(files) {
  const cwd = await project(files);
  await node([VITE, "build"], { cwd });
  return [join(cwd, "dist")];
}

async function esbuild(options) {
  const cwd = await project({ from: [APP] });
  const entryPoints = { main: join(cwd, "with-wasm.js") };
  await tool("esbuild").build({ ...options, entryPoints, bundle: true, minify: true, outdir: join(cwd, "dist"), logLevel: "error" });
  return [join(cwd, "dist"), join(cwd, "public"), cwd];
}

for (const [name, build] of Object.entries(BUILDS)) test(`built: ${name}`, build);

inEachBrowser("bundlers", (it) => {
  it("Vite, its server for development", async (w, t) => {
    const origin = await serveByVite(t, await project({ from: [APP], instance: w.simulator.origins.ccp }));
    await wholeSession(w, `${origin}/`, GERMAN);
  });

  for (const [name, build] of Object.entries(BUILDS)) {
    it(name, async (w, t) => {
      const origin = await serve(t, { "/": await build() }, { instance: w.simulator.origins.ccp });
      await wholeSession(w, `${origin}/`, GERMAN);
    });
  }
});
