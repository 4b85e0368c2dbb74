// `reportUrl`: each outcome leaves the browser once.

import assert from "node:assert/strict";

import { collect, one } from "./harness/collector.mjs";
import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { whyNoCrash } from "./harness/tab.mjs";
import { LONG, REFRESH } from "./harness/world.mjs";

const DAY_MS = 86_400_000;

inEachBrowser("reportUrl", (it) => {
  it("the only tab is closed: one body, from the keeper; none for a refresh before", async (w, t) => {
    const { url, bodies } = await collect(t);
    const delay = await w.scaled(REFRESH);
    const { tab } = await w.start({ reportUrl: url, sessionEndTimer: delay });
    const since = Date.now() - DAY_MS;
    await tab.refresh();
    await tab.sees("now.tabs === 1 && now.keeperReady");
    await w.nothingChanges();
    assert.deepEqual(bodies, []);
    await tab.close();
    await w.offlineAfter(tab, delay);
    const outcome = await w.outcome();
    const { body, type } = await one(bodies);
    assert.match(type, /^text\/plain/);
    const { library, sessionStartedAt, ...rest } = body;
    assert.match(library, /^\d+\.\d+\.\d+/);
    assert.ok(since < sessionStartedAt && sessionStartedAt <= outcome.endedAt, JSON.stringify(body));
    const { error, ...said } = outcome;
    assert.equal(error, null);
    assert.deepEqual(rest, { version: 1, scope: "default", code: null, ...said });
  });

  it("two tabs, and the session is ended in one: one body", async (w, t) => {
    const { url, bodies } = await collect(t);
    const first = await w.open({ keeper: null, reportUrl: url });
    const second = await w.open({ keeper: null, reportUrl: url });
    await first.sees("now.tabs === 2 && now.agent");
    await first.peek("window.watch.end()");
    await second.event("outcome");
    await first.close();
    await second.close();
    const { body } = await one(bodies);
    assert.deepEqual([body.kind, body.trigger, body.by], ["changed", "end", "tab"]);
  });

  it("a tab without a keeper crashes: the next start sends one body, and a third tab none", async (w, t) => {
    const reason = whyNoCrash(w.browser);
    if (reason) return t.skip(reason);
    const { url, bodies } = await collect(t);
    const settings = { keeper: null, reportUrl: url, sessionEndTimer: 0 };
    const tab = await w.openToCrash(settings);
    await tab.sees("now.agent");
    await tab.until(`localStorage.getItem("connect-session-end/default/agent")`);
    await tab.crash();
    const next = await w.open(settings);
    await next.event("outcome", "detail.error?.code === 'nobody-left'");
    const third = await w.open(settings);
    await third.sees("now.tabs === 2 && now.agent");
    const { body } = await one(bodies);
    assert.deepEqual([body.kind, body.code], ["failed", "nobody-left"]);
  });

  it("a relative address is the page's own", async (w) => {
    const { tab } = await w.start({ reportUrl: "reports?team=a" });
    const requested = tab.page.waitForRequest?.((request) => request.url().includes("/reports"));
    await tab.peek("window.watch.end()");
    const request = await requested;
    assert.equal(request.url(), `${w.simulator.origins.app}/reports?team=a`);
    assert.equal(request.method(), "POST");
  });

  it("the page's policy forbids it: a warning with the directive, and the outcome is as ever", async (w, t) => {
    const { url, bodies } = await collect(t);
    const tab = await w.open({ keeper: null, reportUrl: url, sessionEndTimer: LONG });
    await tab.sees("now.agent");
    await tab.peek(`(() => {
      const policy = document.createElement("meta");
      policy.httpEquiv = "Content-Security-Policy";
      policy.content = "connect-src 'self' ws: http://*.localhost:*";
      document.head.append(policy);
    })()`);
    assert.equal((await tab.peek("window.watch.end()")).kind, "changed");
    const { message } = await tab.event("warning", "detail.code === 'report-refused'");
    assert.match(message, /connect-src/);
    assert.deepEqual(bodies, []);
  });
});
