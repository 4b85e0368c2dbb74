// Everything that a keeper's window needs in one file with the wasm inside. If its script element has `data-ccp-url`,
// it makes the page a keeper's page.

import { Emitter, running } from "./emitter.js";
import { SessionEndError, attempt, unshown } from "./error.js";
import { runKeeperPage } from "./page.js";
import { ready } from "./ready.js";
import { mountKeeperScreen } from "./screen.js";
import { wasm } from "./wasm/keeper/bytes.js";
import init, { runKeeper as start } from "./wasm/keeper/connect_session_end.js";

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
    this.#wasm = attempt(() => start(connect, scope, Emitter.listener(this), render));
    running.add(this);
  }

  /** The screen comes after the keeper runs, because the lock must not wait for a screen. */
  static async show(keeper, root) {
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

/** Makes this window the keeper. */
export async function runKeeper(options) {
  // The wasm is decoded at the call, not while the page loads.
  const connect = await ready(init, options?.connect, wasm());
  const scope = options?.scope ?? new URLSearchParams(location.search).get("scope") ?? "default";
  const keeper = new SessionEndKeeper(connect, scope);
  if (options?.root !== null) await SessionEndKeeper.show(keeper, options?.root).catch(unshown);
  return keeper;
}

// The element is found by its attribute, because its address changes in a redirect.
const element = globalThis.document?.querySelector("script[data-ccp-url]");
if (element) {
  const { ccpUrl, streamsUrl } = element.dataset;
  runKeeperPage(runKeeper, { ccpUrl, streamsUrl }).catch((error) => {
    console.error("connect-session-end:", error.message, error);
  });
}
