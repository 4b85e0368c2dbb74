// A tab that comes back: refreshed, restored, duplicated, or out of the back/forward cache. The agent is on a break at
// first, so that three things can be told apart: left or put back is Break, a new session after our change is
// Available, and whatever went wrong is Offline.

import assert from "node:assert/strict";

import { serveInsecurely } from "./harness/insecure.mjs";
import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { duplicate, restore } from "./harness/windows.mjs";
import { DELAY, LONG } from "./harness/world.mjs";

/** The tab's own attempt, not yet answered for. */
const LAST_ATTEMPT = `JSON.parse(localStorage.getItem("connect-session-end/default/last-attempt"))?.value`;
const ON_BREAK = "now.agent?.availability === 'Break'";
const AVAILABLE = "now.agent?.availability === 'Available'";
/** While a keeper is held: its clock goes on only when it has heard of the return. */
const HEARS_A_TAB = "window.keeper.view().tabs === 1";
const KEPT = [
  [true, "a keeper"],
  [false, "no keeper"],
];

inEachBrowser("a tab that leaves its page and comes back", (it, browserName) => {
  for (const [kept, which] of KEPT) {
    it(`${which}: refreshed twice, and then another state is set: that one stays`, async (w) => {
      const { tab } = await begin(w, kept, LONG);
      for (let refresh = 1; refresh <= 2; refresh += 1) {
        await tab.refresh();
        await putBack(w, tab);
      }
      const { length: calls } = await w.calls();
      await w.simulator.setAgent({ state: "Offline" });
      await tab.sees("now.agent.availability === 'Offline'");
      await w.nothingChanges({ calls });
    });

    it(`${which}: refreshed, and somebody else sets a state meanwhile: that one stays`, async (w) => {
      const { tab } = await begin(w, kept, LONG);
      let back;
      const refresh = async () => {
        await w.simulator.hold({ path: "/pkg/" });
        back = tab.refresh();
      };
      const comeBack = async () => {
        await w.simulator.release();
        await back;
        return tab;
      };
      await ends(w, tab, kept, refresh, comeBack);
      const { length: calls } = await w.calls();
      await w.simulator.setAgent({ state: "At Lunch" });
      await comeBack();
      await tab.sees(`${kept ? "now.keeperReady" : "now.last"} && now.agent?.availability === 'At Lunch'`);
      await w.nothingChanges({ calls });
    });

    it(`${which}: gone elsewhere, and back before the delay is over: as before`, async (w) => {
      const { tab } = await begin(w, kept, LONG);
      const before = await w.simulator.transitions();
      await leave(w, tab);
      await goBack(tab);
      await putBack(w, tab);
      if (kept) assert.deepEqual(await w.simulator.transitions(), before);
      await tab.sees("now.tabs === 1 && now.last");
    });

    it(`${which}: gone elsewhere, and back after the delay: a new session`, async (w) => {
      const { tab, keeper } = await begin(w, kept, DELAY);
      await ends(w, tab, kept, leave, goBack);
      await isOver(w, tab, keeper);
      await goBack(tab);
      await isNew(w, tab);
    });
  }

  it("a keeper: it has made the change, and somebody else another, when the tab is back: that one stays", async (w) => {
    const { tab, keeper } = await begin(w, true, DELAY);
    const isDone = keeper.hold();
    await leave(w, tab);
    await w.offlineAfter(tab);
    // The keeper has seen its change: before that it would try again.
    await isDone;
    await w.simulator.setAgent({ state: "At Lunch" });
    await goBack(tab);
    await keeper.until(HEARS_A_TAB);
    await keeper.goOn();
    await tab.sees("now.keeperReady && now.agent?.availability === 'At Lunch'");
    await w.nothingChanges({ calls: 1 });
  });

  it("in the back/forward cache it is no tab, and out of it it is one", async (w, t) => {
    // The simulator's pages are not to be stored, and Chromium takes them at their word.
    const { port, close } = await serveInsecurely();
    t.after(close);
    const options = { origin: `http://app.localhost:${port}`, ccpOrigin: w.simulator.origins.ccp };
    const [stays, goes] = [await w.open({}, options), await w.open({}, options)];
    for (const tab of [stays, goes]) await tab.sees(`now.tabs === 2 && ${AVAILABLE}`);
    // A page with the CCP in it is never cached.
    const frames = await framesOf(w);
    await goes.peek(`document.getElementById("ccp").replaceChildren()`);
    // Until its `unload` handlers have run it is there for the browser, and keeps the page out of the cache.
    await until("the CCP's frame is gone", async () => frames === null || (await framesOf(w)) < frames);
    await goes.peek(`void addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted))`);
    await leave(w, goes);
    await stays.sees("now.tabs === 1 && now.last");
    await goBack(goes);
    await stays.sees("now.tabs === 2 && !now.last");
    const persisted = await goes.peek("window.persisted");
    if (browserName === "chromium") assert.equal(persisted, true, "not cached: this test shows nothing");
    t.diagnostic(persisted ? "out of the cache" : "loaded anew");
    await stays.close();
    await goes.sees("now.tabs === 1 && now.last");
    await w.nothingChanges();
  });
});

