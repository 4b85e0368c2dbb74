// What the rows have in common.

import { setTimeout as pause } from "node:timers/promises";

import { World } from "../../tests/e2e/harness/world.mjs";

/** A page that has just loaded has colder connections than any in use. */
export const SETTLE_MS = 500;

/** How many profiles share the trials of a row. */
const PROFILES = 5;
/** How long a change may take before it counts as lost. */
const SOON_MS = 2_000;
/** The same where a fault costs something, too. */
export const LOST_MS = 10_000;
/** How long a change that must not come is waited for, after the delay. */
export const STRAY_MS = 700;

/** Each trial in a profile of its own, one after the other; `body` resolves to how it went. */
export async function* each({ browser, trials, delay }, body) {
  for (let trial = 0; trial < trials; trial += 1) {
    const world = await World.make(browser);
    try {
      yield await body(world, delay);
    } finally {
      await world.end();
    }
  }
}

/**
 * The trials dealt out to some profiles side by side, for rows in which no time is measured; `body` makes `count`
 * trials in one profile, and resolves to how each went.
 */
export async function* dealt({ browser, trials, stay }, body) {
  const profiles = Math.min(PROFILES, trials);
  const hands = Array.from({ length: profiles }, async (_, index) => {
    const world = await World.make(browser);
    try {
      return await body(world, stay, Math.floor((trials + index) / profiles));
    } finally {
      await world.end();
    }
  });
  yield* (await Promise.all(hands)).flat();
}

/** Offline within the time, and not early. `endedAt`: when the last tab's end was asked for. */
export async function arrives(world, endedAt, delay, lostMs = SOON_MS) {
  const wait = Math.max(0, endedAt + delay * 1000 + lostMs - Date.now());
  try {
    const { transitions } = await world.simulator.wait({ state: "Offline" }, wait);
    const late = transitions.at(-1).at - endedAt - delay * 1000;
    return { right: late >= 0, late };
  } catch {
    return { right: false };
  }
}

/** No change within the time. */
export async function stays(world, delay) {
  const before = (await world.simulator.transitions()).length;
  await pause(delay * 1000 + STRAY_MS);
  return { right: (await world.simulator.transitions()).length === before };
}

export { pause };
