// The fault matrix: each way in which a session ends without a fault, and each fault with a plain close; in each
// browser the ratio of right results: with the keeper, without it ("alone"), without it where the browser asks first
// ("asks": `confirmLeave`), and with the admin guide's snippet.
//
// In Firefox the prompt is answered after half a second, and the agent leaves; in Chromium the agent stays, and what
// the page says then is to be true. At a refresh it is answered at once; where a window is closed, the agent leaves.
//
//   node bench/faults.mjs [--n 10] [--browser both] [--way all] [--fault all] [--method all] [--answer 500] [--lanes 3]
//
// Several names are separated by commas; `--way none` leaves the ways out, `--fault none` the faults.

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
    // Milliseconds from the browser's prompt to its answer.
    answer: { type: "string", default: "500" },
    // How many trials run side by side in each browser.
    lanes: { type: "string", default: "3" },
    delay: { type: "string", default: "1" },
    stay: { type: "string", default: "5" },
  },
});

const [delay, stay] = [Number(options.delay), Number(options.stay)];
console.log(`sessionEndTimer ${delay} s, at a refresh ${stay} s; a prompt is answered after ${options.answer} ms`);
await fill({
  browsers: Object.keys(pick(options, "browser", { chromium: true, firefox: true })),
  methods: pick(options, "method", METHODS),
  cases: Object.values({ ...pick(options, "way", WAYS), ...pick(options, "fault", FAULTS) }),
  trials: Number(options.n),
  lanes: Number(options.lanes),
  answer: Number(options.answer),
  delay,
  stay,
});
