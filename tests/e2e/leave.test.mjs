// `confirmLeave`: the browser asks before the last tab goes, and whoever stays finds the change in the page.

import assert from "node:assert/strict";

import { inEachBrowser } from "./harness/suite.mjs";
import { LONG } from "./harness/world.mjs";

const put = (fault) => ({ operation: "PutAgentState", ...fault });

inEachBrowser("leaving without a keeper", (it, browser) => {
  it("stays at the prompt: the page says that the agent is Offline, and asks no more", async (w) => {
    const tab = await asks(w);
    await tab.stay(500);
    await tab.dialog.phase("done");
    assert.match(await tab.dialog.text(), /Offline/);
    await w.simulator.wait({ state: "Offline" });
    assert.equal(tab.prompts, 1);
    await tab.close();
    assert.equal(tab.prompts, 1);
    const next = await w.open(NEXT);
    const { by, from, to } = await next.until("window.watch.lastOutcome()?.kind === 'changed' && window.watch.lastOutcome()");
    assert.deepEqual([by, from, to], ["tab", "Available", "Offline"]);
  });

  it("stays, and keeps working: what was before is put back", async (w) => {
    await w.simulator.setAgent({ state: "Break" });
    const tab = await asks(w, { availability: "Break" });
    await tab.stay();
    await tab.dialog.phase("done");
    await w.simulator.wait({ state: "Offline" });
    await tab.dialog.press("stay");
    await tab.dialog.gone();
    await w.simulator.wait({ state: "Break" });
    await tab.sees("now.agent.availability === 'Break'");
    await w.nothingChanges({ calls: 2 });
  });

  it("stays, and presses Escape: keeps working", async (w) => {
    const tab = await asks(w);
    await tab.stay();
    await tab.dialog.phase("done");
    await tab.page.keyboard.press("Escape");
    await tab.dialog.gone();
    await w.simulator.wait({ state: "Available" });
  });

  it("every attempt fails: the page says so, and tries again at a click", async (w) => {
    const tab = await asks(w, { retry: { attempts: 2, firstDelayMs: 50 } });
    await w.simulator.addFault(put({ kind: "status", status: 400 }));
    await tab.stay();
    await tab.dialog.phase("failed");
    assert.match(await tab.dialog.text(), /Offline/);
    assert.equal((await w.simulator.state()).agent.state.name, "Available");
    await w.simulator.clearFaults();
    await tab.dialog.press("retry");
    await tab.dialog.phase("done");
    await w.simulator.wait({ state: "Offline" });
  });

  it("every attempt fails, and the agent leaves anyway: asked no more, and told at the next start", async (w) => {
    const tab = await asks(w, { retry: { attempts: 2, firstDelayMs: 50 } });
    await w.simulator.addFault(put({ kind: "status", status: 400 }));
    await tab.stay();
    await tab.dialog.phase("failed");
    await tab.stay();
    assert.equal(tab.prompts, 2);
    await tab.dialog.phase("failed");
    tab.answer = { after: 0, leave: true };
    await tab.dialog.leave();
    assert.equal(tab.prompts, 2);
    const next = await w.open(NEXT);
    await next.until("window.watch.lastOutcome()?.kind === 'failed'");
  });

  it("stays, in a page that clears itself: the dialog is there all the same", async (w) => {
    const tab = await asks(w);
    await tab.stay();
    await tab.dialog.phase("done");
    // All but the CCP.
    await tab.peek("[...document.body.children].forEach((child) => child.id === 'ccp' || child.remove())");
    await tab.peek("document.querySelector('[data-connect-session-end]').remove()");
    await tab.dialog.phase("done");
    assert.ok(await tab.peek("!!document.querySelector('[data-connect-session-end]').shadowRoot.querySelector('dialog:modal')"));
    await tab.dialog.press("stay");
    await w.simulator.wait({ state: "Available" });
  });

  it("stays, and the page removes the dialog again and again: back at work, and said", async (w) => {
    const tab = await asks(w);
    await tab.peek(`void new MutationObserver(() => document.querySelector("[data-connect-session-end]")?.remove())
      .observe(document.documentElement, { childList: true })`);
    await tab.peek("document.querySelector('[data-connect-session-end]').remove()");
    await tab.stay();
    await tab.event("warning", "detail.code === 'dialog-failed'");
    await w.simulator.wait({ state: "Offline" });
    await w.simulator.wait({ state: "Available" });
    await tab.sees("now.agent.availability === 'Available'");
  });

  it("stays, and the file of the dialog could not be loaded: back at work, and said", async (w) => {
    const tab = await w.openBlank();
    await tab.failToLoad("/pkg/notice.js");
    await tab.go(w.address(SETTINGS));
    await tab.click();
    await tab.sees("now.last && now.agent?.availability === 'Available'");
    await tab.stay();
    await tab.event("warning", "detail.code === 'dialog-failed'");
    await w.simulator.wait({ state: "Offline" });
    await w.simulator.wait({ state: "Available" });
    await tab.sees("now.agent.availability === 'Available'");
  });

  it("a refresh behind the prompt: the state is put back", async (w) => {
    const tab = await asks(w, { sessionEndTimer: LONG });
    await tab.refresh();
    assert.equal(tab.prompts, 1);
    await tab.sees("now.agent?.availability === 'Available'");
    await tab.until("!localStorage.getItem('connect-session-end/default/last-attempt')");
    await w.simulator.wait({ state: "Available" });
    const calls = (await w.calls()).length;
    // Chromium sends nothing while it asks, and may cut off the call after that.
    assert.ok(calls === 2 || (browser === "chromium" && calls === 0), `${calls} calls`);
    await w.nothingChanges({ calls });
  });

  it("a page that nobody has clicked or typed in: said that it could not ask", async (w) => {
    const tab = await w.open(SETTINGS);
    await tab.sees("now.agent && now.last");
    await tab.beforeUnload();
    await tab.event("warning", "detail.code === 'prompt-refused'");
    assert.equal(await tab.peek("document.querySelector('dialog[open]')"), null);
    // The page is still here.
    await w.simulator.wait({ state: "Available" });
  });

  it("one of two tabs: nothing is asked, nothing changes", async (w) => {
    const other = await w.open(SETTINGS);
    const tab = await w.open(SETTINGS);
    await tab.click();
    await other.sees("now.agent && now.tabs === 2");
    await tab.sees("now.agent && now.tabs === 2");
    await tab.close();
    assert.equal(tab.prompts, 0);
    await other.sees("now.tabs === 1 && now.last");
    await w.nothingChanges();
  });

  it("a keeper that is ready: nothing is asked", async (w) => {
    const { tab } = await w.start({ confirmLeave: true });
    await tab.close();
    assert.equal(tab.prompts, 0);
    await w.offlineAfter(tab);
  });

  // Chromium sends nothing while its prompt stands.
  if (browser === "firefox") {
    it("leaves when the call has got out, within half a second: Offline by then", async (w) => {
      await leavesLate(await asks(w), w);
    });

    it("leaves then, the first call answered 500: Offline by then", async (w) => {
      const tab = await asks(w);
      await w.simulator.addFault(put({ kind: "status", status: 500, times: 1 }));
      await leavesLate(tab, w);
    });
  }
});

const SETTINGS = { keeper: null, confirmLeave: true, sessionEndTimer: 1 };

/** Of a tab that begins a session anew, however soon. */
const NEXT = { keeper: null, sessionEndTimer: 0, initialAgentState: "" };

/** A tab without a keeper that its user has clicked in. */
async function asks(w, { availability = "Available", ...settings } = {}) {
  const tab = await w.open({ ...SETTINGS, ...settings });
  await tab.click();
  await tab.sees(`now.last && now.agent?.availability === ${JSON.stringify(availability)}`);
  return tab;
}

async function leavesLate(tab, w) {
  const patience = await w.scaled(3_000);
  tab.answer = { after: () => w.simulator.wait({ state: "Offline" }), leave: true };
  await tab.close();
  const { transitions } = await w.simulator.state();
  assert.deepEqual(transitions.map(({ to }) => to), ["Offline"]);
  const took = transitions[0].at - tab.askedAt;
  assert.ok(took < patience, `Offline ${took} ms after the browser asked`);
  assert.equal(tab.prompts, 1);
}
