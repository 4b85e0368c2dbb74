// The ways in which a session ends, or seems to, without any fault.
//
// `end(tab, world)` brings it about, and where it `proves` it resolves to a look whether it has. `comesBack`: no end at
// all; `browserEnds`: nothing of the browser is left for another trial; `reachable`: an extension helps; `tabs`,
// `toCrash`, `opener`: what session to open. `unable` says why a browser cannot be driven to it, `methods` to which
// methods it means something.

import { whyNoCrash } from "../../tests/e2e/harness/tab.mjs";
import { closeWindow, discard } from "../../tests/e2e/harness/windows.mjs";

/** How many tabs a whole window has. */
const TABS = 3;

export const WAYS = {
  close: { title: "the only tab is closed", end: (tab) => tab.close() },

  window: {
    title: "its window is closed, with three tabs",
    reachable: true,
    browserEnds: true,
    tabs: TABS,
    end: async (tab, { context }) => {
      // The page that the browser began with is none of the agent's.
      for (const page of await blanks(context)) await page.close();
      await closeWindow(tab, TABS);
    },
  },

  refresh: { title: "the only tab is refreshed", comesBack: true, end: (tab) => tab.refresh() },

  navigation: {
    title: "it leaves for another site",
    end: (tab, world) => tab.leave(`${world.simulator.elsewhere}/elsewhere.html`),
  },

  crash: {
    title: "it crashes",
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
    reachable: true,
    browserEnds: true,
    proves: true,
    end: async (tab, { context }) => {
      // The page that the browser began with comes to the front: the tab in front is never discarded.
      await (await blanks(context))[0].bringToFront();
      return discard(tab);
    },
  },

  "browser-close": { title: "the browser is closed", browserEnds: true, end: ending(({ driver }) => driver.close()) },
  sigterm: { title: "the browser gets SIGTERM", browserEnds: true, end: ending((browser) => browser.kill("SIGTERM")) },
  sigkill: { title: "the browser gets SIGKILL", browserEnds: true, end: ending((browser) => browser.kill("SIGKILL")) },
};

const blanks = async (context) => (await context.pages()).filter((page) => page.url() === "about:blank");

/** What ends the whole browser; the connection to it may break before it has answered. */
function ending(act) {
  return async (tab, { browser }) => {
    tab.closedAt = Date.now();
    await Promise.resolve(act(browser)).catch(() => {});
  };
}