inEachBrowser(
  "a tab that the browser brings back",
  (it) => {
    for (const [kept, which] of KEPT) {
      it(`${which}: closed, and restored before the delay is over: as before`, async (w) => {
        const { tab } = await begin(w, kept, LONG);
        const before = await w.simulator.transitions();
        await ends(w, tab, kept, close, () => restore(w));
        const back = await restore(w);
        await putBack(w, back);
        if (kept) assert.deepEqual(await w.simulator.transitions(), before);
        await back.sees("now.tabs === 1 && now.last");
      });

      it(`${which}: closed, and restored after the delay: a new session`, async (w) => {
        const { tab, keeper } = await begin(w, kept, DELAY);
        await isOver(w, await ends(w, tab, kept, close, () => restore(w)), keeper);
        await isNew(w, await restore(w));
      });

      it(`${which}: duplicated: two tabs, and only the last one's end is the session's`, async (w) => {
        const { tab } = await begin(w, kept, kept ? DELAY : LONG);
        await tab.peek(`sessionStorage.setItem("copied", "yes")`);
        const copy = await duplicate(w);
        assert.equal(await copy.peek(`sessionStorage.getItem("copied")`), "yes");
        for (const each of [tab, copy]) await each.sees(`now.tabs === 2 && !now.last && ${ON_BREAK}`);
        await tab.close();
        await copy.sees("now.tabs === 1 && now.last");
        await w.nothingChanges();
        await ends(w, copy, kept, close, () => restore(w));
        if (kept) await w.offlineAfter(copy);
      });
    }

    it("a keeper: closed, and restored while the keeper shows the outcome: as before", async (w) => {
      const { tab, keeper } = await begin(w, true, DELAY);
      const isDone = keeper.hold();
      await tab.close();
      await w.offlineAfter(tab);
      await isDone;
      const back = await restore(w);
      await keeper.until(HEARS_A_TAB);
      await keeper.goOn();
      await w.simulator.wait({ state: "Break" });
      await putBack(w, back);
    });
  },
  { reachable: true },
);

/** A session of an agent on a break, with one tab. */
async function begin(w, kept, sessionEndTimer) {
  await w.simulator.setAgent({ state: "Break" });
  const tab = await w.open(kept ? w.withKeeper({ sessionEndTimer }) : { sessionEndTimer });
  const keeper = kept ? await w.openKeeper(tab) : undefined;
  await tab.sees(ON_BREAK);
  return { tab, keeper };
}

const close = (w, tab) => tab.close();
const leave = (w, tab) => tab.leave(`${w.simulator.elsewhere}/elsewhere.html`);

/** History's way back; resolves when the page is ready. */
async function goBack(tab) {
  // The page is gone before it has answered.
  tab.peek("void history.back()").catch(() => {});
  await tab.until("location.pathname === '/desktop.html'");
  await tab.ready();
  return tab;
}

/**
 * The tab goes. Without a keeper a browser may cut its call off before that has left, which is another matter: so it
 * goes until one has arrived. Resolves to the tab that has gone.
 */
async function ends(w, tab, kept, go, comeBack) {
  for (let goes = 1; goes <= 8; goes += 1) {
    await go(w, tab);
    if (kept || (await w.simulator.arrives()).arrived) return tab;
    tab = await comeBack(tab);
    await tab.sees(ON_BREAK);
  }
  throw new Error("no call arrived in 8 times");
}

/** Waits until a session with the tests' delay is over for everybody. */
async function isOver(w, tab, keeper) {
  if (keeper) {
    await w.offlineAfter(tab);
    await keeper.over();
    // As its user may, before it does so itself.
    await keeper.close();
  } else await pause(tab.closedAt + DELAY * 1000 + 500 - Date.now());
}

/** The agent is on a break again, the tab's own change has been answered for, and nothing more comes. */
async function putBack(w, tab) {
  await tab.until(`(${LAST_ATTEMPT}) == null`);
  await tab.sees(ON_BREAK);
  await w.simulator.wait({ state: "Break" });
  await w.nothingChanges({ calls: (await w.calls()).length });
}

/** The tab has begun a new session after a change of ours: the agent is Available, and nothing more comes. */
async function isNew(w, tab) {
  await w.simulator.wait({ state: "Available" });
  await tab.sees(AVAILABLE);
  await w.nothingChanges({ calls: (await w.calls()).length });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** How many frames with a process of their own there are; null where the browser does not tell. */
async function framesOf(w) {
  if (w.browser.name !== "chromium") return null;
  const session = await w.browser.driver.target().createCDPSession();
  const { targetInfos } = await session.send("Target.getTargets", { filter: [{ type: "iframe" }] });
  await session.detach();
  return targetInfos.length;
}
