// A CCP that may store nothing until the agent allows it (Streams' documentation of `connect.core.initCCP`, the
// option `storageAccess`). Until then it keeps no session.

import assert from "node:assert/strict";

import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";

/** Whether the keeper's frame is seen, and the CCP in it. */
const SHOWN = `[document, document.querySelector("iframe").contentDocument].every((page) => {
  const frame = page.querySelector("iframe");
  return frame.getBoundingClientRect().height >= 100 && getComputedStyle(frame).visibility === "visible";
})`;

/** A desktop whose CCP is at an address of Amazon's: Streams asks for storage access nowhere else. */
function open(w) {
  const ccpOrigin = `http://simulated.my.connect.aws.localhost:${w.simulator.origins.port}`;
  return w.open(w.withKeeper({}, { noCcp: 1 }), { handOn: 1, ccpOrigin, storage: 1 });
}

/** A tab that may store data, and a keeper whose CCP may not. */
async function startDenied(w) {
  const tab = await open(w);
  await tab.sees("now.agent");
  await w.simulator.setStorage(false);
  return { tab, keeper: await w.clickForKeeper(tab) };
}

/** The agent answers the question for storage access, in the CCP's frame of this window. */
const answer = (window, id) => window.pressInFrame("/request-storage-access", id);

inEachBrowser("storage access", (it) => {
  it("that the agent allows in the tab: the keeper needs no click, and makes the change", async (w) => {
    await w.simulator.setStorage(false);
    const tab = await open(w);
    await answer(tab, "allow");
    await tab.sees("now.agent");
    await w.openKeeper(tab);
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("that the agent has to allow in the keeper too: its CCP is seen until it shows the agent", async (w) => {
    const { tab, keeper } = await startDenied(w);
    await tab.sees("now.keeperUnready === 'ccp-silent'");
    await keeper.until(SHOWN);
    assert.match(await keeper.text(), /allow/);
    await w.simulator.hold({ path: "/ccp-v2/ccp.js" });
    await answer(keeper, "allow");
    // The agent may still have to sign in there.
    await until("the document of the keeper's CCP", async () => (await w.simulator.state()).frames.length === 2);
    assert.ok(await keeper.peek(SHOWN));
    await w.simulator.release();
    await tab.sees("now.keeperReady && now.agent");
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("that the agent denies in the keeper: the tab goes on saying why it is not ready", async (w) => {
    const { tab, keeper } = await startDenied(w);
    await answer(keeper, "deny");
    await tab.sees("now.keeperUnready === 'ccp-silent'");
    await keeper.until(SHOWN);
    await answer(keeper, "allow");
    await tab.sees("now.keeperReady");
  });
});
