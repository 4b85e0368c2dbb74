// Each of the adapter's settings, both ways.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";

inEachBrowser("the settings", (it) => {
  it("status: another state", async (w) => {
    const { tab } = await w.start({ status: "At Lunch" });
    await tab.close();
    await w.offlineAfter(tab, 1, "At Lunch");
    await w.endedWith({ kind: "changed", to: "At Lunch" });
  });

  it("status: Offline is the state of type offline where it bears another name", async (w) => {
    await w.simulator.setStates(["Available", { name: "Gone home", type: "offline" }, "Break"]);
    const { tab } = await w.start();
    await tab.close();
    await w.offlineAfter(tab, 1, "Gone home");
  });

  it("status: Logout with single sign-on: nothing signs the agent in again", async (w) => {
    const { tab, keeper } = await w.start({ status: "Logout", instanceUrl: "{instance}" });
    await w.simulator.setSingleSignOn(true);
    await tab.close();
    await keeper.gone();
    const { requests, signedIn } = await w.simulator.state();
    assert.deepEqual(requests.map(({ operation }) => operation).filter((name) => /^Log(in|out)$/.test(name)), ["Logout"]);
    assert.equal(signedIn, false);
  });

  it("status: Logout sets the agent offline, then logs out", async (w) => {
    const { tab } = await w.start({ status: "Logout", instanceUrl: "{instance}" });
    await tab.close();
    await w.offlineAfter(tab);
    const { now: loggedOutAt } = await w.simulator.wait({ signedIn: false });
    const logouts = await w.simulator.requests("Logout");
    assert.equal(logouts.length, 1);
    const [{ at: offlineAt }] = await w.simulator.transitions();
    assert.ok(logouts[0].at >= offlineAt && logouts[0].at <= loggedOutAt, "logged out before Offline");
    await w.endedWith({ kind: "loggedOut", to: "Offline", by: "keeper" });
  });

  it("status: the agent is in it already: skipped", async (w) => {
    await w.simulator.setAgent({ state: "Offline" });
    const { tab } = await w.start();
    await tab.close();
    await w.endedWith({ kind: "skipped", reason: "already-set", attempts: 0 });
    assert.deepEqual(await w.simulator.requests("PutAgentState"), []);
  });

  it("ifProfileNameIncludes: a part of the profile's name: changed", async (w) => {
    await w.simulator.setAgent({ profile: "EMEA Sales 2" });
    const { tab } = await w.start({ ifProfileNameIncludes: ["Support", "Sales"] });
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("ifProfileNameIncludes: no part of it, upper and lower case told apart: skipped", async (w) => {
    await w.simulator.setAgent({ profile: "EMEA Sales 2" });
    const { tab } = await w.start({ ifProfileNameIncludes: ["Support", "sales"] });
    await tab.close();
    await w.endedWith({ kind: "skipped", reason: "profile", attempts: 0 });
    await w.nothingChanges();
  });

  it("ifCurrentAgentState: the agent's state at the end, not at the beginning: changed", async (w) => {
    const { tab } = await w.start({ ifCurrentAgentState: ["At Lunch", "Break"] });
    await w.simulator.setAgent({ state: "Break" });
    await tab.sees("now.agent.availability === 'Break'");
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", from: "Break" });
  });

  it("ifCurrentAgentState: another state: skipped", async (w) => {
    const { tab } = await w.start({ ifCurrentAgentState: ["At Lunch", "Break"] });
    await tab.close();
    await w.endedWith({ kind: "skipped", reason: "current-state", from: "Available" });
    await w.nothingChanges();
  });

  it("sessionEndTimer: 2 s", async (w) => {
    const { tab } = await w.start({ sessionEndTimer: 2 });
    await tab.close();
    await w.offlineAfter(tab, 2);
  });

  it("sessionEndTimer: 0 means as soon as the keeper's CCP has loaded", async (w) => {
    const { tab } = await w.start({ sessionEndTimer: 0 });
    await tab.close();
    const took = await w.offlineAfter(tab, 0);
    const most = 3_000 * w.slowness;
    assert.ok(took < most, `after ${took} ms, at most ${most} on this machine`);
  });

  it("the adapter's text says the same", async (w) => {
    const { tab } = await w.start(`
      Status : At Lunch
      SessionEndTimer: 2
      IfCurrentAgentState:Break, Available ,
      KeeperUrl:/keeper.html`);
    await tab.close();
    await w.offlineAfter(tab, 2, "At Lunch");
  });
});
