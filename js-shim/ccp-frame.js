// The keeper's CCP, in a frame of the keeper's page that has Streams too. When the frame goes, everything of the CCP
// goes with it: its port in the CCP's shared worker, its softphone and its ringtone.

const SILENT = { disableRingtone: true };

/**
 * The options that are the keeper's own, whatever the page says. The tabs sign in, ring and take the calls. The CCP
 * fills its frame, which the keeper shows only if the agent has to do something there.
 */
const OWN = {
  loginPopup: false,
  softphone: { allowFramedSoftphone: false, ...SILENT },
  chat: SILENT,
  task: SILENT,
  email: SILENT,
  autoAcceptTone: SILENT,
  style: "display:block;width:100%;height:100%;border:0",
};

// A hidden frame has a size and no `display: none`, because a browser may run a CCP without a box in another way. A
// visible one would take the keyboard's focus.
const HIDDEN = "position:fixed;inset:0;width:100%;height:100%;border:0;visibility:hidden";
const SHOWN = "order:1;flex:1;width:100%;min-height:300px;border:0";
const FILLING = "display:block;width:100%;height:100%;border:0";

/** Whether the agent has to see the keeper's CCP: to sign in, or to let it store data. */
export const needsCcp = ({ ccp, unready }) => ccp === "silent" || (unready === "signed-out" && ccp !== "away");

/**
 * Opens and removes the frame: `{open, shut, show}`. It lies in `container`, which the page shows and hides itself. By
 * default it lies in `root`, and `show` does that. `streams` is the address of Streams, `ccp` has the page's own options.
 */
export function ccpHost({ container, root, streams, ccp }) {
  let frame = null;
  let isShown = false;

  function show(shown) {
    isShown = shown;
    if (frame) frame.style.cssText = container ? FILLING : isShown ? SHOWN : HIDDEN;
  }

  function shut() {
    frame?.remove();
    frame = null;
  }

  /** `handedOn`: the options that the tabs have handed on, as JSON. */
  async function open(handedOn) {
    const options = optionsOf(ccp, handedOn);
    const opened = (frame = document.createElement("iframe"));
    try {
      opened.title = options.iframeTitle;
      show(isShown);
      await append(opened, container ?? root);
      return await start(opened, new URL(streams, location.href), options);
    } catch (error) {
      opened.remove();
      throw error;
    }
  }

  return { open, shut, show };
}

/** The frame has the document that stays when it has loaded: Firefox replaces the first one. */
function append(frame, parent) {
  return new Promise((resolve) => {
    frame.addEventListener("load", resolve, { once: true });
    parent.append(frame);
  });
}

/** Streams and the CCP in the frame. */
async function start({ contentWindow, contentDocument }, streams, options) {
  const { documentElement, head, body } = contentDocument;
  documentElement.style.height = "100%";
  body.style.cssText = "height:100%;margin:0";
  const script = contentDocument.createElement("script");
  script.src = trusted(streams);
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error(`The browser could not load Streams from ${streams}. ${GIVE_STREAMS}`));
    head.append(script);
  });
  const { connect } = contentWindow;
  if (!connect?.core?.initCCP) throw new Error(`${streams} is not amazon-connect-streams. ${GIVE_STREAMS}`);
  connect.core.initCCP(body, options);
  return { connect, document: contentDocument };
}

/** The address of a script as a page with Trusted Types accepts it. The wasm shares the policy (src/browser/sys.rs). */
function trusted({ href }) {
  const { trustedTypes } = window;
  if (!trustedTypes) return href;
  try {
    window.connectSessionEndPolicy ??= trustedTypes.createPolicy("connect-session-end", { createScriptURL: String });
  } catch (cause) {
    const message = `The page's Content Security Policy has Trusted Types: add connect-session-end to its trusted-types. The browser says: ${cause.message}`;
    throw new Error(message, { cause });
  }
  return window.connectSessionEndPolicy.createScriptURL(href);
}

const GIVE_STREAMS = "Give its address as “data-streams-url”, or as the option “streams” of runKeeper.";

/** The page's own options win over those of the tabs. */
function optionsOf(ccp, handedOn) {
  const given = { iframeTitle: "Contact control panel", ...(handedOn && JSON.parse(handedOn)), ...ccp };
  if (URL.canParse(given.ccpUrl)) return { ...given, ...OWN };
  const what = given.ccpUrl ? `The ccpUrl “${given.ccpUrl}” is no address.` : "Nobody has told the keeper the address of the CCP.";
  throw new Error(
    `${what} Hand the options of initCCP on, watchSessionEnd(settings, { ccp }), or give “data-ccp-url” in the keeper's page.`,
  );
}
