// The keeper's window, and what a tab does where there is none.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { inEachBrowser } from "./harness/suite.mjs";
import { DELAY, LONG, REFRESH } from "./harness/world.mjs";

/** The tab's own attempt, not yet answered for. */
const LAST_ATTEMPT = `JSON.parse(localStorage.getItem("connect-session-end/default/last-attempt"))?.value`;

inEachBrowser("the keeper", (it) => {
  it("is blocked without a click, said so, and opened by one", async (w) => {
    const tab = await w.open(w.withKeeper());
    await tab.event("keeper", "detail.status === 'blocked'");
    assert.deepEqual(await w.keeperPages(), []);
    assert.match(await tab.hasBar(), /close this page/);
    await tab.click();
    await tab.event("keeper", "detail.status === 'open'");
    await tab.hasNoBar();
    await tab.sees("now.keeper === 'open' && now.keeperReady");
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("shows and tells what it does: tabs, countdown, outcome; then closes itself", async (w) => {
    const delay = await w.scaled(REFRESH);
    const { tab, keeper } = await w.start({ sessionEndTimer: delay });
    assert.match(await keeper.text(), /1 tab\b/);
    const isDone = keeper.hold("window.keeper.view().outcome && window.keeper.view().closesAt");
    await tab.close();
    await keeper.phase("countdown");
    assert.match(await keeper.text(), /Offline/);
    await w.offlineAfter(tab, delay);
    await isDone;
    assert.match(await keeper.text(), /Offline/);
    const { outcome } = await keeper.peek("window.keeper.view()");
    const { endedAt, at, ...rest } = outcome;
    assert.deepEqual(rest, {
      kind: "changed",
      agent: "sim-agent",
      from: "Available",
      to: "Offline",
      reason: null,
      error: null,
      attempts: 1,
      by: "keeper",
      trigger: "last-tab",
    });
    assert.ok(tab.closedAt <= endedAt && endedAt + delay * 1000 <= at, `closed ${tab.closedAt}, ended ${endedAt}, at ${at}`);
    assert.deepEqual(await keeper.peek("window.events.map(({ type, detail }) => [type, detail])"), [["outcome", outcome]]);
    await keeper.goOn();
    await keeper.gone();
    // The next tab finds it, and writes it into Streams' own log.
    const next = await w.open(w.withKeeper());
    await next.until("connect.getLog()._logs.some(({ text }) => /session end: changed Offline/i.test(text))");
  });

  it("stays while tabs are there, through a refresh", async (w) => {
    const { tab, keeper } = await w.start({ sessionEndTimer: LONG });
    await tab.refresh();
    await tab.sees("now.keeperReady");
    assert.equal(keeper.isGone, false);
    assert.equal(await w.keeperWindow(), keeper);
  });

  it("does nothing when the agent cancels during the countdown", async (w) => {
    const { tab, keeper } = await w.start({ sessionEndTimer: await w.scaled(REFRESH) });
    await tab.close();
    await keeper.phase("countdown");
    const { dueAt } = await keeper.peek("window.keeper.view()");
    await keeper.press("cancel");
    await w.endedWith({ kind: "skipped", reason: "cancelled" });
    // Waits past the moment at which the change was due.
    await pause(dueAt + 200 - Date.now());
    await w.nothingChanges();
  });

  it("one a scope: a second window is told that it is a duplicate", async (w) => {
    const { tab, keeper } = await w.start();
    const second = await w.openBlank();
    await second.page.goto(w.address(null, { page: "keeper.html" }));
    await second.until("window.keeper?.view()?.phase === 'duplicate'");
    await second.close();
    await tab.sees("now.keeperReady");
    assert.equal(keeper.isGone, false);
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("two scopes on one origin: each has tabs, a keeper and an end of its own", async (w) => {
    const east = await w.open(w.withKeeper({ scope: "east" }));
    await w.openKeeper(east);
    const west = await w.open(w.withKeeper({ scope: "west" }));
    await west.click();
    for (const tab of [east, west]) await tab.sees("now.keeperReady && now.agent && now.last");
    await east.close();
    await w.offlineAfter(east);
    const ended = (scope) => `localStorage.getItem("connect-session-end/${scope}/outcome")`;
    await west.until(ended("east"));
    assert.equal(await west.peek(ended("west")), null);
    assert.deepEqual(await west.peek("window.events.filter(({ type }) => type === 'outcome')"), []);
    await west.sees("now.keeperReady && now.last");
  });

  it("of an older package: the bar says so, a click replaces it, and one keeper makes the change", async (w) => {
    const tab = await w.open(w.withKeeper({}, { older: 1 }));
    const older = await w.clickForKeeper(tab);
    await tab.sees("now.keeper === 'outdated' && !now.keeperReady");
    assert.match(await tab.hasBar(), /older version\. Click to renew it/);
    await tab.click();
    await tab.sees("now.keeper === 'open' && now.keeperReady");
    await tab.hasNoBar();
    // It says that it is not needed, for some seconds.
    await older.gone();
    assert.equal((await w.keeperPages()).length, 1);
    await tab.close();
    await w.offlineAfter(tab);
    await w.nothingChanges({ calls: 1 });
  });

  it("of a newer package than the page: no click replaces it, and the bar's button reloads the page, by keyboard too", async (w) => {
    const { tab, keeper } = await w.start();
    const stale = await w.open(w.withKeeper(), { stale: 1 });
    await stale.sees("now.keeper === 'newer' && !now.keeperReady && now.agent");
    assert.match(await stale.hasBar(), /older version[^]*Reload the page/);
    await tab.close();
    await stale.sees("now.last");
    await stale.click();
    await stale.click("document.getElementById('open')");
    // Longer than the library leaves the page for a window of its own.
    await pause(2_000);
    assert.deepEqual(await w.keeperPages(), [keeper.page]);
    assert.equal((await stale.snapshot()).keeper, "newer");
    await stale.peek("void (window.isTheFirst = true)");
    await stale.choose("reload", "Enter");
    await stale.until("!window.isTheFirst && window.isReady?.()");
    await stale.sees("now.keeper === 'open' && now.keeperReady && now.agent?.state === 'Available'");
    await stale.hasNoBar();
    await stale.close();
    await w.offlineAfter(stale);
    assert.equal(keeper.isGone, false);
  });

  it("whose wasm dies loads anew and makes the change; if it dies again at once, it goes and the bar says so", async (w) => {
    const { tab, keeper } = await w.start();
    await keeper.peek("void (window.isTheFirst = true)");
    await die(keeper);
    await keeper.until("!window.isTheFirst && document.querySelector('[data-phase]')?.dataset.phase === 'watching'");
    await tab.sees("now.keeperReady && now.agent");
    await die(keeper);
    await keeper.gone();
    await tab.sees("now.keeper === 'closed'");
    assert.match(await tab.hasBar(), /closed/);
    await tab.pressBar("open");
    await tab.sees("now.keeperReady && now.agent");
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("a tab whose wasm dies says so, and its keeper sees its end", async (w) => {
    const { tab } = await w.start();
    await die(tab);
    const { message } = await tab.event("warning", "detail.code === 'crashed'");
    assert.match(message, /Load the page anew/);
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("opened with a scope that is none: refused, and no lock held", async (w) => {
    const page = await w.openBlank();
    await page.page.goto(`${w.simulator.origins.app}/keeper.html?scope=default/tab/x`);
    const { code, errors } = await page.until("window.error");
    assert.deepEqual([code, errors[0].setting, errors[0].code], ["bad-settings", "scope", "forbidden-character"]);
    assert.equal(await page.peek("navigator.locks.query().then(({ held }) => held.length)"), 0);
  });

  it("closed by the user: said so, and opened again by the host's own button", async (w) => {
    const { tab, keeper } = await w.start();
    await keeper.close();
    await tab.event("keeper", "detail.status === 'closed'");
    await tab.click("document.getElementById('open')");
    await w.keeperWindow();
    await tab.sees("now.keeperReady");
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("its address is relative to the page's own, whatever the page's <base> says", async (w) => {
    const tab = await w.open(w.withKeeper());
    await tab.peek(`void document.head.append(Object.assign(document.createElement("base"), { href: "https://elsewhere.test/" }))`);
    const keeper = await w.openKeeper(tab);
    assert.equal(new URL(keeper.page.url()).origin, w.simulator.origins.app);
  });

  it("closed by the user: every tab has a bar, whose button opens it again", async (w) => {
    const { tab, keeper } = await w.start();
    const other = await w.open(w.withKeeper());
    await other.sees("now.keeperReady");
    await keeper.close();
    for (const each of [tab, other]) assert.match(await each.hasBar(), /was closed/);
    await tab.pressBar("open");
    await w.keeperWindow();
    for (const each of [tab, other]) await each.hasNoBar();
    await tab.sees("now.keeperReady && now.tabs === 2");
    await other.close();
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("closed by the user: a bar that was dismissed stays away until there is something new to say", async (w) => {
    const { tab, keeper } = await w.start();
    await keeper.close();
    await tab.hasBar();
    await tab.pressBar("dismiss");
    await tab.hasNoBar();
    await tab.click("document.getElementById('open')");
    const again = await w.keeperWindow();
    await tab.sees("now.keeperReady");
    await again.close();
    await tab.hasBar();
  });

  it("closed by the user, and the host wants no bar: there is none", async (w) => {
    const tab = await w.open(w.withKeeper(), { noBar: "" });
    const keeper = await w.openKeeper(tab);
    await keeper.close();
    await tab.event("keeper", "detail.status === 'closed'");
    assert.equal(await tab.bar(), null);
  });

  it("closed by the user, then the last tab is closed: the tab's own attempt", async (w, t) => {
    await leavesByItself(w, t, async () => {
      const { tab, keeper } = await w.start({ sessionEndTimer: LONG });
      await keeper.close();
      await tab.sees("now.keeper === 'closed'");
      return tab;
    });
  });

  it("none is configured, and the last tab is closed: the tab's own attempt", async (w, t) => {
    await leavesByItself(w, t, async () => {
      const tab = await w.open({ sessionEndTimer: LONG });
      await tab.sees("now.agent && now.keeper === 'none'");
      return tab;
    });
  });

  it("not ready as the last tab is closed, but soon: tells the tab's attempt, and puts it back at a return", async (w, t) => {
    for (let closes = 1; closes <= 8; closes += 1) {
      await w.simulator.setAgent({ state: "Break" });
      const tab = await w.open(w.withKeeper({ sessionEndTimer: await w.scaled(2) }));
      await tab.sees("now.agent?.availability === 'Break'");
      // Holds the keeper's own CCP.
      await w.simulator.hold({ path: "/ccp-v2/ccp.js" });
      const keeper = await w.clickForKeeper(tab);
      await tab.sees("now.keeper === 'open' && !now.keeperReady");
      const isDone = keeper.hold("window.keeper.view().outcome");
      await tab.close();
      await w.simulator.release();
      await isDone;
      const { kind, from, to, attempts, by } = await keeper.peek("window.keeper.view().outcome");
      assert.deepEqual([kind, from, to, attempts], ["changed", "Break", "Offline", 1]);
      const next = await w.open(w.withKeeper());
      await keeper.goOn();
      await w.simulator.wait({ state: "Break" });
      await next.close();
      await keeper.gone();
      // The browser may have cut the tab's call off: then the keeper has made the change.
      if (by === "keeper") continue;
      t.diagnostic(`arrived at close ${closes}`);
      return;
    }
    assert.fail("no call arrived in 8 closes");
  });

  it("none is configured, and a link to another program is clicked: nothing", async (w) => {
    const tab = await w.open({ keeper: null });
    await tab.sees("now.agent && now.last");
    await tab.peek(`void document.body.insertAdjacentHTML("afterbegin", '<a id="call" href="tel:+491234">call</a>')`);
    await tab.peek("void addEventListener('beforeunload', () => (window.hasFired = true))");
    await tab.page.click("#call");
    await tab.until("window.hasFired");
    await w.nothingChanges();
  });

  it("none is configured, and one of two tabs is closed: nothing", async (w) => {
    const first = await w.open({ sessionEndTimer: DELAY });
    const second = await w.open({ sessionEndTimer: DELAY });
    await second.sees("now.agent && now.tabs === 2");
    await first.sees("now.agent && now.tabs === 2");
    await first.close();
    await second.sees("now.tabs === 1 && now.last");
    await w.nothingChanges();
  });

  it("none is configured, and the only tab is refreshed: what was before is put back", async (w) => {
    await w.simulator.setAgent({ state: "Break" });
    const tab = await w.open({ sessionEndTimer: LONG });
    await tab.sees("now.agent?.availability === 'Break'");
    await tab.refresh();
    await tab.until(`(${LAST_ATTEMPT}) == null`);
    await tab.sees("now.agent?.availability === 'Break'");
    await w.simulator.wait({ state: "Break" });
    const calls = (await w.calls()).length;
    // The browser may have cut off the tab's own call; then there is nothing to put back either.
    assert.ok(calls === 0 || calls === 2, `${calls} calls`);
    await w.nothingChanges({ calls });
  });
});

/**
 * A tab on its way out always makes its call and writes it down; the browser may cut the call off before it has left,
 * and the more so the busier the machine is. So one of some closes has to arrive.
 */
async function leavesByItself(w, t, open) {
  for (let closes = 1; closes <= 8; closes += 1) {
    const tab = await open();
    await tab.close();
    const reader = await w.openBlank();
    await reader.page.goto(`${w.simulator.origins.app}/elsewhere.html`);
    const { from, to, attempts } = await reader.until(LAST_ATTEMPT);
    assert.deepEqual([from, to], ["Available", "Offline"]);
    assert.ok(attempts >= 1);
    const { arrived, transitions } = await w.simulator.arrives();
    if (!arrived) continue;
    const took = transitions.at(-1).at - tab.closedAt;
    assert.ok(took < LONG * 1000, `not at once: after ${took} ms`);
    t.diagnostic(`arrived at close ${closes}`);
    return;
  }
  assert.fail("no call arrived in 8 closes");
}

/**
 * The wasm of this window dies: a browser function that never throws does once, in a listener of the library's. A timer of
 * the library's would survive it.
 */
async function die(window) {
  // Streams asks for the time too, and outlives such an error. A keeper's window may be gone before it answers.
  const dies = `((now) => {
    Date.now = () => {
      if (!new Error().stack.includes("wasm-function")) return now();
      Date.now = now;
      throw new TypeError("a fault of the page's own");
    };
    document.dispatchEvent(new Event("resume"));
  })(Date.now)`;
  await window.peek(`void ${dies}`).catch(() => {});
}
