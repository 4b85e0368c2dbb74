// Each of the adapter's settings, both ways.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";

/** The phases that a keeper's window shows, the present one first. */
const NOTE_PHASES = `(({ dataset }) => {
  window.phases = [dataset.phase];
  new MutationObserver(() => window.phases.at(-1) === dataset.phase || window.phases.push(dataset.phase))
    .observe(document.body, { attributeFilter: ["data-phase"] });
})(document.body)`;

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

  it("states by ARN and by id: the very ones, after an administrator has renamed them", async (w) => {
    const { states } = await w.simulator.state();
    const arn = (name) => states.find((state) => state.name === name).agentStateARN;
    const idOfLunch = arn("At Lunch").split("/").pop();
    const { tab } = await w.start({ status: arn("Break"), initialAgentState: idOfLunch, ifCurrentAgentState: [arn("At Lunch")] });
    await tab.sees("now.agent.availability === 'At Lunch'");
    assert.deepEqual(await tab.peek("window.events.filter(({ detail }) => detail.code === 'unknown-state')"), []);
    await w.simulator.setStates(["Available", "Offline", "At Lunch", "Pause, spät"]);
    await tab.close();
    await w.offlineAfter(tab, 1, "Pause, spät");
    await w.endedWith({ kind: "changed", from: "At Lunch", to: "Pause, spät" });
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

  it("status: Logout whose address answers with an error page: failed, still logged in", async (w) => {
    const { tab } = await w.start({ status: "Logout", instanceUrl: "{instance}", retry: { attempts: 2 } });
    await w.simulator.addFault({ operation: "Logout", kind: "status", status: 404 });
    await tab.close();
    await w.offlineAfter(tab);
    const { error } = await w.endedWith({ kind: "failed", to: "Offline", by: "keeper" });
    assert.equal(error.code, "logout-failed");
    assert.match(error.message, /still logged in/);
    assert.equal((await w.simulator.requests("Logout")).length, 2);
    assert.equal((await w.simulator.state()).signedIn, true);
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
    const { tab, keeper } = await w.start({ sessionEndTimer: 0 });
    await keeper.peek(NOTE_PHASES);
    await w.simulator.hold({ path: "/ccp-v2/ccp.js" });
    await tab.close();
    await keeper.until("document.body.dataset.phase === 'acting' && window.keeper.view().ccp === 'loading'");
    await w.simulator.release();
    await w.offlineAfter(tab, 0);
    await keeper.until("document.body.dataset.phase === 'done'");
    assert.deepEqual(await keeper.peek("window.phases"), ["watching", "acting", "done"], "a countdown was shown");
  });

  it("the adapter's text says the same", async (w) => {
    await w.simulator.setStates(["Available", "Offline", "Lunch, late", "Break"]);
    const { tab } = await w.start(`
      Status : "Lunch, late"
      SessionEndTimer: 2
      IfCurrentAgentState:Break, Available ,
      KeeperUrl:/keeper.html`);
    await tab.close();
    await w.offlineAfter(tab, 2, "Lunch, late");
  });

  it("text from a word processor says the same", async (w) => {
    await w.simulator.setStates(["Available", "Offline", "Don't disturb, please", "Break"]);
    const lines = ["\ufeffStatus\u00a0: “Don’t disturb,\u00a0please”", "SessionEnd\u200bTimer：２", "KeeperUrl:/keeper.html"];
    const { tab } = await w.start(lines.join("\r"));
    await tab.close();
    await w.offlineAfter(tab, 2, "Don't disturb, please");
  });
});
