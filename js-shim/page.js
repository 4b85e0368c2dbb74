// A keeper's page: the keeper fills it, or a sentence says why there is none.

const STYLE = `
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;font:15px/1.5 system-ui,sans-serif}
.problem{margin:auto;padding:24px;max-width:34em;overflow-wrap:anywhere}
`;

/** Makes this page a keeper's page, by the attributes of its script element. */
export async function runKeeperPage(runKeeper, { ccpUrl, streamsUrl }) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  try {
    // An attribute that nobody has filled in counts as none.
    const keeper = await runKeeper({ streams: streamsUrl || undefined, ccp: ccpUrl ? { ccpUrl } : undefined });
    keeper.addEventListener("warning", ({ detail }) => console.warn("connect-session-end:", detail.message));
  } catch (error) {
    const problem = document.createElement("p");
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    problem.textContent = error.message;
    document.body.replaceChildren(problem);
    throw error;
  }
}
