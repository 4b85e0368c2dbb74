// The ways in which a session ends, or seems to, without any fault.
//
// `end(tab, world, plan)` brings it about, else the tab is closed as the method has it closed; where it `proves`, it resolves
// to a look whether it has. `look` and `rows` say what is right, where that is not just Offline in time. `slow`: the
// delay is such that a page can load in it; `browserEnds`: nothing of the browser is left for another trial;
// `reachable`: an extension helps; `tabs`, `toCrash`, `opener`: what session to open. `unable` says why a browser
// cannot be driven to it, `methods` to which methods it means something.

import { whyNoCrash } from "../../tests/e2e/harness/tab.mjs";
import { closeWindow, discard } from "../../tests/e2e/harness/windows.mjs";
import { comesBack, endsOnce, stays } from "./looks.mjs";

/** How many tabs a whole window has. */
const TABS = 3;

/** Where no browser asks. */
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
      // The page that the browser began with is none of the agent's.
      for (const page of await blanks(context)) await page.close();
      // Whoever stayed would keep all tabs.
      for (const window of windows) window.answer = { after: answer, leave: true };
      await closeWindow(tab, TABS);
    },
  },

  refresh: {
    title: "the only tab is refreshed",
    end: (tab) => tab.refresh(),
    slow: true,
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
      // The page that the browser began with comes to the front: the tab in front is never discarded.
      await (await blanks(context))[0].bringToFront();
      return discard(tab);
    },
  },

  "browser-close": ending("the browser is closed", ({ driver }) => driver.close()),
  sigterm: ending("the browser gets SIGTERM", (browser) => browser.kill("SIGTERM")),
  sigkill: ending("the browser gets SIGKILL", (browser) => browser.kill("SIGKILL")),
};

const blanks = async (context) => (await context.pages()).filter((page) => page.url() === "about:blank");

/** What ends the whole browser; the connection to it may break before it has answered. */
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
