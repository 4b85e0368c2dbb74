// What a test has: a simulated instance, a browser with an empty profile, and the windows that it opens.

import assert from "node:assert/strict";

import { until } from "./peek.mjs";
import { startSimulator } from "./simulator.mjs";
import { Keeper, Tab } from "./tab.mjs";

/** The delay of most tests, in seconds: as short as tells early from late. */
export const DELAY = 1;
/** The delay of those in which a tab comes back: longer than that takes on a busy machine. */
export const REFRESH = 3;

/** One agent at one browser with nothing stored, and their Connect instance. */
export class World {
  /** Where the tests' own simulators wait for the next test. */
  static #idle = [];

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
    const tab = await this.openBlank();
    await tab.go(this.address(settings, options));
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
    await tab.click();
    const keeper = await this.keeperWindow();
    await tab.sees("now.keeperReady && now.agent", 20_000);
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
    assert.ok(took < delay * 1000 + 5_000, `${state} only after ${took} ms, ${delay} s were set`);
    return took;
  }

  /** Lets the time pass in which a wrong change would be made, and asserts that nothing has changed. */
  async nothingChanges(ms = DELAY * 1000 + 700) {
    const before = (await this.simulator.transitions()).length;
    await new Promise((resolve) => setTimeout(resolve, ms));
    assert.deepEqual((await this.simulator.transitions()).slice(before), []);
  }

  /** How the session's end was dealt with, as the journal has it. */
  async outcome(timeoutMs = 15_000) {
    const reader = await this.openBlank();
    await reader.page.goto(`${this.simulator.origins.app}/elsewhere.html`);
    const entry = `JSON.parse(localStorage.getItem("connect-session-end/default/outcome"))?.value.outcome`;
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
