// The keeper's window as its user sees it: one view goes in, one screen comes out. It holds no state but the view
// last rendered, and wakes up by itself only while seconds are being counted.

import { button, dress, element, write } from "./look.js";

/** Every sentence of the screen. `{…}` is filled in; a pair is for one and for any other number. */
const TEXT = {
  app: "Session keeper",
  windowTitle: "{title} · Session keeper",
  countdownTitle: "{n} s · {title}",

  claiming: ["Starting", "One moment, please."],
  duplicate: ["Not needed", "Another keeper window is already watching. This one can be closed."],
  stopped: ["Finished", "Nothing is watched any more. This window can be closed."],
  idle: ["No tab yet", "This window starts watching when a page with your contact control panel is opened, and closes if none is."],
  waiting: ["Getting ready", "Waiting for the contact control panel to show who is signed in."],
  signedOut: ["Signed out", "Sign in to your contact control panel, here or in any tab, so that your status can be looked after."],
  watching: ["Watching 1 tab", "Watching {n} tabs"],
  countdown: "The last tab is closed",
  restoring: ["Welcome back", "A tab is open again. Your status is being set back to {from}.", "A tab is open again. Your status is being set back."],

  acting: "Setting {to}",
  actingUnnamed: "Changing your status",
  actingLogOut: "Logging out",
  attempt: "This is attempt {n}.",
  firstAttempt: "One moment, please.",
  waitingContacts: ["Waiting for your contact", "Your status is changed as soon as the contact has ended."],
  waitingNetwork: ["Waiting for the network", "Your status is changed as soon as this computer is online again."],
  waitingAgent: ["Waiting for the control panel", "Your status is changed as soon as the contact control panel answers."],

  // {when} of the sentences below it
  atOnce: "When the last tab is closed",
  afterDelay: ["When the last tab has been closed for {n}\u00a0second", "When the last tab has been closed for {n}\u00a0seconds"],
  atZero: "When the time is up",
  would: {
    set: "{when}, your status is set to {to}.",
    setLater: "{when}, {to} becomes your next status: it is set once your contact has ended.",
    setAndLogOut: "{when}, your status is set to {to} and you are logged out.",
    logOut: "{when}, you are logged out.",
    wait: "{when}, your contact may still end before your status is changed.",
    fail: "{when}, your status cannot be set. {error}",
    unknown: "{when}, your status is changed.",
    profile: "{when}, nothing is changed: your routing profile is not one that this is meant for.",
    "current-state": "{when}, nothing is changed: {availability} is not a status that this is meant for.",
    "already-set": "{when}, nothing needs to be changed: your status is {availability} already.",
    "live-contact": "{when}, nothing is changed while you have a contact.",
  },
  comeBack: "To keep your status, open a tab again.",

  changed: ["{to}", "Your status has been changed from {from} to {to}."],
  queued: ["{to} is next", "Your status becomes {to} once your contact has ended."],
  loggedOut: ["Logged out", "Your status is {to}, and you are logged out."],
  halfway: "You were not logged out, because you still have a contact.",
  skipped: {
    title: "Nothing changed",
    profile: "Your routing profile is not one that this is meant for.",
    "current-state": "{from} is not a status that this is meant for.",
    "already-set": "Your status was {to} already.",
    "live-contact": "You still have a contact.",
    returned: "A tab is open again.",
    cancelled: "You cancelled the change. Your status stays as it is.",
  },
  failed: "Not changed",

  agent: "Agent",
  status: "Status",
  statusWithShown: "{availability}, now {state}",
  unknownValue: "not known yet",
  signedOutValue: "signed out",
  time: "Time",
  attempts: "Attempts",
  seconds: ["second", "seconds"],

  keepOpen: "Leave this window open. It may be minimised.",
  closes: ["This window closes in {n} second.", "This window closes in {n} seconds."],
  cancel: "Cancel",
  retry: "Try again",
  close: "Close",
};

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const plural = (pair, n) => fill(pair[n === 1 ? 0 : 1], { n });

/** What happens at the end, in words. */
function foretell({ would, agent }, when) {
  let which = would?.kind ?? "unknown";
  if (which === "skip") which = would.reason;
  // A contact shows a state of the instance's own, such as Busy, over the one that the agent chose.
  if (which === "set" && would.logsOut) which = "setAndLogOut";
  if (which === "set" && would.enqueue && agent && agent.state !== agent.availability) which = "setLater";
  return fill(TEXT.would[which] ?? TEXT.would.unknown, {
    when,
    to: would?.to,
    error: would?.error?.message,
    availability: agent?.availability,
  });
}

/** How an end was dealt with, in words. */
function report(outcome) {
  const { kind, reason, error } = outcome;
  if (kind === "failed") return ["bad", TEXT.failed, error?.message ?? ""];
  if (kind === "skipped") return ["quiet", TEXT.skipped.title, fill(TEXT.skipped[reason] ?? "", outcome)];
  const [title, text] = TEXT[kind];
  const rest = reason === "live-contact" ? ` ${TEXT.halfway}` : "";
  return [kind === "queued" ? "next" : "good", fill(title, outcome), fill(text, outcome) + rest];
}

