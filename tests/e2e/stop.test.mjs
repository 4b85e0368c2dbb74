// stop() undoes everything.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { inEachBrowser } from "./harness/suite.mjs";
import { DELAY } from "./harness/world.mjs";

/** What the library holds of the browser, as pages/before.js counts it. */
const HELD = "(({ wakeUps, ...held }) => held)(window.ours)";
const NOTHING = { listeners: 0, workers: 0, channels: 0, subscriptions: 0 };
/** By what the window is known in a taskbar. */
const FACE = `[document.title, ...Array.from(document.querySelectorAll("link[rel=icon]"), ({ href }) => href)]`;

inEachBrowser("stop()", (it) => {
  it("leaves no lock, listener, channel, timer or subscription in a tab", async (w) => {
    const tab = await w.open(w.withKeeper({}, { count: 1 }), { count: 1 });
    const keeper = await w.openKeeper(tab);
    const held = await tab.peek(HELD);
    assert.ok(held.listeners > 0 && held.channels > 0 && held.subscriptions > 0, JSON.stringify(held));

    await tab.peek("window.watch.stop()");
    assert.deepEqual(await tab.peek(HELD), NOTHING);
    const locks = await tab.until("navigator.locks.query().then((all) => all.held.length < 2 && all)");
    assert.deepEqual(locks.held.map(({ name }) => name), ["connect-session-end/default/keeper"]);

    // For the keeper that was an end like any other.
    await w.simulator.wait({ state: "Offline" });
    const [title, icon] = await keeper.peek(FACE);
    assert.match(title, /Offline/);
    assert.match(icon, /svg/);
    await keeper.peek("window.keeper.stop()");
    assert.deepEqual(await keeper.peek(FACE), ["Keeper", "data:,"]);
    assert.deepEqual(await keeper.peek(HELD), NOTHING);
    await tab.until("navigator.locks.query().then(({ held, pending }) => held.length + pending.length === 0)");
    const before = await tab.peek("window.events.length + window.ours.wakeUps.length");
    // A wrong wake-up would come when the delay is over, or when a keeper looks who is there.
    await pause(DELAY * 1000 + 500);
    await w.nothingChanges({ calls: 1 });
    assert.equal(await tab.peek("window.events.length + window.ours.wakeUps.length"), before);
  });
});
