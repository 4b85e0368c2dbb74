// The tests' pages over plain http, for a host that is no secure context; the simulator answers to localhost only.

import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { listen, typeOf } from "./http.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));

function fileOf(path) {
  if (path === "/streams/connect-streams.js") {
    return join(root, "node_modules/amazon-connect-streams/release/connect-streams-min.js");
  }
  if (path.startsWith("/pkg/")) return join(process.env.PKG ?? join(root, "pkg"), path.slice("/pkg/".length));
  return join(root, "tests/e2e/pages", path);
}

/** Serves on a free port of this machine; `{port, close}`. */
export const serveInsecurely = () =>
  listen(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const bytes = await readFile(fileOf(path));
      response.writeHead(200, { "content-type": typeOf(path) }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
