// A keeper's page: Streams, a hidden CCP, and the keeper.

/** A CCP that shows no agent for this long may need somebody to sign in. */
const SIGN_IN_AFTER_MS = 8_000;
/** The pause between two loads of a CCP that Streams has given up on. It leaves time to type a password. */
const LOAD_AGAIN_MS = 30_000;

// The CCP is hidden, but it has a size and no `display: none`, because a browser may run a CCP without a box in another
// way. A visible CCP would take the keyboard's focus. The page shows it when somebody has to sign in.
const STYLE = `
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;font:15px/1.5 system-ui,sans-serif}
.ccp{position:fixed;inset:0;visibility:hidden}
.ccp iframe{display:block;border:0}
.problem{margin:auto;padding:24px;max-width:34em;overflow-wrap:anywhere}
body[data-agent=signed-out] .ccp,
body.slow[data-agent=unknown]:not([data-phase=duplicate]) .ccp{position:static;order:1;flex:1;min-height:300px;visibility:visible}
body[data-agent=signed-out]>::part(aside),
body.slow[data-agent=unknown]:not([data-phase=duplicate])>::part(aside){display:none}
`;

/** Makes this page a keeper's page. `streamsUrl` is for a page that has no Streams yet. */
export async function runKeeperPage(runKeeper, { ccpUrl, streamsUrl }) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
  setTimeout(() => document.body.classList.add("slow"), SIGN_IN_AFTER_MS);
  try {
    await loadStreams(streamsUrl);
    openCcp(ccpUrl);
    await runKeeper();
  } catch (error) {
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    problem.textContent = error.message;
    document.body.replaceChildren(problem);
    throw error;
  }
}

/** The page's Streams, or the one at `data-streams-url`. */
async function loadStreams(url) {
  if (window.connect?.core) return;
  if (!url) throw new Error("data-streams-url is empty. It must be the address of a copy of amazon-connect-streams on this origin.");
  const script = document.createElement("script");
  script.src = url;
  await new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error(`The browser could not load Streams from ${script.src}. Check data-streams-url.`));
    document.head.append(script);
  });
}

function openCcp(ccpUrl) {
  if (!URL.canParse(ccpUrl)) throw new Error(`data-ccp-url is “${ccpUrl}”. It must be your instance's CCP address.`);
  const container = document.createElement("div");
  container.className = "ccp";
  document.body.append(container);
  connect.core.initCCP(container, {
    ccpUrl,
    iframeTitle: "Contact control panel",
    // The tabs do both. A second softphone would take their calls.
    loginPopup: false,
    softphone: { allowFramedSoftphone: false },
  });
  // Streams loads a signed-out CCP ten times, then never again ("connect.core.onIframeRetriesExhausted()"). A keeper
  // that opens well before the agent signs in has to go on.
  connect.core.onIframeRetriesExhausted(() => {
    const again = setInterval(() => {
      const frame = container.querySelector("iframe");
      if (document.body.dataset.agent === "known" || !frame) clearInterval(again);
      else frame.src = ccpUrl;
    }, LOAD_AGAIN_MS);
  });
}
