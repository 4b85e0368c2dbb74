// The tests' pages over plain http, for a host that is no secure context; the simulator answers to localhost only.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };

function fileOf(path) {
  if (path === "/streams/connect-streams.js") {
    return join(root, "node_modules/amazon-connect-streams/release/connect-streams-min.js");
  }
  if (path.startsWith("/pkg/")) return join(process.env.PKG ?? join(root, "pkg"), path.slice("/pkg/".length));
  return join(root, "tests/e2e/pages", path);
}

/** Serves on a free port of this machine; `{port, close}`. */
export async function serveInsecurely() {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const bytes = await readFile(fileOf(path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: server.address().port, close };
}
