// Everything that a keeper's window needs in one file with the wasm inside. If its script element has `data-keeper`, it
// makes the page a keeper's page.

import { ccpHost, needsCcp } from "./ccp-frame.js";
import { onCrash } from "./crash.js";
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
  #endWatch;

  constructor(host, scope, replaces) {
    super();
    const render = (view) => {
      this.#view = view;
      host.show(needsCcp(view));
      this.#screen?.render(view);
    };
    this.#wasm = attempt(() => start(host, scope, replaces, Emitter.listener(this), render));
    running.add(this);
    this.#endWatch = onCrash(() => this.#wasm.isDead(), startAnew);
  }

  /** The screen comes after the keeper runs, because the lock must not wait for a screen. */
  static async show(keeper, root) {
    const screen = await mountKeeperScreen(root, {
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
    this.#endWatch();
    const screen = this.#screen;
    this.#screen = null;
    this.#wasm.stop();
    screen?.destroy();
  }
}

/** Twice within this time is once too often. */
const CRASH_PAUSE_MS = 60_000;
const CRASHED_AT = "connect-session-end/crashed-at";

/** A dead keeper keeps its lock, so the tabs would rely on it. Its page loads anew, or goes, and the tabs say so. */
function startAnew() {
  try {
    const now = Date.now();
    const last = Number(sessionStorage.getItem(CRASHED_AT));
    sessionStorage.setItem(CRASHED_AT, now);
    if (now - last > CRASH_PAUSE_MS) return location.reload();
  } catch {
    // Denied. Nothing tells how often it has died.
  }
  window.close();
  // A browser keeps a window that no script opened.
  location.replace("about:blank");
}

/** Where the keeper looks for Streams: beside its page. */
const STREAMS = "./connect-streams-min.js";

/** Makes this window the keeper. */
export async function runKeeper(options) {
  // The wasm is decoded at the call, not while the page loads.
  await ready(init, wasm());
  const { scope, root = document.body, container, streams = STREAMS, ccp, connect } = options ?? {};
  if (connect) throw new SessionEndError({ code: "bad-settings", message: NO_CONNECT, errors: [WRONG] });
  const host = ccpHost({ container, root: root ?? document.body, streams, ccp });
  // The tab that opens the window writes both into its address.
  const query = new URLSearchParams(location.search);
  const keeper = new SessionEndKeeper(host, checked(scope ?? query.get("scope") ?? "default"), query.has("replace"));
  if (root) await SessionEndKeeper.show(keeper, root).catch(unshown);
  return keeper;
}

/** A scope is a part of a lock's name, and anybody can write an address. */
function checked(scope) {
  if (typeof scope === "string" && scope.trim() && !scope.includes("/")) return scope;
  const message = `The keeper's scope “${scope}” is not allowed. Give the tabs' scope: a name without “/”.`;
  const code = typeof scope !== "string" ? "wrong-type" : scope.trim() ? "forbidden-character" : "empty";
  throw new SessionEndError({ code: "bad-settings", message, errors: [{ setting: "scope", value: scope, code, message }] });
}

const NO_CONNECT =
  "runKeeper takes no “connect”. It loads Streams and the CCP into a frame of its own: give it “streams” and “ccp”.";
const WRONG = { setting: "connect", value: "object", code: "unknown-setting", message: NO_CONNECT };

// The element is found by an attribute, because its address changes in a redirect.
const element = globalThis.document?.querySelector("script:is([data-keeper],[data-ccp-url],[data-streams-url])");
if (element) {
  runKeeperPage(runKeeper, element.dataset).catch((error) => {
    console.error("connect-session-end:", error.message, error);
  });
}
