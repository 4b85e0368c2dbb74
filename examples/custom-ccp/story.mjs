// Plays the demo in a headless Chromium. Each scene names its acts, waits for them, and checks the agent's state on the
// server. It prints the server's timeline. Pictures go to target/story/.

import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { before, Control, ROOT, startBrowser, startInstance, until } from "./stage.mjs";

/** The default of `sessionEndTimer`, and the time by which a change may be late on a busy machine. */
const DELAY_MS = 5_000;
const SLACK_MS = 10_000;
/** This script notes an end a little after the browser has seen it. */
const EARLY_MS = 500;
/** In front of a JavaScript expression: the snapshot that the desktop shows. */
const SNAPSHOT = `const s = JSON.parse(document.getElementById("snapshot").textContent);`;
const PICTURES = `${ROOT}target/story/`;

const instance = await startInstance();
const control = new Control(instance.control);
const browser = await startBrowser();
const panel = await browser.newPage();

let scene = null;
let failures = 0;

const STORIES = [
  {
    name: "Two tabs and a keeper",
    async play(stage) {
      const first = await stage.openDesktop();
      const keeper = await stage.openKeeper(first);

      await begin("One of two tabs is closed", "Available");
      const second = await stage.openAnother(first);
      await whenTabs(first, 2);
      await picture(first, "desktop");
      await picture(keeper, "keeper-watching");
      await close(second, "one of two tabs is closed");
      await whenTabs(first, 1);
      await nothingChanges();
      await end();

      await begin("The tab that is left is refreshed", "Available");
      mark("the tab is refreshed");
      await first.reload();
      await whenTabs(first, 1);
      await nothingChanges();
      await picture(first, "desktop");
      await end();

      await begin("The last tab is closed", "Offline");
      await close(first, "the last tab is closed");
      await changesTo("Offline", keeper);
      await end();

      await begin("The agent comes back", "Available");
      const deadline = Date.now() + 15_000;
      if (!keeper.isClosed()) await before(deadline, once(keeper, "close"));
      mark("the keeper has closed itself");
      mark("a tab is opened again");
      const back = await stage.openDesktop();
      await expect(await control.wait({ state: "Available" }, 15_000), "the agent is Available again");
      await picture(back, "desktop");
      await end();
    },
  },
  {
    name: "A crash",
    async play(stage) {
      const tab = await stage.openDesktop();
      const keeper = await stage.openKeeper(tab);
      await begin("The last tab crashes", "Offline");
      const crashed = once(tab, "error");
      const session = await tab.createCDPSession();
      session.send("Page.crash").catch(() => {});
      await before(Date.now() + 10_000, crashed);
      mark("the last tab crashes");
      await changesTo("Offline", keeper);
      await end();
    },
  },
  {
    name: "A call under way",
    async play(stage) {
      const tab = await stage.openDesktop();
      const keeper = await stage.openKeeper(tab);
      await begin("The last tab is closed during a call", "Offline");
      mark("a call starts");
      const { id } = await control.post("contacts", { add: { type: "voice", state: "connected" } });
      await whenSnapshot(tab, `s.agent.state === "Busy"`);
      await picture(tab, "desktop");
      await picture(keeper, "keeper-watching");

      const closed = await close(tab, "the last tab is closed");
      await keeperCounts(keeper);
      const queued = await control.wait({ next: "Offline" }, DELAY_MS + SLACK_MS);
      await expect(queued, "Offline is queued as the next status");
      await expect(queued.agent.state.name === "Busy", "the call goes on");
      await expect(Date.now() - closed > DELAY_MS - EARLY_MS, "not before the delay was over");
      mark("Offline is the next status after the call");
      await until(keeper, `document.body.dataset.phase === "done"`, { what: "the keeper shows its outcome" });
      await picture(keeper, "keeper-done");

      mark("the call ends");
      await control.post("contacts", { update: { id, state: "ended" } });
      mark("its contact work is over");
      await control.post("contacts", { clear: id });
      await expect(await control.wait({ state: "Offline" }, 5_000), "the agent is Offline after the call");
      await end();
    },
  },
];

/** One story's own browser profile. */
class Stage {
  #context;

  constructor(context) {
    this.#context = context;
  }

  async openDesktop() {
    const page = await this.#context.newPage();
    // A busy machine takes longer for a load than Puppeteer waits.
    page.setDefaultTimeout(120_000);
    await page.goto(`${instance.app}/`);
    await whenSnapshot(page, "s.agent");
    return page;
  }

  /** A real click, because the browser opens no window before one. */
  async openKeeper(page) {
    const opened = this.#opened("/keeper.html");
    await page.bringToFront();
    await page.mouse.click(80, 30);
    const keeper = await opened;
    // A headless Chromium gives every popup 800 x 600. This is the size in the settings.
    await keeper.setViewport({ width: 360, height: 480 });
    await whenSnapshot(page, `s.keeper === "open" && s.keeperReady`);
    return keeper;
  }

  async openAnother(page) {
    const opened = this.#opened("app.localhost", (url) => !url.includes("keeper"));
    await page.bringToFront();
    const { x, y } = await until(page, `(() => {
      const box = document.getElementById("another").getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    })()`);
    await page.mouse.click(x, y);
    const another = await opened;
    await whenSnapshot(another, "s.agent");
    return another;
  }

