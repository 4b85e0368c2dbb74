// All that a tab needs as one classic script, the wasm inside: for pages where nothing is bundled. Its attributes are
// the settings.

import { runKeeper, SessionEndError, watchSessionEnd } from "./index.js";
import { wasm } from "./wasm/tab/bytes.js";

/** How often a page is asked whether its Streams is there by now, which nothing tells. */
const STREAMS_POLL_MS = 100;
/** After that long somebody should look why it is not. */
const STREAMS_SLOW_MS = 30_000;

const config = (window.connectSessionEnd ??= {});
const { feature = "", ...attributes } = document.currentScript?.dataset ?? {};

Object.assign(config, {
  SessionEndError,
  // Decoded at a call, not while the page loads.
  watchSessionEnd: (settings, options) => watchSessionEnd(settings, { wasm: wasm(), ...options }),
  runKeeper,
});
if (config.start !== false) {
  config.ready = start();
  config.ready.catch((error) => console.error("connect-session-end:", error.message, error));
}

async function start() {
  const { settings = text(), connect, bar } = config;
  return config.watchSessionEnd(settings, { connect: connect ?? (await streams()), bar });
}

/** The adapter's text: `data-feature`, and a line for each other attribute. */
function text() {
  const lines = Object.entries(attributes).map(([name, value]) => `${name[0].toUpperCase()}${name.slice(1)}:${value}`);
  return [feature, ...lines].join("\n");
}

/** The page's Streams, however late it comes. */
async function streams() {
  const slow = setTimeout(() => {
    console.warn("connect-session-end: this page has no window.connect yet; is amazon-connect-streams in it?");
  }, STREAMS_SLOW_MS);
  while (!window.connect?.agent) await new Promise((resolve) => setTimeout(resolve, STREAMS_POLL_MS));
  clearTimeout(slow);
  return window.connect;
}
