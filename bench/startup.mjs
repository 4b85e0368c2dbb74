// Measures the time from a page's `import` to an armed tab: the call has come back and the tab holds its lock. It
// compares that with an empty module, a module with an empty wasm, and broadcast-channel's leader election. All of them
// alternate in one run. Cold is a new profile. Warm is the browser's own profile after some visits. Files come as a CDN
// serves them. Every page has loaded the real Streams before, and no CCP. The server is this machine, so no figure has
// the latency of a network.
//
//   node bench/startup.mjs [--n 30] [--browser both] [--case all]
//
// Ends with 1 if this library is not armed within 15 ms of the empty module at the median.

import { parseArgs } from "node:util";

import { launch } from "../tests/e2e/harness/browser.mjs";
import { startCdn } from "./lib/cdn.mjs";
import { pick } from "./lib/choice.mjs";
import { verdict } from "./lib/figures.mjs";
import { served } from "./lib/served.mjs";
import { CASES, EMPTY_WASM, STEPS, page } from "./lib/startup.mjs";
import { columns, quantile } from "./lib/table.mjs";

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "30" },
    browser: { type: "string", default: "both" },
    case: { type: "string", default: "all" },
  },
});
const trials = Number(options.n);

const MOST_MS = 15;
/** After so many visits a browser's cache is full. Chromium keeps compiled code from the third visit on. */
const VISITS = 4;
const KINDS = ["cold", "warm"];

const cases = { empty: CASES.empty, ...pick(options, "case", CASES) };
const names = Object.keys(pick(options, "browser", { chromium: true, firefox: true }));
const files = Object.entries(cases).map(([name, one]) => [`/${name}.html`, page(one)]);
const cdn = await startCdn({
  ...served(),
  ...Object.fromEntries(files),
  "/empty.js": "export {};",
  "/empty-wasm.js": 'await WebAssembly.instantiateStreaming(fetch("/empty.wasm"));',
  "/empty.wasm": EMPTY_WASM,
});
const browsers = [];
/** The times of each visit, by browser, kind and case. */
const seen = new Map();

try {
  for (const name of names) browsers.push(await begin(name));
  for (let trial = 0; trial < trials; trial += 1) {
    for (const { browser, tab } of browsers) {
      for (const name of Object.keys(cases)) {
        note(browser, "cold", name, await cold(browser, name));
        note(browser, "warm", name, await visit(tab, name));
      }
    }
  }
  process.exitCode = print() ? 1 : 0;
} finally {
  for (const { browser } of browsers) await browser.close();
  cdn.stop();
}

async function begin(name) {
  // Otherwise Firefox' clock has steps of a millisecond.
  const browser = await launch(name, { preferences: { "privacy.reduceTimerPrecision": false } });
  const tab = await browser.driver.newPage();
  for (let time = 0; time < VISITS; time += 1) for (const one of Object.keys(cases)) await visit(tab, one);
  return { browser, tab };
}

async function cold({ driver }, name) {
  const context = await driver.createBrowserContext();
  try {
    return await visit(await context.newPage(), name);
  } finally {
    await context.close();
  }
}

async function visit(tab, name) {
  await tab.goto(`${cdn.origin}/${name}.html`, { waitUntil: "load" });
  const times = await tab.evaluate("window.done");
  if (times.error) throw new Error(`${name}: ${times.error}`);
  return times;
}

function note({ name: browser }, kind, name, times) {
  const key = `${browser} ${kind} ${name}`;
  seen.set(key, [...(seen.get(key) ?? []), times]);
}

/** Prints both tables, and says for each goal whether it is reached. Returns true if one is missed. */
function print() {
  const row = columns([9, 5, 36, 8, 8, 8, 8]);
  const ms = (value) => value.toFixed(1);
  const values = (browser, kind, name, take) => seen.get(`${browser} ${kind} ${name}`).map(take);
  const median = (...what) => quantile(values(...what), 0.5);
  const took = ({ from, armed }) => armed - from;
  const verdicts = [];
  let missed = false;

  console.log(`ms from import to armed, ${trials} visits each; and from the start of the navigation\n`);
  console.log(row(["browser", "cache", "page", "median", "p95", "beyond", "navigation"]));
  for (const browser of names) {
    for (const kind of KINDS) {
      const base = median(browser, kind, "empty", took);
      for (const [name, { title, goal }] of Object.entries(cases)) {
        const middle = median(browser, kind, name, took);
        const late = quantile(values(browser, kind, name, took), 0.95);
        const whole = median(browser, kind, name, ({ armed }) => armed);
        console.log(row([browser, kind, title, ms(middle), ms(late), ms(middle - base), ms(whole)]));
        if (!goal) continue;
        const reached = middle - base <= MOST_MS;
        missed ||= !reached;
        const figure = `${ms(middle - base)} ms beyond the empty module, at most ${MOST_MS}`;
        verdicts.push(verdict(reached, `${browser}, ${kind}, ${title}: ${figure}`));
      }
    }
  }

  console.log(`\nwhere this library's time goes, medians in ms; wasm by instantiateStreaming: ${streamed()}\n`);
  console.log(row(["browser", "cache", "page", ...Object.keys(STEPS)]));
  for (const browser of names) {
    for (const kind of KINDS) {
      for (const [name, { title, steps }] of Object.entries(cases)) {
        if (!steps) continue;
        const parts = Object.values(STEPS).map((step) => ms(median(browser, kind, name, step)));
        console.log(row([browser, kind, title, ...parts]));
      }
    }
  }
  console.log(`\n${verdicts.join("\n")}`);
  return missed;
}

function streamed() {
  const ours = [...seen].filter(([key]) => cases[key.split(" ")[2]].steps).flatMap(([, visits]) => visits);
  return `${ours.filter(({ wasmDone }) => wasmDone).length} of ${ours.length} visits`;
}
