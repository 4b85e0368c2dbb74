// The keeper's own CCP: with whose options, where, and when the agent sees it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { ccpAddress } from "../../js-shim/ccp-frame.js";
import { handedOn } from "../../js-shim/given.js";
import { Frame } from "../../js-shim/streams.js";
import { openToCrashCcp } from "./harness/crash.mjs";
import { until } from "./harness/peek.mjs";
import { inEachBrowser } from "./harness/suite.mjs";
import { whyNoCrash } from "./harness/tab.mjs";
import { COUNTDOWN } from "./harness/world.mjs";

test("the page's options get to the keeper as JSON, without what JSON cannot say", () => {
  class Provider {}
  const circle = {};
  circle.circle = circle;
  const ccp = {
    ccpUrl: "https://acme.my.connect.aws/ccp-v2/",
    storageAccess: { canRequest: true, custom: { hideCCP: false } },
    onViewContact() {},
    provider: new Provider(),
    nothing: undefined,
    big: 1n,
    circle,
  };
  const { ccpUrl, storageAccess } = ccp;
  assert.deepEqual(JSON.parse(handedOn(ccp)), { ccpUrl, storageAccess });
  assert.equal(handedOn(undefined), undefined);
});

test("the keeper finds the CCP by whatever address of the instance stands in the address bar", () => {
  const list = readFileSync(new URL("../addresses.txt", import.meta.url), "utf8");
  const cases = {
    ...Object.fromEntries(list.trim().split("\n").map((line) => line.split(/ +/))),
    "https://acme.my.connect.aws/ccp-v2?visual-refresh=true": "https://acme.my.connect.aws/ccp-v2/?visual-refresh=true",
    " acme.my.connect.aws/ccp-v2/\ufeff": "https://acme.my.connect.aws/ccp-v2/",
    "https://acme.my.connect.aws/agent-app-v2/?x": "https://acme.my.connect.aws/ccp-v2/?x",
    // Nobody knows the pages of another host, or what a page of the instance leads to.
    "https://acme.my.connect.aws/login?landat=/ccp-v2": "https://acme.my.connect.aws/login?landat=/ccp-v2",
    "http://localhost:8080/CCP#/": "http://localhost:8080/CCP#/",
    "https://connect.aws.example.com/ccp": "https://connect.aws.example.com/ccp",
  };
  for (const [written, address] of Object.entries(cases)) assert.equal(ccpAddress(written), address);
  for (const none of ["", "acme", "/ccp-v2/", "localhost:8080/ccp", "javascript:alert(1)", "https://", undefined, 5]) {
    assert.equal(ccpAddress(none), undefined);
  }
});

/** A frame whose host is at hand: `calls` has what the host was asked for, `reports` what was told. */
function framed() {
  const calls = [];
  const reports = [];
  const host = {
    open: (ccp) => new Promise((opened, failed) => calls.push({ ccp, opened, failed })),
    shut: () => calls.push("shut"),
  };
  const frame = new Frame(host, (...report) => reports.push(report));
  const log = [];
  const connect = {
    core: { getEventBus: () => null },
    getLog: () => ({ info: (_, line) => log.push(line) }),
  };
  const document = new EventTarget();
  return { frame, calls, reports, log, streams: { connect, document } };
}

const soon = () => new Promise((resolve) => setTimeout(resolve));

test("a logout that was given up and arrives late removes the CCP, and the next one needs none", async (t) => {
  const { frame, calls, reports, streams } = framed();
  frame.open("{}");
  calls[1].opened(streams);
  await soon();
  const asked = [];
  t.mock.method(globalThis, "fetch", () => new Promise((...answer) => asked.push(answer)));
  for (const id of [1, 2, 3]) frame.logOut(id, "https://acme.my.connect.aws/logout");
  const [[late], [inTime], [, unreachable]] = asked;
  late();
  await soon();
  assert.equal(calls.at(-1), "shut");
  inTime();
  unreachable(new TypeError("no network"));
  await soon();
  assert.deepEqual(reports, [["loggedOut", 1, undefined], ["loggedOut", 2, undefined], ["loggedOut", 3, "TypeError: no network"]]);
});

test("without a CCP each call is answered, and the lines of the log wait for one", async () => {
  const { frame, calls, reports, log, streams } = framed();
  for (let line = 0; line < 150; line += 1) frame.log(`line ${line}`);
  frame.setState(1, "Offline", false);
  assert.deepEqual(reports.map(([what, id, text]) => [what, id, typeof text]), [["set", 1, "string"]]);
  frame.open("{}");
  assert.deepEqual([calls[0], calls[1].ccp], ["shut", "{}"]);
  calls[1].opened(streams);
  await soon();
  assert.equal(log.length, 100);
  assert.match(log[0], /: line 50$/);
  frame.setState(3, "Offline", false);
  assert.match(reports.at(-1)[2], /not shown an agent yet/);
});

