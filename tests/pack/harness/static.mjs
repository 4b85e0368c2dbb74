// A plain static server, and Vite's.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

import { start } from "../../e2e/harness/children.mjs";
import { PLACEHOLDER, tool } from "./project.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/**
 * Serves directories, `{prefix: [directories]}`, the first that has a file; until the test `t` is over. Where a page
 * names an instance, `instance` is filled in. Returns the origin.
 */
export async function serve(t, mounts, { instance, headers = {} }) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname).replace(/[/\\]$/, "/index.html");
    const found = await find(mounts, path);
    if (!found) return response.writeHead(404).end();
    const bytes = /\.(html|js)$/.test(path) ? found.toString().replaceAll(PLACEHOLDER, instance) : found;
    response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A test that was given up before it came here cleans up nothing.
  server.unref();
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://app.localhost:${server.address().port}`;
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
export async function serveByVite(t, project) {
  const options = ["--port", "0", "--host", "127.0.0.1", "--clearScreen", "false"];
  const { child, exited } = start(process.execPath, [VITE, ...options], {
    cwd: project,
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
  throw new Error(`Vite ended before it said where it listens: ${said}`);
}
