// The screen of the keeper's window: one view goes in, one screen comes out. Its only state is the last view. It wakes
// up by itself only while it counts seconds.

import { needsCcp } from "./ccp-frame.js";
import { button, element, mount, write } from "./look.js";
import { about, words } from "./words.js";

const WOULD = { set: "wouldSet", logOut: "wouldLogOut", wait: "wouldWait", fail: "wouldFail" };

const WAITING = { contacts: "waitingContacts", ccps: "waitingCcps", network: "waitingNetwork", agent: "waitingAgent" };

/** The coming change, in words. */
function foretell(say, { would, agent }, when) {
  // During a contact the shown state is one of the instance's own, such as Busy, and not the one that the agent chose.
  const isLater = would?.enqueue && agent && agent.state !== agent.availability;
  let name = WOULD[would?.kind] ?? "wouldChange";
  if (would?.kind === "skip") name = about("wouldSkip", would.reason);
  if (name === "wouldSet" && isLater) name = "wouldSetLater";
  if (name === "wouldSet" && would.logsOut) name = "wouldSetAndLogOut";
  const error = would?.error && say(about("error", would.error.code));
  return say(name, { when, to: would?.to, error, availability: agent?.availability });
}

/** The time of the change, in words. */
function whenClosed(say, delay) {
  if (delay === 0) return say("whenClosed");
  return delay === 1000 ? say("whenClosedOneSecond") : say("whenClosedSeconds", { n: delay / 1000 });
}

/** An outcome as [mark, title, text]. */
function report(say, { outcome, agent }) {
  const { kind, reason, error } = outcome;
  const join = (...names) => names.map((name) => say(name, { ...outcome, now: agent?.availability })).join(" ");
  if (kind === "failed") {
    return ["bad", say("failedTitle"), join(...(agent ? ["failedText"] : []), about("error", error.code))];
  }
  if (kind === "skipped") return ["quiet", say("skippedTitle"), join(about("skipped", reason))];
  const text = join(`${kind}Text`, ...(reason === "live-contact" ? ["halfwayText"] : []));
  return [kind === "queued" ? "next" : "good", say(`${kind}Title`, outcome), text];
}

/** A retry cannot bring settings that the tabs have not sent. */
const canRetry = ({ kind, error }) => kind === "failed" && error?.code !== "no-settings";

/** The reason for which the keeper could not make a change now, as [mark, title, text]. */
function describeUnready(say, { unready, ccp }) {
  const name = about("unready", unready);
  switch (unready) {
    case "signed-out":
      return ["bad", say("signedOutTitle"), say(ccp === "away" ? "signedOutAwayText" : "signedOutText")];
    case "ccp-silent":
    case "ccp-failed":
      return ["bad", say(`${name}Title`), say(`${name}Text`)];
  }
  return ["busy", say("unreadyTitle"), say(name)];
}

/** A view as [mark, title, text, the useful buttons]. */
function describe(say, view) {
  const { phase, would, outcome } = view;
  const both = (name, values) => [say(`${name}Title`, values), say(`${name}Text`, values)];
  switch (phase) {
    case "duplicate":
    case "stopped":
      return ["quiet", ...both(phase), "close"];
    case "countdown": {
      const text = `${foretell(say, view, say("whenTimeIsUp"))} ${say("comeBackText")}`;
      return ["count", say("countdownTitle"), text, "cancel"];
    }
    case "acting": {
      if (view.ccp === "silent") return ["bad", ...both("unreadyCcpSilent"), "cancel"];
      // A CCP that has just started to load is part of the change.
      const isLoading = view.waiting === "agent" && view.ccp === "loading";
      if (view.waiting && !isLoading) return ["busy", ...both(WAITING[view.waiting]), "cancel"];
      const text = view.attempts > 1 ? say("actingAgainText", { n: view.attempts }) : say("actingText");
      if (would?.kind === "logOut") return ["busy", say("actingLogoutTitle"), text];
      return ["busy", would?.to ? say("actingTitle", would) : say("actingUnnamedTitle"), text];
    }
    case "ended": {
      const later = { queued: "queuedText", loggedOut: "loggedOutText" }[outcome.kind];
      const text = later ?? (outcome.to ? "endedText" : "endedSkippedText");
      return [outcome.kind === "queued" ? "next" : "good", say("endedTitle"), say(text, outcome)];
    }
    case "done":
      return [...report(say, view), canRetry(outcome) ? "retry close" : "close"];
    case "restoring":
      return ["busy", say("restoringTitle"), say(outcome?.from ? "restoringText" : "restoringUnnamedText", outcome ?? {})];
  }
  if (phase === "idle") return ["quiet", ...both("idle"), "close"];
  if (phase !== "watching") return ["busy", say("startingTitle"), say("actingText")];
  if (view.unready) return describeUnready(say, view);
  const title = view.tabs === 1 ? say("watchingOneTitle") : say("watchingTitle", { n: view.tabs });
  return [would?.kind === "fail" ? "bad" : "watch", title, foretell(say, view, whenClosed(say, view.delay))];
}

