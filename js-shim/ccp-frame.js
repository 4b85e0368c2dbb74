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

/** A CCP that lives answers within this time, and a browser that is busy unloads it. */
const LONGEST_GOODBYE_MS = 2_000;

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

  function shut(said) {
    if (frame) dismiss(frame, said);
    frame = null;
  }

  /**
   * `handedOn`: the options that the tabs have handed on, as JSON. Until `patience` is over, in milliseconds, Streams
   * leaves its frame alone: a CCP that it loads anew every five seconds never comes on a slow line. `isConfined`: no page
   * of another origin can take the CCP's place. `tooOld` says what is wrong with an old Streams.
   */
  async function open(handedOn, patience, isConfined, tooOld) {
    const options = { ...optionsOf(ccp, handedOn), ccpLoadTimeout: patience };
    const opened = (frame = document.createElement("iframe"));
    try {
      opened.title = options.iframeTitle;
      show(isShown);
      await append(opened, container ?? root);
      if (isConfined) confine(opened.contentDocument, options);
      return await start(opened, new URL(streams, location.href), options, tooOld);
    } catch (error) {
      opened.remove();
      throw error;
    }
  }

  return { open, shut, show };
}

/**
 * Removes the frame once the goodbye is said and its CCPs are gone: a message that is still on its way to them would be
 * lost with them.
 */
async function dismiss(frame, said) {
  const remove = () => frame.remove();
  frame.style.cssText = HIDDEN;
  setTimeout(remove, LONGEST_GOODBYE_MS);
  await said;
  const staying = new Set(frame.contentDocument?.querySelectorAll("iframe"));
  if (staying.size === 0) return remove();
  for (const ccp of staying) {
    const gone = () => staying.delete(ccp) && staying.size === 0 && remove();
    ccp.addEventListener("load", gone, { once: true });
    ccp.contentWindow.location.replace("about:blank");
  }
}

/** Resolves when the frame has loaded, because Firefox replaces its first document. */
function append(frame, parent) {
  return new Promise((resolve) => {
    frame.addEventListener("load", resolve, { once: true });
    parent.append(frame);
  });
}

/**
 * The document's frames load pages of the CCP's origin alone, with Global Resiliency also of the other CCP's. If the CCP's
 * address is that of an identity provider, the page that asks for storage access is at the instance's.
 */
function confine({ head }, { ccpUrl, secondaryCCPUrl, storageAccess }) {
  const urls = [ccpUrl, secondaryCCPUrl, storageAccess?.instanceUrl].map(ccpAddress).filter(Boolean);
  const origins = urls.map((url) => new URL(url).origin);
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = `frame-src ${origins.join(" ")}`;
  head.append(meta);
}

/** Streams and the CCP in the frame. */
async function start({ contentWindow, contentDocument }, streams, options, tooOld) {
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
  const why = tooOld(connect);
  if (why) throw Object.assign(new Error(`${why} The keeper has it from ${streams}.`), { name: "OldStreams" });
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

/** The paths of the CCP, in every form, and of other pages whose address somebody may have copied instead. */
const PAGES = /^\/(connect\/?)?((home|ccp(-v2)?|agent-app(-v2)?)\/?)?$/i;

/** The CCP's address as Streams takes it, from the text in an address bar; undefined if that is no address. */
export function ccpAddress(written) {
  const text = String(written ?? "").trim();
  const whole = /^[\w-]+(\.[\w-]+)+([:/?#]|$)/.test(text) ? `https://${text}` : text;
  if (!/^https?:\/\//i.test(whole)) return undefined;
  let url;
  try {
    // `URL.canParse` is younger than the oldest browsers of package.json.
    url = new URL(whole);
  } catch {
    return undefined;
  }
  const [amazon, old] = /\.(?:connect\.aws|(awsapps\.com))$/.exec(url.hostname) ?? [];
  if (!amazon || !PAGES.test(url.pathname)) return whole;
  url.pathname = old ? "/connect/ccp-v2/" : "/ccp-v2/";
  url.hash = "";
  return url.href;
}

/** Streams hides its CCP after the access is given, if the page shows one of its own. The agent may still have to sign in. */
const kept = (storageAccess) => storageAccess && { ...storageAccess, custom: { ...storageAccess.custom, hideCCP: false } };

/** The page's own options win over those of the tabs. */
function optionsOf(ccp, handedOn) {
  const given = { iframeTitle: "Contact control panel", ...(handedOn && JSON.parse(handedOn)), ...ccp };
  const ccpUrl = ccpAddress(given.ccpUrl);
  if (ccpUrl) return { ...given, ...OWN, ccpUrl, storageAccess: kept(given.storageAccess) };
  const what = given.ccpUrl ? `The ccpUrl “${given.ccpUrl}” is no address.` : "Nobody has told the keeper the address of the CCP.";
  throw new Error(
    `${what} Hand the options of initCCP on, watchSessionEnd(settings, { ccp }), or give “data-ccp-url” in the keeper's page.`,
  );
}
