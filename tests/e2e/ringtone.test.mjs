// The telephone of the page's CCP is as it would be without us: its ring and its softphone stay with a tab's CCP. Each
// test says what a tab has without a keeper, and asks the same of a tab with one.

import assert from "node:assert/strict";

import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { whyNoCrash } from "./harness/tab.mjs";
import { discardAndReturn } from "./harness/windows.mjs";
import { COUNTDOWN, LONG } from "./harness/world.mjs";

/** A quiet machine needs a small part of this for a topic's next master. */
const TAKES_MS = 8_000;
/** The CCP in the tab takes calls. */
const TAKES_CALLS = { softphone: "" };
const CASES = [
  { kept: false, unload: true, which: "no keeper" },
  { kept: false, unload: false, which: "no keeper, no unload" },
  { kept: true, unload: true, which: "a keeper" },
  { kept: true, unload: false, which: "a keeper, no unload" },
];

inEachBrowser("the telephone of the page's CCP", (it, browser) => {
  // Only Chromium gives `unload` up. Firefox without it hands a young shared worker on over a quick refresh, together with
  // the master that is gone. No keeper has a CCP by then.
  const cases = CASES.filter(({ unload }) => unload || browser === "chromium");

  for (const { kept, unload, which } of cases) {
    it(`${which}: the tab is refreshed three times, and a call comes in: it rings in the tab`, async (w) => {
      await w.simulator.setUnload(unload);
      const tab = await begin(w, kept);
      await owns(w, tab, "ringtone");
      await refreshes(w, tab, 3);
      await ringsAt(w, tab);
      await owns(w, tab, "ringtone");
    });

    it(`${which}: the only tab crashes, and a new one is opened: that one has softphone and ring`, async (w, t) => {
      const reason = whyNoCrash(w.browser);
      if (reason) return t.skip(reason);
      const tab = await beginToCrash(w, kept, unload);
      await owns(w, tab, "softphone");
      await tab.crash();
      const next = await w.open(settings(w, kept), TAKES_CALLS);
      await owns(w, next, "softphone");
      await owns(w, next, "ringtone");
    });
  }

  for (const { unload, which } of cases.filter(({ kept }) => kept)) {
    it(`${which}: the tab comes back when the keeper has its CCP: it has softphone and ring`, async (w) => {
      await w.simulator.setUnload(unload);
      const settings = w.withKeeper({ sessionEndTimer: COUNTDOWN });
      const tab = await w.open(settings, TAKES_CALLS);
      const keeper = await w.openKeeperOfSlowCcp(tab);
      await tab.close();
      await keeper.until("window.keeper.view().ccp === 'open'");
      // Its CCP competes at this refresh of the agent.
      await w.simulator.setAgent({ state: "Break" });
      await until("the ring is with the keeper's CCP", async () => (await w.simulator.masters()).ringtone);
      // The tab's CCP is there before the keeper knows of the tab, so the worker lives on.
      await w.simulator.hold({ path: "/pkg/connect_session_end_bg.wasm" });
      const opened = w.open(settings, TAKES_CALLS);
      await until("the tab's CCP", async () => (await w.simulator.state()).frames.at(-1).page?.endsWith("/desktop.html"));
      await w.simulator.release();
      const back = await opened;
      await back.click();
      await owns(w, back, "softphone");
      await owns(w, back, "ringtone");
      await ringsAt(w, back);
    });
  }

  for (const name of ["streams-1.7.0", "streams-2.14.6", "amazon-connect-streams"]) {
    it(`a keeper, ${name}: the CCP goes to its login and comes back: it has softphone and ring`, async (w) => {
      const streams = `/npm/${name}/release/connect-streams-min.js`;
      const tab = await w.open(w.withKeeper({ sessionEndTimer: LONG }, { streams }), { ...TAKES_CALLS, streams, handOn: "" });
      await w.openKeeper(tab);
      await owns(w, tab, "softphone");
      await w.simulator.setSignedIn(false);
      await tab.sees("now.signedOut");
      await tab.signIn();
      await tab.sees("now.agent && !now.signedOut && now.keeperReady");
      await tab.click();
      await owns(w, tab, "softphone");
      await ringsAt(w, tab);
    });
  }

  /** The only tab, and its keeper, which does not fall with it. */
  async function beginToCrash(w, kept, unload) {
    // In Firefox a keeper falls with its opener's process: there it has another tab for an opener, which says goodbye.
    const opener = kept && browser === "firefox" ? await begin(w, kept) : undefined;
    await w.simulator.setUnload(unload);
    const tab = await w.openToCrash(settings(w, kept), TAKES_CALLS);
    if (kept && !opener) await w.openKeeper(tab);
    await opener?.close();
    await tab.sees(`now.tabs === 1 && now.agent ${kept ? "&& now.keeperReady" : ""}`);
    return tab;
  }
});

