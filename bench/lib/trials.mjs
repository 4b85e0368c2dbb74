// The common parts of the rows.

import { setTimeout as pause } from "node:timers/promises";

import { World } from "../../tests/e2e/harness/world.mjs";

/** A page that has just loaded has colder connections than a page in use. */
export const SETTLE_MS = 500;

/** The number of profiles that share the trials of a row. */
const PROFILES = 5;
/** After this time a change counts as lost. */
const SOON_MS = 2_000;
/** The same if a fault takes time too. */
export const LOST_MS = 10_000;
/** The time after the delay in which a wrong change would come. */
export const STRAY_MS = 700;

/** Makes one trial after the other, each in its own profile. `body` resolves to the trial's result. */
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
 * Deals the trials out to some profiles side by side, for rows that measure no time. `body` makes `count` trials in one
 * profile, and resolves to their results.
 */
export async function* dealt({ browser, trials, delay }, body) {
  const profiles = Math.min(PROFILES, trials);
  const hands = Array.from({ length: profiles }, async (_, index) => {
    const world = await World.make(browser);
    try {
      return await body(world, delay, Math.floor((trials + index) / profiles));
    } finally {
      await world.end();
    }
  });
  yield* (await Promise.all(hands)).flat();
}

/** Offline within the time, and not early. `endedAt` is the time at which the last tab was told to end. */
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