/** The lines of the small table: [label, value]. */
function facts(say, { phase, agent, signedOut, outcome }) {
  if (phase === "duplicate" || phase === "stopped") return [];
  const known = phase === "done";
  const rows = [[say("agent"), (known && outcome.agent) || agent?.username || say("unknown")]];
  if (known) {
    const { lang } = document.documentElement;
    rows.push([say("time"), new Date(outcome.at).toLocaleTimeString(lang || undefined)]);
    if (outcome.attempts > 1) rows.push([say("attempts"), outcome.attempts]);
  } else if (agent && !signedOut) {
    rows.push([say("status"), agent.state === agent.availability ? agent.state : say("statusShown", agent)]);
  } else {
    rows.push([say("status"), say(signedOut ? "signedOutTitle" : "unknown")]);
  }
  return rows;
}

// The strokes inside the ring and on the disc of the page's icon. The ring of "count" has the seconds instead.
const MARKS = {
  quiet: "M20 32h24",
  busy: "M19 32a1 1 0 0 0 2 0a1 1 0 0 0-2 0m12 0a1 1 0 0 0 2 0a1 1 0 0 0-2 0m12 0a1 1 0 0 0 2 0a1 1 0 0 0-2 0",
  count: "M21 18h22L21 46h22z",
  watch: "M12 32c5-9 12-13 20-13s15 4 20 13c-5 9-12 13-20 13s-15-4-20-13zM32 25.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z",
  good: "M19 33l9 9L46 23",
  next: "M32 18v14l9 6",
  bad: "M32 19v16M32 44v.1",
};

/** The same for a tab bar or a taskbar, light or dark: an address that needs no request, and no escapes either. */
const icon = (look) => {
  const disc = { quiet: "dimgray", bad: "firebrick" }[look] ?? "teal";
  return (
    'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="2 2 60 60" fill="none" stroke-width="5" ' +
    `stroke-linecap="round"><circle cx="32" cy="32" r="30" fill="${disc}"/><path stroke="white" d="${MARKS[look]}"/></svg>`
  );
};

const STYLE = `
:host{display:flex;flex:1 0 auto}
main{flex:1;display:flex;flex-direction:column;align-items:center;text-align:center;gap:12px;
  padding:14px 24px 18px}
header{align-self:stretch;text-align:start;font-size:13px;color:var(--soft)}
.mark{flex:none;position:relative;width:88px;height:88px;margin-top:3vh;color:var(--accent)}
svg{display:block;fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
.rail{stroke:var(--line)}
.arc{transform:rotate(-90deg);transform-origin:center;stroke-dasharray:100}
.quiet .arc,.watch .arc{stroke:none}
.quiet{color:var(--soft)}
.bad{color:var(--bad)}
.busy .arc{stroke-dasharray:26 74;animation:turn 1.4s linear infinite}
.count path{display:none}
.count .arc{stroke-dashoffset:calc(100px - 100px*(var(--n) - 1)/var(--of));transition:stroke-dashoffset 1s linear}
.number{position:absolute;inset:0;display:grid;place-content:center;color:var(--ink);font-variant-numeric:tabular-nums}
.number b{font-size:32px;font-weight:600;line-height:1.1}
.number span{font-size:11px;color:var(--soft)}
.words{display:grid;gap:6px;max-width:30rem}
dl{max-width:30rem;width:100%;margin:auto auto 0;border-top:1px solid var(--line);font-size:13px}
dl:empty{border:0}
dl div{display:flex;justify-content:space-between;gap:16px;padding:6px 0;border-bottom:1px solid var(--line);text-align:end}
dt{flex:none;color:var(--soft)}
footer{align-self:stretch;display:grid;gap:10px;justify-items:center}
footer p{font-size:13px}
.buttons{justify-content:center;width:100%;max-width:30rem}
@keyframes turn{to{transform:rotate(270deg)}}
@media(prefers-reduced-motion:reduce){
  .busy .arc{animation:none}.count .arc{stroke-dashoffset:calc(100px - 100px*var(--n)/var(--of));transition:none}}
`;

