// Everything that a tab needs as one classic script with the wasm inside, for pages without a bundler. The script's
// attributes are the settings.

import { runKeeper, SessionEndError, watchSessionEnd } from "./index.js";
import { wasm } from "./wasm/tab/bytes.js";

/** The pause between two looks for the page's Streams: no event tells when it has loaded. */
const STREAMS_POLL_MS = 100;
const STREAMS_POLL_MOST_MS = 2_000;
/** After this time the script warns that Streams is still missing. */
const STREAMS_SLOW_MS = 30_000;

const NO_SCRIPT =
  "drop-in.js cannot read its attributes. Load it with a classic script element, or give window.connectSessionEnd.settings.";

const config = (window.connectSessionEnd ??= {});
// An element of that name takes the place of `document.currentScript`.
const { currentScript } = document;
const script = currentScript instanceof HTMLScriptElement ? currentScript : null;
const { feature = "", ...attributes } = script?.dataset ?? {};

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
  // Defaults are not what the attributes say.
  if (!script && !config.settings) throw new SessionEndError({ code: "bad-settings", message: NO_SCRIPT, errors: [] });
  const { settings, connect, bar, ccp } = config;
  const options = { connect: connect ?? (await streams()), bar, ccp };
  if (settings !== undefined) return config.watchSessionEnd(settings, options);
  const lines = new Map(Object.entries(attributes).map(([name, value]) => [setting(name), value]));
  try {
    return await config.watchSessionEnd(text(lines), options);
  } catch (error) {
    // A page's other scripts mark elements too. Only what resembles a setting, or has this library's prefix, is a mistake.
    const foreign = (error.errors ?? []).filter(({ code, setting, message }) => {
      return code === "unknown-setting" && lines.has(setting) && !isOurs(setting) && !message.includes("Did you mean");
    });
    if (!foreign.length) throw error;
    for (const { setting } of foreign) lines.delete(setting);
    return config.watchSessionEnd(text(lines), options);
  }
}

/** The adapter's text: `data-feature`, and one line for each other attribute. */
const text = (lines) => [feature, ...[...lines].map(([name, value]) => `${name}:${value}`)].join("\n");

/** `data-status` and `data-cse-status` are the setting `Status`. */
function setting(attribute) {
  const name = attribute.replace(/^cse(?=[A-Z])/, "");
  return `${name[0].toUpperCase()}${name.slice(1)}`;
}

/** Whether the attribute of this setting has this library's prefix. */
const isOurs = (setting) => `cse${setting}` in attributes;

/** The page's Streams, however late it comes. */
async function streams() {
  const slow = setTimeout(() => {
    console.warn("connect-session-end: this page has no window.connect yet. Check that it loads amazon-connect-streams.");
  }, STREAMS_SLOW_MS);
  // A page that loads Streams only when the agent opens the CCP costs little until then.
  for (let pause = STREAMS_POLL_MS; !window.connect?.agent; pause = Math.min(pause * 1.05, STREAMS_POLL_MOST_MS)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  clearTimeout(slow);
  return window.connect;
}
