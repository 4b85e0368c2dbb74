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
