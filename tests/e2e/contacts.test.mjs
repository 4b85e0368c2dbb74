// Nobody is cut off: what happens while a contact is live.

import assert from "node:assert/strict";

import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { Tab } from "./harness/tab.mjs";
import { REFRESH } from "./harness/world.mjs";

inEachBrowser("a live contact", (it) => {
  it("Offline in a call: queued as next, Offline after the call", async (w) => {
    const { tab } = await w.start();
    await w.simulator.addContact("voice", "connected");
    await tab.sees("now.agent.state === 'Busy'");
    await tab.close();
    const { agent } = await w.simulator.wait({ next: "Offline" });
    assert.equal(agent.state.name, "Busy");
    await w.endedWith({ kind: "queued", to: "Offline" });
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "Offline" });
  });

  it("Logout in a call: skipped, still signed in, the call goes on", async (w) => {
    const { tab } = await w.start({ status: "Offline Logout", instanceUrl: "{instance}" });
    await w.simulator.addContact("voice", "connected");
    await tab.sees("now.agent.state === 'Busy'");
    await tab.close();
    await w.endedWith({ kind: "skipped", reason: "live-contact", attempts: 0 });
    await w.nothingChanges();
    const { signedIn, agent, contacts } = await w.simulator.state();
    assert.deepEqual([signedIn, agent.state.name, agent.next, contacts.length], [true, "Busy", null, 1]);
    assert.deepEqual(await w.simulator.requests("Logout"), []);
  });

  it("onContact wait: nothing before the call is over, then Offline", async (w) => {
    const { tab, keeper } = await w.start({ onContact: "wait" });
    const call = await w.simulator.addContact("voice", "connected");
    await tab.sees("now.agent.state === 'Busy'");
    await tab.close();
    await keeper.until("window.keeper.view().waiting === 'contacts'");
    assert.deepEqual([await w.calls(), (await w.simulator.state()).agent.next], [[], null]);
    await w.simulator.updateContact(call, "ended");
    await w.simulator.wait({ state: "Offline" });
    await w.endedWith({ kind: "changed", to: "Offline" });
    assert.deepEqual(await w.calls(), [200]);
  });

  it("otherCcps count: the CCP of a page without this library is waited for", async (w) => {
    const tab = await w.open(w.withKeeper({ otherCcps: "count" }));
    const keeper = await w.openKeeper(tab);
    const other = await w.openBlank();
    await other.page.goto(w.address(undefined, { page: "ccp-alone.html" }));
    await tab.until("connect.numberOfConnectedCCPs === 2");
    await tab.close();
    await keeper.until("window.keeper.view().waiting === 'ccps'");
    assert.match(await keeper.text(), /other contact control panel/);
    assert.deepEqual(await w.calls(), []);
    await other.close();
    await w.simulator.wait({ state: "Offline" });
    await w.endedWith({ kind: "changed", to: "Offline" });
  });

  it("otherCcps count: the instance's own CCP in a tab is not counted, because its worker is another one", async (w) => {
    const tab = await w.open(w.withKeeper({ otherCcps: "count" }));
    await w.openKeeper(tab);
    const native = await w.openBlank();
    await native.page.goto(`${w.simulator.origins.ccp}/ccp-v2/`);
    await native.until(SHOWS_AVAILABLE);
    await tab.close();
    await w.offlineAfter(tab);
    assert.equal(native.isGone, false);
  });

  it("otherCcps count: nor is a login popup that has become a CCP", async (w) => {
    await w.simulator.setSignedIn(false);
    const tab = await w.open(w.withKeeper({ otherCcps: "count" }));
    // As Streams opens it, which has no click of its own to do so.
    const login = `${w.simulator.origins.ccp}/login`;
    await tab.peek(`void document.getElementById("act").addEventListener("click", () => {
      connect.core.getPopupManager().open("${login}", connect.MasterTopics.LOGIN_POPUP);
    }, { once: true })`);
    await tab.click();
    const page = await until("the login popup", async () => (await w.context.pages()).find((page) => page.url() === login));
    const popup = new Tab(w.browser, page);
    await popup.click(`document.getElementById("sign-in")`);
    await popup.until(SHOWS_AVAILABLE);
    await tab.sees("now.agent?.state === 'Available'");
    await w.openKeeper(tab);
    await tab.close();
    await w.offlineAfter(tab);
    assert.equal(popup.isGone, false);
  });

  it("onContact skip: skipped, Available after the call", async (w) => {
    const { tab } = await w.start({ onContact: "skip" });
    await w.simulator.addContact("voice", "connected");
    await tab.sees("now.agent.state === 'Busy'");
    await tab.close();
    await w.endedWith({ kind: "skipped", reason: "live-contact" });
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "Available" });
    await w.nothingChanges();
  });

  it("a tab comes back in the call, and Connect does not take the queued state back: said, and Available after the call", async (w) => {
    const { back, message } = await backInVain(w);
    assert.match(message, /after the agent's contacts/);
    assert.match(await back.hasBar(), /becomes Offline when your contact ends\. This page then sets it to Available/);
    await w.simulator.clearFaults();
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "Available" });
    await back.sees("now.agent.state === 'Available' && !now.agent.next");
    await back.hasNoBar();
  });

  it("the tab that waits for the call's end is refreshed: the next page waits on", async (w) => {
    const { back } = await backInVain(w);
    await back.refresh();
    assert.match(await back.hasBar(), /becomes Offline when your contact ends\. This page then sets it to Available/);
    await w.simulator.clearFaults();
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "Available" });
    await back.hasNoBar();
  });

  it("a session starts in the call in which the last one ended: its first state is queued, and is the agent's after it", async (w) => {
    const { tab, keeper } = await w.start();
    await w.simulator.addContact("voice", "connected");
    await tab.sees("now.agent.state === 'Busy'");
    await tab.close();
    await w.endedWith({ kind: "queued" });
    await keeper.close();
    const back = await w.open(w.withKeeper({ initialAgentState: "Break" }));
    await back.sees("now.agent.next === 'Break'");
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "Break" });
  });

  it("a refresh without a keeper, and the state cannot be put back: the bar says so until the agent picks one", async (w) => {
    const settings = { keeper: null, retry: { attempts: 1 } };
    const tab = await w.open(settings);
    await tab.sees("now.agent");
    await tab.beforeUnload();
    await w.simulator.wait({ state: "Offline" });
    await w.simulator.addFault({ operation: "PutAgentState", kind: "status", status: 400 });
    await tab.refresh();
    await tab.event("warning", "detail.code === 'not-restored'");
    assert.match(await tab.hasBar(), /Your status is Offline\. It could not be set to Available\. Please pick your status/);
    await w.simulator.clearFaults();
    await w.simulator.setAgent({ state: "Break" });
    await tab.hasNoBar();
    await w.nothingChanges({ calls: (await w.calls()).length });
  });

  it("after-call work is no live contact: Offline at once", async (w) => {
    const { tab } = await w.start();
    await w.simulator.addContact("voice", "ended");
    await tab.sees("now.agent.state === 'AfterCallWork'");
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", to: "Offline" });
  });

  it("after-call work, and a refresh without a keeper: the work stays the agent's", async (w) => {
    const tab = await w.open({ keeper: null });
    await tab.click();
    await w.simulator.addContact("voice", "ended");
    await tab.sees("now.agent.state === 'AfterCallWork' && now.last");
    await tab.refresh();
    await tab.sees("now.agent?.state === 'AfterCallWork' && now.agent.next !== 'Offline'");
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "Available" });
    assert.ok((await w.simulator.transitions()).every(({ to }) => to !== "Offline"));
  });

  it("Logout with a paused task: Offline as next, then logged out", async (w) => {
    const { tab } = await w.start({ status: "Offline Logout", instanceUrl: "{instance}" });
    await w.simulator.addContact("task", "paused");
    await tab.sees("now.agent");
    await tab.close();
    const { agent } = await w.simulator.wait({ signedIn: false });
    assert.equal(agent.next, "Offline");
    await w.endedWith({ kind: "loggedOut", by: "keeper" });
  });

  it("a missed call is no live contact: Offline", async (w) => {
    const { tab } = await w.start({ onContact: "skip" });
    await w.simulator.addContact("voice", "missed");
    await tab.sees("now.agent.state === 'MissedCallAgent'");
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("a call that comes during the delay counts", async (w) => {
    const { tab, keeper } = await w.start({ sessionEndTimer: await w.scaled(REFRESH) });
    await tab.close();
    await keeper.phase("countdown");
    await w.simulator.addContact("voice", "connected");
    const { agent } = await w.simulator.wait({ next: "Offline" });
    assert.equal(agent.state.name, "Busy");
  });
});

/** The simulated CCP's own screen, where it is a page by itself. */
const SHOWS_AVAILABLE = `document.getElementById("state")?.textContent === "Available"`;

/** A tab comes back in the call in which the session ended, and Connect does not take the queued state back. */
async function backInVain(w) {
  const settings = { retry: { attempts: 2, firstDelayMs: 50 } };
  const { tab } = await w.start(settings);
  await w.simulator.addContact("voice", "connected");
  await tab.sees("now.agent.state === 'Busy'");
  await tab.close();
  await w.endedWith({ kind: "queued" });
  await w.simulator.addFault({ operation: "PutAgentState", kind: "status", status: 400 });
  const back = await w.open(w.withKeeper(settings));
  const { message } = await back.event("warning", "detail.code === 'not-restored'");
  return { back, message };
}
