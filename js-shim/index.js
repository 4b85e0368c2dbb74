// The package's public functions, and everything that a tab needs. This file loads the wasm, and turns refusals into
// errors and reports into events. The wasm makes all decisions.

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

  constructor(settings, connect, options) {
    super();
    const { bar = true, ccp } = options ?? {};
    const render = (view) => {
      this.#view = view;
      this.#notice?.render(view);
    };
    const tell = Emitter.listener(this);
    this.#wasm = attempt(() => watch(given(settings), handedOn(ccp), connect, tell, render));
    running.add(this);
    // The notice is fetched ahead. At the last moment there is no time, and without a network no way to fetch it.
    if (this.#view?.expected) this.#show(bar, tell).catch(unshown);
  }

  async #show(bar, tell) {
    const { mountNotice, unknownNames } = await import("./notice.js");
    const wasm = this.#wasm;
    const leave = () => {
      wasm.leave();
      // A browser keeps a window that no script opened.
      window.close();
    };
    const actions = { openKeeper: () => wasm.openKeeper(), retry: () => wasm.retry(), stay: () => wasm.stay(), leave };
    const notice = await mountNotice(document.body ?? document.documentElement, actions, { bar });
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
