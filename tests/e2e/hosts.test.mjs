// Pages that are no plain page: in a sandboxed frame, with popups of their own, with routes.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";

inEachBrowser("hosts of all kinds", (it) => {
  it("a sandboxed frame without allow-popups: blocked at the click, with the missing word; a tab without one goes on", async (w) => {
    const tab = await w.openBlank();
    const frame = new URLSearchParams({ frame: w.address(w.withKeeper()) });
    await tab.page.goto(`${w.simulator.origins.app}/sandboxed.html?${frame}`);
    await tab.until("frames[0].watch?.snapshot().agent");
    // The frame begins where the page does.
    await tab.click("frames[0].document.getElementById('act')");
    const warned = "frames[0].events.filter(({ detail }) => detail.code === 'keeper-blocked')";
    const [{ detail }] = await tab.until(`${warned}.length && ${warned}`);
    assert.match(detail.message, /keeper\.html.*allow-popups and allow-popups-to-escape-sandbox/);
    assert.equal(await tab.peek("frames[0].watch.snapshot().keeper"), "blocked");
    assert.deepEqual(await w.keeperPages(), []);
    await tab.close();
    await w.simulator.arrives();
  });

  it("a shell whose window.open answers null: blocked at the click, with the cure; the tab acts as it closes", async (w) => {
    const tab = await w.open(w.withKeeper(), { without: "window.open = () => null" });
    await tab.sees("now.agent && now.keeper === 'blocked'");
    await tab.peek("void addEventListener('click', () => (window.clickedAt = Date.now()), { capture: true, once: true })");
    await tab.click();
    const blocked = "events.find(({ detail }) => detail.code === 'keeper-blocked')";
    const { detail, at } = await tab.until(blocked);
    assert.match(detail.message, /keeper\.html.*If an application shows this page, let it open windows/);
    // A keeper that is waited for takes ten seconds.
    const took = at - (await tab.peek("window.clickedAt"));
    assert.ok(took < (await w.scaled(5_000)), `said after ${took} ms`);
    const told = (await tab.events()).filter(({ type }) => type === "keeper").map(({ detail }) => detail.status);
    assert.deepEqual([...new Set(told)], ["blocked"]);
    assert.match(await tab.hasBar(), /If you close this page now, your status may stay as it is/);
    // The bar's button can do no more, and the reason is said once.
    await tab.pressBar("open");
    await tab.hasBar();
    assert.equal((await tab.events()).filter(({ detail }) => detail.code === "keeper-blocked").length, 1);
    assert.equal((await tab.snapshot()).keeper, "blocked");
    await tab.beforeUnload();
    await w.simulator.wait({ state: "Offline" });
    await w.simulator.wait({ state: "Available" });
    await tab.close();
    await w.simulator.arrives();
  });

  for (const [allow, prompts] of [
    ["", 0],
    ["allow-modals", 1],
  ]) {
    it(`confirmLeave in a sandboxed frame, ${allow ? `with ${allow}: the browser asks` : "without allow-modals: it asks nothing"}`, async (w) => {
      const tab = await w.openBlank();
      const frame = w.address({ keeper: null, confirmLeave: true });
      await tab.page.goto(`${w.simulator.origins.app}/sandboxed.html?${new URLSearchParams({ frame, allow })}`);
      await tab.until("frames[0].watch?.snapshot().agent");
      await tab.click("frames[0].document.getElementById('act')");
      await tab.close();
      assert.equal(tab.prompts, prompts);
      await w.simulator.arrives();
    });
  }

  it("a click for which the page opens a window after it has asked its server: the page's wins, the next click is the keeper's", async (w) => {
    const tab = await w.open(w.withKeeper());
    await tab.peek(`void document.getElementById("act").addEventListener("click", async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      window.own = open("/elsewhere.html", "_blank", "popup,width=200,height=200");
    }, { once: true })`);
    await tab.click();
    await tab.until("'own' in window");
    assert.ok(await tab.peek("window.own && !window.own.closed"), "the page's own window was blocked");
    await until("the page's own window", async () => (await w.context.pages()).some((page) => page.url().endsWith("/elsewhere.html")));
    assert.deepEqual(await w.keeperPages(), []);
    await w.openKeeper(tab);
    assert.equal((await w.keeperPages()).length, 1);
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("a route that takes the CCP out of the page, and one that brings it back: no end, and the watch goes on", async (w) => {
    const { tab, keeper } = await w.start();
    await tab.peek("void connect.core.terminate()");
    await tab.peek(`void document.getElementById("ccp").replaceChildren()`);
    await w.simulator.setAgent({ state: "At Lunch" });
    await tab.peek("void initCcp()");
    await tab.sees("now.agent?.state === 'At Lunch'");
    assert.equal(await keeper.peek("window.keeper.view().phase"), "watching");
    assert.deepEqual(await w.calls(), []);
    await tab.close();
    await w.offlineAfter(tab);
    await until("one change", async () => (await w.calls()).length === 1);
  });

  it("another agent app beside the CCP, started and stopped: nobody is said to be signed out", async (w) => {
    const tab = await w.open(w.withKeeper());
    await w.openKeeper(tab);
    const address = `${w.simulator.elsewhere}/elsewhere.html`;
    await tab.peek(`new Promise((loaded) => {
      document.body.append(Object.assign(document.createElement("div"), { id: "app" }));
      connect.agentApp.initApp("other", "app", "${address}", { onLoad: () => loaded() });
    })`);
    // The CCP's silence after a frame has loaded would be over by then.
    await pause(6_000);
    await tab.peek('void connect.agentApp.stopApp("other")');
    await pause(6_000);
    const warned = "window.events.filter(({ type }) => type === 'warning').map(({ detail }) => detail.code)";
    assert.deepEqual(await tab.peek(warned), []);
    assert.equal((await tab.snapshot()).signedOut, false);
    await tab.close();
    await w.offlineAfter(tab);
  });
});
