// The change arrives: what the instance and the network do to it on the way.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";
import { DELAY } from "./harness/world.mjs";

const put = (fault) => ({ operation: "PutAgentState", ...fault });

inEachBrowser("faults", (it) => {
  it("the first two calls fail with 500: Offline", async (w) => {
    const { tab } = await w.start();
    await w.simulator.addFault(put({ kind: "status", status: 500, times: 2 }));
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed" });
    const calls = await w.simulator.requests("PutAgentState");
    assert.deepEqual(calls.map(({ status }) => status), [500, 500, 200]);
  });

  it("the first two attempts fail for good: Offline at the third", async (w) => {
    // Streams' own worker tries again after a 500, and passes a 400 on.
    const { tab } = await w.start();
    await w.simulator.addFault(put({ kind: "status", status: 400, times: 2 }));
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", attempts: 3 });
    const calls = await w.simulator.requests("PutAgentState");
    assert.deepEqual(calls.map(({ status }) => status), [400, 400, 200]);
  });

  it("the first call is never answered: Offline", async (w) => {
    const { tab } = await w.start({ retry: { attemptTimeoutMs: await w.scaled(1_500) } });
    await w.simulator.addFault(put({ kind: "hang", times: 1 }));
    await tab.close();
    await w.simulator.wait({ state: "Offline" });
    const { attempts } = await w.endedWith({ kind: "changed" });
    assert.ok(attempts >= 2, `${attempts} attempts`);
  });

  it("the first call is carried out and never answered: changed all the same", async (w) => {
    const { tab } = await w.start();
    await w.simulator.addFault(put({ kind: "hang", times: 1, applied: true }));
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed" });
  });

  it("the first call's connection is reset: Offline", async (w) => {
    const { tab } = await w.start();
    await w.simulator.addFault(put({ kind: "reset", times: 1 }));
    await tab.close();
    await w.simulator.wait({ state: "Offline" });
    await w.endedWith({ kind: "changed" });
  });

  it("every call takes 2 s: Offline, by one call", async (w) => {
    const { tab } = await w.start({ retry: { attemptTimeoutMs: await w.scaled(8_000) } });
    await w.simulator.setLatency({ ms: 2000 });
    await tab.close();
    // The keeper's CCP makes some calls one after the other before it shows an agent.
    const took = await w.offlineAfter(tab, DELAY, "Offline", 20_000);
    assert.ok(took >= 3000, `after ${took} ms`);
    await w.endedWith({ kind: "changed", attempts: 1 });
    assert.equal((await w.simulator.requests("PutAgentState")).length, 1);
  });

  it("every attempt fails: said, in the keeper too, which tries again at a click", async (w) => {
    const { tab, keeper } = await w.start({ retry: { attempts: 2, firstDelayMs: 50 } });
    await w.simulator.addFault(put({ kind: "status", status: 400 }));
    await tab.close();
    const { error } = await w.endedWith({ kind: "failed", attempts: 2 });
    assert.equal(error.code, "set-state-failed");
    assert.ok(error.message.length > 20, error.message);
    await w.simulator.clearFaults();
    await keeper.press("retry");
    await w.simulator.wait({ state: "Offline" });
  });
});
