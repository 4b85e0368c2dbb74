// A plain static server, and those of frameworks.

import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";

import { start } from "../../e2e/harness/children.mjs";
import { listen, typeOf } from "../../e2e/harness/http.mjs";
import { PLACEHOLDER, tool } from "./project.mjs";

/** Where the demo takes its instance to be: behind its own port. */
const BESIDE = "http://ccp.localhost:${location.port}";

/**
 * Serves directories, `{prefix: [directories]}`, the first that has a file; until the test `t` is over. Where a page
 * names an instance, `instance` is filled in. What browsers report to `/violations` goes into that list. Returns the
 * origin.
 */
export async function serve(t, mounts, { instance, headers = {}, violations = [] }) {
  const { port, close } = await listen(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname).replace(/[/\\]$/, "/index.html");
    if (path === "/violations") {
      violations.push(JSON.parse(await text(request)));
      return response.writeHead(204).end();
    }
    const found = await find(mounts, path);
    if (!found) return response.writeHead(404).end();
    const bytes = /\.(html|js)$/.test(path) ? found.toString().replaceAll(PLACEHOLDER, instance).replaceAll(BESIDE, instance) : found;
    response.writeHead(200, { ...headers, "content-type": typeOf(path) }).end(bytes);
  });
  t.after(close);
  return `http://app.localhost:${port}`;
}

async function find(mounts, path) {
  for (const [prefix, directories] of Object.entries(mounts)) {
    if (!path.startsWith(prefix)) continue;
    for (const directory of directories) {
      const bytes = await readFile(join(directory, path.slice(prefix.length))).catch(() => null);
      if (bytes) return bytes;
    }
  }
  return null;
}

/** Vite's own program. */
export const VITE = tool.resolve("vite/package.json").replace(/package\.json$/, "bin/vite.js");

/** Starts Vite's server for development in a project, until the test `t` is over. Returns the origin. */
export const serveByVite = (t, cwd) =>
  serveBy(t, [VITE, "--port", "0", "--host", "127.0.0.1", "--clearScreen", "false"], { cwd });

/** Starts a program of node's that says where it listens, as servers of frameworks do. The rest is as above. */
export async function serveBy(t, args, { cwd, env = {} }) {
  const { child, exited } = start(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  let said = "";
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`;
    const local = /Local:\s+http:\/\/127\.0\.0\.1:(\d+)/.exec(stripVTControlCharacters(line));
    if (local) {
      // What comes later is not read, and must not stop it; nor does it keep this process, see above.
      child.stdout.resume();
      child.stdout.unref();
      child.unref();
      return `http://app.localhost:${local[1]}`;
    }
  }
  throw new Error(`${args[0]} ended before it said where it listens: ${said}`);
}
