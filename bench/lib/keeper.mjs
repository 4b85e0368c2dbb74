// The cases with this library and its keeper.

import { SETTLE_MS, arrives, dealt, each, pause, stays } from "./trials.mjs";

const settings = (world, delay) => world.withKeeper({ sessionEndTimer: delay });
const READY = "now.keeperReady && now.agent?.availability === 'Available'";

export const keeper = {
  /** The only tab is closed. */
  close: (context) =>
    each(context, async (world, delay) => {
      const { tab } = await world.start({ sessionEndTimer: delay });
      await pause(SETTLE_MS);
      await tab.close();
      return arrives(world, tab.closedAt, delay);
    }),

  /** The only tab is refreshed. */
  refresh: (context) =>
    dealt(context, async (world, delay, count) => {
      const { tab } = await world.start({ sessionEndTimer: delay });
      const results = [];
      while (results.length < count) {
        await tab.sees(READY);
        const watched = stays(world, delay);
        await tab.refresh();
        results.push(await watched);
      }
      return results;
    }),

  /** The older of two tabs is closed. */
  "one-of-two": (context) =>
    dealt(context, async (world, delay, count) => {
      let { tab: older } = await world.start({ sessionEndTimer: delay });
      const results = [];
      while (results.length < count) {
        const newer = await world.open(settings(world, delay));
        await newer.sees(`${READY} && now.tabs === 2`);
        const watched = stays(world, delay);
        await older.close();
        results.push(await watched);
        older = newer;
      }
      return results;
    }),

  /** The last tab crashes; another, closed before, had opened the keeper. */
  crash: (context) =>
    each(context, async (world, delay) => {
      const { tab: opener } = await world.start({ sessionEndTimer: delay });
      const tab = await world.openToCrash(settings(world, delay));
      await opener.close();
      await tab.sees(`${READY} && now.tabs === 1`);
      await pause(SETTLE_MS);
      await tab.crash();
      return arrives(world, tab.closedAt, delay);
    }),

  /** The only tab, which has opened the keeper, crashes. */
  "crash-opener": (context) =>
    each(context, async (world, delay) => {
      const tab = await world.openToCrash(settings(world, delay));
      await world.openKeeper(tab);
      await pause(SETTLE_MS);
      await tab.crash();
      return arrives(world, tab.closedAt, delay);
    }),
};
