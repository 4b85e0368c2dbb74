// The compared methods: how each opens its desktop, with an agent who is Available and has worked in it.
//
// `close(tab, world, plan)` closes the tab as the method's user does, if that is more than a click. It resolves to the
// trial's result if nothing else would tell it. `plan.answer` is the time in milliseconds to answer the browser's
// prompt.

import { SETTLE_MS, pause } from "./trials.mjs";

/** By then all attempts have failed, each with its timeout, including the pauses between them. */
const TOLD_MS = 40_000;

const AVAILABLE = "now.agent?.availability === 'Available'";

export const METHODS = {
  /** This library with its keeper. */
  keeper: {
    delayed: true,
    desktop: (world, delay, page) => [world.withKeeper({ sessionEndTimer: delay }, page), page],
    begin: (world, tab) => world.openKeeper(tab),
    ready: (tab, tabs) => tab.sees(`now.keeperReady && now.tabs === ${tabs} && ${AVAILABLE}`),
  },

  /** This library without one: the last attempt of the tab while it closes. */
  alone: {
    desktop: (world, delay, page) => [{ keeper: null, sessionEndTimer: delay }, page],
    begin: (world, tab) => tab.click(),
    ready: (tab, tabs) => tab.sees(`now.tabs === ${tabs} && ${AVAILABLE}`),
  },

  /** The same, but the browser asks before it closes the tab. */
  asks: {
    desktop: (world, delay, page) => [{ keeper: null, confirmLeave: true, sessionEndTimer: delay }, page],
    begin: (world, tab) => tab.click(),
    ready: (tab, tabs) => tab.sees(`now.tabs === ${tabs} && ${AVAILABLE}`),
    // Chromium sends nothing while its prompt is open. So the agent stays until the page reports the change.
    close: (tab, world, plan) => (tab.browser.name === "chromium" ? stays : leavesLate)(tab, world, plan),
  },

  /** The admin guide's snippet. */
  snippet: {
    desktop: (world, delay, page) => [null, { ...page, page: "snippet.html" }],
    begin: (world, tab) => tab.click(),
    ready: (tab) => tab.until("window.agent?.getAvailabilityState()?.state === 'Available'"),
  },
};

/** Answers the prompt after a while and leaves. */
export async function leavesLate(tab, world, { answer }) {
  tab.answer = { after: answer, leave: true };
  await tab.close();
}

/** Right if the page tells the truth: the agent is Offline, or the change has failed. */
async function stays(tab, { simulator }, { answer }) {
  await tab.stay(answer);
  const end = await tab.dialog.end(TOLD_MS).catch(() => "nothing said");
  const { agent } = await simulator.state();
  const isOffline = agent.state.name === "Offline";
  const right = end === (isOffline ? "done" : "failed");
  return { right, note: isOffline ? undefined : `${end}, and not Offline` };
}

/**
 * Opens a method's session and resolves to its last tab, as soon as that may end. `tabs`: the number of tabs.
 * `toCrash`: the last tab can crash. `opener`: another tab has started the session and is closed by now. `page`: the
 * page's options.
 */
export async function open(world, { desktop, begin, ready, delay, page, tabs = 1, toCrash = false, opener = false }) {
  const [settings, options] = desktop(world, delay, page);
  const next = (toCrash) => (toCrash ? world.openToCrash(settings, options) : world.open(settings, options));
  const first = await next(toCrash && !opener);
  let last = first;
  // The tabs come before the keeper, because Firefox's driver opens a tab in the newest window, even in a popup.
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
