// The releases of amazon-connect-streams that pages have. The CCP is always Amazon's own and newest: the simulated one
// runs today's release, and only the page and its keeper run the older one.

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

import { until } from "./harness/peek.mjs";
import { startSimulator } from "./harness/simulator.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { REFRESH, World } from "./harness/world.mjs";

/** Where releases are on the app's host; the names are those of package.json. */
const release = (name) => ({ streams: `/npm/${name}/release/connect-streams-min.js` });
const NAMES = [
  "streams-1.7.0",
  "streams-1.8.3",
  "streams-2.0.0",
  "streams-2.5.1",
  "streams-2.14.6",
  "streams-2.22.1",
  "amazon-connect-streams",
];
/** The keeper knows again of a tab. */
const HEARS_A_TAB = "window.keeper.view().tabs === 1";
const TOO_OLD = "streams-1.4.9";
const SENTENCE = /amazon-connect-streams 1\.4\.9 is too old\. This library needs 1\.7\.0 or newer/;

inEachBrowser("a release of Streams", (it) => {
  for (const name of NAMES) {
    it(`${name}: start, refresh, close in a call, return, logout`, async (w) => {
      const open = (settings) => w.open(w.withKeeper(settings, release(name)), release(name));
      await w.simulator.setAgent({ state: "Offline" });
      const tab = await open({ sessionEndTimer: await w.scaled(REFRESH), initialAgentState: "Available" });
      // The tab has set the first state.
      await w.simulator.wait({ state: "Available" });
      const keeper = await w.openKeeper(tab);

      await tab.refresh();
      await tab.sees("now.keeperReady && now.agent?.availability === 'Available'");
      await keeper.watches("Available");
      await w.nothingChanges({ calls: 1 });

      await w.simulator.addContact("voice", "connected");
      await tab.sees("now.agent.state === 'Busy'");
      // The keeper shows the outcome only for some seconds.
      const isDone = keeper.hold();
      await tab.close();
      await w.simulator.wait({ next: "Offline" });
      await isDone;
      await w.endedWith({ kind: "queued", to: "Offline", from: "Available" });
      await w.simulator.clearContacts();
      await w.simulator.wait({ state: "Offline" });

      const back = await open({ status: "Logout", instanceUrl: "{instance}" });
      await keeper.until(HEARS_A_TAB);
      await keeper.goOn();
      await w.simulator.wait({ state: "Available" });
      await keeper.watches("Available");
      await back.close();
      await w.simulator.wait({ signedIn: false });
      await keeper.over();
      await w.endedWith({ kind: "loggedOut", to: "Offline", from: "Available", by: "keeper" });
      assert.deepEqual(await w.calls(), [200, 200, 200, 200]);
    });
  }

  it(`${TOO_OLD}: refused, and a keeper that has it says so`, async (w) => {
    const refused = await w.open({}, { ...release(TOO_OLD), count: 1 });
    const { code, message } = await refused.until("window.error");
    assert.equal(code, "old-streams");
    assert.match(message, SENTENCE);

    const tab = await w.open(w.withKeeper({}, release(TOO_OLD)));
    await w.clickForKeeper(tab);
    await tab.sees("now.keeperUnready === 'ccp-failed'");
    const keeper = await w.keeperWindow();
    const warning = await keeper.until("window.events.find(({ type }) => type === 'warning')?.detail");
    assert.equal(warning.code, "old-streams");
    assert.match(warning.message, SENTENCE);
    assert.match(warning.message, /1\.4\.9\/release\/connect-streams-min\.js/);
  });

  it("a CCP that is older than the page's, and knows no queued states: set without that option, but not in a call", async (w, t) => {
    const old = fileURLToPath(new URL(`../../node_modules/${TOO_OLD}/release/connect-streams.js`, import.meta.url));
    const simulator = await startSimulator(["--streams", old]);
    t.after(() => simulator.stop());
    const behind = new World(w.browser, simulator, w.context);
    const page = release(NAMES.at(-1));
    const tab = await behind.open(behind.withKeeper({}, page), page);
    const keeper = await behind.openKeeper(tab);
    await simulator.addContact("voice", "connected");
    await tab.sees("now.agent.state === 'Busy'");
    await tab.close();
    const { error } = await behind.endedWith({ kind: "failed", to: "Offline" });
    assert.match(error.message, /UnexpectedParameter: Unexpected key 'enqueueNextState'/);
    assert.deepEqual(await behind.calls(), []);

    await simulator.clearContacts();
    await keeper.press("retry");
    await simulator.wait({ state: "Offline" });
    await until("the outcome", async () => (await behind.outcome()).kind === "changed");
    assert.deepEqual(await behind.calls(), [200]);
  });
}, { sideBySide: true });
