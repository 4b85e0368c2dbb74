// Makes the static resource of examples/salesforce: `node xtask/js/zip.mjs ZIP`, after the package.

import { readFileSync, writeFileSync } from "node:fs";
import { zipSync } from "fflate";

const STREAMS = "node_modules/amazon-connect-streams";

/** The names in it, and where each comes from. */
const FILES = {
  "drop-in.js": "pkg/drop-in.js",
  "keeper.js": "pkg/keeper.js",
  "presence.js": "pkg/presence.js",
  "connect-streams-min.js": `${STREAMS}/release/connect-streams-min.js`,
  "LICENSE.connect-session-end.txt": "LICENSE",
  "LICENSE.amazon-connect-streams.txt": `${STREAMS}/LICENSE.txt`,
};

const entries = Object.entries(FILES).map(([name, path]) => [name, new Uint8Array(readFileSync(path))]);
// The time stands still, so the same files make the same bytes.
writeFileSync(process.argv[2], zipSync(Object.fromEntries(entries), { level: 9, mtime: "1980-01-02" }));