/** Only the tabs can mend what they have not said. */
const canRetry = ({ kind, error }) => kind === "failed" && error?.code !== "no-settings";

/** A view as [mark, title, text, the buttons that make sense]. */
function describe(view) {
  const { phase, would, delay, outcome } = view;
  switch (phase) {
    case "duplicate":
      return ["quiet", ...TEXT.duplicate, "close"];
    case "stopped":
      return ["quiet", ...TEXT.stopped, "close"];
    case "countdown":
      return ["count", TEXT.countdown, `${foretell(view, TEXT.atZero)} ${TEXT.comeBack}`, "cancel"];
    case "acting": {
      if (view.waiting === "contacts") return ["busy", ...TEXT.waitingContacts, "cancel"];
      if (view.waiting === "network") return ["busy", ...TEXT.waitingNetwork, "cancel"];
      if (view.waiting === "agent") return ["busy", ...TEXT.waitingAgent, "cancel"];
      const text = view.attempts > 1 ? fill(TEXT.attempt, { n: view.attempts }) : TEXT.firstAttempt;
      if (would?.kind === "logOut") return ["busy", TEXT.actingLogOut, text];
      return ["busy", would?.to ? fill(TEXT.acting, would) : TEXT.actingUnnamed, text];
    }
    case "done":
      return [...report(outcome), canRetry(outcome) ? "retry close" : "close"];
    case "restoring": {
      const [title, named, unnamed] = TEXT.restoring;
      return ["busy", title, outcome?.from ? fill(named, outcome) : unnamed];
    }
  }
  if (view.signedOut) return ["bad", ...TEXT.signedOut];
  if (phase === "idle") return ["quiet", ...TEXT.idle, "close"];
  if (phase !== "watching") return ["busy", ...TEXT.claiming];
  if (!view.ready) return ["busy", ...TEXT.waiting];
  const when = delay ? plural(TEXT.afterDelay, delay / 1000) : TEXT.atOnce;
  return [view.would?.kind === "fail" ? "bad" : "watch", plural(TEXT.watching, view.tabs), foretell(view, when)];
}

/** The lines of the small table: [label, value]. */
function facts({ phase, agent, signedOut, outcome }) {
  if (phase === "duplicate" || phase === "stopped") return [];
  const known = phase === "done";
  const rows = [[TEXT.agent, (known && outcome.agent) || agent?.username || TEXT.unknownValue]];
  if (known) {
    rows.push([TEXT.time, new Date(outcome.at).toLocaleTimeString()]);
    if (outcome.attempts > 1) rows.push([TEXT.attempts, outcome.attempts]);
  } else if (agent && !signedOut) {
    const status = agent.state === agent.availability ? agent.state : fill(TEXT.statusWithShown, agent);
    rows.push([TEXT.status, status]);
  } else {
    rows.push([TEXT.status, signedOut ? TEXT.signedOutValue : TEXT.unknownValue]);
  }
  return rows;
}

// The strokes inside the ring. "count" has the seconds there instead.
const MARKS = {
  quiet: "M20 32h24",
  busy: "",
  count: "",
  watch: "M12 32c5-9 12-13 20-13s15 4 20 13c-5 9-12 13-20 13s-15-4-20-13zM32 25.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13z",
  good: "M20 33l8.5 8.500L45 24",
  next: "M32 18v14l9 6",
  bad: "M32 19v16M32 44v.5",
};

const STYLE = `
:host{display:flex;flex:1 0 auto;box-sizing:border-box}
main{flex:1;min-width:0;display:flex;flex-direction:column;align-items:center;text-align:center;gap:14px;
  padding:14px 24px 18px}
header{align-self:stretch;text-align:start;font-size:13px;color:var(--soft)}
.mark{flex:none;position:relative;width:92px;height:92px;margin-top:clamp(0px,3vh,48px);color:var(--accent)}
svg{display:block;width:100%;height:100%;fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
.rail{stroke:var(--line)}
.arc{transform:rotate(-90deg);transform-origin:center;stroke-dasharray:100}
.quiet .arc,.watch .arc{stroke-dasharray:0 200;stroke:none}
.quiet{color:var(--soft)}
.bad{color:var(--bad)}
.busy .arc{stroke-dasharray:26 74;animation:turn 1.4s linear infinite}
.count .arc{animation:drain var(--delay) linear var(--gone) both}
.number{position:absolute;inset:0;display:grid;place-content:center;color:var(--ink);font-variant-numeric:tabular-nums}
.number b{font-size:34px;font-weight:600;line-height:1.1}
.number span{font-size:12px;color:var(--soft)}
.words{display:grid;gap:6px;max-width:30rem}
h1{outline:none}
dl{align-self:stretch;max-width:30rem;width:100%;margin:auto auto 0;border-top:1px solid var(--line);font-size:13px}
dl:empty{border:0}
dl div{display:flex;justify-content:space-between;gap:16px;padding:6px 0;border-bottom:1px solid var(--line);text-align:end}
dt{flex:none;color:var(--soft)}
footer{align-self:stretch;display:grid;gap:10px;justify-items:center}
footer p{font-size:13px}
.buttons{justify-content:center;width:100%;max-width:30rem}
@keyframes turn{to{transform:rotate(270deg)}}
@keyframes drain{to{stroke-dashoffset:100}}
@media(prefers-reduced-motion:reduce){
  .busy .arc{animation:none}.count .arc{animation-timing-function:steps(var(--steps))}}
`;

