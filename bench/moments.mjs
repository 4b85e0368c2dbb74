// What gets out of a dying tab without a keeper: the only tab is closed, and at some moment its page calls setState, in
// each browser over a connection to the instance that is warm, and over one that has to be made first. Right results,
// as the server's state says; TLS, 60 ms round trip.
//
//   node bench/moments.mjs [--n 10] [--browser both] [--moment all] [--connection both] [--lanes 3]
//
// Several names are separated by commas.

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
