// The package's face, and all that a tab needs: loads its wasm, makes errors errors and events events. What happens is
// decided in the wasm.

import { Emitter, running } from "./emitter.js";
import { SessionEndError, attempt, unshown } from "./error.js";
import { given } from "./given.js";
import { ready } from "./ready.js";
import init, { watch } from "./wasm/tab/connect_session_end.js";

export { SessionEndError };

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
    this.#wasm = attempt(() => watch(given(settings), connect, tell, render));
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

/** Watches this tab. Settled as soon as the tab counts as present. */
export async function watchSessionEnd(settings, options) {
  const connect = await ready(init, options?.connect, options?.wasm);
  return new SessionEndWatch(settings, connect, options?.bar ?? true);
}

/** Makes this window the keeper. */
export async function runKeeper(options) {
  const { runKeeper } = await keeperPart();
  return runKeeper(options).catch((error) => {
    // That part has a class of its own.
    throw error.name === "SessionEndError" ? new SessionEndError(error, { cause: error.cause }) : error;
  });
}

async function keeperPart() {
  try {
    return await import("./keeper.js");
  } catch (cause) {
    const message = `The file keeper.js could not be loaded: serve it beside this one. The browser says: ${cause.message}`;
    throw new SessionEndError({ code: "wasm-failed", message }, { cause });
  }
}
