// The files for the pages of a measurement: this package, the Streams release, and the library for comparison.

import { buildSync } from "esbuild";
import { pathToFileURL } from "node:url";

const root = new URL("../../", import.meta.url);

/** broadcast-channel as a page would load it: bundled and minified. */
function peer() {
  const { outputFiles } = buildSync({
    stdin: {
      contents: 'export { BroadcastChannel, createLeaderElection } from "broadcast-channel";',
      resolveDir: new URL(root).pathname,
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return outputFiles[0].contents;
}

/** Files by path, for the file server. */
export const served = () => ({
  "/pkg/": process.env.PKG ? pathToFileURL(`${process.env.PKG}/`) : new URL("pkg/", root),
  "/streams.js": new URL("node_modules/amazon-connect-streams/release/connect-streams-min.js", root),
  "/peer.js": peer(),
});
