// The cases with the admin guide's snippet, setState at beforeunload.

import { SETTLE_MS, arrives, dealt, each, pause, stays } from "./trials.mjs";

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
    dealt(context, async (world, delay, count) => {
      const tab = await world.open(null, page);
      const results = [];
      while (results.length < count) {
        await settled(tab);
        const watched = stays(world, delay);
        await tab.refresh();
        results.push(await watched);
        await world.simulator.setAgent({ state: "Available" });
      }
      return results;
    }),

  /** The older of two tabs is closed. */
  "one-of-two": (context) =>
    dealt(context, async (world, delay, count) => {
      let older = await world.open(null, page);
      const results = [];
      while (results.length < count) {
        const newer = await world.open(null, page);
        await settled(newer);
        const watched = stays(world, delay);
        await older.close();
        results.push(await watched);
        await world.simulator.setAgent({ state: "Available" });
        older = newer;
      }
      return results;
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
