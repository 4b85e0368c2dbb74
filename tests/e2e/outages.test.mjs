// What fails around the session's end: the login, the instance, the network. Each has one outcome.

import assert from "node:assert/strict";

import { peekFrame, until } from "./harness/peek.mjs";
import { startSimulator } from "./harness/simulator.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { DELAY, READY_AGAIN_MS, REFRESH, World } from "./harness/world.mjs";

const IS_OTHER = "now.agent?.username === 'other-agent'";
const put = (fault) => ({ operation: "PutAgentState", ...fault });
const OUTCOMES = "window.events.filter(({ type }) => type === 'outcome').length";
/** The shared worker answers every CCP of this browser. */
const TERMINATE = "void connect.core.getUpstream().sendUpstream(connect.EventType.TERMINATE)";

const WAYS_TO_SIGN_IN = [
  ["in the tab", (tab) => tab.signIn()],
  [
    "in another window, and refreshes the tab",
    async (tab, w) => {
      await w.simulator.setSignedIn(true);
      await tab.refresh();
    },
  ],
];

inEachBrowser("outages of the instance and the network", (it, browser) => {
  it("a cold TLS connection with a round trip of 60 ms: Offline, by one call", async (w, t) => {
    const simulator = await startSimulator(["--tls"]);
    t.after(() => simulator.stop());
    const behind = new World(w.browser, simulator, w.context);
    await simulator.setLink({ rttMs: 60 });
    const page = { ccpOrigin: simulator.origins.ccp };
    const retry = { attemptTimeoutMs: await w.scaled(8_000) };
    const tab = await behind.open(behind.withKeeper({ retry }, page), page);
    await behind.openKeeper(tab);
    const { closed } = await simulator.closeIdleConnections();
    assert.ok(closed > 0, "none was idle");
    await tab.close();
    await behind.offlineAfter(tab);
    await changedOnce(behind);
  });

  it("every call takes 300 ms: Offline, by one call", async (w) => {
    const { tab } = await w.start({ retry: { attemptTimeoutMs: await w.scaled(8_000) } });
    await w.simulator.setLatency({ ms: 300 });
    await tab.close();
    await w.offlineAfter(tab);
    await changedOnce(w);
  });

  it("every call takes 2 s, and the server drops those whose client is gone: Offline, by one call", async (w) => {
    const { tab } = await w.start({ retry: { attemptTimeoutMs: await w.scaled(8_000) } });
    await w.simulator.setLatency({ ms: 2000, dropAborted: true });
    await tab.close();
    await w.offlineAfter(tab, DELAY, "Offline", 20_000);
    await changedOnce(w);
  });

  it("the first two connections are reset: Offline", async (w) => {
    const { tab } = await w.start();
    await w.simulator.addFault(put({ kind: "reset", times: 2 }));
    await tab.close();
    await w.simulator.wait({ state: "Offline" });
    await w.endedWith({ kind: "changed" });
  });

  for (const [status, what] of [
    [429, "it wants fewer calls (429)"],
    [503, "it is down (503)"],
  ]) {
    it(`${what} until an attempt has failed and another is under way: Offline, by one change`, async (w) => {
      const { tab, keeper } = await w.start();
      await w.simulator.addFault(put({ kind: "status", status }));
      await tab.close();
      // Streams' worker makes four calls for one attempt.
      await until("a second attempt", async () => (await w.calls()).length > 4);
      await w.simulator.clearFaults();
      await w.simulator.wait({ state: "Offline" });
      await w.endedWith({ kind: "changed", to: "Offline", error: null });
      assert.equal(await keeper.peek(OUTCOMES), 1);
      assert.equal((await w.simulator.transitions()).length, 1);
    });
  }

  it("it is down (503) for longer than is tried: failed once, Offline at a click", async (w) => {
    const retry = { attempts: 2, firstDelayMs: 50, attemptTimeoutMs: await w.scaled(8_000) };
    const { tab, keeper } = await w.start({ retry });
    await w.simulator.addFault(put({ kind: "status", status: 503 }));
    await tab.close();
    const { error } = await w.endedWith({ kind: "failed", attempts: 2 });
    assert.equal(error.code, "set-state-failed");
    assert.match(error.message, /503/);
    assert.equal(await keeper.peek(OUTCOMES), 1);
    await w.simulator.clearFaults();
    await keeper.press("retry");
    await w.simulator.wait({ state: "Offline" });
  });

  it("the browser is offline when the session ends: Offline as soon as it is online again, by one call", async (w) => {
    const { tab, keeper } = await w.start();
    await setOnline(keeper, browser, false);
    await tab.close();
    await keeper.until("window.keeper.view().waiting === 'network'");
    assert.deepEqual(await w.calls(), []);
    await setOnline(keeper, browser, true);
    await w.simulator.wait({ state: "Offline" });
    await changedOnce(w);
  });
});

