// Measures whether the change arrives, and only when it should: the keeper beside the admin guide's snippet, case by
// case, in one run. Prints a table, then compares it with the goals. Ends with 1 if a goal is missed.
//
//   node bench/delivery.mjs [--n 50] [--browser both] [--case all] [--method both] [--delay 5]

import { parseArgs } from "node:util";

import { launch } from "../tests/e2e/harness/browser.mjs";
import { World } from "../tests/e2e/harness/world.mjs";
import { judge } from "./lib/figures.mjs";
import { keeper } from "./lib/keeper.mjs";
import { snippet } from "./lib/snippet.mjs";
import { header, line } from "./lib/table.mjs";

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "50" },
    browser: { type: "string", default: "both" },
    case: { type: "string", default: "all" },
    method: { type: "string", default: "both" },
    // The library's own default. A keeper loads its CCP meanwhile, and a tab that is refreshed comes back.
    delay: { type: "string", default: "5" },
  },
});

const METHODS = { keeper, snippet };
const wanted = (option, all) => (["both", "all"].includes(option) ? all : option.split(","));
const browsers = wanted(options.browser, ["chromium", "firefox"]);
const methods = wanted(options.method, Object.keys(METHODS));
const cases = wanted(options.case, ["close", "refresh", "one-of-two", "crash", "crash-opener"]);
const trials = Number(options.n);
const delay = Number(options.delay);

console.log(`${trials} trials a row; sessionEndTimer ${delay} s`);
console.log("ms from the close or crash of the last tab to the server's change, less sessionEndTimer\n");
console.log(header());
// The browsers run side by side, because they spend nearly all of their time waiting.
const lanes = browsers.map(async (name) => {
  const rows = [];
  for (const one of cases) {
    for (const method of methods) {
      const run = METHODS[method][one];
      if (run) rows.push(await measure(name, one, method, run));
    }
  }
  return rows;
});
const rows = (await Promise.all(lanes)).flat();

const missed = judge(rows, console.log);
process.exitCode = missed ? 1 : 0;

/** One row. Each row has a browser of its own, so that no row inherits anything from the row before. */
async function measure(browserName, one, method, run) {
  const browser = await launch(browserName);
  const startedAt = Date.now();
  const row = { browser: browserName, one, method, right: 0, trials: 0, late: [] };
  try {
    for await (const { right, late } of run({ browser, trials, delay })) {
      row.trials += 1;
      if (right) row.right += 1;
      if (right && late !== undefined) row.late.push(late);
    }
  } finally {
    await browser.close();
  }
  row.seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(line(row));
  return row;
}
