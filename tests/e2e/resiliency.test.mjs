// Amazon Connect Global Resiliency: two instances have the same agent, and the frame of the active Region is the one that
// counts, for a tab and for the keeper's CCP.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";
import { startSimulator } from "./harness/simulator.mjs";

const [EAST, WEST] = ["us-east-1", "us-west-2"];

inEachBrowser("Global Resiliency", (it) => {
  it("the last tab is closed: Offline in the active Region, no change in the other", async (w, t) => {
    const west = await twoInstances(w, t);
    const { tab } = await start(w, west);
    await tab.close();
    await w.offlineAfter(tab);
    assert.deepEqual(await west.transitions(), []);
  });

  it("after a failover: Offline in the Region that is active now", async (w, t) => {
    const west = await twoInstances(w, t);
    const { tab } = await start(w, west);
    await failover(w, west, "Break");
    // The next word of the instance itself may take half a minute.
    await tab.sees("now.agent.availability === 'Break'", await w.scaled(5_000));
    await tab.close();
    await isOfflineIn(w, west);
  });

  it("a failover in the countdown: Offline in the Region that is active then", async (w, t) => {
    const west = await twoInstances(w, t);
    const { tab, keeper } = await start(w, west, { sessionEndTimer: 10 });
    await tab.close();
    await keeper.until("window.keeper.view().phase === 'countdown'");
    await failover(w, west, "Available");
    await isOfflineIn(w, west);
  });

  it("the active Region's CCP dies during the change, and the other answers: made anew, and Offline", async (w, t) => {
    const west = await twoInstances(w, t);
    const { tab, keeper } = await start(w, west);
    await w.simulator.hold({ operation: "PutAgentState" });
    await tab.close();
    await keeper.until("window.keeper.view().attempts > 0");
    await keeper.peek(`void (${ACTIVE}.src = "about:blank")`);
    await w.simulator.release();
    await w.endedWith({ kind: "changed", by: "keeper" });
    assert.deepEqual(await west.transitions(), []);
  });
});

/** The frame of the keeper's CCP in the east, as an expression. */
const ACTIVE = `frames[0].document.querySelector("iframe")`;

/** Makes the test's own instance the one in the east, which is active; returns the one in the west. */
async function twoInstances(w, t) {
  const west = await startSimulator();
  t.after(() => west.stop());
  await w.simulator.setResiliency(EAST, EAST);
  await west.setResiliency(WEST, EAST);
  return west;
}

/** A tab that hands its options on to its keeper, whose page has none. */
async function start(w, west, settings) {
  const tab = await w.open(w.withKeeper(settings, { noCcp: 1 }), { handOn: 1, secondary: west.origins.port });
  return { tab, keeper: await w.openKeeper(tab) };
}

/** The agent works in the west from now on, in this state. */
async function failover(w, west, state) {
  await west.setAgent({ state });
  await west.setResiliency(WEST, WEST);
  await w.simulator.setResiliency(EAST, WEST);
}

async function isOfflineIn(w, west) {
  await west.wait({ state: "Offline" });
  const { cause } = (await west.transitions()).at(-1);
  assert.equal(cause, "PutAgentState");
  assert.deepEqual(await w.simulator.transitions(), []);
}
