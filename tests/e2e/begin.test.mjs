// The initial state: at a session's begin, and at no other time.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";
import { LONG } from "./harness/world.mjs";

inEachBrowser("the begin of a session", (it) => {
  it("initialAgentState given: set once, not on a refresh, not by a second tab", async (w) => {
    await w.simulator.setAgent({ state: "At Lunch" });
    const { tab } = await w.start({ initialAgentState: "Available", sessionEndTimer: LONG });
    await w.simulator.wait({ state: "Available" });
    await w.simulator.setAgent({ state: "Break" });
    await tab.refresh();
    await tab.sees(`now.keeperReady && ${knows("Break")}`);
    const second = await w.open(w.withKeeper({ initialAgentState: "Available", sessionEndTimer: LONG }));
    await second.sees(`now.keeperReady && ${knows("Break")}`);
    await w.nothingChanges({ calls: 1 });
  });

  it("initialAgentState given: set without a keeper too", async (w) => {
    await w.simulator.setAgent({ state: "At Lunch" });
    await w.open({ initialAgentState: "Break" });
    await w.simulator.wait({ state: "Break" });
  });

  it("initialAgentState given, another profile: nothing", async (w) => {
    await w.simulator.setAgent({ state: "At Lunch", profile: "EMEA Sales" });
    await w.start({ initialAgentState: "Available", ifProfileNameIncludes: ["Support"] });
    await w.nothingChanges();
  });

  it("initialAgentState given, a live contact: nothing", async (w) => {
    await w.simulator.setAgent({ state: "At Lunch" });
    await w.simulator.addContact("voice", "connected");
    await w.start({ initialAgentState: "Available" });
    await w.nothingChanges();
    await w.simulator.clearContacts();
    await w.simulator.wait({ state: "At Lunch" });
  });

  it("initialAgentState not given, no change of ours before: nothing", async (w) => {
    await w.simulator.setAgent({ state: "Offline" });
    await w.start();
    await w.nothingChanges();
  });

  it("initialAgentState not given, after our change: Available", async (w) => {
    await endOnce(w, {});
    const tab = await w.open(w.withKeeper({ sessionEndTimer: LONG }));
    await w.simulator.wait({ state: "Available" });
    await tab.sees("now.agent?.availability === 'Available'");
    // Made up for once; an Offline of the agent's own is left alone.
    await w.simulator.setAgent({ state: "Offline" });
    // A tab that has not heard of it yet would ask for Offline as it goes, and take it back.
    await tab.sees("now.agent.availability === 'Offline'");
    await tab.refresh();
    await tab.sees(knows("Offline"));
    await w.nothingChanges({ calls: 2 });
  });

  it("initialAgentState not given, someone else has changed it since: nothing", async (w) => {
    await endOnce(w, {});
    await w.simulator.setAgent({ state: "Break" });
    const tab = await w.open(w.withKeeper());
    await tab.sees(knows("Break"));
    await w.nothingChanges({ calls: 1 });
  });

  it("initialAgentState empty: never", async (w) => {
    await endOnce(w, { initialAgentState: "" });
    const tab = await w.open(w.withKeeper({ initialAgentState: "" }));
    await tab.sees(knows("Offline"));
    await w.nothingChanges({ calls: 1 });
  });

  it("the last outcome is readable after the next login", async (w) => {
    await endOnce(w, {});
    const tab = await w.open(w.withKeeper());
    const { endedAt, at, ...rest } = await tab.until("window.watch.lastOutcome()");
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
    assert.ok(endedAt < at && at < Date.now());
  });
});

/** The tab knows who else is there, and that the agent is in this state. Then it has nothing more to decide. */
const knows = (state) => `now.keeper !== 'unknown' && now.agent?.availability === ${JSON.stringify(state)}`;

/** A session from begin to end, keeper and all. */
async function endOnce(w, settings) {
  const { tab, keeper } = await w.start(settings);
  await tab.close();
  await w.offlineAfter(tab);
  await keeper.over();
  // As its user may, before it does so itself.
  await keeper.close();
}
