// The needs of a call into the wasm: a page, for a tab the page's Streams, and the wasm itself.

import { SessionEndError } from "./error.js";

/** Resolves as soon as the wasm is there. `init` loads it from `wasm` or from its usual place. */
export async function ready(init, wasm) {
  if (typeof document === "undefined") {
    throw new SessionEndError({ code: "no-window", message: "There is no window here. Call this function from a page." });
  }
  await load(init, wasm);
}

/** The page's Streams. A script further down in the page may bring it, and has run when the page has loaded. */
export async function pageStreams(given) {
  if (given === undefined && globalThis.connect === undefined && document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  return given ?? globalThis.connect;
}

let loading = null;

/** Loads the wasm once. After a failure the next call tries again, with other bytes too. */
function load(init, wasm) {
  loading ??= instantiate(init, wasm).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function instantiate(init, wasm) {
  if (typeof WebAssembly === "undefined") {
    const message =
      "This page has no WebAssembly. Lightning Web Security and locked-down browsers take it away. " +
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
  if (isForbidden()) {
    const message =
      "The page may not run WebAssembly. If it has a Content Security Policy, add 'wasm-unsafe-eval' to its script-src " +
      `(or to default-src if it has no script-src). The browser says: ${error.message}`;
    return new SessionEndError({ code: "wasm-blocked", message }, { cause: error });
  }
  const message =
    "The file connect_session_end_bg.wasm could not be loaded. Serve it beside this module with the type " +
    `application/wasm, or pass its URL or bytes as the option “wasm”. The browser says: ${error?.message ?? error}`;
  return new SessionEndError({ code: "wasm-failed", message }, { cause: error });
}

/** The shortest module there is: a browser that refuses it refuses every other, whatever reason it gives. */
function isForbidden() {
  try {
    return !new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  } catch {
    return true;
  }
}
