// A file server like a CDN: it compresses files ahead of time, and browsers may keep them for a year. It makes the
// pages itself. Browsers never keep those, so that no page stays in the back/forward cache.

import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { listen, typeOf } from "../../tests/e2e/harness/http.mjs";

/**
 * Serves `files` by path: text or bytes, or the `URL` of a file that it reads at the first request. A path below a
 * folder (`"/pkg/": URL`) is a file of that folder. `origin` is the server's address, `stop()` ends it.
 */
export async function startCdn(files) {
  const made = new Map();
  const { port, close } = await listen((request, response) => {
    const path = new URL(request.url, "http://any").pathname;
    const encoding = ["br", "gzip"].find((one) => request.headers["accept-encoding"]?.includes(one));
    try {
      const key = `${encoding} ${path}`;
      if (!made.has(key)) made.set(key, make(files, path, encoding));
      const { headers, bytes } = made.get(key);
      response.writeHead(200, headers).end(bytes);
    } catch (error) {
      response.writeHead(404).end(`${path}: ${error.message}\n`);
    }
  });
  return { origin: `http://app.localhost:${port}`, stop: close };
}

function make(files, path, encoding) {
  const bytes = find(files, path);
  const headers = {
    "content-type": typeOf(path),
    "cache-control": path.endsWith(".html") ? "no-store" : "public, max-age=31536000, immutable",
  };
  if (!encoding) return { headers, bytes };
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const small = encoding === "br" ? brotliCompressSync(bytes, { params }) : gzipSync(bytes);
  return { headers: { ...headers, "content-encoding": encoding, vary: "accept-encoding" }, bytes: small };
}

function find(files, path) {
  if (Object.hasOwn(files, path)) {
    const file = files[path];
    return file instanceof URL ? readFileSync(file) : Buffer.from(file);
  }
  const folder = Object.keys(files).find((known) => known.endsWith("/") && path.startsWith(known));
  if (!folder) throw new Error("there is no such file");
  return readFileSync(new URL(path.slice(folder.length), files[folder]));
}
