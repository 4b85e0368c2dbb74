// A lane: one browser and one simulated instance, for one trial after the other. Lanes run side by side. Each has its
// own browser, because Firefox loses a page that opens while another window of the same browser closes.

import { launch } from "../../tests/e2e/harness/browser.mjs";
import { startSimulator } from "../../tests/e2e/harness/simulator.mjs";
import { launchReachable } from "../../tests/e2e/harness/windows.mjs";
import { World } from "../../tests/e2e/harness/world.mjs";
import { ends } from "./looks.mjs";
import { Matrix } from "./matrix.mjs";
import { open } from "./methods.mjs";

/** A trial starts at most this often, because some sessions do not come to the intended end. */
const STARTS = 3;

/** Fills a table and prints it: `cases` down, `browsers` and `methods` across. Each browser has so many `lanes`. */
export async function fill({ browsers, methods, cases, trials, lanes, answer, delay = 0 }) {
  console.log(`right results of ${trials}, by the server's state\n`);
  const startedAt = Date.now();
  const matrix = new Matrix(browsers, Object.keys(methods), cases, trials, console.log);
  const all = browsers.flatMap((browser) => {
    const tasks = matrix.tasks(browser);
    return Array.from({ length: lanes }, () => new Lane(browser, methods, tasks, { answer, delay }));
  });
  const ended = await Promise.allSettled(all.map((lane) => lane.work((task, result) => matrix.tell(task, result))));
  matrix.notes(all.flatMap(({ mishaps }) => mishaps));
  console.log(`\ntook ${((Date.now() - startedAt) / 60_000).toFixed(1)} min`);
  for (const { reason } of ended) if (reason) throw reason;
}

class Lane {
  #browser;
  #simulators = {};

  /** Tasks name one of `methods`. The lanes of a browser share `tasks`. */
  constructor(browserName, methods, tasks, { answer, delay }) {
    this.browserName = browserName;
    this.methods = methods;
    this.tasks = tasks;
    this.answer = answer;
    this.delay = delay;
    /** The reasons for trials that started again. */
    this.mishaps = [];
  }

  /** Makes trials until none is left. Calls `tell(task, result)` after each. */
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

  /** One session from its start to its end, and the server's state after it. */
  async #trial({ one, method }) {
    const plan = { answer: this.answer, ...this.methods[method], ...one };
    if (plan.reachable) await this.#closeBrowser();
    const world = await this.#world(plan);
    const { simulator } = world;
    const { delay } = this;
    const page = plan.link ? { ...plan.page, ccpOrigin: simulator.origins.ccp } : (plan.page ?? {});
    const tab = await open(world, { ...plan, delay, page });
    await plan.order?.(simulator);
    const since = { before: await simulator.state(), waited: plan.delayed ? delay : 0 };
    const look = plan.look ?? ends;
    let proof;
    let result;
    if (plan.end) proof = await plan.end(tab, world, plan);
    else if (plan.close) result = await plan.close(tab, world, plan);
    else await tab.close();
    result ??= await look(world, tab, since);
    if (plan.proves && !(await proof())) throw new Error("the session did not end that way");
    if (plan.browserEnds) await this.#closeBrowser();
    else await world.context.close();
    return result;
  }

  /** A new profile in the lane's browser, or the browser's own if the trial must reach windows and tabs. */
  async #world({ reachable = false, link }) {
    const simulator = await this.#simulator(link);
    this.#browser ??= await (reachable ? launchReachable : launch)(this.browserName);
    const { driver } = this.#browser;
    const context = reachable ? driver.defaultBrowserContext() : await driver.createBrowserContext();
    return new World(this.#browser, simulator, context);
  }

  /** A simulator in its first state. Behind a link it has TLS. */
  async #simulator(link) {
    const kind = link ? "tls" : "plain";
    const simulator = (this.#simulators[kind] ??= await startSimulator(link ? ["--tls"] : []));
    await simulator.reset();
    if (link) await simulator.setLink(link);
    return simulator;
  }

  /** Also closes a browser that has ended by itself, because its profile is still there. */
  async #closeBrowser() {
    const browser = this.#browser;
    this.#browser = undefined;
    await browser?.close().catch(() => {});
  }
}
