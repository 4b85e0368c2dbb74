// Measures the cost of the library's `beforeunload` handler when it has nothing to do, because a keeper or another tab
// is there. It dispatches the event to the page again and again, and compares the time with an empty listener.
//
//   node bench/unload.mjs [--n 200] [--browser both]
//
// Ends with 1 if a median is not below a millisecond.

import { parseArgs } from "node:util";

import { launch } from "../tests/e2e/harness/browser.mjs";
import { World } from "../tests/e2e/harness/world.mjs";
import { pick } from "./lib/choice.mjs";
import { METHODS, open } from "./lib/methods.mjs";
import { columns, quantile } from "./lib/table.mjs";

const { values: options } = parseArgs({
  options: { n: { type: "string", default: "200" }, browser: { type: "string", default: "both" } },
});
const times = Number(options.n);

const MOST_MS = 1;
/** The pause between two dispatches. A handler that has just run is quicker than it ever is in real use. */
const PAUSE_MS = 20;
/** The timer is long enough that no tab counts as gone during a trial. */
const delay = 30;

const CASES = {
  empty: {
    title: "an empty listener",
    async open(world) {
      const tab = await world.openBlank();
      await tab.page.goto(`${world.simulator.elsewhere}/listens.html`);
      return tab;
    },
  },
  keeper: {
    title: "this library, a keeper is there",
    open: (world) => open(world, { ...METHODS.keeper, delay, page: {} }),
  },
  others: {
    title: "this library without a keeper, another tab is there",
    open: (world) => open(world, { ...METHODS.alone, delay, page: {}, tabs: 2 }),
  },
};

const row = columns([9, 52, 8, 8, 8, 8]);
const ms = (value) => value.toFixed(3);

console.log(`ms that one dispatch of beforeunload takes, ${times} of them, ${PAUSE_MS} ms apart\n`);
console.log(row(["browser", "listener", "median", "p95", "mean", "clock's step"]));
let missed = false;
// The browsers run one after the other, because a time is measured.
for (const name of Object.keys(pick(options, "browser", { chromium: true, firefox: true }))) {
  // Otherwise Firefox' clock has steps of a millisecond.
  const browser = await launch(name, { preferences: { "privacy.reduceTimerPrecision": false } });
  try {
    for (const one of Object.values(CASES)) await measure(browser, one);
  } finally {
    await browser.close();
  }
}
process.exitCode = missed ? 1 : 0;

async function measure(browser, { title, open }) {
  const world = await World.make(browser);
  try {
    const tab = await open(world);
    const before = await world.simulator.transitions();
    const { took, step } = await tab.peek(`(${inPage})(${times}, ${PAUSE_MS})`);
    const median = quantile(took, 0.5);
    const mean = took.reduce((sum, one) => sum + one, 0) / took.length;
    console.log(row([browser.name, title, ms(median), ms(quantile(took, 0.95)), ms(mean), ms(step)]));
    missed ||= median >= MOST_MS;
    const changes = (await world.simulator.transitions()).length - before.length;
    if (changes > 0) throw new Error(`${browser.name}, ${title}: there was something to do, ${changes} times`);
  } finally {
    await world.end();
  }
}

/** Runs in the page. */
async function inPage(times, pauseMs) {
  const took = [];
  const dispatch = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  for (let time = 0; time < times; time += 1) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const from = performance.now();
    dispatch();
    took.push(performance.now() - from);
  }
  const steps = [];
  for (let last = performance.now(); steps.length < 50; ) {
    const now = performance.now();
    if (now > last) steps.push(now - last);
    last = now;
  }
  return { took, step: Math.min(...steps) };
}