test("only the latest opening counts, and its failure is told", async () => {
  const { frame, calls, reports } = framed();
  frame.open();
  frame.open();
  calls[1].failed(new Error("the first"));
  await soon();
  assert.deepEqual(reports, []);
  calls[3].failed(new Error("the second"));
  await soon();
  assert.deepEqual(reports, [["ccpFailed", 0, "the second"]]);
  frame.open();
  frame.shut();
  calls.at(-2).failed(new Error("too late"));
  frame.open();
  frame.close();
  calls.at(-2).failed(new Error("closed"));
  frame.setState(1, "Offline", false);
  await soon();
  assert.equal(reports.length, 1);
  assert.equal(calls.at(-1), "shut");
});

/** The keeper's frame, as an expression. */
const FRAME = `document.querySelector("iframe")`;
const IS_SEEN = `getComputedStyle(${FRAME}).visibility === "visible" && ${FRAME}.getBoundingClientRect().height >= 300`;

const warnings = (tab) => tab.peek("window.events.filter(({ type }) => type === 'warning').map(({ detail }) => detail.code)");

/** The long polls that wait at the instance. */
async function polls({ simulator }) {
  const polls = await simulator.requests("GetAgentSnapshot");
  return polls.filter(({ status, clientGone }) => status === null && !clientGone);
}

inEachBrowser("the keeper's CCP", (it) => {
  it("has the tab's options unless the page has its own; never a login popup, a softphone, a ringtone", async (w) => {
    const tab = await w.open(w.withKeeper({}, { ccp: "silent" }), { handOn: 1, region: "eu-central-1" });
    const keeper = await w.clickForKeeper(tab);
    await tab.sees("now.keeperUnready === 'ccp-silent'");
    const silent = { disableRingtone: true };
    const { ccpUrl, region, loginPopup, softphone, chat, task } = await keeper.peek("frames[0].connect.initCCPParams");
    assert.match(ccpUrl, /elsewhere/);
    assert.deepEqual([region, loginPopup], ["eu-central-1", false]);
    assert.deepEqual([softphone, chat, task], [{ allowFramedSoftphone: false, ...silent }, silent, silent]);
  });

  it("that shows no agent is shown itself, and the screen says what to do", async (w) => {
    const tab = await w.open(w.withKeeper({}, { ccp: "silent" }));
    const keeper = await w.clickForKeeper(tab);
    await keeper.until(IS_SEEN);
    assert.match(await keeper.text(), /sign in below/);
    assert.equal(await keeper.peek("document.body.dataset.ccp"), "silent");
  });

  it("is gone when the keeper is ready, and opens no second time while the tab lives", async (w) => {
    const { tab, keeper } = await w.start();
    await keeper.until(`${FRAME} === null`);
    assert.equal(await keeper.peek("window.keeper.view().ccp"), "away");
    await until("the one long poll of the tab", async () => (await polls(w)).length === 1);
    await tab.refresh();
    await tab.sees("now.keeperReady && now.agent");
    assert.equal(await keeper.peek(FRAME), null);
  });

  it("whose options nobody has given: the tab and a warning say so", async (w) => {
    const tab = await w.open(w.withKeeper({}, { noCcp: 1 }));
    const keeper = await w.clickForKeeper(tab);
    await tab.sees("now.keeperUnready === 'ccp-failed'");
    const warning = "window.events.find(({ type, detail }) => type === 'warning' && detail.code === 'ccp-failed')";
    const { detail } = await keeper.until(warning);
    assert.match(detail.message, /Nobody has told the keeper the address of the CCP\..*watchSessionEnd\(settings, \{ ccp \}\)/);
  });

  it("whose options the tab alone has: Offline", async (w) => {
    const tab = await w.open(w.withKeeper({}, { noCcp: 1 }), { handOn: 1 });
    await w.openKeeper(tab);
    await tab.close();
    await w.offlineAfter(tab);
  });

  it("crashes in the countdown: made anew, and Offline", async (w, t) => {
    if (whyNoCrash(w.browser)) return t.skip(whyNoCrash(w.browser));
    const [tab, crash] = await openToCrashCcp(w, w.withKeeper({ sessionEndTimer: COUNTDOWN }));
    const keeper = await w.openKeeperOfSlowCcp(tab);
    await tab.close();
    await keeper.until("window.keeper.view().ccp === 'open'");
    await crash(keeper);
    await w.offlineAfter(tab, COUNTDOWN, "Offline", 30_000);
  });

  it("crashes during the change: made anew within the change's attempts, and Offline", async (w, t) => {
    if (whyNoCrash(w.browser)) return t.skip(whyNoCrash(w.browser));
    const [tab, crash] = await openToCrashCcp(w, w.withKeeper());
    const keeper = await w.openKeeper(tab);
    await w.simulator.hold({ operation: "PutAgentState" });
    await tab.close();
    await until("the keeper's call", async () => (await w.calls()).length > 0);
    await crash(keeper);
    await w.simulator.release();
    await w.offlineAfter(tab, 1, "Offline", 60_000);
    await w.endedWith({ kind: "changed", by: "keeper" });
  });

  it("crashes at the proof: made anew, and ready", async (w, t) => {
    if (whyNoCrash(w.browser)) return t.skip(whyNoCrash(w.browser));
    const [tab, crash] = await openToCrashCcp(w, w.withKeeper());
    await tab.sees("now.agent");
    await w.simulator.hold({ path: "/ccp-v2/ccp.js" });
    const keeper = await w.clickForKeeper(tab);
    await tab.sees("now.keeperUnready === 'ccp-loading'");
    await until("the document of the keeper's CCP", async () => (await w.simulator.state()).frames.length === 2);
    await crash(keeper);
    await w.simulator.release();
    await tab.sees("now.keeperReady && now.agent");
  });

  it("is not taken from the keeper's page: runKeeper refuses a Streams", async (w) => {
    const page = await w.openBlank();
    await page.page.goto(`${w.simulator.origins.app}/elsewhere.html`);
    const [code, setting] = await page.peek(`import("/pkg/index.js").then(({ runKeeper }) => runKeeper({ connect: {} }))
      .catch(({ code, errors }) => [code, errors[0].setting])`);
    assert.deepEqual([code, setting], ["bad-settings", "connect"]);
    assert.equal(await page.peek("navigator.locks.query().then(({ held }) => held.length)"), 0);
  });
});

