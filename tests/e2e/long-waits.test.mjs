// What takes its time, side by side: no polling, and the long waits for those who never answer.

import assert from "node:assert/strict";

import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { DELAY, World } from "./harness/world.mjs";

const QUIET_MS = 60_000;
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
      const isQuiet = "Date.now() - window.ours.wakeUps.at(-1)?.at > 2_000";
      await until("all are quiet", async () => (await Promise.all(windows.map((window) => window.peek(isQuiet)))).every(Boolean));
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
        const later = await during.start({ sessionEndTimer: await during.scaled(5) });
        await later.tab.close();
        await later.keeper.until("window.keeper.view().ccp === 'open'");
        for (const world of [w, before, during]) await world.simulator.setSignedIn(false);
        await later.keeper.peek(TERMINATE.replaceAll("connect.", "frames[0].connect."));
        await asLast.tab.close();
        await sooner.tab.peek(TERMINATE);
        await sooner.tab.event("warning", "detail.code === 'signed-out'");
        await sooner.tab.close();
        // Firefox loses a page that is opened while another window closes: so nothing is read yet.
        const keepers = [asLast, sooner, later].map(({ keeper }) => keeper);
        for (const keeper of keepers) await keeper.until("window.keeper.view().outcome");
        for (const [index, world] of [w, before, during].entries()) {
          const { error } = await world.endedWith({ kind: "failed" });
          // A CCP that starts without a login shows its login page, and says nothing.
          assert.equal(error.code, index === 0 ? "agent-unknown" : "signed-out", error.message);
          const outcomes = "window.events.filter(({ type }) => type === 'outcome').length";
          assert.equal(await keepers[index].peek(outcomes), 1);
          assert.deepEqual(await world.simulator.transitions(), []);
        }
      } finally {
        await before.end();
        await during.end();
      }
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
