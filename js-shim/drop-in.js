// Everything that a tab needs as one classic script with the wasm inside, for pages without a bundler. The script's
// attributes are the settings.

import { runKeeper, SessionEndError, watchSessionEnd } from "./index.js";
import { element, mount } from "./look.js";
import { wasm } from "./wasm/tab/bytes.js";

/** The pause between two looks for the page's Streams: no event tells of an inline script. */
const STREAMS_POLL_MS = 100;
const STREAMS_POLL_MOST_MS = 2_000;
/** After this time the script says that Streams is still missing, and looks only when something has loaded. */
const STREAMS_SLOW_MS = 30_000;

const NO_STREAMS =
  "drop-in.js finds no Amazon Connect Streams in window.connect, so nothing watches this page. If a module has it, set " +
  "window.connectSessionEnd.connect to its object. Otherwise check that Streams loads without an error.";

const STYLE = `
aside{position:fixed;inset:auto 12px 12px auto;z-index:2147483647;width:min(22rem,calc(100vw - 24px));padding:14px 16px;
  border:1px solid var(--bad);border-radius:12px;font-size:13px}
p{color:var(--ink)}
`;

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
  // It waits for the watch, however late Streams comes.
  config.end = async () => (await config.ready).end();
  config.ready.catch((error) => console.error("connect-session-end:", error.message, error));
}

async function start() {
  // The defaults would ignore the attributes.
  if (!script && !config.settings) throw new SessionEndError({ code: "bad-settings", message: NO_SCRIPT, errors: [] });
  const { settings, bar, ccp } = config;
  const options = { connect: await streams(), bar, ccp };
  if (settings !== undefined) return config.watchSessionEnd(settings, options);
  const lines = new Map(Object.entries(attributes).map(([name, value]) => [setting(name), value]));
  try {
    return await config.watchSessionEnd(text(lines), options);
  } catch (error) {
    // Other scripts mark elements too. Only an attribute that resembles a setting or has our prefix is a mistake.
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
function streams() {
  return new Promise((resolve) => {
    let pause = STREAMS_POLL_MS;
    let note;
    let isSaid = false;
    const until = Date.now() + STREAMS_SLOW_MS;

    function look() {
      const { connect } = config.connect ? config : window;
      if (!config.connect && !connect?.agent) return false;
      document.removeEventListener("load", look, true);
      window.removeEventListener("message", hear);
      note?.remove();
      resolve(connect);
      return true;
    }
    function say() {
      if (isSaid) return;
      isSaid = true;
      console.error(`connect-session-end: ${NO_STREAMS}`);
      if (config.bar !== false) note = mount(document.documentElement, STYLE, {}, alert(NO_STREAMS)).host;
    }
    function poll() {
      if (look()) return;
      if (Date.now() < until) setTimeout(poll, (pause = Math.min(pause * 1.05, STREAMS_POLL_MOST_MS)));
      else if (window.connect) say();
      else console.warn(`connect-session-end: ${NO_STREAMS}`);
    }
    // A CCP says this to the page around it ("EventType", ACKNOWLEDGE).
    function hear({ data }) {
      if (!look() && data?.event === "acknowledge") say();
    }

    // These tell of a Streams that comes later: its script or its CCP has loaded, or the CCP has spoken.
    document.addEventListener("load", look, true);
    window.addEventListener("message", hear);
    poll();
  });
}

const alert = (text) => element("aside", { role: "alert", lang: "en" }, element("p", {}, text));
