// A lane: one browser and one simulated instance, for one trial after the other. Lanes run side by side, with a browser
// each, since Firefox loses a page that is opened while another window of the same browser closes.

import { launch } from "../../tests/e2e/harness/browser.mjs";
import { startSimulator } from "../../tests/e2e/harness/simulator.mjs";
import { launchReachable } from "../../tests/e2e/harness/windows.mjs";
import { World } from "../../tests/e2e/harness/world.mjs";
import { ends } from "./looks.mjs";
import { open } from "./methods.mjs";

/** How often a trial is begun anew whose session could not be brought to its end. */
const STARTS = 3;

export class Lane {
  #browser;
  #simulators = {};

  /** `methods` are what tasks name; `tasks` is shared with the other lanes of this browser. */
  constructor(browserName, methods, tasks, { delay, stay }) {
    this.browserName = browserName;
    this.methods = methods;
    this.tasks = tasks;
    this.delay = delay;
    this.stay = stay;
    /** Why trials were begun anew. */
    this.mishaps = [];
  }

  /** Makes trials until none is left; `tell(task, result)` after each. */
  async work(tell) {
    try {
      for (let task = this.tasks.shift(); task; task = this.tasks.shift()) tell(task, await this.#insist(task));
    } catch (error) {
      this.tasks.length = 0;
      throw error;
    } finally {
      await this.#closeBrowser();
      await Promise.all(Object.values(this.#simulators).map((simulator) => simulator.stop()));
    }
  }

  async #insist(task) {
    for (let start = 1; ; start += 1) {
      try {
        return await this.#trial(task);
      } catch (error) {
        await this.#closeBrowser();
        const what = `${this.browserName}, ${task.one.title}, ${task.method}`;
        if (start === STARTS) throw new Error(`${what}: ${error.message}`, { cause: error });
        this.mishaps.push(`${what}: ${error.message}`);
      }
    }
  }

  /** One session from its begin to its end, and how the server's state then was. */
  async #trial({ one, method }) {
    if (one.reachable) await this.#closeBrowser();
    const world = await this.#world(one);
    const { simulator } = world;
    const how = this.methods[method];
    const delay = one.slow ? this.stay : this.delay;
    const page = one.link ? { ccpOrigin: simulator.origins.ccp } : {};
    const tab = await open(world, how, { ...one, delay, page });
    await one.order?.(simulator);
    const since = { before: await simulator.state(), waited: how.delayed ? delay : 0 };
    const look = one.look ?? ends;
    let proof;
    let result;
    if (one.end) proof = await one.end(tab, world);
    else if (how.close) result = await how.close(tab, world);
    else await tab.close();
    result ??= await look(world, tab, since);
    if (one.proves && !(await proof())) throw new Error("the session did not end that way");
    if (one.browserEnds) await this.#closeBrowser();
    else await world.context.close();
    return result;
  }

  /** A new profile in the lane's browser; the browser's own where windows and tabs are to be reached, too. */
  async #world({ reachable = false, link }) {
    const simulator = await this.#simulator(link);
    this.#browser ??= await (reachable ? launchReachable : launch)(this.browserName);
    const { driver } = this.#browser;
    const context = reachable ? driver.defaultBrowserContext() : await driver.createBrowserContext();
    return new World(this.#browser, simulator, context);
  }

  /** One as at its start; behind a link, with TLS. */
  async #simulator(link) {
    const kind = link ? "tls" : "plain";
    const simulator = (this.#simulators[kind] ??= await startSimulator(link ? ["--tls"] : []));
    await simulator.reset();
    if (link) await simulator.setLink(link);
    return simulator;
  }

  /** Also of one that has ended by itself: its profile is still there. */
  async #closeBrowser() {
    const browser = this.#browser;
    this.#browser = undefined;
    await browser?.close().catch(() => {});
  }
}
