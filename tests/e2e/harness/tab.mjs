// One window of an agent: a tab with the CCP, or the keeper.

import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { peek, peekFrame, until } from "./peek.mjs";
import { CAN_LIST_PROCESSES } from "./processes.mjs";

/** The focused element, in whichever shadow, by its name; with a note if its focus cannot be seen. */
const FOCUS = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  return (element.name || element.id || element.localName) + (isSeen ? "" : " (unseen)");
})()`;

/** A window, whatever it shows. */
export class Window {
  constructor(browser, page) {
    this.browser = browser;
    this.page = page;
    this.isGone = false;
    page.once("close", () => (this.isGone = true));
    // A page may be held, and a machine may be busy. Only the test's own timeout counts.
    page.setDefaultNavigationTimeout(0);
    /** The answer to a browser that asks whether the window may go. `after` is in milliseconds, or a function to wait for. */
    this.answer = { after: 0, leave: true };
    /** How many times it has asked. */
    this.prompts = 0;
    page.on("dialog", (dialog) => this.#meet(dialog));
  }

  async #meet(dialog) {
    const { after, leave } = this.answer;
    this.prompts += 1;
    this.askedAt = Date.now();
    // The test looks itself at what it waits for here; a prompt that is never answered would hold it up.
    await (typeof after === "function" ? after().catch(() => {}) : pause(after));
    await (leave ? dialog.accept() : dialog.dismiss()).catch(() => {});
  }

  /** The value of an expression in the page, without giving it a user activation. */
  peek = (expression) => peek(this.page, expression);

  /** Waits until an expression in the page is truthy, and returns its value. */
  until = (expression, timeoutMs) => until(expression, () => this.peek(expression), timeoutMs);

  /** A real click: the page has a user activation for the next five seconds. `element` is an expression. */
  async click(element = "document.getElementById('act')") {
    await this.page.bringToFront();
    const [x, y] = await this.until(`(() => {
      const element = ${element};
      element?.scrollIntoView({ block: "center" });
      const box = element?.getBoundingClientRect();
      return box?.width > 0 && [box.x + box.width / 2, box.y + box.height / 2];
    })()`);
    await this.page.mouse.click(x, y);
  }

  /** Presses a button of this id in the frame whose page is at `path`, once both are there. */
  async pressInFrame(path, id) {
    const press = `(() => {
      const button = document.getElementById("${id}");
      // The page may be gone before it has answered.
      setTimeout(() => button?.click());
      return !!button;
    })()`;
    await until(`the button ${id} at ${path}`, async () => {
      const frame = this.page.frames().find((frame) => new URL(frame.url()).pathname === path);
      return frame && peekFrame(frame, press);
    });
  }

  /** The agent signs in, in the CCP's frame of this window. */
  signIn = () => this.pressInFrame("/login", "sign-in");

  /** Gives the page this size, `{ width, height }`. */
  async resize(size) {
    if (this.browser.name === "chromium") return this.page.setViewport(size);
    // Puppeteer's own asks for a screen's orientation too, which this Firefox does not know.
    const context = this.page.mainFrame()._id;
    await this.page.browser().connection.send("browsingContext.setViewport", { context, viewport: size });
  }

  /** The network loses every request for this path from now on. */
  async failToLoad(path) {
    this.page.on("request", (request) => (new URL(request.url()).pathname === path ? request.abort() : request.continue()));
    await this.page.setRequestInterception(true);
  }

  /** By keyboard alone: goes on with Tab until it can be seen that the focus is on this button, and presses `key`. */
  async choose(name, key) {
    const passed = [];
    do passed.push(...(await this.tab(1)));
    while (passed.at(-1) !== name && passed.length < 40);
    if (passed.at(-1) !== name) throw new Error(`Tab does not lead to ${name}, but to ${passed.join(", ")}`);
    await this.page.keyboard.press(key);
  }

  /** Goes back to the element focused before. */
  async tabBack() {
    const { keyboard } = this.page;
    await keyboard.down("Shift");
    await keyboard.press("Tab");
    await keyboard.up("Shift");
  }

  /** The focused element, by its name. */
  focus = () => this.peek(FOCUS);

  /** The focused element after each of so many Tabs. */
  async tab(times) {
    await this.page.bringToFront();
    const passed = [];
    while (passed.length < times) {
      await this.page.keyboard.press("Tab");
      passed.push(await this.focus());
    }
    return passed;
  }

  /** Closes the window as its user would, unload handlers and all; `closedAt` is when that was asked for. */
  async close() {
    if (this.isGone) return;
    const gone = once(this.page, "close");
    this.closedAt = Date.now();
    await this.page.close({ runBeforeUnload: true });
    await gone;
  }

  /** Asks for the window to be closed, as a user does who then stays at the browser's prompt. */
  async stay(after = 0) {
    this.answer = { after, leave: false };
    this.closedAt = Date.now();
    const before = this.prompts;
    await this.page.close({ runBeforeUnload: true });
    await until("the browser asks", () => this.prompts > before);
  }

  /** Waits until the window has closed itself. */
  gone = (timeoutMs) => until("the window is gone", () => this.isGone, timeoutMs);
}

/** A tab with a page of tests/e2e/pages in it. */
export class Tab extends Window {
  /** The page says that it is up: its call of `watchSessionEnd` has come to an end. */
  ready = (timeoutMs) => this.until("window.isReady?.()", timeoutMs);

  /** Goes to an address, and waits until its page is ready. */
  async go(address) {
    await this.page.goto(address, { waitUntil: "domcontentloaded" });
    await this.ready();
  }

  /** The events of the watch so far. */
  events = () => this.peek("window.events");

  /** Waits for an event of the watch, and returns its detail; `test` is an expression on `detail`. */
  event = (type, test = "true", timeoutMs) =>
    this.until(`window.events.find(({ type, detail }) => type === ${JSON.stringify(type)} && (${test}))?.detail`, timeoutMs);

  dialog = new Dialog(this);

  /** The bar's text, if there is one. */
  bar = () => this.peek(`${BAR}?.innerText`);

  /** Waits until there is a bar, and returns its text. */
  hasBar = () => this.until(`${BAR}?.innerText`);

  /** Waits until there is none. */
  hasNoBar = () => this.until(`${NOTICE} && !${BAR}`);

  /** Clicks the bar's button of this name. */
  pressBar = (name) => this.click(`${BAR}.querySelector("button[name=${name}]")`);

  snapshot = () => this.peek("window.watch.snapshot()");

  /** The id of the CCP's document in this tab, by which the instance calls it; waits until there is one. */
  ccp = () =>
    until("the tab's CCP", async () => {
      const frames = this.page.frames().filter((frame) => frame.url().includes("/ccp-v2"));
      return frames.length === 1 && peekFrame(frames[0], "document.documentElement.dataset.frame");
    });

  lastOutcome = () => this.peek("window.watch.lastOutcome()");

  /** Waits until the tab's snapshot is as the expression on `now` says. */
  sees = (expression, timeoutMs) =>
    this.until(`(() => { const now = window.watch.snapshot(); return (${expression}) && now; })()`, timeoutMs);

  /** Reloads as the user would, and waits until the page is up again; returns how long that took. */
  async refresh() {
    this.refreshedAt = Date.now();
    await this.page.reload({ waitUntil: "domcontentloaded" });
    await this.ready();
    return Date.now() - this.refreshedAt;
  }

  /** The page hears that it may go, and stays: the call of a tab that really goes may be lost. */
  beforeUnload = () => this.peek("void window.dispatchEvent(new Event('beforeunload', { cancelable: true }))");

  /** Leaves for another address. */
  async leave(address) {
    this.closedAt = Date.now();
    await this.page.goto(address, { waitUntil: "domcontentloaded" });
  }

  /** Ends the process that holds the tab's page, as a crash would. */
  async crash() {
    if (this.browser.name === "chromium") {
      const crashed = once(this.page, "error");
      const session = await this.page.createCDPSession();
      this.closedAt = Date.now();
      session.send("Page.crash").catch(() => {});
      await crashed;
    } else {
      this.closedAt = Date.now();
      process.kill(this.process, "SIGKILL");
      await until("the process is gone", () => !this.browser.processes().includes(this.process));
    }
    this.isGone = true;
  }
}

/** The library's notice in a tab's page. */
const NOTICE = `document.querySelector("[data-connect-session-end]")?.shadowRoot`;
/** The bar, if it is shown, as an expression. */
export const BAR = `${NOTICE}?.querySelector("[part=bar]:not([hidden])")`;

/** The dialog for an agent who wanted to go and has stayed. */
export class Dialog {
  #dialog = `${NOTICE}?.querySelector("dialog[open]")`;

  constructor(tab) {
    this.tab = tab;
  }

  /** Waits until it is at this phase. */
  phase = (name, timeoutMs) => this.tab.until(`${this.#dialog}?.dataset.phase === ${JSON.stringify(name)}`, timeoutMs);

  /** Waits until it says how the change has ended, and resolves to that: `done` or `failed`. */
  end = (timeoutMs) =>
    this.tab.until(`["done", "failed"].find((phase) => phase === ${this.#dialog}?.dataset.phase)`, timeoutMs);

  text = () => this.tab.peek(`${this.#dialog}?.innerText`);

  /** Clicks its button of this name. */
  press = (name) => this.tab.click(`${this.#dialog}?.querySelector("button[name=${name}]:not([hidden])")`);

  gone = (timeoutMs) => this.tab.until(`!${this.#dialog}`, timeoutMs);

  /** Leaves anyway, and closes the tab if the browser does not let the page do that by itself. */
  async leave() {
    const { tab } = this;
    await tab.peek(`setTimeout(() => ${this.#dialog}.querySelector("button[name=leave]").click())`);
    await Promise.race([tab.gone(), tab.until(`${NOTICE}.querySelector("dialog").innerText.includes("close this tab now")`)]);
    if (!tab.isGone) await tab.close();
  }
}

