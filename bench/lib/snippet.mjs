// The cases with the admin guide's snippet: setState at beforeunload.

import { SETTLE_MS, arrives, each, pause, stays, together } from "./trials.mjs";

const page = { page: "snippet.html" };

/** The page's agent is Available, and has been for a moment. */
async function settled(tab) {
  await tab.until("window.agent?.getAvailabilityState()?.state === 'Available'");
  await pause(SETTLE_MS);
}

export const snippet = {
  /** The only tab is closed. */
  close: (context) =>
    each(context, async (world) => {
      const tab = await world.open(null, page);
      await tab.click();
      await settled(tab);
      await tab.close();
      return arrives(world, tab.closedAt, 0);
    }),

  /** The only tab is refreshed. */
  refresh: (context) =>
    together(context, async function* (world, { delay, trials }) {
      const tab = await world.open(null, page);
      for (let trial = 0; trial < trials; trial += 1) {
        await settled(tab);
        const watched = stays(world, delay);
        await tab.refresh();
        yield await watched;
        await world.simulator.setAgent({ state: "Available" });
      }
    }),

  /** The older of two tabs is closed. */
  "one-of-two": (context) =>
    together(context, async function* (world, { delay, trials }) {
      let older = await world.open(null, page);
      for (let trial = 0; trial < trials; trial += 1) {
        const newer = await world.open(null, page);
        await settled(newer);
        const watched = stays(world, delay);
        await older.close();
        yield await watched;
        await world.simulator.setAgent({ state: "Available" });
        older = newer;
      }
    }),

  /** The last tab crashes. */
  crash: (context) =>
    each(context, async (world) => {
      const tab = await world.openToCrash(null, page);
      await settled(tab);
      await tab.crash();
      return arrives(world, tab.closedAt, 0);
    }),
};
