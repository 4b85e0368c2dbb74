// The package's public functions, and everything that a tab needs. This file loads the wasm, and turns refusals into
// errors and reports into events. The wasm makes all decisions.

import { onCrash } from "./crash.js";
import { Emitter, running } from "./emitter.js";
import { SessionEndError, attempt, unshown } from "./error.js";
import { given, handedOn } from "./given.js";
import { pageStreams, ready } from "./ready.js";
import init, { watch } from "./wasm/tab/connect_session_end.js";

export { SessionEndError };

/** A watched tab. */
class SessionEndWatch extends Emitter {
  #wasm;
  #view = null;
  #notice = null;
  #isUnshown = false;
  #endWatch;
  #isDead = false;
  /** The end that the host has asked for: its promise, and what settles that. */
  #ending = null;

  constructor(settings, connect, options) {
    super();
    const { bar = true, ccp } = options ?? {};
    const render = (view) => {
      this.#view = view;
      if (this.#isUnshown) this.#failDialog();
      else this.#notice?.render(view);
      // The notice is fetched ahead. At the last moment there is no time, and without a network no way to fetch it.
      if (view.expected) show();
    };
    let isFetched = false;
    const show = () => {
      if (!isFetched) this.#show(bar, tell).catch((error) => this.#lose(error));
      isFetched = true;
    };
    const dispatch = Emitter.listener(this);
    const tell = (type, detail) => {
      if (type === "over-since" || (type === "outcome" && detail.trigger === "end")) this.#ended("resolve", detail);
      if (type !== "over-since") dispatch(type, detail);
    };
    this.#wasm = attempt(() => watch(given(settings), handedOn(ccp), connect, tell, render));
    running.add(this);
    this.#endWatch = onCrash(() => this.#wasm.isDead(), () => {
      console.error(`connect-session-end: ${CRASHED.message}`);
      tell("warning", CRASHED);
      this.#isDead = true;
      this.#ended("reject", new SessionEndError({ ...STOPPED, message: CRASHED.message }));
    });
  }

  /** Without a notice, an agent who stays at the browser's prompt would see no dialog. */
  #lose(error) {
    unshown(error);
    this.#isUnshown = true;
    this.#failDialog();
  }

  #failDialog() {
    // The wasm may be at work just now.
    if (this.#view?.dialog) queueMicrotask(() => this.#wasm.dialogFailed());
  }

  async #show(bar, tell) {
    const { mountNotice, unknownNames } = await import("./notice.js");
    // The first view comes before the watch is there.
    const wasm = this.#wasm;
    const leave = () => {
      wasm.leave();
      // A browser keeps a window that no script opened.
      window.close();
    };
    const actions = {
      openKeeper: () => wasm.openKeeper(),
      retry: () => wasm.retry(),
      stay: () => wasm.stay(),
      leave,
      lose: (error) => this.#lose(error),
    };
    const notice = await mountNotice(actions, { bar });
    if (!running.has(this)) return notice.destroy();
    this.#notice = notice;
    notice.render(this.#view);
    for (const name of unknownNames(this.#view.messages)) {
      tell("warning", { code: "unknown-message", message: `messages.${name}: no sentence has this name. MessageName in index.d.ts lists all names.` });
    }
  }

  openKeeper() {
    this.#wasm.openKeeper();
  }

  /** All calls during one end have one promise. */
  end() {
    if (this.#isDead) return Promise.reject(new SessionEndError({ ...STOPPED, message: CRASHED.message }));
    if (!running.has(this)) return Promise.reject(new SessionEndError(STOPPED));
    if (this.#ending) return this.#ending.promise;
    const ending = {};
    ending.promise = new Promise((resolve, reject) => Object.assign(ending, { resolve, reject }));
    // A page that does not wait for it need not hear that the watch was stopped.
    ending.promise.catch(() => {});
    this.#ending = ending;
    this.#wasm.end();
    return ending.promise;
  }

  #ended(how, result) {
    const ending = this.#ending;
    this.#ending = null;
    ending?.[how](result);
  }

  snapshot() {
    return this.#wasm.snapshot();
  }

  lastOutcome() {
    return this.#wasm.lastOutcome();
  }

  stop() {
    running.delete(this);
    this.#endWatch();
    this.#wasm.stop();
    this.#ended("reject", new SessionEndError(STOPPED));
    this.#notice?.destroy();
    this.#notice = null;
  }
}

const STOPPED = { code: "stopped", message: "This watch was stopped, so it ends no session. Call watchSessionEnd again." };

const CRASHED = {
  code: "crashed",
  message: "The library has died of an error, and watches this tab no more. Load the page anew, and report the error above.",
};

/** Watches this tab. The promise settles as soon as the tab counts as present. */
export async function watchSessionEnd(settings, options) {
  const [, connect] = await Promise.all([ready(init, options?.wasm), pageStreams(options?.connect)]);
  return new SessionEndWatch(settings, connect, options);
}

/** Makes this window the keeper. */
export async function runKeeper(options) {
  const { runKeeper } = await keeperPart();
  return runKeeper(options).catch((error) => {
    // The keeper's part has its own class of this name.
    throw error.name === "SessionEndError" ? new SessionEndError(error, { cause: error.cause }) : error;
  });
}

async function keeperPart() {
  try {
    return await import("./keeper.js");
  } catch (cause) {
    const message = `The file keeper.js could not be loaded. Serve it beside this one. The browser says: ${cause.message}`;
    throw new SessionEndError({ code: "wasm-failed", message }, { cause });
  }
}
