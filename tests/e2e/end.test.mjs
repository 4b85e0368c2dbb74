// What is the end of a session, and what is none.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { random } from "./harness/random.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { whyNoCrash } from "./harness/tab.mjs";
import { LONG, REFRESH } from "./harness/world.mjs";

/** How many tabs hold a lock. */
const TAB_LOCKS = `navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.includes("/tab/")).length)`;
/** The last asset that a tab needs before it can say that it is there. */
const WASM = "/pkg/connect_session_end_bg.wasm";

inEachBrowser("the end of a session", (it, browser) => {
  it("the only tab is closed: Offline after the delay, by one call", async (w) => {
    const { tab } = await w.start();
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", from: "Available", to: "Offline", by: "keeper", attempts: 1 });
    assert.equal((await w.simulator.requests("PutAgentState")).length, 1);
  });

  it("one of two tabs is closed: nothing; then the other: Offline", async (w) => {
    const { tab: first } = await w.start();
    const second = await w.open(w.withKeeper());
    await second.sees("now.tabs === 2 && now.keeperReady");
    await first.close();
    await second.sees("now.tabs === 1 && now.last");
    await w.nothingChanges();
    await second.close();
    await w.offlineAfter(second);
    assert.deepEqual(await w.calls(), [200]);
  });

  it("a tab is refreshed: nothing; then it is closed: Offline", async (w) => {
    const delay = await w.scaled(REFRESH);
    const { tab } = await w.start({ sessionEndTimer: delay });
    await tab.refresh();
    await tab.sees("now.tabs === 1 && now.keeperReady");
    await w.nothingChanges();
    await tab.close();
    await w.offlineAfter(tab, delay);
    assert.deepEqual(await w.calls(), [200]);
  });

  it("a tab is refreshed, and its assets take longer than half the delay: nothing", async (w) => {
    const delay = await w.scaled(8);
    const { tab, keeper } = await w.start({ sessionEndTimer: delay });
    await w.simulator.hold({ path: WASM });
    const back = tab.refresh();
    await keeper.phase("countdown");
    const { dueAt } = await keeper.peek("window.keeper.view()");
    await pause(dueAt - (delay * 1000) / 2 + 100 - Date.now());
    await w.simulator.release();
    const took = await back;
    assert.ok(took > (delay * 1000) / 2 && took < delay * 1000, `the refresh took ${took} ms`);
    // Waits past the moment at which the change was due.
    await tab.sees("now.tabs === 1 && now.keeperReady");
    await pause(dueAt + 200 - Date.now());
    await w.nothingChanges();
  });

  it("a tab takes longer than the delay to refresh: Offline, then what was before", async (w) => {
    await w.simulator.setAgent({ state: "Break" });
    const { tab, keeper } = await w.start();
    await w.simulator.hold({ path: WASM });
    const isDone = keeper.hold();
    const back = tab.refresh();
    await w.simulator.wait({ state: "Offline" });
    await isDone;
    await w.simulator.release();
    await back;
    await keeper.goOn();
    await w.simulator.wait({ state: "Break" });
    await tab.sees("now.keeperReady && now.agent?.availability === 'Break'");
    await w.nothingChanges({ calls: 2 });
  });

  it("the last tab leaves for another site: Offline", async (w) => {
    const { tab } = await w.start();
    await tab.leave(`${w.simulator.elsewhere}/elsewhere.html`);
    await w.offlineAfter(tab);
  });

  it("the last tab leaves for another site and comes back: nothing", async (w) => {
    const { tab, keeper } = await w.start({ sessionEndTimer: LONG });
    await tab.leave(`${w.simulator.elsewhere}/elsewhere.html`);
    await keeper.phase("countdown");
    await tab.page.goBack({ waitUntil: "domcontentloaded" });
    await tab.ready();
    await tab.sees("now.tabs === 1 && now.keeperReady && now.agent");
    await w.nothingChanges();
  });

  it("the last tab crashes: Offline", async (w, t) => {
    const reason = whyNoCrash(w.browser);
    if (reason) return t.skip(reason);
    // The keeper's opener is another tab: in Firefox a keeper falls with its opener's process.
    const { tab: opener } = await w.start();
    const tab = await w.openToCrash(w.withKeeper());
    await opener.close();
    await tab.sees("now.tabs === 1 && now.keeperReady");
    await tab.crash();
    await w.offlineAfter(tab);
  });

  it("one of two tabs crashes: nothing; then the other is closed: Offline", async (w, t) => {
    const reason = whyNoCrash(w.browser);
    if (reason) return t.skip(reason);
    const { tab: opener } = await w.start();
    const crashing = await w.openToCrash(w.withKeeper());
    await opener.sees("now.tabs === 2");
    await crashing.crash();
    // The keeper waits for one lock at a time, and maybe not for this tab's: only the browser tells.
    await opener.until(`${TAB_LOCKS}.then((count) => count === 1)`);
    await w.nothingChanges();
    await opener.close();
    await w.offlineAfter(opener);
    assert.deepEqual(await w.calls(), [200]);
  });

  it("the only tab, which opened the keeper, crashes: Offline", async (w, t) => {
    if (browser === "firefox") return t.skip("a popup of Firefox shares its opener's process and falls with it");
    const tab = await w.openToCrash(w.withKeeper());
    await w.openKeeper(tab);
    await tab.crash();
    await w.offlineAfter(tab);
  });

  it("one of two tabs crashes, the one that opened the keeper: nothing; then the other is closed: Offline", async (w, t) => {
    if (browser === "firefox") return t.skip("a popup of Firefox shares its opener's process and falls with it");
    const crashing = await w.openToCrash(w.withKeeper());
    await w.openKeeper(crashing);
    const other = await w.open(w.withKeeper());
    await other.sees("now.tabs === 2 && now.keeperReady");
    await crashing.crash();
    await other.sees("now.tabs === 1 && now.keeperReady");
    await w.nothingChanges();
    await other.close();
    await w.offlineAfter(other);
    assert.deepEqual(await w.calls(), [200]);
  });

  it("ten tabs are opened, refreshed and closed in random order: Offline once, after the last", async (w, t) => {
    const { pick, seed } = random();
    t.diagnostic(`SEED=${seed}`);
    const delay = await w.scaled(REFRESH);
    const settings = w.withKeeper({ sessionEndTimer: delay });
    const tabs = [];
    let opened = 0;
    let last;
    while (opened < 10 || tabs.length > 0) {
      const steps = [
        opened < 10 && "open",
        tabs.length > 0 && "refresh",
        // Before the tenth is open one stays, so that there is one end only.
        tabs.length > (opened < 10 ? 1 : 0) && "close",
        tabs.length > (opened < 10 ? 1 : 0) && "close",
      ].filter(Boolean);
      const step = pick(steps);
      if (step === "open") {
        tabs.push(await w.open(settings));
        if (++opened === 1) await w.openKeeper(tabs[0]);
        continue;
      }
      last = pick(tabs);
      if (step === "refresh") {
        await last.refresh();
        // The keeper knows no tab that goes before it has its lock: to it that is one absence with the refresh.
        await last.sees("now.keeper === 'open'");
        continue;
      }
      tabs.splice(tabs.indexOf(last), 1);
      assert.deepEqual(await w.simulator.transitions(), [], "changed while tabs were there");
      await last.close();
    }
    await w.offlineAfter(last, delay);
    assert.deepEqual(await w.calls(), [200]);
  });
});
