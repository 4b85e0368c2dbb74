// presence.js: the tab's lock before anything else of the page is there.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { serveInsecurely } from "./harness/insecure.mjs";
import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { REFRESH } from "./harness/world.mjs";

/** The names, in the default scope, of the tabs whose locks are held. */
const HELD = `navigator.locks.query().then(({ held }) =>
  held.map(({ name }) => name.split("connect-session-end/default/tab/")[1]).filter(Boolean))`;

inEachBrowser("presence.js", (it, browserName) => {
  it("a refresh whose assets take longer than the delay: stays Available, under one name", async (w) => {
    const delay = await w.scaled(REFRESH);
    const tab = await w.open(w.withKeeper({ sessionEndTimer: delay }), { page: "presence.html" });
    const keeper = await w.openKeeper(tab);
    const known = await held(keeper, (names) => names.length === 1);
    await w.simulator.hold({ path: "/pkg/index.js" });
    const reloaded = tab.refresh();
    const loading = await held(keeper, ([name]) => name && name !== known[0]);
    await pause(delay * 1000 + 1_000);
    await w.simulator.release();
    const took = await reloaded;
    assert.ok(took > delay * 1000, `${took} ms`);
    const { id, tabs } = await tab.sees("now.keeperReady && now.agent");
    assert.deepEqual([[id], tabs], [loading, 1]);
    assert.deepEqual(await keeper.peek(HELD), [id]);
    await w.nothingChanges();
  });

  it("the last tab is closed before its assets have come: an end like any other", async (w) => {
    const settings = w.withKeeper();
    const first = await w.open(settings, { page: "presence.html" });
    const keeper = await w.openKeeper(first);
    await w.simulator.hold({ path: "/pkg/index.js" });
    const second = await loading(w, settings);
    await first.sees("now.tabs === 2");
    await first.close();
    await held(keeper, (names) => names.length === 1);
    await keeper.until("window.keeper.view().tabs === 1");
    await keeper.phase("watching");
    await w.nothingChanges();
    await second.close();
    await w.offlineAfter(second);
  });

  it("its lock comes late: it says nothing before, so the others do not take it for gone", async (w) => {
    const first = await w.open({ keeper: null }, { page: "presence.html" });
    await first.sees("now.last");
    await w.simulator.hold({ path: "/pkg/index.js" });
    const second = await loading(w, { keeper: null }, { lateLock: "" });
    await first.sees("now.tabs === 2 && !now.last");
    assert.equal((await held(second, (names) => names.length === 2)).length, 2);
    assert.equal((await first.snapshot()).tabs, 2);
  });

  it("stopped: the lock that it took goes, too", async (w) => {
    const tab = await w.open({ keeper: null }, { page: "presence.html" });
    const { id } = await tab.sees("now.last");
    assert.deepEqual(await tab.peek(HELD), [id]);
    await tab.peek("window.watch.stop()");
    await held(tab, (names) => names.length === 0);
  });

  it("its lock stolen: the watch says that it cannot see its end any more", async (w) => {
    const tab = await w.open({ keeper: null }, { page: "presence.html" });
    const { id } = await tab.sees("now.last");
    await tab.peek(`void navigator.locks.request("connect-session-end/default/tab/${id}", { steal: true }, () => {})`);
    await tab.event("warning", "detail.code === 'locks-denied'");
  });

  it("in the back/forward cache it is not there, and back from it it is", async (w, t) => {
    // The simulator's pages are not to be stored, and browsers take them at their word.
    const { port, close } = await serveInsecurely();
    t.after(close);
    const tab = await w.openBlank();
    await tab.page.goto(`http://app.localhost:${port}/here.html`);
    const there = await held(tab, (names) => names.length === 1);
    await tab.page.goto(`http://app.localhost:${port}/elsewhere.html`);
    await held(tab, (names) => names.length === 0);
    await tab.peek("void setTimeout(() => history.back())");
    await tab.until("location.pathname === '/here.html' && document.readyState === 'complete'");
    const back = await held(tab, (names) => names.length === 1);
    // A document has one name for life. Firefox, when driven, loads a new one.
    if (browserName === "chromium") assert.deepEqual(back, there, "not cached: this test shows nothing");
    t.diagnostic(back[0] === there[0] ? "out of the cache" : "loaded anew");
  });

  it("it answers a roll call, which is how a keeper finds it where locks cannot be looked at", async (w) => {
    const tab = await w.openBlank();
    await tab.page.goto(`${w.simulator.origins.app}/here.html`);
    const [id] = await held(tab, (names) => names.length === 1);
    const caller = await w.openBlank();
    await caller.page.goto(`${w.simulator.origins.app}/elsewhere.html`);
    const answer = await caller.peek(`new Promise((heard) => {
      const channel = new BroadcastChannel("connect-session-end/default");
      channel.onmessage = ({ data }) => heard(data);
      channel.postMessage({ rollCall: {} });
    })`);
    assert.deepEqual(answer, { tab: { id, new: true } });
  });

  it("a browser without Web Locks: it is silent, and the watch says what is lacking", async (w) => {
    const tab = await w.openBlank();
    await tab.page.goto(w.address({ keeper: null }, { page: "presence.html", noLocks: 1 }));
    assert.equal((await tab.until("window.error")).code, "no-web-locks");
  });
});

/** Waits until the names of the tabs that are there are so, as this window sees them. */
async function held(window, areSo) {
  const found = await until("the tabs' locks", async () => {
    const names = await window.peek(HELD);
    return areSo(names) && { names };
  });
  return found.names;
}

/** A tab whose page is under way; what the simulator holds may keep it there. */
async function loading(w, settings, options) {
  const tab = await w.openBlank();
  const address = w.address(settings, { page: "presence.html", ...options });
  await tab.peek(`void setTimeout(() => location.assign(${JSON.stringify(address)}))`);
  return tab;
}
