// The world of a test: a simulated instance, a browser with an empty profile, and the windows that it opens.

import assert from "node:assert/strict";

import { until } from "./peek.mjs";
import { startSimulator } from "./simulator.mjs";
import { Keeper, PHASE, Tab } from "./tab.mjs";

/** The delay of most tests, in seconds: just long enough to tell early from late. */
export const DELAY = 1;
/** The delay of tests in which a tab comes back in time: enough on a quiet machine, and to be scaled by `World.scaled`. */
export const REFRESH = 5;
/** The delay of tests in which something happens to the keeper's CCP before it is over. */
export const COUNTDOWN = 60;
/** A CCP that takes this long is there from the countdown's tenth second on, and is not given up. */
const SLOW_MS = 25_000;
/** For longer than this no agent is to work without a keeper that is ready; to be scaled by `World.scaled`. */
export const READY_AGAIN_MS = 45_000;
/** A delay that is longer than the test. */
export const LONG = 300;
/** A machine that runs this suite alone opens a page with a CCP in this time. */
const OPENS_IN_MS = 1_500;

/** How long a page may make use of a click, and a little more. */
const CLICK_COUNTS_MS = 6_000;

/** The most by which a duration is scaled: beyond this the tests would not come to an end. */
const SLOWEST = 10;

/** How many times slower than a quiet machine this one is, by a page that it has opened since `began`. */
export const slowness = (began) => Math.min(SLOWEST, Math.max(1, (performance.now() - began) / OPENS_IN_MS));

/**
 * A harmless call on the way that all calls take: from the page to its CCP, the worker, the server and back. A keeper
 * may have its CCP in a frame, and remove that.
 */
const ROUND_TRIP = `(() => {
  const view = window.connect ? window : (frames[0] ?? window);
  return view.connect?.core?.initialized && view.document.querySelector("iframe") && new Promise((success, failure) => {
    view.addEventListener("pagehide", () => success(true));
    view.connect.core.getClient().call("getDialableCountryCodes", {}, { success: () => success(true), failure });
  });
})()`;

/** One agent at one browser with nothing stored, and their Connect instance. */
export class World {
  /** Each browser's slowness, as the last test has measured it. */
  static #slowness = new WeakMap();

  /** `context`: a profile that is there already, and ends with its browser. */
  static async make(browser, context) {
    // One of its own: the last call of a page that closes with its profile may come after the next test has begun.
    const simulator = await startSimulator();
    const world = new World(browser, simulator, context ?? (await browser.driver.createBrowserContext()));
    world.ownsContext = !context;
    return world;
  }

  constructor(browser, simulator, context) {
    this.browser = browser;
    this.simulator = simulator;
    this.context = context;
    this.ownsContext = false;
    this.windows = [];
    /** How many times slower than a quiet machine this one is, by the windows opened so far. */
    this.slowness = 1;
  }

  /** The address of a page of tests/e2e/pages with these settings: an object, or the adapter's text. */
  address(settings, { page = "desktop.html", origin = this.simulator.origins.app, ...options } = {}) {
    const query = new URLSearchParams(options);
    if (typeof settings === "string") query.set("text", settings);
    else if (settings) query.set("settings", JSON.stringify(settings));
    return `${origin}/${page}?${query}`;
  }

  /** Opens a tab, and waits until its watch runs or has been refused. */
  async open(settings, options = {}) {
    const began = performance.now();
    const tab = await this.openBlank();
    await tab.go(this.address(settings, options));
    this.#opened(began);
    return tab;
  }

  /** A tab without a page. */
  async openBlank() {
    const tab = new Tab(this.browser, await this.browser.newPage(this.context));
    this.windows.push(tab);
    return tab;
  }

