// The cases with this library and its keeper.

import { SETTLE_MS, arrives, each, pause, stays, together } from "./trials.mjs";

const settings = (world, delay) => world.withKeeper({ sessionEndTimer: delay });
const READY = "now.keeperReady && now.agent?.availability === 'Available'";

export const keeper = {
  /** The only tab is closed. */
  close: (context) =>
    each(context, async (world, { delay }) => {
      const { tab } = await world.start({ sessionEndTimer: delay });
      await pause(SETTLE_MS);
      await tab.close();
      return arrives(world, tab.closedAt, delay);
    }),

  /** The only tab is refreshed. */
  refresh: (context) =>
    together(context, async function* (world, { delay, trials }) {
      const { tab } = await world.start({ sessionEndTimer: delay });
      for (let trial = 0; trial < trials; trial += 1) {
        await tab.sees(READY);
        const watched = stays(world, delay);
        await tab.refresh();
        yield await watched;
      }
    }),

  /** The older of two tabs is closed. */
  "one-of-two": (context) =>
    together(context, async function* (world, { delay, trials }) {
      let { tab: older } = await world.start({ sessionEndTimer: delay });
      for (let trial = 0; trial < trials; trial += 1) {
        const newer = await world.open(settings(world, delay));
        await newer.sees(`${READY} && now.tabs === 2`);
        const watched = stays(world, delay);
        await older.close();
        yield await watched;
        older = newer;
      }
    }),

  /** The last tab crashes; another, closed before, had opened the keeper. */
  crash: (context) =>
    each(context, async (world, { delay }) => {
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
    each(context, async (world, { delay }) => {
      const tab = await world.openToCrash(settings(world, delay));
      await world.openKeeper(tab);
      await pause(SETTLE_MS);
      await tab.crash();
      return arrives(world, tab.closedAt, delay);
    }),
};
