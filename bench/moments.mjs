// Measures which calls leave a dying tab without a keeper. The only tab closes, and at some moment its page calls
// setState. Each browser does so over a warm connection to the instance, and over one that it has to make first. Prints
// the right results by the server's state. The link has TLS and a round trip of 60 ms.
//
//   node bench/moments.mjs [--n 10] [--browser both] [--moment all] [--connection both] [--lanes 3]
//
// Commas separate several names.

import { parseArgs } from "node:util";

import { pick } from "./lib/choice.mjs";
import { FAULTS } from "./lib/faults.mjs";
import { fill } from "./lib/lane.mjs";
import { METHODS } from "./lib/methods.mjs";
import { MOMENTS } from "./lib/moments.mjs";

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "10" },
    browser: { type: "string", default: "both" },
    moment: { type: "string", default: "all" },
    connection: { type: "string", default: "both" },
    lanes: { type: "string", default: "3" },
  },
});

const { link, order } = FAULTS["cold-tls"];
const CONNECTIONS = {
  warm: { ...METHODS.snippet, link },
  cold: { ...METHODS.snippet, link, order },
};

await fill({
  browsers: Object.keys(pick(options, "browser", { chromium: true, firefox: true })),
  methods: pick(options, "connection", CONNECTIONS),
  cases: Object.values(pick(options, "moment", MOMENTS)),
  trials: Number(options.n),
  lanes: Number(options.lanes),
  answer: 500,
});
