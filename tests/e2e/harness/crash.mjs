// The end of a CCP's process alone: the page around its frame lives on.

import { once } from "node:events";

import { until } from "./peek.mjs";

/** A tab, and what ends the process of the CCP in a window, as a crash would. */
export async function openToCrashCcp(world, settings, options) {
  const { browser } = world;
  const known = browser.processes();
  const tab = await world.openToCrash(settings, options);
  const crash = browser.name === "chromium" ? crashFrame : () => endProcesses(browser, [...known, tab.process]);
  return [tab, crash];
}

async function crashFrame({ page }) {
  const { client } = await until("a CCP", () => page.frames().find((frame) => frame.url().includes("/ccp-v2")));
  await client.send("Inspector.enable");
  // The frame itself may stay in the page, and answer nothing.
  const crashed = Promise.race([once(client, "Inspector.targetCrashed"), once(client, "Inspector.detached")]);
  client.send("Page.crash").catch(() => {});
  await crashed;
}

/** Ends those that are not `spared`. */
async function endProcesses(browser, spared) {
  const ended = browser.processes().filter((pid) => !spared.includes(pid));
  for (const pid of ended) process.kill(pid, "SIGKILL");
  await until("they are gone", () => !browser.processes().some((pid) => ended.includes(pid)));
}
