// The package's face: loads the wasm, makes errors errors and events events. What happens is decided in the wasm.

import init, { runKeeper as startKeeper, watch } from "./wasm/connect_session_end.js";

/** Why there is no watch, or no keeper. */
export class SessionEndError extends Error {
  constructor({ code, message, errors }, options) {
    super(message, options);
    this.name = "SessionEndError";
    this.code = code;
    if (errors) this.errors = errors;
  }
}

/** Events of the wasm, dispatched. */
class Emitter extends EventTarget {
  // What is there to say at the very start waits until whoever awaited the promise has had a turn to listen.
  #early = [];

  constructor() {
    super();
    setTimeout(() => {
      const early = this.#early;
      this.#early = null;
      for (const [type, detail] of early) this.#dispatch(type, detail);
    });
  }

  /** A bound listener for the wasm. A listener of the host's that throws is reported by the browser, and stays there. */
  static listener(emitter) {
    return (type, detail) => {
      if (emitter.#early) emitter.#early.push([type, detail]);
      else emitter.#dispatch(type, detail);
    };
  }

  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// The handle is in here while it runs: one that the page does not hold on to must not be collected, for its lock
// would go with it, and its lock says that the tab is there.
const running = new Set();

/** A tab that is watched. */
class SessionEndWatch extends Emitter {
  #wasm;
  #view = null;
  #notice = null;

  constructor(settings, connect, bar) {
    super();
    const render = (view) => {
      this.#view = view;
      this.#notice?.render(view);
    };
    const tell = Emitter.listener(this);
    this.#wasm = attempt(() => watch(settings, connect, tell, render));
    running.add(this);
    // Fetched ahead: at the last moment there is no time, and where the network is gone no way.
    if (this.#view?.expected) this.#show(bar, tell).catch(unshown);
  }

  async #show(bar, tell) {
    const { mountNotice, unknownNames } = await import("./notice.js");
    const wasm = this.#wasm;
    const leave = () => {
      wasm.leave();
      // A window that no script opened stays.
      window.close();
    };
    const actions = { openKeeper: () => wasm.openKeeper(), retry: () => wasm.retry(), stay: () => wasm.stay(), leave };
    const notice = await mountNotice(document.body ?? document.documentElement, actions, { bar });
    if (!running.has(this)) return notice.destroy();
    this.#notice = notice;
    notice.render(this.#view);
    for (const name of unknownNames(this.#view.messages)) {
      tell("warning", { code: "unknown-message", message: `messages.${name}: there is no such sentence; MessageName in index.d.ts lists them` });
    }
  }

  openKeeper() {
    this.#wasm.openKeeper();
  }

  snapshot() {
    return this.#wasm.snapshot();
  }

  lastOutcome() {
    return this.#wasm.lastOutcome();
  }

  stop() {
    running.delete(this);
    this.#wasm.stop();
    this.#notice?.destroy();
    this.#notice = null;
  }
}

/** What is shown is lost, and nothing else: the work is done all the same. */
function unshown(error) {
  console.error("connect-session-end: a part of the page could not be shown.", error);
}

/** The keeper of this window. */
class SessionEndKeeper extends Emitter {
  #wasm;
  #view = null;
  #screen = null;

  constructor(connect, scope) {
    super();
    const render = (view) => {
      this.#view = view;
      this.#screen?.render(view);
    };
    this.#wasm = attempt(() => startKeeper(connect, scope, Emitter.listener(this), render));
    running.add(this);
  }

  /** The screen is fetched when the keeper runs already: its lock must not wait for looks. */
  static async show(keeper, root) {
    const { mountKeeperScreen } = await import("./screen.js");
    const screen = await mountKeeperScreen(root ?? document.body, {
      cancel: () => keeper.#wasm.cancel(),
      retry: () => keeper.#wasm.retry(),
      close: () => window.close(),
    });
    if (!running.has(keeper)) return screen.destroy();
    keeper.#screen = screen;
    if (keeper.#view) screen.render(keeper.#view);
  }

  view() {
    return this.#view;
  }

  stop() {
    running.delete(this);
    const screen = this.#screen;
    this.#screen = null;
    this.#wasm.stop();
    screen?.destroy();
  }
}

/** Watches this tab. Settled as soon as the tab counts as present. */
export async function watchSessionEnd(settings, options) {
  const connect = await ready(options);
  return new SessionEndWatch(settings, connect, options?.bar ?? true);
}

/** Makes this window the keeper. */
export async function runKeeper(options) {
  const connect = await ready(options);
  const scope = options?.scope ?? new URLSearchParams(location.search).get("scope") ?? "default";
  const keeper = new SessionEndKeeper(connect, scope);
  if (options?.root !== null) {
    await SessionEndKeeper.show(keeper, options?.root).catch(unshown);
  }
  return keeper;
}

async function ready(options) {
  if (typeof document === "undefined") {
    throw new SessionEndError({ code: "no-window", message: "There is no page here: call it in a browser." });
  }
  const [connect] = await Promise.all([streams(options?.connect), load(options?.wasm)]);
  return connect;
}

/** The page's Streams. A script of it that stands further down has run when the page has loaded. */
async function streams(given) {
  if (given === undefined && globalThis.connect === undefined && document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  return given ?? globalThis.connect;
}

let loading = null;

/** Loads the wasm once. What failed may be tried again, with other bytes too. */
function load(wasm) {
  loading ??= instantiate(wasm).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function instantiate(wasm) {
  if (typeof WebAssembly === "undefined") {
    const message =
      "This page has no WebAssembly; Lightning Web Security and locked-down browsers take it away. " +
      "In Salesforce, put the CCP into a Visualforce page.";
    throw new SessionEndError({ code: "wasm-blocked", message });
  }
  try {
    await init({ module_or_path: wasm });
  } catch (error) {
    throw loadError(error);
  }
}

function loadError(error) {
  // Chromium: "… violates the following Content Security Policy directive …"; Firefox: "… blocked by CSP".
  if (error?.name === "CompileError" && /content security policy|blocked by csp/i.test(error.message)) {
    const message =
      "The page's Content Security Policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src " +
      `(or to default-src, where there is no script-src). The browser says: ${error.message}`;
    return new SessionEndError({ code: "wasm-blocked", message }, { cause: error });
  }
  const message =
    "The file connect_session_end_bg.wasm could not be loaded: serve it beside this module with the type " +
    `application/wasm, or pass its URL or bytes as the option “wasm”. The browser says: ${error?.message ?? error}`;
  return new SessionEndError({ code: "wasm-failed", message }, { cause: error });
}

/** What the wasm refuses is a plain object with a code; anything else is a fault, and stays what it is. */
function attempt(start) {
  try {
    return start();
  } catch (refusal) {
    throw typeof refusal?.code === "string" ? new SessionEndError(refusal) : refusal;
  }
}
