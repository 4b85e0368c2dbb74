// What a test has: a simulated instance, a browser with an empty profile, and the windows that it opens.

import assert from "node:assert/strict";

import { until } from "./peek.mjs";
import { startSimulator } from "./simulator.mjs";
import { Keeper, PHASE, Tab } from "./tab.mjs";

/** The delay of most tests, in seconds: as short as tells early from late. */
export const DELAY = 1;
/** That of those in which a tab comes back, on a quiet machine: see `World.scaled`. */
export const REFRESH = 3;
/** One that is not over before the test is. */
export const LONG = 300;
/** What it takes a quiet machine, busy with this suite alone, to open a page with a CCP. */
const OPENS_IN_MS = 1_500;

/** Nothing is scaled by more than this: beyond it no test would come to an end. */
const SLOWEST = 10;

/** How many times longer than a quiet machine this one has taken to open a page, since a moment of `performance.now()`. */
export const slowness = (began) => Math.min(SLOWEST, Math.max(1, (performance.now() - began) / OPENS_IN_MS));

/** A harmless call that takes the way of all others: from the page to its CCP, to the worker, to the server and back. */
const ROUND_TRIP = `window.agent && document.querySelector("#ccp iframe") && new Promise((success, failure) =>
  connect.core.getClient().call("getDialableCountryCodes", {}, { success: () => success(true), failure }))`;

/** One agent at one browser with nothing stored, and their Connect instance. */
export class World {
  /** Where the tests' own simulators wait for the next test. */
  static #idle = [];

  /** Of each browser, as the test before has seen it. */
  static #slowness = new WeakMap();

  /** `context`: a profile that is there already, and ends with its browser. */
  static async make(browser, context) {
    const simulator = World.#idle.pop() ?? (await startSimulator());
    await simulator.reset();
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
    /** How many times longer than a quiet machine this one took to open a keeper and its CCP, or a page. */
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
    const tab = new Tab(this.browser, await this.context.newPage());
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
    await tab.click();
    const keeper = await this.keeperWindow();
    await tab.sees("now.keeperReady && now.agent");
    this.#opened(began);
    return keeper;
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

  /** Waits until the agent is Offline on the server: `delay` seconds after the tab was closed, never earlier. */
  async offlineAfter(tab, delay = DELAY, state = "Offline") {
    const { transitions } = await this.simulator.wait({ state });
    const { at, cause } = transitions.at(-1);
    assert.equal(cause, "PutAgentState");
    const took = at - tab.closedAt;
    assert.ok(took >= delay * 1000, `${state} after ${took} ms, ${delay} s were set`);
    const most = delay * 1000 + 5_000 * this.slowness;
    assert.ok(took < most, `${state} only after ${took} ms, ${delay} s were set: at most ${most} on this machine`);
    return took;
  }

  /**
   * Asserts that no call changes the agent, after the `calls` that were to: that no keeper counts down or acts, and that
   * nothing is on its way. For what a window asks for now comes behind all that it has asked for before.
   */
  async nothingChanges({ calls = 0 } = {}) {
    const open = this.windows.filter(({ isGone }) => !isGone);
    for (const window of open) await window.until(`!["countdown", "acting", "restoring"].includes(${PHASE})`);
    await this.roundTrips(open);
    assert.equal((await this.calls()).length, calls);
  }

  /** Waits until all that these windows have asked for so far has come to the server, and what they share a worker with. */
  async roundTrips(windows) {
    // A call may be behind on another connection; it is not behind two.
    for (let trips = 0; trips < 2; trips += 1) await Promise.all(windows.map((window) => window.peek(ROUND_TRIP)));
  }

  /** The answers to the calls so far that were to change the agent; null where nobody was left to be answered. */
  calls = async () => (await this.simulator.requests("PutAgentState")).map(({ status }) => status);

  /**
   * A duration that is enough on a quiet machine, in whole seconds or milliseconds as it comes, as many times longer as
   * it took this one longer to open pages in the test before, or does just now. For what is to be over in time; nothing
   * is waited for by it.
   */
  async scaled(duration) {
    this.slowness = Math.max(this.slowness, World.#slowness.get(this.browser) ?? (await this.#measure()));
    return Math.ceil(duration * this.slowness);
  }

  async #measure() {
    const context = await this.browser.driver.createBrowserContext();
    const began = performance.now();
    const page = new Tab(this.browser, await context.newPage());
    // Settings that are wrong: nothing is watched.
    await page.go(this.address({ sessionEndTimer: -1 }));
    const measured = slowness(began);
    await context.close();
    return measured;
  }

  #opened(began) {
    this.slowness = Math.max(this.slowness, slowness(began));
    World.#slowness.set(this.browser, this.slowness);
  }

  /** How the session's end was dealt with, as the journal has it: read in a window that is there, or in one of its own. */
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
    // A simulator that is not handed back would not be stopped.
    await (this.ownsContext ? this.context.close() : Promise.resolve()).finally(() => World.#idle.push(this.simulator));
  }

  /** Ends the simulators of this process. */
  static async stop() {
    await Promise.all(World.#idle.splice(0).map((simulator) => simulator.stop()));
  }
}