/**
 * Puts the screen into `root`. `root` also gets `data-phase`, `data-agent` (`unknown`, `known`, `signed-out`), `data-ccp`
 * and, unless the keeper is ready, `data-unready`. By these the page around it can show the keeper's CCP when somebody
 * has to sign in. The screen then leaves its picture and its table out, to make room.
 */
export async function mountKeeperScreen(root, actions) {
  const { say, take } = await words();
  const circle = (name) => element("circle", { class: name, cx: 32, cy: 32, r: 30, pathLength: 100 });
  const path = element("path");
  const count = element("b");
  const unit = element("span");
  const number = element("div", { class: "number" }, count, unit);
  const drawing = element("svg", { viewBox: "0 0 64 64" }, circle("rail"), circle("arc"), path);
  const mark = element("div", { class: "mark", "aria-hidden": "true" }, drawing, number);
  const name = element("header");
  const title = element("h1", { tabindex: -1 });
  const text = element("p");
  const detail = element("p", { class: "detail", lang: "en" });
  const table = element("dl");
  const note = element("p");
  const buttons = ["cancel", "retry", "close"].map((name) => button(name, () => actions[name]()));
  buttons[1].className = "main";

  const { host, shadow } = mount(
    root,
    STYLE,
    {},
    element(
      "main",
      {},
      name,
      mark,
      element("div", { class: "words", role: "status" }, title, text, detail),
      table,
      element("footer", {}, note, element("div", { class: "buttons" }, ...buttons)),
    ),
  );

  const titleBefore = document.title;
  const iconsBefore = document.querySelectorAll("link[rel~=icon]");
  const shown = element("link", { rel: "icon" });
  document.head.append(shown);
  iconsBefore.forEach((link) => link.remove());
  let view = null;
  let tick = 0;

  /** The seconds left until `moment`, rounded up. */
  const left = (moment) => Math.max(0, Math.ceil((moment - Date.now()) / 1000));

  function renderSeconds() {
    clearTimeout(tick);
    const { phase, dueAt } = view;
    // A keeper that waits for its first tab has a minute, and shows no count.
    const closesAt = phase === "idle" ? null : view.closesAt;
    const heading = title.textContent;
    if (phase === "countdown" && dueAt !== null) {
      const n = left(dueAt);
      write(count, String(n));
      write(unit, say(n === 1 ? "second" : "seconds"));
      // The clock drives the ring, because an animation stands still in a hidden window.
      mark.style.cssText = `--n:${n};--of:${Math.ceil(view.delay / 1000) || 1}`;
      document.title = `${say("secondsShort", { n })} · ${heading}`;
    } else {
      document.title = `${heading} · ${say("keeper")}`;
    }
    write(note, closesAt !== null ? closesIn(left(closesAt)) : phase === "watching" ? say("keepOpenText") : "");
    note.hidden = !note.textContent;
    const moment = phase === "countdown" ? dueAt : closesAt;
    const rest = moment === null ? 0 : moment - Date.now();
    if (rest > 0) tick = setTimeout(renderSeconds, rest % 1000 || 1000);
  }

  const closesIn = (n) => (n === 1 ? say("closesInOneText") : say("closesInText", { n }));

  function render(next) {
    view = next;
    take(view.messages);
    const [look, heading, sentences, offered = ""] = describe(say, view);
    write(name, say("keeper"));
    write(title, heading);
    write(text, sentences);
    write(detail, (view.phase === "done" && view.outcome.error?.message) || "");

    if (!mark.classList.contains(look)) {
      mark.className = `mark ${look}`;
      path.setAttribute("d", MARKS[look]);
      shown.href = icon(look);
      number.hidden = look !== "count";
    }

    mark.hidden = table.hidden = needsCcp(view);
    const rows = facts(say, view);
    const written = rows.join();
    if (table.dataset.shown !== written) {
      table.dataset.shown = written;
      table.replaceChildren(
        ...rows.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, String(value)))),
      );
    }

    const focused = shadow.activeElement;
    for (const made of buttons) {
      write(made, say(made.name));
      made.hidden = !offered.split(" ").includes(made.name);
    }
    // If the focused button goes away, the focus must go somewhere.
    if (focused?.hidden) title.focus();

    root.dataset.phase = view.phase;
    root.dataset.agent = view.signedOut ? "signed-out" : view.agent ? "known" : "unknown";
    root.dataset.ccp = view.ccp;
    if (view.unready) root.dataset.unready = view.unready;
    else delete root.dataset.unready;
    renderSeconds();
  }

  function destroy() {
    clearTimeout(tick);
    host.remove();
    for (const name of ["phase", "agent", "ccp", "unready"]) delete root.dataset[name];
    document.title = titleBefore;
    shown.replaceWith(...iconsBefore);
  }

  return { render, destroy };
}