  async #opened(part, fits = () => true) {
    const known = new Set(browser.targets());
    const isNew = (target) =>
      target.type() === "page" && target.browserContext() === this.#context && !known.has(target);
    const target = await browser.waitForTarget(
      (target) => isNew(target) && target.url().includes(part) && fits(target.url()),
      { timeout: 15_000 },
    );
    return target.page();
  }
}

/** Waits until `condition` holds for the snapshot `s` on the desktop. A page in the background shows no new one. */
async function whenSnapshot(page, condition) {
  await page.bringToFront();
  await until(page, `(() => { ${SNAPSHOT} return ${condition}; })()`, { what: condition, timeoutMs: 20_000 });
}

async function whenTabs(page, count) {
  await whenSnapshot(page, `s.tabs === ${count} && s.keeper === "open" && s.keeperReady`);
}

async function close(page, what) {
  const closed = once(page, "close");
  await page.close({ runBeforeUnload: true });
  await before(Date.now() + 10_000, closed);
  return mark(what);
}

/** Waits for the time in which a wrong change would have come. */
async function nothingChanges() {
  const changed = await control.wait({ state: "Offline" }, DELAY_MS + 1_500);
  await expect(!changed, "the status stays as it is");
}

async function keeperCounts(keeper) {
  await until(keeper, `document.body.dataset.phase === "countdown"`, { what: "the keeper counts down" });
  await picture(keeper, "keeper-countdown");
}

/** The keeper counts down. Then the server's state changes once, in time, and the keeper says so. */
async function changesTo(state, keeper) {
  const { at: ended } = scene.marks.at(-1);
  await keeperCounts(keeper);
  const seen = await control.wait({ state }, DELAY_MS + SLACK_MS);
  await expect(seen, `the agent is ${state} within ${(DELAY_MS + SLACK_MS) / 1000} s`);
  const took = seen.agent.since - ended;
  await expect(took > DELAY_MS - EARLY_MS, `not before the delay was over (it took ${took} ms)`);
  await until(keeper, `document.body.dataset.phase === "done"`, { what: "the keeper shows its outcome" });
  await picture(keeper, "keeper-done");
}

async function begin(name, ends) {
  const { transitions, requests } = await control.state();
  const number = (scene?.number ?? 0) + 1;
  scene = { name, ends, number, marks: [], begun: Date.now(), seen: transitions.length, lastRequest: requests.at(-1)?.id ?? 0 };
  console.log(`\n${number}. ${name}`);
}

function mark(text) {
  const at = Date.now();
  scene.marks.push({ at, text });
  return at;
}

async function expect(holds, what) {
  if (!holds) throw new Error(`this does not hold: ${what}`);
}

/** Prints the server's timeline, and checks the agent's last state. */
async function end() {
  const state = await control.state();
  await panel.bringToFront();
  const shown = `document.getElementById("shown").textContent === ${JSON.stringify(state.agent.state.name)}`;
  await until(panel, shown, { what: `the control panel shows ${state.agent.state.name}` });
  await picture(panel, "control-panel");
  printTimeline(state);
  await expect(state.agent.state.name === scene.ends, `the agent ends ${scene.ends} (it is ${state.agent.state.name})`);
  console.log(`   ok: ${scene.ends}`);
}

function printTimeline({ transitions, requests }) {
  const calls = requests.filter(({ id, operation }) => id > scene.lastRequest && operation === "PutAgentState");
  const lines = [
    ...scene.marks,
    ...calls.map(({ at, status, applied, detail }) => ({
      at,
      text: `  PutAgentState ${detail ?? ""}: ${status ?? "no answer"}${applied ? ", applied" : ""}`,
    })),
    ...transitions.slice(scene.seen).map(({ at, from, to, cause }) => ({ at, text: `  ${from} → ${to} (${cause})` })),
  ].sort((one, other) => one.at - other.at);
  for (const { at, text } of lines) {
    console.log(`   ${((at - scene.begun) / 1000).toFixed(2).padStart(6)} s  ${text}`);
  }
}

async function picture(page, what) {
  const name = scene.name.toLowerCase().replaceAll(/\W+/g, "-");
  await page.screenshot({ path: `${PICTURES}${String(scene.number).padStart(2, "0")}-${name}-${what}.png` });
}

async function tell(story) {
  const context = await browser.createBrowserContext();
  await control.post("reset");
  console.log(`\n${story.name}`);
  try {
    await story.play(new Stage(context));
  } catch (error) {
    failures += 1;
    console.log(`   FAILED: ${error.message}`);
    if (scene) printTimeline(await control.state());
    for (const [index, page] of (await context.pages()).entries()) {
      // A crashed page cannot be drawn.
      await before(Date.now() + 3_000, picture(page, `failed-${index}`)).catch(() => {});
    }
  } finally {
    await before(Date.now() + 5_000, context.close()).catch(() => {});
  }
}

rmSync(PICTURES, { recursive: true, force: true });
mkdirSync(PICTURES, { recursive: true });
try {
  await panel.goto(`${instance.control}/`);
  for (const story of STORIES) await tell(story);
} finally {
  await browser.close();
  instance.stop();
}
console.log(failures ? `\n${failures} of ${STORIES.length} stories did not end as they should.` : "\nEvery scene ended as it should.");
console.log(`Pictures: ${PICTURES}`);
process.exitCode = failures ? 1 : 0;
