// Windows that end together: the tabs of one window, a tab and its keeper, the whole browser.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { launch } from "./harness/browser.mjs";
import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { Tab } from "./harness/tab.mjs";
import { closeWindow, discard } from "./harness/windows.mjs";
import { LONG, REFRESH, World } from "./harness/world.mjs";

/** Of a tab that begins a session anew, however soon, and leaves the agent as they are. */
const NEXT = { keeper: null, sessionEndTimer: 0, initialAgentState: "" };
const AVAILABLE = "now.agent?.availability === 'Available'";

/** Firefox opens all of its tabs again after a crash, and writes them down often. */
const RESTORES = {
  "browser.sessionstore.interval": 500,
  "browser.sessionstore.restore_on_demand": false,
  "browser.sessionstore.resume_from_crash": true,
  "browser.startup.page": 3,
};
/** A name in an address that stands in a compressed file as it is. */
const MARK = "qxzjvkw";

inEachBrowser("windows that end together", (it) => {
  it("the last tab, and the keeper right after: no call can go out, and the next start says so", async (w) => {
    const { tab, keeper } = await w.start({ sessionEndTimer: LONG });
    await tab.close();
    await keeper.close();
    const { offline, outcome } = await atTheNextStart(w);
    // The keeper's window may have seen the tab go, or not any more.
    assert.ok(["agent-unknown", "nobody-left"].includes(outcome.error.code), JSON.stringify(outcome));
    assert.deepEqual([offline, outcome.kind, outcome.attempts], [false, "failed", 0]);
  });

  it("the keeper, and the last tab right after: the change at once, by one call", async (w, t) => {
    await oneArrives(w, t, async () => {
      const { tab, keeper } = await w.start({ sessionEndTimer: LONG });
      await keeper.close();
      await tab.close();
    });
  });

  it("the keeper during its countdown, when its CCP is there: the change at once, by one call", async (w, t) => {
    await oneArrives(w, t, async () => {
      const { tab, keeper } = await w.start({ sessionEndTimer: REFRESH });
      const isLoaded = keeper.hold("window.keeper.view().ccp === 'open'");
      await tab.close();
      await isLoaded;
      await keeper.close();
    });
  });

  it("the keeper alone: it asks; where the agent stays, it keeps", async (w) => {
    const { tab, keeper } = await w.start();
    await keeper.click("document.body");
    await keeper.stay();
    await tab.sees("now.keeper === 'open' && now.keeperReady");
    assert.deepEqual([keeper.prompts, await w.simulator.requests("PutAgentState")], [1, []]);
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", by: "keeper", attempts: 1 });
  });

  it("the keeper alone: it asks; where the agent closes it all the same, the tabs live on", async (w) => {
    const { tab, keeper } = await w.start();
    await keeper.click("document.body");
    await keeper.close();
    assert.equal(keeper.prompts, 1);
    await tab.event("keeper", "detail.status === 'closed'");
    await tab.sees(`now.keeper === 'closed' && now.last && ${AVAILABLE}`);
    await w.nothingChanges();
  });

  it("no keeper, the last tabs of two scopes: each acts for itself", async (w, t) => {
    const open = async (scope) => {
      const tab = await w.open({ scope, sessionEndTimer: LONG });
      await tab.sees(`now.tabs === 1 && now.last && ${AVAILABLE}`);
      return tab;
    };
    const west = await open("west");
    await oneArrives(w, t, async () => (await open("east")).close(), { scope: "east", beside: west });
    const [events, entries] = await west.peek("[window.events, Object.keys(localStorage)]");
    assert.deepEqual(events.filter(({ type }) => type === "outcome"), []);
    assert.deepEqual(entries.filter((key) => /west.(outcome|last-attempt)/.test(key)), []);
    await west.sees("now.tabs === 1 && now.last");
  });
});

inEachBrowser(
  "a window that goes with its tabs",
  (it) => {
    it("no keeper: one tab makes the change, and the next start says what became of it", async (w, t) => {
      await closesWindow(w, { keeper: null, sessionEndTimer: LONG });
      t.diagnostic((await toldAtTheNextStart(w)) ? "arrived" : "cut off");
    });

    it("a keeper: Offline after the delay, by one call", async (w) => {
      const tab = await closesWindow(w, w.withKeeper());
      await w.offlineAfter(tab);
      assert.equal((await w.simulator.requests("PutAgentState")).length, 1);
      await w.endedWith({ kind: "changed", by: "keeper", attempts: 1 });
    });

    it("a keeper, and the browser discards the last tab: Offline after the delay, by one call", async (w) => {
      const { tab } = await w.start();
      const [front] = await w.context.pages();
      // The tab in front is never discarded.
      await front.bringToFront();
      const wasDiscarded = await discard(tab);
      await w.offlineAfter(tab);
      assert.equal((await w.simulator.requests("PutAgentState")).length, 1);
      assert.ok(await wasDiscarded());
    });
  },
  { reachable: true },
);

inEachBrowser(
  "the whole browser",
  (it, name) => {
    // The keeper goes with it, and nobody is left to make the change; the next start says so.
    it("closed, ended by SIGTERM, killed: told at the next start as it is", async ({ browser: first, simulator }, t) => {
      let browser = first;
      const ways = {
        closed: () => browser.driver.close(),
        SIGTERM: () => browser.kill("SIGTERM"),
        SIGKILL: () => browser.kill("SIGKILL"),
      };
      for (const [way, end] of Object.entries(ways)) {
        let world = new World(browser, simulator, browser.driver.defaultBrowserContext());
        await world.start({ sessionEndTimer: LONG, initialAgentState: "" });
        const before = Date.now();
        await Promise.resolve(end()).catch(() => {});
        await browser.exited;
        browser = await launch(name, { profile: browser.profile });
        const again = browser;
        t.after(() => again.close());
        world = new World(browser, simulator, browser.driver.defaultBrowserContext());
        const { offline, outcome } = await atTheNextStart(world, { since: before });
        t.diagnostic(`${way}: ${offline ? "Offline" : "as before"}, told: ${outcome.kind}, ${outcome.error?.code}`);
        assert.equal(outcome.kind, offline ? "changed" : "failed", way);
        await simulator.setAgent({ state: "Available" });
      }
    });
  },
  { reachable: true },
);

