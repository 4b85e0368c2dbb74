// The common parts of the file servers that tests and measurements use instead of the simulator's.

import { once } from "node:events";
import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
};

/** A file's type, by its name. */
export const typeOf = (path) => TYPES[extname(path)] ?? "application/octet-stream";

/** Listens on a free port of this machine; `{port, close}`. */
export async function listen(answer) {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A test that was given up before it could close it must not keep the process.
  server.unref();
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: server.address().port, close };
}
