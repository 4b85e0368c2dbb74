// The ways in which a session ends, or seems to end, without any fault.
//
// `end(tab, world, plan)` ends the session. Without it the method closes the tab. If a way `proves` its end, `end`
// resolves to a check of that. `look` and `rows` judge the result, if Offline in time is not enough. `browserEnds`: the
// browser cannot serve another trial. `reachable`: an extension helps. `tabs`, `toCrash`, `opener`: the session to open.
// `unable`: the reason if a browser cannot be driven to this end. `methods`: the methods for which this way means
// something.

import { whyNoCrash } from "../../tests/e2e/harness/tab.mjs";
import { closeWindow, discard } from "../../tests/e2e/harness/windows.mjs";
import { comesBack, endsOnce, stays } from "./looks.mjs";

/** The number of tabs in a whole window. */
const TABS = 3;

/** The methods in which no browser asks. */
const UNASKED = ["keeper", "alone", "snippet"];

export const WAYS = {
  close: { title: "the only tab is closed" },

  "one-of-two": {
    title: "one of two tabs is closed",
    tabs: 2,
    end: (tab) => tab.close(),
    look: stays,
    rows: [{ wanted: "stays", counts: "right" }],
  },

  window: {
    title: "its window is closed, with three tabs",
    reachable: true,
    browserEnds: true,
    tabs: TABS,
    look: endsOnce,
    rows: [
      { wanted: "Offline", counts: "right" },
      { title: "  the same trials", wanted: "exactly one call", counts: "once" },
    ],
    end: async (tab, { context, windows }, { answer }) => {
      // The browser's first page is not one of the agent's.
      for (const page of await blanks(context)) await page.close();
      // If the agent stayed, all tabs would stay.
      for (const window of windows) window.answer = { after: answer, leave: true };
      await closeWindow(tab, TABS);
    },
  },

  refresh: {
    title: "the only tab is refreshed",
    end: (tab) => tab.refresh(),
    look: comesBack,
    rows: [
      { wanted: "Available after 3 s", counts: "right" },
      { title: "  the same trials", wanted: "no change at all", counts: "untouched" },
    ],
  },

  navigation: {
    methods: UNASKED,
    title: "it leaves for another site",
    end: (tab, world) => tab.leave(`${world.simulator.elsewhere}/elsewhere.html`),
  },

  crash: {
    title: "it crashes",
    methods: UNASKED,
    browserEnds: true,
    toCrash: true,
    unable: whyNoCrash,
    end: (tab) => tab.crash(),
  },

  "crash-other": {
    title: "it crashes; the keeper's opener was another",
    browserEnds: true,
    toCrash: true,
    opener: true,
    methods: ["keeper"],
    unable: whyNoCrash,
    end: (tab) => tab.crash(),
  },

  discard: {
    title: "it is discarded",
    methods: UNASKED,
    reachable: true,
    browserEnds: true,
    proves: true,
    end: async (tab, { context }) => {
      // The browser's first page comes to the front, because a browser never discards the tab in front.
      await (await blanks(context))[0].bringToFront();
      return discard(tab);
    },
  },

  "browser-close": ending("the browser is closed", ({ driver }) => driver.close()),
  sigterm: ending("the browser gets SIGTERM", (browser) => browser.kill("SIGTERM")),
  sigkill: ending("the browser gets SIGKILL", (browser) => browser.kill("SIGKILL")),
};

const blanks = async (context) => (await context.pages()).filter((page) => page.url() === "about:blank");

/** A way that ends the whole browser. The connection to it may break before it has answered. */
function ending(title, act) {
  return {
    title,
    methods: UNASKED,
    browserEnds: true,
    end: async (tab, { browser }) => {
      tab.closedAt = Date.now();
      await Promise.resolve(act(browser)).catch(() => {});
    },
  };
}