inEachBrowser("outages that the keeper's CCP meets as it loads", (it) => {
  it("the instance is down (503) for a while: Offline when it is back", async (w) => {
    const { tab, keeper } = await w.start();
    await w.simulator.addFault({ kind: "status", status: 503 });
    await tab.close();
    await keeper.until("window.keeper.view().ccp === 'silent'");
    assert.deepEqual(await w.calls(), []);
    await w.simulator.clearFaults();
    await w.simulator.wait({ state: "Offline" });
    await w.endedWith({ kind: "changed" });
  });
});

inEachBrowser("outages of the login", (it) => {
  it("the first call finds it expired (401): Offline at the second", async (w) => {
    const { tab } = await w.start({ retry: { attemptTimeoutMs: await w.scaled(2_000) } });
    await w.simulator.addFault(put({ kind: "status", status: 401, times: 1 }));
    await tab.close();
    await w.simulator.wait({ state: "Offline" });
    await w.endedWith({ kind: "changed", attempts: 2 });
    assert.deepEqual(await w.calls(), [401, 200]);
  });

  for (const [status, what, code] of [
    [401, "expired (401)", "signed-out"],
    // Streams says nothing of that where a state was to be set: `API_REQUEST` has no `accessDenied`.
    [403, "denied (403)", "attempt-timed-out"],
  ]) {
    it(`every call finds it ${what}: failed once`, async (w) => {
      const { tab, keeper } = await w.start({ retry: { attempts: 2, attemptTimeoutMs: await w.scaled(2_000) } });
      await w.simulator.addFault(put({ kind: "status", status }));
      await tab.close();
      await failedOnce(w, keeper, code);
    });
  }

  it("told to be over (TERMINATED) while it still holds: Offline, by one call", async (w) => {
    const { tab } = await w.start();
    await tab.peek(TERMINATE);
    await tab.close();
    await w.simulator.wait({ state: "Offline" });
    await changedOnce(w);
  });

  it("an authentication failure while it holds, twice: what the CCP shows after it counts, and the end is seen", async (w) => {
    const { tab } = await w.start();
    for (const state of ["At Lunch", "Available"]) {
      await tab.peek("void connect.core.getEventBus().trigger(connect.EventType.AUTH_FAIL)");
      const failures = state === "At Lunch" ? 1 : 2;
      await tab.until(`window.events.filter(({ detail }) => detail.code === "signed-out").length >= ${failures}`);
      await w.simulator.setAgent({ state });
      await tab.sees(`now.agent?.state === "${state}" && !now.signedOut && now.keeperReady`);
    }
    await tab.close();
    await w.offlineAfter(tab);
    await changedOnce(w);
  });

  it("it is about to expire, because the agent is inactive: the tab warns, and can still end the session", async (w) => {
    const tab = await w.open({});
    await tab.sees("now.agent");
    const frame = tab.page.frames().find((frame) => frame.url().includes("/ccp-v2"));
    await peekFrame(frame, "warnOfExpiry(60_000)");
    const { message } = await tab.event("warning", "detail.code === 'session-expiring'");
    assert.match(message, /about to log the agent out/);
    // Later nothing could be set.
    const [kind, state] = await tab.peek("watch.end().then(({ kind, to }) => [kind, to])");
    assert.deepEqual([kind, state], ["changed", "Offline"]);
    await w.simulator.wait({ state: "Offline" });
  });

  for (const [how, signInAgain] of WAYS_TO_SIGN_IN) {
    it(`it expires, and the agent signs in again ${how}: the keeper is ready again by itself, and the end is seen`, async (w) => {
      const { tab, keeper } = await w.start({ sessionEndTimer: await w.scaled(REFRESH) });
      await w.simulator.setSignedIn(false);
      await tab.sees("now.signedOut && now.keeperUnready === 'signed-out'");
      assert.equal(await keeper.peek("window.keeper.view().ccp"), "away");
      await signInAgain(tab, w);
      await tab.sees("now.agent && !now.signedOut && now.keeperReady", await w.scaled(READY_AGAIN_MS));
      assert.equal(await keeper.peek("window.keeper.view().ccp"), "away");
      // The tab's CCP lives, and follows the agent.
      await w.simulator.setAgent({ state: "Break" });
      await tab.sees("now.agent.availability === 'Break'");
      await w.simulator.setAgent({ state: "Available" });
      await tab.sees("now.agent.availability === 'Available'");
      await tab.close();
      await w.simulator.wait({ state: "Offline" });
      await w.endedWith({ kind: "changed", attempts: 1 });
    });
  }

  it("another agent has signed in on the same tabs before the end: it is theirs", async (w) => {
    const { tab, keeper } = await w.start();
    await w.simulator.changeAgent({ username: "other-agent" });
    await tab.signIn();
    await tab.sees(IS_OTHER);
    await keeper.until(`((now) => ${IS_OTHER})(window.keeper.view())`);
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", agent: "other-agent", attempts: 1 });
  });

  it("another agent signs in during the change: failed once, and they are left alone", async (w) => {
    const { tab, keeper } = await w.start({ retry: { attemptTimeoutMs: 60_000 } });
    await w.simulator.addFault(put({ kind: "hang", times: 1 }));
    await tab.close();
    await until("a call", async () => (await w.calls()).length > 0);
    await w.simulator.changeAgent({ username: "other-agent" });
    await keeper.signIn();
    const { error } = await w.endedWith({ kind: "failed", agent: "sim-agent", attempts: 1 });
    assert.equal(error.code, "other-agent");
    await w.nothingChanges({ calls: 1 });
    assert.equal((await w.simulator.state()).agent.state.name, "Available");
  });
});

async function changedOnce(w) {
  await w.endedWith({ kind: "changed", to: "Offline", by: "keeper", attempts: 1 });
  assert.deepEqual(await w.calls(), [200]);
}

/** There is one outcome, with this code; the agent is as they were. */
async function failedOnce(w, keeper, code) {
  const { error } = await w.endedWith({ kind: "failed" });
  assert.equal(error.code, code, error.message);
  assert.equal(await keeper.peek(OUTCOMES), 1);
  assert.deepEqual(await w.simulator.transitions(), []);
}

/** What a browser says of its network. Firefox cannot be told to (its BiDi has no emulation of it): its page is. */
async function setOnline(window, browser, online) {
  if (browser === "firefox") {
    const event = online ? "online" : "offline";
    await window.peek(`void (Object.defineProperty(navigator, "onLine", { value: ${online}, configurable: true }),
      window.dispatchEvent(new Event("${event}")))`);
    return;
  }
  const session = await window.page.createCDPSession();
  const speed = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send("Network.overrideNetworkState", { offline: !online, ...speed });
}