inEachBrowser(
  "the telephone of a tab that the browser discards",
  (it) => {
    for (const { kept, unload, which } of CASES) {
      it(`${which}: the only tab is discarded, and its user comes back to it: it has softphone and ring`, async (w) => {
        await w.simulator.setUnload(unload);
        const tab = await begin(w, kept);
        await owns(w, tab, "softphone");
        const before = await tab.ccp();
        const [front] = await w.context.pages();
        // The tab in front is never discarded.
        await front.bringToFront();
        await discardAndReturn(tab);
        const frame = await until("the tab's new CCP", async () => {
          const { frames } = await w.simulator.state();
          const { id } = frames.findLast(({ page }) => page && new URL(page).pathname === "/desktop.html");
          return id !== before && id;
        });
        await belongs(w, "softphone", () => frame);
        await belongs(w, "ringtone", () => frame);
      });
    }
  },
  { reachable: true },
);

const settings = (w, kept) => (kept ? w.withKeeper({ sessionEndTimer: LONG }) : { sessionEndTimer: LONG });

/** A tab that takes calls, maybe with a keeper. */
async function begin(w, kept) {
  const tab = await w.open(settings(w, kept), TAKES_CALLS);
  if (kept) await w.openKeeper(tab);
  else await tab.click();
  await tab.sees("now.agent");
  return tab;
}

/** Refreshes the tab as its user does, who then works on in it: a page that nobody has touched may not ring. */
async function refreshes(w, tab, times) {
  for (let refresh = 1; refresh <= times; refresh += 1) {
    await tab.refresh();
    // Without a keeper its own last attempt is put back first.
    await tab.sees("now.agent && now.agent.availability !== 'Offline'");
    await tab.click();
  }
}

/**
 * Waits until a topic belongs to the tab's CCP; fails with the document that has it instead. CCPs compete when the agent
 * is refreshed, so the agent changes their mind meanwhile.
 */
const owns = (w, tab, topic) => belongs(w, topic, () => tab.ccp());

/** `ccp` says which document is the tab's CCP: Streams may load it a second time while it starts. */
async function belongs(w, topic, ccp) {
  const look = async () => {
    const frame = await ccp();
    const master = (await w.simulator.masters())[topic];
    if (master?.frame === frame) return true;
    const { frames, agent } = await w.simulator.state();
    await w.simulator.setAgent({ state: agent.availability === "Break" ? "Available" : "Break" });
    throw new Error(`it is not ${frame}'s, but ${JSON.stringify(master)}, of ${JSON.stringify(frames.map(({ id, page }) => [id, page]))}`);
  };
  await until(`${topic} belongs to the tab's CCP`, look, await w.scaled(TAKES_MS));
}

/** A call comes in: it rings in this tab and nowhere else, and can be heard. */
async function ringsAt(w, tab) {
  const frame = await tab.ccp();
  await w.simulator.addContact("voice", "connecting");
  const look = async () => {
    const rings = await w.simulator.rings();
    if (rings.length > 0 && rings.every(({ result }) => result !== null)) return rings;
    throw new Error(`the tab's CCP is ${frame}, ringtone belongs to ${JSON.stringify((await w.simulator.masters()).ringtone)}`);
  };
  const rings = await until("a call rings somewhere", look, await w.scaled(TAKES_MS));
  // Where the page's CONFIGURE comes more than 100 ms after the worker's answer, and the agent is refreshed in between,
  // Streams has two sets of engines in one CCP: setupRingtoneEngines in core.js forgets the first, which rings on.
  const heard = new Set(rings.map(({ frame, page, result }) => `${frame} in ${new URL(page).pathname}: ${result}`));
  assert.deepEqual([...heard], [`${frame} in /desktop.html: playing`]);
}
