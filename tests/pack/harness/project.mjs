// The package as npm packs it, installed into projects of their own: outside of this repository, so that nothing of it
// is found by accident.

import { execFile } from "node:child_process";
import { cp, mkdtemp, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const PKG = process.env.PKG ?? join(ROOT, "pkg");
/** Where the pages of tests/pack/apps have their Streams release. */
export const STREAMS = join(ROOT, "node_modules/amazon-connect-streams/release/connect-streams-min.js");
/** What the pages say where an instance is to be named. */
export const PLACEHOLDER = "https://YOUR-INSTANCE.my.connect.aws";

const run = promisify(execFile);
const temporary = mkdtemp(join(tmpdir(), "pack-"));
after(async () => rm(await temporary, { recursive: true, force: true, maxRetries: 5 }));

/** What `npm` prints on its standard output. */
export async function npm(args, cwd) {
  // npm is a script, which on Windows only a shell runs.
  const { stdout } = await run("npm", args, { cwd, shell: process.platform === "win32" });
  return stdout;
}

/** A program of node's, run to its end; its output where it fails. */
export async function node(args, { cwd, env = {} }) {
  try {
    return (await run(process.execPath, args, { cwd, env: { ...process.env, ...env } })).stdout;
  } catch (error) {
    throw new Error(`node ${args.join(" ")}: ${error.message}\n${error.stdout}`);
  }
}

/** A dependency of this repository, to be run in another project: what Node.js resolves from here. */
export const tool = createRequire(join(ROOT, "package.json"));

/** A project in which nothing but the packed tarball is installed. */
export const installed = once(async () => {
  const home = await temporary;
  const [{ filename }] = JSON.parse(await npm(["pack", PKG, "--json", "--pack-destination", home]));
  const project = join(home, "installed");
  await mkdir(project);
  await writeFile(join(project, "package.json"), `{ "private": true, "type": "module" }`);
  await npm(["install", "--offline", "--no-audit", "--no-fund", join(home, filename)], project);
  return project;
});

/** The package where it is installed. */
export const packageAt = (project) => join(project, "node_modules/connect-session-end");

/**
 * A fresh project: the files of these directories with the package installed. `tools` are taken from this repository,
 * `instance` is the Connect instance's origin, filled in where the pages name one.
 */
export async function project({ from, tools = [], instance }) {
  const made = await mkdtemp(join(await temporary, "project-"));
  const isSource = (path) => !/[/\\](node_modules|dist)$/.test(path);
  await cp(await installed(), made, { recursive: true });
  for (const directory of from) await cp(directory, made, { recursive: true, filter: isSource });
  if (instance) await fillIn(made, instance);
  for (const name of tools) {
    const link = join(made, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, "node_modules", name), link, "junction");
  }
  await mkdir(join(made, "public"), { recursive: true });
  await cp(STREAMS, join(made, "public/connect-streams-min.js"));
  return made;
}

/** A project of tests/pack/apps with the packages that its package.json names. They are fetched if that has changed. */
export async function framework(name) {
  const app = join(ROOT, "tests/pack/apps", name);
  const made = join(ROOT, "target/pack", name);
  const wanted = await readFile(join(app, "package.json"), "utf8");
  const mark = join(made, "node_modules/.fetched");
  if ((await readFile(mark, "utf8").catch(() => null)) !== wanted) {
    await rm(made, { recursive: true, force: true });
    await mkdir(made, { recursive: true });
    await writeFile(join(made, "package.json"), wanted);
    await npm(["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"], made);
    await writeFile(mark, wanted);
  }
  await cp(app, made, { recursive: true });
  await rm(packageAt(made), { recursive: true, force: true });
  await cp(packageAt(await installed()), packageAt(made), { recursive: true });
  await mkdir(join(made, "public"), { recursive: true });
  await cp(STREAMS, join(made, "public/connect-streams-min.js"));
  return made;
}

async function fillIn(project, instance) {
  for (const entry of await readdir(project, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (file.startsWith(join(project, "node_modules")) || !/\.(html|[jt]sx?)$/.test(entry.name)) continue;
    const text = await readFile(file, "utf8");
    if (text.includes(PLACEHOLDER)) await writeFile(file, text.replaceAll(PLACEHOLDER, instance));
  }
}

/** The same promise for every call. */
export function once(make) {
  let made = null;
  return () => (made ??= make());
}