inEachBrowser(
  "a browser that opens its tabs again",
  (it, name) => {
    // A Chromium without a screen opens none again after a crash.
    if (name === "chromium") return;
    it("killed with two tabs: each has the one outcome, and the next end is seen", async ({ browser: first, simulator }, t) => {
      let world = new World(first, simulator, first.driver.defaultBrowserContext());
      const settings = { keeper: null, sessionEndTimer: 1, initialAgentState: "" };
      await world.open(settings);
      const second = await world.open(settings, { [MARK]: 1 });
      await second.sees(`now.tabs === 2 && ${AVAILABLE}`);
      await until("the browser has written down its tabs and their storage", () => hasStored(first));
      first.kill("SIGKILL");
      await first.exited;
      const browser = await launch(name, { profile: first.profile, preferences: RESTORES });
      t.after(() => browser.close());
      world = new World(browser, simulator, browser.driver.defaultBrowserContext());
      const tabs = await until("both tabs", async () => {
        const pages = (await world.context.pages()).filter((page) => page.url().includes("/desktop.html"));
        return pages.length === 2 && pages.map((page) => new Tab(browser, page));
      });
      const outcomes = [];
      const told = [];
      for (const tab of tabs) {
        outcomes.push(await tab.until("window.watch?.snapshot().tabs === 2 && window.watch.lastOutcome()"));
        told.push(await tab.peek("window.events.filter(({ type }) => type === 'outcome').length"));
      }
      // A tab that came up after the other had told it has read it.
      assert.ok(told.includes(1) && Math.max(...told) === 1, `told ${told.join(" and ")} times`);
      assert.deepEqual([outcomes[0].kind, outcomes[0].error.code], ["failed", "nobody-left"]);
      assert.deepEqual(outcomes[0], outcomes[1]);
      assert.deepEqual(await simulator.transitions(), []);
      await tabs[0].close();
      await tabs[1].sees("now.last");
      await tabs[1].beforeUnload();
      await simulator.wait({ state: "Offline" });
    });
  },
  { sideBySide: true, preferences: RESTORES },
);

/** Whether Firefox could open the marked tab again, and the library's record would be there. */
async function hasStored({ profile }) {
  const tabs = await readFile(join(profile, "sessionstore-backups", "recovery.jsonlz4"));
  if (!tabs.includes(MARK)) return false;
  const folder = join(profile, "storage", "default");
  const stores = (await readdir(folder, { recursive: true })).filter((file) => /\bls\b.*data\.sqlite/.test(file));
  const contents = await Promise.all(stores.map((file) => readFile(join(folder, file))));
  return contents.some((bytes) => bytes.includes("connect-session-end/default/agent"));
}

/** Closes a window with three tabs and nothing else in it; resolves to the last of them. */
async function closesWindow(w, settings) {
  const [begun] = await w.context.pages();
  const tabs = [];
  while (tabs.length < 3) tabs.push(await w.open(settings));
  if (settings.keeper) await w.openKeeper(tabs[2]);
  for (const tab of tabs) await tab.sees(`now.tabs === 3 && ${AVAILABLE}`);
  await begun.close();
  // The browser stays.
  if (!settings.keeper) await w.context.newPage({ type: "window" });
  await closeWindow(tabs[2], 3);
  return tabs[2];
}

/**
 * However it ends, it is told right at the next start. A browser may cut off what its last window says, and the more so
 * the busier the machine is: so one change of some has to arrive.
 */
async function oneArrives(w, t, end, more) {
  for (let ends = 1; ends <= 5; ends += 1) {
    const since = Date.now();
    await end();
    if (!(await toldAtTheNextStart(w, { since, ...more }))) continue;
    t.diagnostic(`arrived at end ${ends}`);
    return;
  }
  assert.fail("no change arrived in 5 ends");
}

/** Resolves to whether the agent is Offline; the next start has an outcome, and it says the same. */
async function toldAtTheNextStart(w, more) {
  const { offline, outcome } = await atTheNextStart(w, more);
  const { kind, from, to, attempts } = outcome;
  assert.deepEqual([kind, from, to, attempts], [offline ? "changed" : "failed", "Available", "Offline", 1]);
  return offline;
}

/** What the server says after the end, and what a new session's tab does. `beside` is a tab of another scope that stays. */
async function atTheNextStart(w, { since = 0, scope = "default", beside } = {}) {
  await (beside ? w.roundTrips([beside]) : w.simulator.arrives());
  const next = await w.open({ ...NEXT, scope });
  const outcome = await next.until(`(() => {
    const told = window.watch.lastOutcome();
    return told?.at >= ${since} && told;
  })()`);
  const { agent, requests } = await w.simulator.state();
  const calls = requests.filter(({ operation, at }) => operation === "PutAgentState" && at >= since);
  assert.ok(calls.length <= 1, `${calls.length} calls`);
  // Without its last moment: it is none of this test's.
  await next.page.close();
  return { offline: agent.state.name === "Offline", outcome };
}
