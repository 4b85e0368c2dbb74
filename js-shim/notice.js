// The notices of a tab in its page: a bar when the keeper is missing or a state could not be set, and a dialog for an
// agent who wanted to go but stayed. One view goes in, one picture comes out. It all happens at once, because
// `beforeunload` may be under way.

import { button, element, mount, write } from "./look.js";
import { about, words } from "./words.js";

export { unknownNames } from "./words.js";

// Without a place in the page's layout; `fixed` would keep the bar below the page's own layers.
const STYLE = `
:host{position:absolute}
dialog,aside{border:1px solid var(--line);border-radius:12px;box-shadow:0 8px 32px #0004}
dialog{margin:auto;width:min(30rem,calc(100vw - 24px));padding:24px;text-align:center}
dialog::backdrop{background:#0b1116a8}
dialog[data-phase=failed] h1{color:var(--bad)}
h1+p{margin-top:6px}
progress{display:block;width:100%;height:4px;margin-bottom:18px;accent-color:var(--accent)}
dialog .buttons{margin-top:20px}
aside{position:fixed;inset:auto 12px 12px auto;z-index:2147483647;width:min(22rem,calc(100vw - 24px));padding:14px 16px;
  font-size:13px}
aside p{color:var(--ink)}
aside .buttons{margin-top:10px}
aside button{flex:0 1 auto;min-height:32px;padding:4px 12px}
aside .plain{border-color:transparent}
@media(prefers-reduced-motion:reduce){progress{display:none}}
`;

/** A view of the dialog as [title, texts, the main button]. */
function describe({ phase, waiting, kind, reason, error, to, now, released }) {
  if (phase === "failed") {
    const text = [...(now ? ["failedText"] : []), about("error", error.code)];
    return released ? ["releasedTitle", ["releasedText"], "stay"] : ["failedTitle", text, "retry"];
  }
  if (phase === "waiting") return [about("waiting", `${waiting}-title`), [about("waiting", `${waiting}-text`)], "stay"];
  if (phase === "acting") return [to ? "actingTitle" : "actingUnnamedTitle", ["actingText"], "stay"];
  if (kind === "skipped") return ["skippedTitle", [about("skipped", reason), "closeTab"], "stay"];
  return [`${kind}Title`, [`${kind}Text`, "closeTab"], "stay"];
}

/** The site by which browsers partition a frame's storage: the outermost page. In Firefox, the page around this one. */
function topSite() {
  const { ancestorOrigins: around, origin } = location;
  if (parent === window) return origin;
  return around?.[around.length - 1] ?? new URL(document.referrer || origin).origin;
}

/** How often the notices come back into a page that removes them, within the time in milliseconds. */
const MOST_RETURNS = 3;
const RETURNS_WITHIN_MS = 1_000;

/**
 * Puts the notices after the page's body, which pages replace and frameworks own. They are hidden until they have
 * something to say. `bar`: whether to show a bar.
 */
export async function mountNotice(actions, { bar: wantsBar }) {
  const { say, take } = await words();

  const progress = element("progress", { "aria-hidden": "true" });
  const title = element("h1", { id: "title" });
  const text = element("p", { id: "text" });
  const detail = element("p", { class: "detail", lang: "en" });
  const buttons = ["stay", "leave", "retry"].map((name) => button(name, () => actions[name]()));
  const dialog = element(
    "dialog",
    { "aria-labelledby": "title", "aria-describedby": "text" },
    progress,
    element("section", { role: "status" }, title, text, detail),
    element("div", { class: "buttons" }, ...buttons),
  );
  // Escape.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    actions.stay();
  });

  const dismissed = new Set();
  let shown = null;
  const sentence = element("p", { role: "status" });
  const open = button("open", () => actions.openKeeper(), { class: "main" });
  const reload = button("reload", () => location.reload(), { class: "main" });
  const dismiss = button("dismiss", () => {
    dismissed.add(shown);
    renderBar(view);
  }, { class: "plain" });
  const choices = element("div", { class: "buttons" }, open, reload, dismiss);
  const bar = element("aside", { part: "bar" }, sentence, choices);
  bar.hidden = true;

  const { host, shadow } = mount(document.documentElement, STYLE, { "data-connect-session-end": "" }, dialog, bar);

  let view = null;
  let returns = 0;
  const removals = new MutationObserver(() => {
    if (!host.isConnected) comeBack();
  });
  removals.observe(document.documentElement, { childList: true });

  /** The page has removed the notices. */
  function comeBack() {
    returns += 1;
    setTimeout(() => (returns -= 1), RETURNS_WITHIN_MS);
    if (returns > MOST_RETURNS) {
      destroy();
      return actions.lose(new Error("The page removes its element again and again."));
    }
    // A removed dialog is open, but no longer modal.
    dialog.close();
    document.documentElement.append(host);
    if (view) render(view);
  }

  function destroy() {
    removals.disconnect();
    host.remove();
  }

  function renderDialog(view) {
    if (!view) {
      if (dialog.open) dialog.close();
      return;
    }
    const [heading, texts, front] = describe(view);
    write(title, say(heading, view));
    write(text, texts.map((name) => say(name, view)).join(" "));
    write(detail, front === "retry" ? view.error.message : "");
    progress.hidden = !["acting", "waiting"].includes(view.phase);
    const focused = shadow.activeElement;
    for (const made of buttons) {
      write(made, say(made.name));
      made.className = made.name === front && front !== "stay" ? "main" : "";
      made.hidden = made.name !== "stay" && front !== "retry";
    }
    dialog.dataset.phase = view.phase;
    if (!dialog.open) dialog.showModal();
    if (!focused || focused.hidden) buttons.find(({ name }) => name === front).focus();
  }

  function renderBar({ bar: keeper, notSet }) {
    const state = notSet && (notSet.triesAgain ? "notSetYet" : "notSet");
    const wanted = [state, keeper].filter(Boolean);
    for (const name of dismissed) if (!wanted.includes(name)) dismissed.delete(name);
    shown = wanted.find((name) => !dismissed.has(name));
    bar.hidden = !wantsBar || !shown;
    if (bar.hidden) return;
    write(sentence, say(shown, { site: topSite(), ...notSet }));
    for (const made of [open, reload, dismiss]) write(made, say(made.name));
    // An older page could only open a newer keeper again.
    open.hidden = shown === "newer" || shown === state;
    reload.hidden = shown !== "newer";
  }

  function render(latest) {
    view = latest;
    take(view.messages);
    renderDialog(view.dialog);
    renderBar(view);
  }

  return { render, destroy };
}