/**
 * Puts the screen into `root`. `root` also gets `data-phase` and `data-agent` (`unknown`, `known`, `signed-out`), by
 * which the page around it can show its CCP when somebody has to sign in; hiding `::part(aside)` makes room for it.
 */
export function mountKeeperScreen(root, actions) {
  const circle = (name) => element("circle", { class: name, cx: 32, cy: 32, r: 30, pathLength: 100 });
  const path = element("path");
  const count = element("b");
  const unit = element("span");
  const number = element("div", { class: "number", "aria-hidden": "true" }, count, unit);
  const drawing = element("svg", { viewBox: "0 0 64 64", "aria-hidden": "true" }, circle("rail"), circle("arc"), path);
  const mark = element("div", { class: "mark", part: "aside" }, drawing, number);
  const title = element("h1", { tabindex: -1 });
  const text = element("p");
  const table = element("dl", { part: "aside" });
  const note = element("p");
  const buttons = ["cancel", "retry", "close"].map((name) => {
    const made = button(name, () => actions[name]());
    made.textContent = TEXT[name];
    return made;
  });
  buttons[1].className = "main";

  const host = element("div");
  const shadow = dress(host, STYLE);
  shadow.append(
    element(
      "main",
      {},
      element("header", {}, TEXT.app),
      mark,
      element("div", { class: "words", role: "status" }, title, text),
      table,
      element("footer", {}, note, element("div", { class: "buttons" }, ...buttons)),
    ),
  );

  const titleBefore = document.title;
  let view = null;
  let tick = 0;

  /** Seconds left until `moment`, counted down from the full ones. */
  const left = (moment) => Math.max(0, Math.ceil((moment - Date.now()) / 1000));

  function renderSeconds() {
    clearTimeout(tick);
    const { phase, dueAt } = view;
    // A keeper that waits for its first tab has a minute: nothing to count down to.
    const closesAt = phase === "idle" ? null : view.closesAt;
    const heading = title.textContent;
    if (phase === "countdown" && dueAt !== null) {
      const n = left(dueAt);
      write(count, String(n));
      write(unit, TEXT.seconds[n === 1 ? 0 : 1]);
      document.title = fill(TEXT.countdownTitle, { n, title: heading });
    } else {
      document.title = fill(TEXT.windowTitle, { title: heading });
    }
        write(note, closesAt !== null ? plural(TEXT.closes, left(closesAt)) : phase === "watching" ? TEXT.keepOpen : "");
    note.hidden = !note.textContent;
    const moment = phase === "countdown" ? dueAt : closesAt;
    const rest = moment === null ? 0 : moment - Date.now();
    if (rest > 0) tick = setTimeout(renderSeconds, rest % 1000 || 1000);
  }

  function render(next) {
    const before = view;
    view = next;
    const [look, heading, words, offered = ""] = describe(view);
    write(title, heading);
    write(text, words);
    text.hidden = !words;

    mark.className = `mark ${look}`;
    path.setAttribute("d", MARKS[look]);
    number.hidden = look !== "count";
    if (look === "count" && (before?.phase !== "countdown" || before.dueAt !== view.dueAt)) {
      mark.style.setProperty("--delay", `${view.delay}ms`);
      mark.style.setProperty("--gone", `${Math.min(0, view.dueAt - view.delay - Date.now())}ms`);
      mark.style.setProperty("--steps", String(Math.max(1, Math.ceil(view.delay / 1000))));
    }

    const rows = facts(view);
    if (JSON.stringify(rows) !== table.dataset.shown) {
      table.dataset.shown = JSON.stringify(rows);
      table.replaceChildren(
        ...rows.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, String(value)))),
      );
    }

    const focused = shadow.activeElement;
    for (const button of buttons) button.hidden = !offered.split(" ").includes(button.name);
    // A button that goes away must not take the keyboard's place along.
    if (focused?.hidden) title.focus();

    root.dataset.phase = view.phase;
    root.dataset.agent = view.signedOut ? "signed-out" : view.agent ? "known" : "unknown";
    renderSeconds();
  }

  function destroy() {
    clearTimeout(tick);
    host.remove();
    delete root.dataset.phase;
    delete root.dataset.agent;
    document.title = titleBefore;
  }

  root.append(host);
  return { render, destroy };
}
