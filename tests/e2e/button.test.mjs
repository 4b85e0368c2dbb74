// A button of the host's own that ends the session: `watch.end()`.

import assert from "node:assert/strict";

import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { whyNoCrash } from "./harness/tab.mjs";
import { REFRESH } from "./harness/world.mjs";

/** What the tab was told of ends. */
const told = async (tab) => (await tab.events()).filter(({ type }) => type === "outcome").map(({ detail }) => detail);
/** The requests that change the agent or the login. */
const signs = (requests) =>
  requests.map(({ operation }) => operation).filter((name) => ["PutAgentState", "Login", "Logout"].includes(name));
/** Presses the button, and resolves to the outcome. */
const end = (tab) => tab.peek("window.watch.end()");

inEachBrowser("end()", (it) => {
  it("two tabs and a keeper: one call, one outcome in all tabs; then all are closed, and nothing more happens", async (w) => {
    const { tab: first, keeper } = await w.start();
    const second = await w.open(w.withKeeper());
    await second.sees("now.tabs === 2 && now.keeperReady && now.agent");
    const outcome = await end(second);
    const { kind, from, to, by, trigger, attempts } = outcome;
    assert.deepEqual([kind, from, to, by, trigger, attempts], ["changed", "Available", "Offline", "tab", "end", 1]);
    await w.simulator.wait({ state: "Offline" });
    await first.event("outcome");
    for (const tab of [first, second]) {
      await tab.sees("now.over && now.would === null");
      assert.deepEqual(await told(tab), [outcome]);
    }
    await keeper.phase("ended");
    assert.match(await keeper.text(), /Your session has ended[^]*Offline/);
    assert.deepEqual(await end(first), outcome, "it is over already");
    await first.close();
    await second.close();
    await keeper.gone();
    assert.deepEqual(await w.calls(), [200]);
    assert.deepEqual(await w.outcome(), outcome);
    const next = await w.open(w.withKeeper());
    await next.sees("now.agent");
    assert.deepEqual(await told(next), []);
  });

  it("without a keeper: the tab that closes last makes no call and tells nothing", async (w) => {
    const first = await w.open({ keeper: null });
    const second = await w.open({ keeper: null });
    await first.sees("now.tabs === 2 && now.agent");
    await second.sees("now.tabs === 2 && now.agent");
    const outcome = await end(first);
    assert.equal(outcome.kind, "changed");
    await second.sees("now.over");
    await first.close();
    await second.sees("now.last");
    await second.close();
    const reader = await w.openBlank();
    await reader.page.goto(`${w.simulator.origins.app}/elsewhere.html`);
    assert.equal(await reader.peek(`localStorage.getItem("connect-session-end/default/last-attempt")`), null);
    assert.deepEqual(await w.calls(), [200]);
    assert.deepEqual(await w.outcome(), outcome);
  });

  it("a refresh afterwards puts nothing back; a state that is picked starts a session, with an end of its own", async (w) => {
    const delay = await w.scaled(REFRESH);
    const { tab, keeper } = await w.start({ initialAgentState: "Available", sessionEndTimer: delay });
    await end(tab);
    await tab.refresh();
    await tab.sees("now.over && now.keeperReady && now.agent?.availability === 'Offline'");
    await w.nothingChanges({ calls: 1 });
    await w.simulator.setAgent({ state: "Break" });
    await tab.sees("!now.over && now.would?.kind === 'set'");
    await keeper.phase("watching");
    await tab.close();
    await w.offlineAfter(tab, delay);
    await keeper.over();
    await w.endedWith({ kind: "changed", from: "Break", to: "Offline", by: "keeper", trigger: "last-tab" });
    assert.deepEqual(await w.calls(), [200, 200]);
  });

  it("a logout: the agent is Offline, then logged out, and the last tab has nothing left to do", async (w) => {
    const { tab } = await w.start({ status: "Logout", instanceUrl: "{instance}" });
    assert.equal((await end(tab)).kind, "loggedOut");
    await w.simulator.wait({ signedIn: false });
    await tab.sees("now.over");
    await tab.close();
    await w.endedWith({ kind: "loggedOut", trigger: "end", by: "tab" });
    assert.deepEqual(await w.calls(), [200]);
  });

  it("a logout with single sign-on: the tab's own CCP signs the agent in again, Offline; nothing of ours does, or goes on", async (w) => {
    const delay = await w.scaled(REFRESH);
    const { tab, keeper } = await w.start({ status: "Logout", instanceUrl: "{instance}", sessionEndTimer: delay });
    await w.simulator.setSingleSignOn(true);
    const { frames } = await w.simulator.state();
    const { kind, to, by, trigger } = await end(tab);
    assert.deepEqual([kind, to, by, trigger], ["loggedOut", "Offline", "tab", "end"]);
    // Streams reloads a CCP that hears of a logout. That leads to the login page, and this to the provider.
    const [again] = await until("the CCP after the login", async () => {
      const later = (await w.simulator.state()).frames.slice(frames.length);
      return later.some(({ page }) => page) && later;
    });
    assert.equal(again.page, `http://idp.localhost:${w.simulator.origins.port}/`);
    assert.equal(await tab.ccp(), again.id);
    await tab.sees("now.over && now.agent?.availability === 'Offline' && !now.signedOut");
    await keeper.phase("ended");
    await tab.refresh();
    await tab.sees("now.over && now.would === null && now.agent?.availability === 'Offline' && now.keeperReady");
    await w.nothingChanges({ calls: 1 });
    await tab.close();
    await keeper.gone();
    const { agent, requests, frames: all } = await w.simulator.state();
    assert.equal(agent.state.name, "Offline");
    assert.deepEqual(signs(requests), ["PutAgentState", "Logout", "Login"]);
    // The one of the login, and the one of the refresh.
    assert.equal(all.length, frames.length + 2, JSON.stringify(all));
  });

  it("Offline with single sign-on: one call, and nobody is signed out or in", async (w) => {
    const { tab, keeper } = await w.start();
    await w.simulator.setSingleSignOn(true);
    assert.equal((await end(tab)).kind, "changed");
    await w.simulator.wait({ state: "Offline" });
    await tab.sees("now.over && !now.signedOut && now.agent?.availability === 'Offline'");
    await tab.close();
    await keeper.gone();
    const { signedIn, requests } = await w.simulator.state();
    assert.equal(signedIn, true);
    assert.deepEqual(signs(requests), ["PutAgentState"]);
  });

  it("a second call during the first has the same promise, and makes no second change", async (w) => {
    const tab = await w.open({ keeper: null });
    await tab.sees("now.agent");
    await w.simulator.hold({ operation: "PutAgentState" });
    assert.ok(await tab.peek("(window.ending = window.watch.end()) === window.watch.end()"));
    await w.simulator.release();
    const outcome = await tab.peek("window.ending");
    assert.equal(outcome.kind, "changed");
    assert.deepEqual(await told(tab), [outcome]);
  });

  it("both tabs are asked at once: one call, and both promises have its outcome", async (w) => {
    const tabs = [await w.open({ keeper: null }), await w.open({ keeper: null })];
    for (const tab of tabs) await tab.sees("now.tabs === 2 && now.agent");
    await w.simulator.hold({ operation: "PutAgentState" });
    for (const tab of tabs) await tab.peek("void (window.ending = window.watch.end())");
    await tabs[0].until(`localStorage.getItem("connect-session-end/default/last-attempt")`);
    await w.simulator.release();
    const [outcome, other] = [await tabs[0].peek("window.ending"), await tabs[1].peek("window.ending")];
    assert.equal(outcome.kind, "changed");
    assert.deepEqual(other, outcome);
    for (const tab of tabs) {
      await tab.event("outcome");
      assert.deepEqual(await told(tab), [outcome]);
    }
    assert.deepEqual(await w.calls(), [200]);
  });

  it("a contact: the state is queued, and is the agent's when the contact ends", async (w) => {
    const { tab } = await w.start();
    await w.simulator.addContact("voice", "connected");
    await tab.sees("now.agent.state === 'Busy'");
    assert.equal((await end(tab)).kind, "queued");
    await w.simulator.wait({ next: "Offline" });
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "Offline" });
    await tab.sees("now.over && now.agent.availability === 'Offline'");
  });

  it("a call that is refused each time: the outcome is the failure, and the session goes on", async (w) => {
    const retry = { attempts: 2, firstDelayMs: 1 };
    const { tab } = await w.start({ retry });
    await w.simulator.addFault({ operation: "PutAgentState", kind: "status", status: 400 });
    const outcome = await end(tab);
    assert.deepEqual([outcome.kind, outcome.error.code], ["failed", "set-state-failed"]);
    assert.ok(!(await tab.snapshot()).over);
    await w.simulator.clearFaults();
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("stop() in mid-change: the promise rejects, and so does every later call", async (w) => {
    const tab = await w.open({ keeper: null });
    await tab.sees("now.agent");
    await w.simulator.hold({ operation: "PutAgentState" });
    const codes = await tab.peek(`(async () => {
      const code = (promise) => promise.then(() => "none", ({ name, code }) => name + ": " + code);
      const ending = window.watch.end();
      window.watch.stop();
      return [await code(ending), await code(window.watch.end())];
    })()`);
    assert.deepEqual(codes, ["SessionEndError: stopped", "SessionEndError: stopped"]);
    await w.simulator.release();
  });

  it("the tab is gone in mid-change: the other one finishes it", async (w, t) => {
    const reason = whyNoCrash(w.browser);
    if (reason) return t.skip(reason);
    // In Firefox a keeper falls with the process of the tab that opened it.
    const { tab: other } = await w.start();
    const tab = await w.openToCrash(w.withKeeper());
    await other.sees("now.tabs === 2 && now.agent");
    await tab.sees("now.tabs === 2 && now.agent");
    await w.simulator.hold({ operation: "PutAgentState" });
    await tab.peek("void window.watch.end()");
    await tab.until(`localStorage.getItem("connect-session-end/default/last-attempt")`);
    await tab.crash();
    await w.simulator.release();
    const { trigger, by } = await other.event("outcome");
    assert.deepEqual([trigger, by], ["end", "tab"]);
    await w.simulator.wait({ state: "Offline" });
    await other.sees("now.over");
  });
});
