// What takes its time, side by side: no polling, and the long waits for those who never answer.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";
import { DELAY } from "./harness/world.mjs";

const QUIET_MS = 60_000;

inEachBrowser(
  "long waits",
  (it) => {
    it("three idle tabs and a keeper: no timer of ours wakes them in 60 s", async (w) => {
      const settings = w.withKeeper({}, { count: 1 });
      const first = await w.open(settings, { count: 1 });
      const keeper = await w.openKeeper(first);
      const tabs = [first, await w.open(settings, { count: 1 }), await w.open(settings, { count: 1 })];
      for (const tab of tabs) await tab.sees("now.tabs === 3 && now.keeperReady && now.agent");
      // The last arrival is told around first.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const windows = [...tabs, keeper];
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
      await tab.click();
      const keeper = await w.keeperWindow();
      await tab.event("keeper", "detail.status === 'open'");
      const { message } = await tab.event("warning", "detail.code === 'agent-unknown'", 45_000);
      assert.ok(message.length > 20, message);
      await tab.close();
      await keeper.phase("acting");
      const { error } = await w.endedWith({ kind: "failed", attempts: 0 }, 40_000);
      assert.equal(error.code, "agent-unknown");
      await w.nothingChanges();
    });

    it("an agent who was signed out: a warning, and an outcome", async (w) => {
      const { tab } = await w.start();
      await w.simulator.setSignedIn(false);
      await tab.event("warning", "detail.code === 'signed-out'", 30_000);
      await tab.sees("now.signedOut");
      await tab.close();
      const { error } = await w.endedWith({ kind: "failed" }, 40_000);
      assert.equal(error.code, "signed-out");
      assert.ok(error.message.length > 20, error.message);
    });

    it("a keeper's page that is not there: said", async (w) => {
      const tab = await w.open({ sessionEndTimer: DELAY, keeper: { url: "/nowhere.html" } });
      await tab.click();
      await tab.event("keeper", "detail.status === 'unreachable'", 20_000);
      const { message } = await tab.event("warning", "detail.code === 'keeper-unreachable'");
      assert.match(message, /nowhere\.html.*blocked.*partition.*top-level site/);
      assert.match(await tab.hasBar(), /allow pop-ups/);
    });
  },
  { sideBySide: true },
);
