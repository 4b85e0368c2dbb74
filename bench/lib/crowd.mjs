// Many tabs of one library in one browser, and the library's keeper if it has one.

import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { peek, until } from "../../tests/e2e/harness/peek.mjs";

/** After this time without a message or a request, a change in the crowd counts as over. */
const QUIET_MS = 1_000;
/** Fifty tabs take this long on a small machine. */
const LATE_MS = 120_000;

export class Crowd {
  /** All tabs, oldest first. `keeper` is the keeper's page, or null. */
  tabs = [];
  keeper = null;

  constructor(browser, library, name, origin) {
    this.browser = browser;
    this.library = library;
    this.address = (role) => `${origin}/${name}-${role}.html`;
  }

  /** Opens tabs until there are `size` of them. The keeper comes after the first. */
  async grow(size) {
    while (this.tabs.length < size) {
      this.tabs.push(await this.#page("tab"));
      if (this.library.keeper && !this.keeper) this.keeper = await this.#page("keeper");
    }
    await this.#settled();
  }

  /** Closes the tab whose end makes the most work: the leader, or the tab that the keeper waits for. */
  async closeWorst() {
    const worst = await until("a tab to close", async () => {
      for (const tab of this.tabs) if (await peek(tab, "window.isWorst?.() ?? true")) return tab;
    }, LATE_MS);
    this.tabs.splice(this.tabs.indexOf(worst), 1);
    const gone = once(worst, "close");
    await worst.close({ runBeforeUnload: true });
    await gone;
    await this.#settled();
  }

  async reopenKeeper() {
    await this.keeper.close();
    this.keeper = await this.#page("keeper");
    await this.#settled();
  }

  /** The counts of each tab and of the keeper during `change` and until it is over. */
  async during(change) {
    const before = await this.#counts();
    await change();
    const after = await this.#counts();
    const none = { said: 0, heard: 0, locks: 0 };
    const did = (page) => {
      const [from, to] = [before.get(page) ?? none, after.get(page)];
      return Object.fromEntries(Object.keys(to).map((name) => [name, to[name] - from[name]]));
    };
    const old = this.tabs.filter((tab) => before.has(tab));
    return { tabs: old.map(did), keeper: this.keeper && did(this.keeper) };
  }

  async #page(role) {
    const page = await this.browser.driver.newPage();
    await page.goto(this.address(role), { waitUntil: "load" });
    const error = await peek(page, "window.begun");
    if (error) throw new Error(`${this.library.title}, ${role}: ${error}`);
    return page;
  }

  async #counts() {
    const pages = [...this.tabs, ...(this.keeper ? [this.keeper] : [])];
    return new Map(await Promise.all(pages.map(async (page) => [page, await peek(page, "window.counts")])));
  }

  /** Waits until there are as many locks of tabs as tabs, held or awaited, and nothing happens any more. */
  async #settled() {
    const { lock } = this.library;
    if (!lock) return;
    const tabs = `window.locks().then(({ held, pending }) => [...held, ...pending]
      .filter(({ name, mode }) => name.startsWith("${lock}") && mode === "exclusive").length)`;
    const [first] = this.tabs;
    await until("the tabs' locks", async () => (await peek(first, tabs)) === this.tabs.length, LATE_MS);
    let before;
    await until("quiet", async () => {
      const now = JSON.stringify([...(await this.#counts()).values()]);
      const isQuiet = now === before;
      before = now;
      if (!isQuiet) await pause(QUIET_MS);
      return isQuiet;
    }, LATE_MS);
  }
}
