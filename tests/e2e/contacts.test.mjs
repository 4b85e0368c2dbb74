// Nobody is cut off: what happens while a contact is live.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";

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
    const { tab, keeper } = await w.start({ sessionEndTimer: await w.scaled(2) });
    await tab.close();
    await keeper.phase("countdown");
    await w.simulator.addContact("voice", "connected");
    const { agent } = await w.simulator.wait({ next: "Offline" });
    assert.equal(agent.state.name, "Busy");
  });
});
