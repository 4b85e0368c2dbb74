// What is compared: how each method has its desktop opened, with an agent who is Available and has worked in it.

import { SETTLE_MS, pause } from "./trials.mjs";

const AVAILABLE = "now.agent?.availability === 'Available'";

export const METHODS = {
  /** This library with its keeper. */
  keeper: {
    delayed: true,
    desktop: (world, delay, page) => [world.withKeeper({ sessionEndTimer: delay }, page), page],
    begin: (world, tab) => world.openKeeper(tab),
    ready: (tab, tabs) => tab.sees(`now.keeperReady && now.tabs === ${tabs} && ${AVAILABLE}`),
  },

  /** This library without one: the tab's own attempt while it closes. */
  alone: {
    desktop: (world, delay, page) => [{ keeper: null, sessionEndTimer: delay }, page],
    begin: (world, tab) => tab.click(),
    ready: (tab, tabs) => tab.sees(`now.tabs === ${tabs} && ${AVAILABLE}`),
  },

  /** The admin guide's snippet. */
  snippet: {
    desktop: (world, delay, page) => [null, { ...page, page: "snippet.html" }],
    begin: (world, tab) => tab.click(),
    ready: (tab) => tab.until("window.agent?.getAvailabilityState()?.state === 'Available'"),
  },
};

/**
 * Opens a session and resolves to its last tab, when it may end. `tabs`: how many; `toCrash`: the last one can be
 * crashed; `opener`: another tab, closed since, has begun the session; `page`: options of the page.
 */
export async function open(world, method, { delay, tabs = 1, toCrash = false, opener = false, page = {} }) {
  const { desktop, begin, ready } = METHODS[method];
  const [settings, options] = desktop(world, delay, page);
  const next = (toCrash) => (toCrash ? world.openToCrash(settings, options) : world.open(settings, options));
  const first = await next(toCrash && !opener);
  let last = first;
  // Before the keeper: Firefox's driver opens a tab in the newest window, be it a popup.
  for (let count = 1; count < tabs; count += 1) last = await next(false);
  await begin(world, last);
  if (opener) {
    last = await next(toCrash);
    await first.close();
  }
  await ready(last, tabs);
  await pause(SETTLE_MS);
  return last;
}
