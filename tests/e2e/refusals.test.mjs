// Bad input and bad places: each a typed error, a warning or an outcome, and nothing left behind.

import assert from "node:assert/strict";

import { INSECURE_HOST } from "./harness/browser.mjs";
import { serveInsecurely } from "./harness/insecure.mjs";
import { inEachBrowser } from "./harness/suite.mjs";

inEachBrowser("refusals", (it) => {
  it("bad settings: all errors at once, each with name, value, code and a sentence", async (w) => {
    const tab = await w.open({
      statos: "Offline",
      sessionEndTimer: -1,
      ifCurrentAgentState: "Available",
      onContact: "queue up",
      keeper: { url: "/keeper.html", width: 3 },
    }, { count: 1 });
    const error = await refusal(tab, "bad-settings");
    assert.deepEqual(
      error.errors.map(({ setting, code }) => [setting, code]),
      [
        ["statos", "unknown-setting"],
        ["sessionEndTimer", "negative"],
        ["ifCurrentAgentState", "wrong-type"],
        ["onContact", "not-one-of"],
        ["keeper.width", "too-small"],
      ],
    );
    assert.match(error.errors[0].message, /Did you mean status\?/);
    for (const { value, message } of error.errors) assert.ok(message.includes(value), message);
  });

  it("bad adapter text: all errors at once", async (w) => {
    const tab = await w.open("Statos:Offline\nSessionEndTimer:five\nIfCurrentAgentState", { count: 1 });
    const error = await refusal(tab, "bad-settings");
    assert.deepEqual(
      error.errors.map(({ setting, code }) => [setting, code]),
      [
        ["Statos", "unknown-setting"],
        ["SessionEndTimer", "wrong-type"],
        ["line 3", "line-without-colon"],
      ],
    );
  });

  it("Logout without instanceUrl", async (w) => {
    const tab = await w.open({ status: "Logout" }, { count: 1 });
    const { errors } = await refusal(tab, "bad-settings");
    assert.deepEqual(errors.map(({ code }) => code), ["missing-instance-url"]);
  });

  it("no Streams on the page", async (w) => {
    await refusal(await w.open({}, { noStreams: 1, count: 1 }), "no-streams");
  });

  it("no Web Locks", async (w) => {
    await refusal(await w.open({}, { noLocks: 1, count: 1 }), "no-web-locks");
  });

  it("an insecure context", async (w, t) => {
    const server = await serveInsecurely();
    t.after(() => server.close());
    const origin = `http://${INSECURE_HOST}:${server.port}`;
    const tab = await w.open({}, { origin, instance: w.simulator.origins.port, count: 1 });
    assert.equal(await tab.peek("window.isSecureContext"), false);
    await refusal(tab, "insecure-context", { locks: false });
  });

  it("a state that the instance does not have: a warning with those it has, and an outcome", async (w) => {
    const { tab } = await w.start({ status: "Ofline", initialAgentState: "Availabel" });
    const status = await tab.event("warning", "detail.message.includes('Ofline')");
    assert.equal(status.code, "unknown-state");
    assert.match(status.message, /“Available”, “Offline”, “At Lunch”, “Break”/);
    const initial = await tab.event("warning", "detail.message.includes('Availabel')");
    assert.equal(initial.code, "unknown-state");
    await tab.close();
    const { error } = await w.endedWith({ kind: "failed", attempts: 0 });
    assert.equal(error.code, "unknown-state");
    await w.nothingChanges();
  });

  it("a second watch of the same scope on the same page", async (w) => {
    const tab = await w.open({});
    const code = await tab.peek(`import("/pkg/index.js")
      .then(({ watchSessionEnd }) => watchSessionEnd({})).then(() => "none", ({ code }) => code)`);
    assert.equal(code, "already-watching");
    await tab.sees("now.tabs === 1");
  });
});

/** The page's refusal; nothing of the library is left in the page. */
async function refusal(tab, code, { locks = true } = {}) {
  const error = await tab.until("window.error");
  assert.equal(error.code, code, error.message);
  assert.equal(error.name, "SessionEndError");
  assert.ok(error.isError && error.message.length > 20, error.message);
  const { listeners, workers, channels } = await tab.peek("window.ours");
  assert.deepEqual({ listeners, workers, channels }, { listeners: 0, workers: 0, channels: 0 });
  if (locks && (await tab.peek("!!navigator.locks"))) {
    assert.deepEqual(await tab.peek("navigator.locks.query()"), { held: [], pending: [] });
  }
  return error;
}
