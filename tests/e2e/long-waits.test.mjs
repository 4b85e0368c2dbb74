// What takes its time, side by side: no polling, and the long waits for those who never answer.

import assert from "node:assert/strict";

import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { COUNTDOWN, DELAY, READY_AGAIN_MS, World } from "./harness/world.mjs";

const QUIET_MS = 60_000;
/** Streams loads its frame anew every five seconds, the first time after ten. */
const SLOW_MS = 12_000;
/** Longer than a missing login is waited for anywhere. */
const MISSING_MS = 120_000;
/** As another CCP of this browser says it that logs out: all have one worker. */
const TERMINATE = "void connect.core.getUpstream().sendUpstream(connect.EventType.TERMINATE)";

inEachBrowser(
  "long waits",
  (it) => {
    it("three idle tabs and a keeper: no timer of ours wakes them in 60 s", async (w) => {
      const settings = w.withKeeper({}, { count: 1 });
      const first = await w.open(settings, { count: 1 });
      const keeper = await w.openKeeper(first);
      const tabs = [first, await w.open(settings, { count: 1 }), await w.open(settings, { count: 1 })];
      for (const tab of tabs) await tab.sees("now.tabs === 3 && now.keeperReady && now.agent");
      const windows = [...tabs, keeper];
      // The windows first tell each other of the last arrival.
      const lately = "window.ours.wakeUps.map(({ by, at }) => ({ by, msAgo: Date.now() - at })).filter(({ msAgo }) => msAgo < 2_000)";
      await until("all are quiet", async () => {
        const woken = await Promise.all(windows.map((window) => window.peek(lately)));
        if (woken.flat().length > 0) throw new Error(JSON.stringify(woken));
        return true;
      });
      const counts = () => Promise.all(windows.map((window) => window.peek("window.ours.wakeUps.length")));
      const before = await counts();
      assert.ok(before.some((count) => count > 0), "nothing was counted while they started");
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      const woken = await Promise.all(
        windows.map((window, index) => window.peek(`window.ours.wakeUps.slice(${before[index]})`)),
      );
      assert.deepEqual(woken, [[], [], [], []]);
    });

    it("a CCP that is never acknowledged: a warning in the tab, an outcome in the keeper", async (w) => {
      const tab = await w.open(w.withKeeper({}, { ccp: "silent" }), { ccp: "silent" });
      const keeper = await w.clickForKeeper(tab);
      await tab.event("keeper", "detail.status === 'open'");
      const { message } = await tab.event("warning", "detail.code === 'agent-unknown'");
      assert.ok(message.length > 20, message);
      await tab.close();
      await keeper.phase("acting");
      const { error } = await w.endedWith({ kind: "failed", attempts: 0 });
      assert.equal(error.code, "agent-unknown");
      assert.deepEqual(await w.calls(), []);
    });

    it("a ccpUrl without https: the tab's warning names it, and the CCP's address", async (w) => {
      const tab = await w.open({}, { ccpUrl: "ACME.my.connect.aws/ccp#/" });
      const { message } = await tab.event("warning", "detail.code === 'agent-unknown'");
      assert.match(message, /“ACME\.my\.connect\.aws\/ccp#\/”.*“https:\/\/acme\.my\.connect\.aws\/ccp-v2\/”/);
    });

    it("a CCP that takes longer than Streams waits: the keeper's loads once", async (w) => {
      const tab = await w.open(w.withKeeper());
      await tab.sees("now.agent");
      await w.simulator.setDelay({ path: "/ccp-v2/ccp.js", ms: SLOW_MS });
      await w.openKeeper(tab);
      await tab.close();
      await w.endedWith({ kind: "changed" });
    });

    it("an agent who was signed out: a warning, and an outcome", async (w) => {
      const { tab } = await w.start();
      await w.simulator.setSignedIn(false);
      await tab.event("warning", "detail.code === 'signed-out'");
      await tab.sees("now.signedOut");
      await tab.close();
      const { error } = await w.endedWith({ kind: "failed" });
      assert.equal(error.code, "signed-out");
      assert.ok(error.message.length > 20, error.message);
    });

    it("a login that ends with the last tab, elsewhere before that, elsewhere during the delay: an outcome each", async (w) => {
      // All wait for a login that does not come, so they wait together.
      const before = await World.make(w.browser);
      const during = await World.make(w.browser);
      try {
        const asLast = await w.start();
        const sooner = await before.start();
        const tab = await during.open(during.withKeeper({ sessionEndTimer: COUNTDOWN }));
        const later = { tab, keeper: await during.openKeeperOfSlowCcp(tab) };
        await later.tab.close();
        await later.keeper.until("window.keeper.view().ccp === 'open'");
        for (const world of [before, during]) await world.simulator.setSignedIn(false);
        // A keeper that has noticed it by itself has no CCP any more.
        await later.keeper.peek(`frames[0] && ${TERMINATE.replace("void ", "").replaceAll("connect.", "frames[0].connect.")}`);
        await later.keeper.until("window.keeper.view().signedOut");
        await w.simulator.setSignedIn(false);
        await asLast.tab.close();
        await sooner.tab.peek(TERMINATE);
        await sooner.tab.event("warning", "detail.code === 'signed-out'");
        await sooner.tab.close();
        const keepers = [asLast, sooner, later].map(({ keeper }) => keeper);
        for (const [index, world] of [w, before, during].entries()) {
          const { error } = await world.endedWith({ kind: "failed" });
          // A CCP that starts without a login shows its login page, and says nothing. The tab's own may just have said it.
          const codes = index === 0 ? ["agent-unknown", "signed-out"] : ["signed-out"];
          assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
          const outcomes = "window.events.filter(({ type }) => type === 'outcome').length";
          assert.equal(await keepers[index].peek(outcomes), 1);
          assert.deepEqual(await world.simulator.transitions(), []);
        }
      } finally {
        await before.end();
        await during.end();
      }
    });

    it("a login that is missing for two minutes: the keeper is ready again soon after, and the end is told as what it was", async (w) => {
      const { tab, keeper } = await w.start();
      await w.simulator.setSignedIn(false);
      await tab.sees("now.signedOut && now.keeperUnready === 'signed-out'");
      await new Promise((resolve) => setTimeout(resolve, MISSING_MS));
      assert.equal(await keeper.peek("window.keeper.view().ccp"), "away");
      await tab.signIn();
      await tab.sees("now.agent && !now.signedOut && now.keeperReady", await w.scaled(READY_AGAIN_MS));
      await tab.close();
      await w.simulator.wait({ state: "Offline" });
      await w.endedWith({ kind: "changed", attempts: 1 });
    });

    it("a keeper's page that is not there: said", async (w) => {
      const tab = await w.open({ sessionEndTimer: DELAY, keeper: { url: "/nowhere.html" } });
      await tab.click();
      await tab.event("keeper", "detail.status === 'unreachable'");
      const { message } = await tab.event("warning", "detail.code === 'keeper-unreachable'");
      assert.match(message, /nowhere\.html.*blocked.*partition.*top-level site/);
      assert.match(await tab.hasBar(), /allow pop-ups/);
    });
  },
  { sideBySide: true },
);
