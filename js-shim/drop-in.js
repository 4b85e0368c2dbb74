// Everything that a tab needs as one classic script with the wasm inside, for pages without a bundler. The script's
// attributes are the settings.

import { runKeeper, SessionEndError, watchSessionEnd } from "./index.js";
import { wasm } from "./wasm/tab/bytes.js";

/** The pause between two looks for the page's Streams: no event tells when it has loaded. */
const STREAMS_POLL_MS = 100;
/** After this time the script warns that Streams is still missing. */
const STREAMS_SLOW_MS = 30_000;

const config = (window.connectSessionEnd ??= {});
const { feature = "", ...attributes } = document.currentScript?.dataset ?? {};

Object.assign(config, {
  SessionEndError,
  // The wasm is decoded at the call, not while the page loads.
  watchSessionEnd: (settings, options) => watchSessionEnd(settings, { wasm: wasm(), ...options }),
  runKeeper,
});
if (config.start !== false) {
  config.ready = start();
  config.ready.catch((error) => console.error("connect-session-end:", error.message, error));
}

async function start() {
  const { settings = text(), connect, bar, ccp } = config;
  return config.watchSessionEnd(settings, { connect: connect ?? (await streams()), bar, ccp });
}

/** The adapter's text: `data-feature`, and one line for each other attribute. */
function text() {
  const lines = Object.entries(attributes).map(([name, value]) => `${name[0].toUpperCase()}${name.slice(1)}:${value}`);
  return [feature, ...lines].join("\n");
}

/** The page's Streams, however late it comes. */
async function streams() {
  const slow = setTimeout(() => {
    console.warn("connect-session-end: this page has no window.connect yet. Check that it loads amazon-connect-streams.");
  }, STREAMS_SLOW_MS);
  while (!window.connect?.agent) await new Promise((resolve) => setTimeout(resolve, STREAMS_POLL_MS));
  clearTimeout(slow);
  return window.connect;
}
