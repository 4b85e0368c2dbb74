// The fault matrix: each way in which a session ends without a fault, and each fault with a plain close. For each
// browser it prints the ratio of right results: with the keeper, without it ("alone"), without it but with the
// browser's question ("asks": `confirmLeave`), and with the admin guide's snippet.
//
// In Firefox the agent answers the prompt after half a second and leaves. In Chromium the agent stays, and the page
// must then tell the truth. At a refresh the agent answers at once. If a window is closed, the agent leaves.
//
//   node bench/faults.mjs [--n 10] [--browser both] [--way all] [--fault all] [--method all] [--answer 500] [--lanes 3]
//
// Commas separate several names. `--way none` leaves the ways out, `--fault none` the faults.

import { parseArgs } from "node:util";

import { pick } from "./lib/choice.mjs";
import { FAULTS } from "./lib/faults.mjs";
import { fill } from "./lib/lane.mjs";
import { METHODS } from "./lib/methods.mjs";
import { WAYS } from "./lib/ways.mjs";

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "10" },
    browser: { type: "string", default: "both" },
    way: { type: "string", default: "all" },
    fault: { type: "string", default: "all" },
    method: { type: "string", default: "all" },
    // Milliseconds from the browser's prompt to the answer.
    answer: { type: "string", default: "500" },
    // The number of trials that run side by side in each browser.
    lanes: { type: "string", default: "3" },
    // The library's own default.
    delay: { type: "string", default: "5" },
  },
});

const delay = Number(options.delay);
console.log(`sessionEndTimer ${delay} s; the agent answers a prompt after ${options.answer} ms`);
await fill({
  browsers: Object.keys(pick(options, "browser", { chromium: true, firefox: true })),
  methods: pick(options, "method", METHODS),
  cases: Object.values({ ...pick(options, "way", WAYS), ...pick(options, "fault", FAULTS) }),
  trials: Number(options.n),
  lanes: Number(options.lanes),
  answer: Number(options.answer),
  delay,
});
