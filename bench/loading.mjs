// Measures how late the change comes if the keeper's CCP loads slowly: `sessionEndTimer` by the time that a script of
// the CCP's page takes. The keeper has made its proof with a CCP of the same slowness. Prints the milliseconds from the
// end of the delay to the change on the server, the median of n.
//
//   node bench/loading.mjs [--n 3] [--browser both] [--timers 0,1,2,5] [--loads 0.5,2,5,25]
//
// Both are in seconds. Ends with 1 if an agent does not go Offline.

import { parseArgs } from "node:util";

import { launch } from "../tests/e2e/harness/browser.mjs";
import { World } from "../tests/e2e/harness/world.mjs";
import { pick } from "./lib/choice.mjs";
import { columns, quantile } from "./lib/table.mjs";

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "3" },
    browser: { type: "string", default: "both" },
    timers: { type: "string", default: "0,1,2,5" },
    loads: { type: "string", default: "0.5,2,5,25" },
  },
});
const trials = Number(options.n);
const seconds = (list) => list.split(",").map(Number);
const timers = seconds(options.timers);
const loads = seconds(options.loads);

/** The script without which the CCP's page does nothing. */
const SLOW = "/ccp-v2/ccp.js";

const row = columns([9, 12, ...timers.map(() => 12)]);
console.log("milliseconds from the end of the delay to the change, by the delay\n");
console.log(row(["browser", "CCP loads", ...timers.map((timer) => `${timer} s`)]));

const browsers = Object.keys(pick(options, "browser", { chromium: true, firefox: true }));
const rows = await Promise.all(browsers.map(measure));
for (const line of rows.flat()) console.log(row(line));

/** The lines of one browser. */
async function measure(name) {
  const browser = await launch(name);
  try {
    const lines = [];
    for (const load of loads) {
      const cells = [];
      for (const timer of timers) {
        const late = [];
        while (late.length < trials) late.push(await trial(browser, timer, load));
        cells.push(Math.round(quantile(late, 0.5)));
      }
      lines.push([name, `${load} s`, ...cells]);
    }
    return lines;
  } finally {
    await browser.close();
  }
}

async function trial(browser, timer, load) {
  const world = await World.make(browser);
  try {
    const tab = await world.open(world.withKeeper({ sessionEndTimer: timer }));
    await tab.sees("now.agent");
    await world.simulator.setDelay({ path: SLOW, ms: load * 1000 });
    await world.openKeeper(tab);
    await tab.close();
    const { transitions } = await world.simulator.wait({ state: "Offline" });
    return transitions.at(-1).at - tab.closedAt - timer * 1000;
  } finally {
    await world.end();
  }
}
