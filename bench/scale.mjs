// Measures the cost of one tab among many: its messages on the channel, its lock requests, its processor time and its
// memory, at 1, 10 and 50 tabs of one scope with a keeper. It compares them with as many tabs in which
// broadcast-channel elects a leader, and as many with Streams alone. Every tab has loaded the real Streams, without a
// CCP.
//
//   node bench/scale.mjs [--tabs 1,10,50] [--browser both] [--library all] [--idle 20]
//
// `--idle` is the number of idle seconds. Ends with 1 if a tab of this library does more among many tabs than among
// ten.

import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { launch } from "../tests/e2e/harness/browser.mjs";
import { startCdn } from "./lib/cdn.mjs";
import { pick } from "./lib/choice.mjs";
import { Crowd } from "./lib/crowd.mjs";
import { memory, processorTime } from "./lib/cost.mjs";
import { verdict } from "./lib/figures.mjs";
import { LIBRARIES, page } from "./lib/scale.mjs";
import { served } from "./lib/served.mjs";
import { columns } from "./lib/table.mjs";

const { values: options } = parseArgs({
  options: {
    tabs: { type: "string", default: "1,10,50" },
    browser: { type: "string", default: "both" },
    library: { type: "string", default: "all" },
    idle: { type: "string", default: "20" },
  },
});
const sizes = options.tabs.split(",").map(Number);
const idle = Number(options.idle);

/** With fewer tabs some roles are missing. */
const MANY = 10;

const PHASES = {
  idle: { title: `nothing, for ${idle} s`, act: () => pause(idle * 1000) },
  opens: { title: "one more is opened", act: (crowd, size) => crowd.grow(size + 1) },
  closes: { title: "one is closed", act: (crowd) => crowd.closeWorst() },
  keeper: { title: "the keeper is opened again", keeper: true, act: (crowd) => crowd.reopenKeeper() },
};

const row = columns([9, 18, 5, 27, 20, 20, 12]);
const WHAT = ["said", "heard", "locks"];
const show = (counts) => WHAT.map((what) => counts[what]).join(" / ");
const sum = (all, what) => all.reduce((sum, one) => sum + one[what], 0);
const mean = (all) => WHAT.map((what) => (sum(all, what) / all.length).toFixed(1)).join(" / ");
const peak = (all) => Object.fromEntries(WHAT.map((what) => [what, Math.max(...all.map((one) => one[what]))]));

const libraries = pick(options, "library", LIBRARIES);
const files = Object.entries(libraries).flatMap(([name, { tab, keeper = "" }]) => [
  [`/${name}-tab.html`, page(tab)],
  [`/${name}-keeper.html`, page(keeper)],
]);
const cdn = await startCdn({ ...served(), ...Object.fromEntries(files) });
const costs = [];
const verdicts = [];

console.log("said / heard / asked of locks: one tab (the mean and the highest of all that stay), and the keeper\n");
console.log(row(["browser", "library", "tabs", "meanwhile", "a tab, mean", "a tab, at most", "the keeper"]));
try {
  for (const name of Object.keys(pick(options, "browser", { chromium: true, firefox: true }))) {
    for (const [key, library] of Object.entries(libraries)) await measure(name, key, library);
  }
} finally {
  cdn.stop();
}
console.log("\none tab: processor time in one idle second, and memory\n");
console.log(row(["browser", "library", "tabs", "processor", "memory", "wasm memory"]));
for (const cells of costs) console.log(row(cells));
console.log(`\n${verdicts.map(({ reached, text }) => verdict(reached, text)).join("\n")}`);
process.exitCode = verdicts.every(({ reached }) => reached) ? 0 : 1;

/** One library in a browser of its own, with more and more tabs. */
async function measure(name, key, library) {
  const browser = await launch(name);
  const most = new Map();
  try {
    const crowd = new Crowd(browser, library, key, cdn.origin);
    for (const size of sizes) {
      await crowd.grow(size);
      for (const [phase, { title, act, keeper }] of Object.entries(PHASES)) {
        if (keeper && !library.keeper) continue;
        const before = phase === "idle" && (await processorTime(crowd));
        const did = await crowd.during(() => act(crowd, size));
        if (before) costs.push([name, library.title, size, ...(await cost(crowd, before))]);
        if (!library.lock) continue;
        const at = most.get(phase) ?? new Map();
        most.set(phase, at.set(size, peak(did.tabs)));
        const cells = [mean(did.tabs), show(peak(did.tabs)), did.keeper ? show(did.keeper) : ""];
        console.log(row([name, library.title, size, title, ...cells]));
      }
    }
  } finally {
    await browser.close();
  }
  if (library.keeper) judge(name, most);
}

async function cost(crowd, before) {
  const after = await processorTime(crowd);
  const { used, wasm } = await memory(crowd);
  const kilo = (bytes) => `${(bytes / 1024).toFixed(0)} kB`;
  const busy = (after.ms - before.ms) / ((after.at - before.at) / 1000);
  return [`${busy.toFixed(2)} ms`, kilo(used), wasm ? kilo(wasm) : ""];
}

function judge(browser, most) {
  const largest = Math.max(...sizes);
  for (const [phase, at] of most) {
    const [few, many] = [at.get(MANY), at.get(largest)];
    if (!few || few === many) continue;
    const reached = WHAT.every((what) => many[what] <= few[what]);
    const figures = `at most ${show(few)} among ${MANY}, ${show(many)} among ${largest}`;
    verdicts.push({ reached, text: `${browser}, ${PHASES[phase].title}: ${figures}` });
  }
}