inEachBrowser("a tab's CCP that crashes", (it) => {
  it("and stays dead: the tab says nothing false, and its end is made from what the agent has by then", async (w, t) => {
    if (whyNoCrash(w.browser)) return t.skip(whyNoCrash(w.browser));
    const [tab, crash] = await openToCrashCcp(w, w.withKeeper());
    const keeper = await w.openKeeper(tab);
    await crash(tab);
    // The tab hears of this no more.
    await w.simulator.setAgent({ state: "Break" });
    // By itself Streams leaves a dead frame as it is, and the page goes on.
    assert.equal(await keeper.peek("window.keeper.view().phase"), "watching");
    const { signedOut, keeperReady, agent } = await tab.snapshot();
    assert.deepEqual([signedOut, keeperReady, agent.username], [false, true, "sim-agent"]);
    assert.deepEqual(await warnings(tab), []);
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", from: "Break", to: "Offline", by: "keeper" });
    assert.deepEqual(await w.calls(), [200]);
  });

  it("and is loaded again by Streams: the watch goes on with the agent, and the end is made once", async (w, t) => {
    if (whyNoCrash(w.browser)) return t.skip(whyNoCrash(w.browser));
    const [tab, crash] = await openToCrashCcp(w, w.withKeeper(), { ackTimeout: 1 });
    await w.openKeeper(tab);
    const { frames } = await w.simulator.state();
    await crash(tab);
    await until("another CCP in the tab", async () => (await w.simulator.state()).frames.length > frames.length);
    await w.simulator.setAgent({ state: "Break" });
    await tab.sees("now.agent?.availability === 'Break' && !now.signedOut && now.keeperReady");
    await w.nothingChanges();
    await tab.close();
    await w.offlineAfter(tab);
    await w.endedWith({ kind: "changed", from: "Break", to: "Offline", by: "keeper" });
    assert.deepEqual(await w.calls(), [200]);
  });

  it("without a keeper: its close can call nobody, and the next start says so", async (w, t) => {
    if (whyNoCrash(w.browser)) return t.skip(whyNoCrash(w.browser));
    const [tab, crash] = await openToCrashCcp(w, { keeper: null });
    await tab.sees("now.agent");
    await crash(tab);
    await tab.close();
    const next = await w.open({ keeper: null, sessionEndTimer: 0, initialAgentState: "" });
    await next.until("window.watch.lastOutcome()?.kind === 'failed'");
    assert.deepEqual(await w.calls(), []);
  });
});