  /** Opens a tab with a process that `crash` can end. */
  async openToCrash(settings, options = {}) {
    const tab = await this.openBlank();
    const known = this.browser.processes();
    // A page without a CCP first: the only new process is then the tab's own, which it keeps within its site.
    await tab.page.goto(`${this.simulator.origins.app}/elsewhere.html`);
    const fresh = this.browser.processes().filter((pid) => !known.includes(pid));
    if (this.browser.name === "firefox") {
      if (fresh.length !== 1) throw new Error(`the tab has ${fresh.length} new processes instead of one`);
      tab.process = fresh[0];
    }
    await tab.go(this.address(settings, options));
    return tab;
  }

  /** Settings with a keeper and the tests' delay. */
  withKeeper = (settings = {}, options = {}) => ({
    sessionEndTimer: DELAY,
    keeper: { url: `/keeper.html?${new URLSearchParams(options)}` },
    ...settings,
  });

  /** Clicks on a tab, and waits until its keeper could make the change. */
  async openKeeper(tab) {
    const began = performance.now();
    const keeper = await this.clickForKeeper(tab);
    await tab.sees("now.keeperReady && now.agent").catch((error) => this.#explain(error));
    this.#opened(began);
    return keeper;
  }

  /** The same, with a CCP that is slow just then: the keeper loads it the earlier in the countdown. */
  async openKeeperOfSlowCcp(tab) {
    await tab.sees("now.agent");
    await this.simulator.setDelay({ path: "/ccp-v2/ccp.js", ms: SLOW_MS });
    const keeper = await this.clickForKeeper(tab);
    await tab.sees("now.keeperReady && now.agent");
    await this.simulator.clearDelays();
    return keeper;
  }

  /** Clicks on a tab until a keeper's window is there. */
  async clickForKeeper(tab) {
    await tab.click();
    let clickedAt = performance.now();
    await until("a keeper's window", async () => {
      if ((await this.keeperPages()).length > 0) return true;
      // On a busy machine the click may be too old before the page has made use of it: an agent clicks again, but not in
      // the five seconds for which a click counts.
      if (performance.now() - clickedAt < CLICK_COUNTS_MS) return false;
      if (await tab.peek("!window.watch || watch.snapshot().keeper === 'blocked'")) {
        await tab.click();
        clickedAt = performance.now();
      }
      return false;
    }).catch((error) => this.#explain(error));
    return this.keeperWindow();
  }

  /** The keeper's window, once it is there. */
  async keeperWindow() {
    const page = await until("a keeper's window", async () => (await this.keeperPages())[0]);
    const known = this.windows.find((window) => window.page === page);
    if (known) return known;
    const keeper = new Keeper(this.browser, page);
    this.windows.push(keeper);
    return keeper;
  }

  /** Every window with a keeper's page. */
  async keeperPages() {
    const pages = new Set(await this.context.pages());
    return [...pages].filter((page) => !page.isClosed() && new URL(page.url()).pathname.startsWith("/keeper"));
  }

  /** A tab and its keeper, ready. */
  async start(settings = {}) {
    const tab = await this.open(typeof settings === "string" ? settings : this.withKeeper(settings));
    const keeper = await this.openKeeper(tab);
    return { tab, keeper };
  }

  /**
   * Waits until the agent is Offline on the server: `delay` seconds after the tab was closed, never earlier. `loadsIn`:
   * how many milliseconds longer than on a quick line the keeper's CCP takes to load.
   */
  async offlineAfter(tab, delay = DELAY, state = "Offline", loadsIn = 0) {
    const { transitions } = await this.simulator.wait({ state }).catch((error) => this.#explain(error));
    const { at, cause } = transitions.at(-1);
    assert.equal(cause, "PutAgentState");
    const took = at - tab.closedAt;
    assert.ok(took >= delay * 1000, `${state} after ${took} ms, ${delay} s were set`);
    // Far above what the keeper's CCP takes to load, and below a second load of it.
    const most = delay * 1000 + loadsIn + 20_000 * this.slowness;
    assert.ok(took < most, `${state} only after ${took} ms, ${delay} s were set: at most ${most} on this machine`);
    return took;
  }

  /** Adds what the windows show, because the server's state alone does not say why nothing came. */
  async #explain(error) {
    const view = "JSON.stringify(window.keeper?.view() ?? window.watch?.snapshot())";
    const pages = (await this.context.pages()).filter((page) => !page.isClosed());
    const seen = pages.map(async (page) => `${page.url()} ${await page.evaluate(view).catch(({ message }) => message)}`);
    throw new Error(`${error.message}\nThe windows:\n${(await Promise.all(seen)).join("\n") || "none"}`, { cause: error });
  }

  /**
   * Asserts that the agent was changed by so many `calls` and will not be by another. No keeper counts down or acts, and
   * no call is on its way: a round trip from each window comes back, and the calls that were made before it are ahead.
   */
  async nothingChanges({ calls = 0 } = {}) {
    const open = this.windows.filter(({ isGone }) => !isGone);
    const isIdle = `!["countdown", "acting", "restoring"].includes(${PHASE})`;
    // A keeper may close itself meanwhile.
    for (const window of open) await until(isIdle, () => window.isGone || window.peek(isIdle));
    await this.roundTrips(open);
    assert.equal((await this.calls()).length, calls);
  }

  /** Waits until all calls that these windows, and others with the same worker, have made so far are at the server. */
  async roundTrips(windows) {
    // A call on another connection may be slower than one round trip, but not than two.
    const trip = (window) => until("a round trip", async () => window.isGone || ((await window.peek(ROUND_TRIP)), true));
    for (let trips = 0; trips < 2; trips += 1) await Promise.all(windows.map(trip));
  }

  /** The status of each call so far that changes the agent; null if its client had gone. */
  calls = async () => (await this.simulator.requests("PutAgentState")).map(({ status }) => status);

  /**
   * Scales a duration that is enough on a quiet machine, in whole seconds or milliseconds, by how slow this machine is.
   * The last test has measured that, or a page opened just now does. For limits that the library has to keep, not for waits.
   */
  async scaled(duration) {
    this.slowness = Math.max(this.slowness, World.#slowness.get(this.browser) ?? (await this.#measure()));
    return Math.ceil(duration * this.slowness);
  }

  async #measure() {
    const context = await this.browser.driver.createBrowserContext();
    const began = performance.now();
    const page = new Tab(this.browser, await this.browser.newPage(context));
    // With wrong settings the library watches nothing.
    await page.go(this.address({ sessionEndTimer: -1 }));
    const measured = slowness(began);
    await context.close();
    return measured;
  }

  #opened(began) {
    this.slowness = Math.max(this.slowness, slowness(began));
    World.#slowness.set(this.browser, this.slowness);
  }

  /** The outcome of the session's end, as the journal has it. Any open window can read it, else a new one does. */
  async outcome(timeoutMs) {
    const entry = `JSON.parse(localStorage.getItem("connect-session-end/default/outcome"))?.value.outcome`;
    const there = this.windows.find(({ isGone, page }) => !isGone && page.url()?.startsWith(this.simulator.origins.app));
    const found = there && (await until("an outcome", () => there.isGone || there.peek(entry), timeoutMs));
    if (found && found !== true) return found;
    const reader = await this.openBlank();
    await reader.page.goto(`${this.simulator.origins.app}/elsewhere.html`);
    const outcome = await reader.until(entry, timeoutMs);
    await reader.close();
    return outcome;
  }

  /** Asserts on the parts of the outcome that are named. */
  async endedWith(parts, timeoutMs) {
    const outcome = await this.outcome(timeoutMs);
    const named = Object.fromEntries(Object.keys(parts).map((key) => [key, outcome[key]]));
    assert.deepEqual(named, parts, JSON.stringify(outcome));
    return outcome;
  }

  async end() {
    await (this.ownsContext ? this.context.close() : Promise.resolve()).finally(() => this.simulator.stop());
  }
}
