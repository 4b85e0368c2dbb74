// What a tab shows in its page: a bar where its keeper is missing, and a dialog for an agent who wanted to go and has
// stayed. One view goes in, one picture comes out; all of it is done at once, for `beforeunload` may be under way.

import { say } from "./words.js";

const STYLE = `
:host{all:initial;color-scheme:light dark;
  --back:#fbfcfd;--ink:#16202b;--soft:#566472;--line:#dde3e9;--accent:#0b6e75;--on:#fff;--bad:#b3261e}
@media(prefers-color-scheme:dark){:host{
  --back:#12181e;--ink:#e9eef3;--soft:#9aa8b5;--line:#2b3640;--accent:#5cc8cf;--on:#06282b;--bad:#ff9c92}}
*{box-sizing:border-box;margin:0}
[hidden]{display:none!important}
dialog,aside{background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif;
  border:1px solid var(--line);border-radius:12px;box-shadow:0 8px 32px #0004;overflow-wrap:anywhere;text-wrap:pretty}
dialog{margin:auto;width:min(26rem,calc(100vw - 24px));padding:24px;text-align:center}
dialog::backdrop{background:#0b1116a8}
h1{font-size:21px;font-weight:600;line-height:1.25}
dialog[data-phase=failed] h1{color:var(--bad)}
p{color:var(--soft)}
h1+p{margin-top:6px}
progress{display:block;width:100%;height:4px;margin-bottom:18px;accent-color:var(--accent)}
div{display:flex;flex-wrap:wrap;gap:10px;margin-top:20px}
button{flex:1 1 120px;min-height:40px;padding:8px 16px;border:1px solid var(--accent);border-radius:8px;
  background:transparent;color:var(--accent);font:inherit;font-weight:600;cursor:pointer}
button:hover{text-decoration:underline;text-underline-offset:3px}
.main{background:var(--accent);color:var(--on)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
aside{position:fixed;inset:auto 12px 12px auto;z-index:2147483647;width:min(22rem,calc(100vw - 24px));padding:14px 16px;
  font-size:13px}
aside p{color:var(--ink)}
aside div{margin-top:10px}
aside button{flex:0 1 auto;min-height:32px;padding:4px 12px}
aside .plain{border-color:transparent}
@media(prefers-reduced-motion:reduce){progress{visibility:hidden}}
`;

/** The words, and the button in front, of what a change is at. */
function describe({ phase, kind, released }) {
  if (phase === "failed") return released ? ["released", "stay"] : ["failed", "retry"];
  if (phase === "done") return [kind, "stay"];
  return [phase, "stay"];
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Writes only what differs: a live region speaks at every write. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Puts it at the end of `root`, to be seen only when there is something to say; `bar`: whether that is wanted. */
export function mountNotice(root, actions, { bar: wantsBar }) {
  let messages;
  const button = (name, act, attributes = {}) => {
    const made = element("button", { type: "button", name, ...attributes });
    made.addEventListener("click", act);
    return made;
  };

  const progress = element("progress", { "aria-hidden": "true" });
  const title = element("h1", { id: "title" });
  const text = element("p", { id: "text" });
  const buttons = ["stay", "leave", "retry"].map((name) => button(name, () => actions[name]()));
  const dialog = element(
    "dialog",
    { "aria-labelledby": "title", "aria-describedby": "text" },
    progress,
    element("section", { role: "status" }, title, text),
    element("div", {}, ...buttons),
  );
  // Escape.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    actions.stay();
  });

  let dismissed = null;
  let shown = null;
  const sentence = element("p");
  const open = button("open", () => actions.openKeeper(), { class: "main" });
  const dismiss = button("dismiss", () => {
    dismissed = shown;
    renderBar(shown);
  }, { class: "plain" });
  const bar = element("aside", { part: "bar", role: "status" }, sentence, element("div", {}, open, dismiss));
  bar.hidden = true;

  const host = element("div", { "data-connect-session-end": "" });
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(dialog, bar);
  root.append(host);

  function renderDialog(view) {
    if (!view) {
      if (dialog.open) dialog.close();
      return;
    }
    const [words, front] = describe(view);
    const values = { ...view, error: view.error?.message };
    write(title, say(`${words}Title`, values, messages));
    write(text, say(`${words}Text`, values, messages));
    progress.hidden = !["acting", "waiting"].includes(view.phase);
    const focused = shadow.activeElement;
    for (const made of buttons) {
      write(made, say(made.name, values, messages));
      made.className = made.name === front && front !== "stay" ? "main" : "";
      made.hidden = made.name !== "stay" && words !== "failed";
    }
    dialog.dataset.phase = view.phase;
    if (!dialog.open) dialog.showModal();
    if (!focused || focused.hidden) buttons.find(({ name }) => name === front).focus();
  }

  function renderBar(status) {
    if (status !== shown) dismissed = null;
    shown = status;
    bar.hidden = !wantsBar || !status || dismissed === status;
    if (bar.hidden) return;
    write(sentence, say(status, { site: location.origin }, messages));
    write(open, say("open", {}, messages));
    write(dismiss, say("dismiss", {}, messages));
  }

  function render(view) {
    messages = view.messages;
    renderDialog(view.dialog);
    renderBar(view.bar);
  }

  return { render, destroy: () => host.remove() };
}