/** The phase of a keeper's page, as an expression; undefined in any other page. */
export const PHASE = `document.querySelector("[data-phase]")?.dataset.phase`;

const SCREEN = `[...document.querySelectorAll("*")].find(({ shadowRoot }) => shadowRoot)?.shadowRoot`;

/** The keeper's window. */
export class Keeper extends Window {
  /** Its screen's text, once it is there: the keeper does not wait for it. */
  text = () => this.until(`${SCREEN}?.querySelector("main").innerText`);

  /** Clicks the button of this name on the keeper's screen. */
  press = (name) => this.click(`${SCREEN}?.querySelector("button[name=${name}]:not([hidden])")`);

  /** Waits until it watches and is ready, over an agent in this state. */
  async watches(state) {
    await this.phase("watching");
    await this.until("!document.body.dataset.unready");
    await this.until(`${SCREEN}.querySelector("dl").innerText.includes(${JSON.stringify(state)})`);
  }

  /** Waits until the keeper is at this phase. */
  phase = (name, timeoutMs) =>
    this.until(`${PHASE} === ${JSON.stringify(name)}`, timeoutMs).catch(async (error) => {
      const view = await this.peek("JSON.stringify(window.keeper?.view())").catch(({ message }) => message);
      throw new Error(`${error.message}\nThe keeper: ${view}`, { cause: error });
    });

