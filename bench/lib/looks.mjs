// The judgements of a trial by the server's state, beside `arrives`. Each gets the world, the tab and the starting
// point: `before` is the server's state right before the end, `waited` the seconds that the method lets pass.

import { LOST_MS, STRAY_MS, arrives, pause } from "./trials.mjs";

/** A tab must have its agent Available again within this time after its page has loaded. */
const BACK_MS = 3_000;

/** Offline in time. */
export const ends = (world, tab, { waited }) => arrives(world, tab.closedAt, waited, LOST_MS);

/** The same, and whether it took exactly one call. */
export async function endsOnce(world, tab, since) {
  const result = await ends(world, tab, since);
  // Another call would follow at once.
  await pause(STRAY_MS);
  const calls = ({ requests }) => requests.filter(({ operation }) => operation === "PutAgentState").length;
  return { ...result, once: calls(await world.simulator.state()) - calls(since.before) === 1 };
}

/** Available after the page has been there for a while, with no change to come. */
export async function comesBack({ simulator }, tab, { waited, before }) {
  const over = tab.refreshedAt + waited * 1000 + STRAY_MS;
  await pause(Math.max(BACK_MS, over - Date.now()));
  const { agent, transitions } = await simulator.state();
  const untouched = transitions.length === before.transitions.length;
  return { right: agent.state.name === "Available", untouched };
}

/** No change at all. */
export async function stays({ simulator }, tab, { waited, before }) {
  await pause(Math.max(BACK_MS, waited * 1000 + STRAY_MS));
  const { transitions } = await simulator.state();
  return { right: transitions.length === before.transitions.length };
}
