// What the rows have in common.

import { setTimeout as pause } from "node:timers/promises";

import { World } from "../../tests/e2e/harness/world.mjs";

/** A page that has just loaded has colder connections than any in use. */
export const SETTLE_MS = 500;

/** How long a change may take before it counts as lost. */
const LOST_MS = 5_000;
/** How long a change that must not come is waited for, after the delay. */
const STRAY_MS = 700;

/** Each trial in a profile of its own; `body` says how it went. */
export async function* each(context, body) {
  for (let trial = 0; trial < context.trials; trial += 1) {
    const world = await World.make(context.browser);
    try {
      yield await body(world, context);
    } finally {
      await world.end();
    }
  }
}

/** All trials in one profile; `body` yields how each went. */
export async function* together(context, body) {
  const world = await World.make(context.browser);
  try {
    yield* body(world, context);
  } finally {
    await world.end();
  }
}

/** Offline within the time, and not early. `endedAt`: when the last tab's end was asked for. */
export async function arrives(world, endedAt, delay) {
  const wait = Math.max(0, endedAt + delay * 1000 + LOST_MS - Date.now());
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