  /** Waits until the keeper shows the outcome, or has closed itself after that. */
  over = () => until("the keeper is done", async () => this.isGone || (await this.peek(`${PHASE} === "done"`)));

  /**
   * Stops the keeper as soon as the condition holds, until `goOn()`: its clock and its timers stand still, and its last
   * look at who is there gets no answer. The page itself watches for the condition, so a call ahead of time is never too late.
   */
  hold(condition = `${PHASE} === "done"`) {
    const held = this.peek(`new Promise((held) => setTimeout(function look() {
    if (!(${condition})) return setTimeout(look, 20);
    const { now } = Date;
    const { locks } = navigator;
    const query = locks.query.bind(locks);
    const at = now();
    Date.now = () => at;
    const later = new Promise((resolve) => (window.goOn = resolve));
    locks.query = () => later.then(query);
    // A look without an answer would be given up. Only the last timer that it arms counts.
    const arm = Worker.prototype.postMessage;
    let armed;
    Worker.prototype.postMessage = function (...timer) { armed = () => arm.apply(this, timer); };
    later.then(() => { Date.now = now; locks.query = query; Worker.prototype.postMessage = arm; armed?.(); });
    held();
  }))`);
    // A test that has failed before says why itself.
    held.catch(() => {});
    return held;
  }

  goOn = () => this.peek("window.goOn()");
}

/** Why tabs cannot be crashed one by one in this browser on this machine; null if they can. */
export function whyNoCrash({ name }) {
  return name === "firefox" && !CAN_LIST_PROCESSES
    ? "a tab of Firefox is crashed by its process, which is looked up in Linux' /proc"
    : null;
}
