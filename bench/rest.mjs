// Measures what a keeper costs while a tab lives and its agent does nothing, beside no keeper and beside a second page
// with a CCP: the whole browser's processor time and memory, the requests at the instance, and the long polls that wait
// there. Linux only.
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

/** What is there beside the tab. A keeper with a CCP all day would cost what a second CCP does. */
const BESIDE = {
  "no keeper": (world) => world.open({ keeper: null }),
  "a keeper": async (world) => world.openKeeper(await world.open(world.withKeeper())),
  "a second CCP": async (world) => {
    await world.open({ keeper: null });
    return world.open({ keeper: null });
  },
};

const row = columns([9, 12, 20, 10, 20, 10]);
console.log(`one agent with one tab, for ${idle} idle seconds\n`);
console.log(row(["browser", "", "processor a second", "memory", "requests a minute", "long polls"]));
// One after the other: they would take each other's processor time.
for (const name of Object.keys(pick(options, "browser", { chromium: true, firefox: true }))) {
  for (const beside of Object.keys(BESIDE)) console.log(row([name, beside, ...(await measure(name, BESIDE[beside]))]));
}

async function measure(name, open) {
  const browser = await launch(name);
  const world = await World.make(browser);
  try {
    await open(world);
    for (const window of world.windows) await window.until("(window.watch?.snapshot() ?? window.keeper?.view())?.agent");
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
