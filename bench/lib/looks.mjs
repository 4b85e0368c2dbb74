// What the server's state says after a trial, beside `arrives`. Each is handed what it looks at and, since when:
// `before`, the server's state from right before the end; `waited`, how many seconds the method lets pass.

import { LOST_MS, STRAY_MS, arrives, pause } from "./trials.mjs";

/** How long after its page has loaded a tab must have its agent Available again. */
const BACK_MS = 3_000;

/** Offline in time. */
export const ends = (world, tab, { waited }) => arrives(world, tab.closedAt, waited, LOST_MS);

/** The same, and by how many calls. */
export async function endsOnce(world, tab, since) {
  const result = await ends(world, tab, since);
  // Another would follow at once.
  await pause(STRAY_MS);
  const calls = ({ requests }) => requests.filter(({ operation }) => operation === "PutAgentState").length;
  return { ...result, once: calls(await world.simulator.state()) - calls(since.before) === 1 };
}

/** Available when the page has been there for a while, and nothing about to change that. */
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
