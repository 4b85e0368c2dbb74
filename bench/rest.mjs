// Measures what a keeper costs while a tab lives and its agent does nothing: the whole browser's processor time and
// memory, the requests at the instance, and the long polls that wait there. Linux only.
//
//   node bench/rest.mjs [--idle 60] [--browser both]
//
// `--idle` is the number of idle seconds.

import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";

import { launch } from "../tests/e2e/harness/browser.mjs";
import { World } from "../tests/e2e/harness/world.mjs";
import { pick } from "./lib/choice.mjs";
import { busy, ownMemory } from "./lib/cost.mjs";
import { columns } from "./lib/table.mjs";

const { values: options } = parseArgs({
  options: { idle: { type: "string", default: "60" }, browser: { type: "string", default: "both" } },
});
const idle = Number(options.idle);

/** Until what a page does at its start is over. */
const SETTLES_MS = 10_000;

const row = columns([9, 12, 20, 10, 20, 10]);
console.log(`one agent with one tab, for ${idle} idle seconds\n`);
console.log(row(["browser", "", "processor a second", "memory", "requests a minute", "long polls"]));
// One after the other: they would take each other's processor time.
for (const name of Object.keys(pick(options, "browser", { chromium: true, firefox: true }))) {
  for (const kept of [false, true]) console.log(row([name, kept ? "a keeper" : "no keeper", ...(await measure(name, kept))]));
}

async function measure(name, kept) {
  const browser = await launch(name);
  const world = await World.make(browser);
  try {
    const tab = await world.open(kept ? world.withKeeper() : { keeper: null });
    if (kept) await world.openKeeper(tab);
    else await tab.sees("now.agent");
    await pause(SETTLES_MS);
    const before = { ms: busy(browser.all()), requests: (await world.simulator.state()).requests.length };
    await pause(idle * 1000);
    const { requests } = await world.simulator.state();
    const waiting = requests.filter(({ operation, status, clientGone }) => operation === "GetAgentSnapshot" && status === null && !clientGone);
    return [
      `${((busy(browser.all()) - before.ms) / idle).toFixed(1)} ms`,
      `${(ownMemory(browser.all()) / 1024 ** 2).toFixed(0)} MB`,
      (((requests.length - before.requests) * 60) / idle).toFixed(1),
      waiting.length,
    ];
  } finally {
    await world.end();
    await browser.close();
  }
}
