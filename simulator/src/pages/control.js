// The control panel: shows the state of the server, and sends an order for each button. All it knows comes from the
// event stream and the state; it decides nothing itself.

const BAND_MS = 180_000;
const ENTRIES_SHOWN = 200;
const byId = (id) => document.getElementById(id);

let state; // the last full state
let ahead = 0; // the server's clock minus ours
let entries = []; // the timeline, oldest first

// --- the server ---------------------------------------------------------------------------------------------------

async function order(path, body, method = "POST") {
  const mistake = byId("mistake");
  try {
    const answer = await fetch(`/control/${path}`, { method, body: body === undefined ? null : JSON.stringify(body) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    mistake.hidden = true;
  } catch (error) {
    mistake.textContent = `Not done: ${error.message}`;
    mistake.hidden = false;
  }
  refresh();
}

let refreshing;
function refresh() {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    const answer = await fetch("/control/state?requests=0").catch(() => undefined);
    if (answer?.ok) show(await answer.json());
  }, 30);
}

const stream = new EventSource("/control/events");
stream.addEventListener("open", () => live(true));
stream.addEventListener("error", () => live(false));
stream.addEventListener("state", ({ data }) => {
  const full = JSON.parse(data);
  entries = [
    ...full.requests.filter(ofInterest).map((one) => entry("request", one)),
    ...full.transitions.map((one) => entry("transition", one)),
  ];
  show(full);
  showTimeline();
});
for (const name of ["transition", "next", "contact", "login", "fault", "request", "master", "ring"]) {
  stream.addEventListener(name, ({ data }) => {
    entries.push(entry(name, JSON.parse(data)));
    showTimeline();
    refresh();
  });
}
for (const name of ["agent", "settings"]) stream.addEventListener(name, refresh);
stream.addEventListener("reset", () => {
  entries = [];
  showTimeline();
  refresh();
});

function live(yes) {
  byId("live").dataset.live = yes ? "yes" : "no";
  byId("live").textContent = yes ? "Live" : "The instance does not answer";
}

// --- the timeline -------------------------------------------------------------------------------------------------

function ofInterest({ operation, status }) {
  return status >= 400 || ["PutAgentState", "Login", "Logout"].includes(operation);
}

const CAUSES = { PutAgentState: "a client’s call", queued: "the queued status’s turn", contact: "a contact", control: "this server" };

function entry(kind, { at, ...data }) {
  switch (kind) {
    case "transition":
      return { at, kind, to: data.to, text: `${data.from} → ${data.to}`, note: `by ${CAUSES[data.cause] ?? data.cause}` };
    case "next":
      return { at, kind, text: `Queued as next: ${data.next}` };
    case "contact":
      return { at, kind, text: data.type ? `${words(data.type)} ${words(data.state).toLowerCase()}` : "Contact cleared" };
    case "login":
      return { at, kind, text: data.signedIn ? "Signed in" : "Signed out" };
    case "master":
      return { at, kind, text: `${words(data.topic)} ${data.master ? `belongs to ${frameWords(data.master)}` : "is free"}` };
    case "ring": {
      const came = data.result ?? "tries";
      return { at, kind: came.endsWith("Error") ? "failure" : kind, text: `Ring in ${frameWords(data)}: ${came}` };
    }
    case "fault":
      return { at, kind, text: `Fault met ${data.operation}: ${faultWords(data.fault)}` };
    default: {
      const came = data.clientGone ? "client gone" : data.status;
      const failed = data.clientGone || data.status >= 400;
      const detail = data.detail ? ` ${data.detail}` : "";
      return { at, kind: failed ? "failure" : "request", text: `${data.operation}${detail}: ${came} in ${data.ms} ms`, note: data.client };
    }
  }
}

function showTimeline() {
  // The event of a call comes with its answer, but the entry stands at its arrival. The sort keeps equal times in order.
  entries.sort((a, b) => a.at - b.at);
  byId("quiet").hidden = entries.length > 0;
  const shown = entries.slice(-ENTRIES_SHOWN);
  const items = shown.map((one, index) => {
    const item = document.createElement("li");
    item.dataset.kind = one.kind;
    if (one.to) item.dataset.type = typeOf(one.to);
    const time = document.createElement("time");
    time.dateTime = new Date(one.at).toISOString();
    time.textContent = clock(one.at);
    const text = document.createElement("span");
    text.textContent = one.text;
    if (one.note) text.title = one.note;
    const gap = document.createElement("span");
    gap.className = "gap";
    const since = index > 0 ? one.at - shown[index - 1].at : 0;
    gap.textContent = since >= 10 ? `+${(since / 1000).toFixed(2)} s` : "";
    item.append(time, text, gap);
    return item;
  });
  byId("timeline").replaceChildren(...items.reverse());
}

// --- the state ----------------------------------------------------------------------------------------------------

function show(full) {
  state = full;
  ahead = full.now - Date.now();
  const { agent, signedIn } = full;
  byId("shown").textContent = words(agent.state.name);
  byId("dot").dataset.type = agent.state.type;
  byId("next").textContent = agent.next ? `then ${agent.next}` : "";
  byId("who").textContent = `${agent.name} (${agent.username})`;
  byId("availability").textContent = agent.availability;
  byId("profile-now").textContent = agent.profile;
  for (const topic of ["ringtone", "softphone"]) {
    const master = full.masters[topic];
    byId(topic).textContent = master ? frameWords(master) : "nobody";
  }
  byId("session").textContent = signedIn ? "Signed in" : "Signed out";
  byId("sign").textContent = signedIn ? "End the login session" : "Start a login session";
  unlessFocused(byId("profile").elements.profile, "value", agent.profile);
  unlessFocused(byId("latency").elements.ms, "value", full.latencyMs);
  unlessFocused(byId("latency").elements.dropAborted, "checked", full.dropAborted);
  showStates();
  showContacts();
  showFaults();
  tick();
}

function showStates() {
  const group = byId("states");
  const key = state.states.map(({ name }) => name).join("\n");
  if (group.dataset.key !== key) {
    group.dataset.key = key;
    group.querySelectorAll("button").forEach((old) => old.remove());
    group.append(...state.states.map(({ name }) => button(name, () => order("agent", { state: name }))));
  }
  for (const one of group.querySelectorAll("button")) {
    one.setAttribute("aria-pressed", String(one.textContent === state.agent.availability));
  }
}

function showContacts() {
  byId("no-contacts").hidden = state.contacts.length > 0;
  list("contacts", state.contacts, ({ id, type, state: now }) => {
    const move = (to) => () => order("contacts", { update: { id, state: to } });
    const actions = [];
    if (["incoming", "pending", "connecting"].includes(now)) actions.push(["Connect", move("connected")], ["Miss", move("missed")]);
    if (now === "connected") actions.push(["End", move("ended")]);
    actions.push(["Clear", () => order("contacts", { clear: id })]);
    return [`${words(type)}: ${words(now).toLowerCase()}`, actions];
  });
}

function showFaults() {
  byId("no-faults").hidden = state.faults.length > 0;
  byId("clear-faults").hidden = state.faults.length === 0;
  list("faults", state.faults, (fault) => {
    const times = fault.times ? `the next ${fault.times === 1 ? "call" : `${fault.times} calls`}` : "every call";
    return [`${fault.operation === "*" ? "All operations" : fault.operation}, ${times}: ${faultWords(fault)}`, []];
  });
}

// Remade only if it differs, so that the keyboard's focus stays.
function list(id, items, describe) {
  const target = byId(id);
  const key = JSON.stringify(items);
  if (target.dataset.key === key) return;
  target.dataset.key = key;
  target.replaceChildren(
    ...items.map((one) => {
      const [text, actions] = describe(one);
      const item = document.createElement("li");
      const label = document.createElement("span");
      label.textContent = text;
      item.append(label, ...actions.map(([name, act]) => button(name, act, `${name}: ${text}`)));
      return item;
    }),
  );
}

function tick() {
  if (!state) return;
  const now = Date.now() + ahead;
  byId("duration").textContent = span(now - state.agent.since);
  const from = now - BAND_MS;
  const { transitions } = state;
  const first = { at: 0, to: transitions[0]?.from ?? state.agent.state.name };
  const parts = [first, ...transitions].map(({ at, to }, index) => {
    const end = transitions[index]?.at ?? now;
    return { name: to, share: (end - Math.max(at, from)) / BAND_MS };
  });
  byId("band").replaceChildren(
    ...parts.filter(({ share }) => share > 0).map(({ name, share }) => {
      const part = document.createElement("li");
      part.dataset.type = typeOf(name);
      part.style.flex = `${share} 0 0`;
      part.textContent = words(name);
      part.title = words(name);
      part.classList.toggle("narrow", share < 0.08);
      return part;
    }),
  );
}
setInterval(tick, 1000);

// --- the orders ---------------------------------------------------------------------------------------------------

onSubmit("add-contact", ({ type, state: begins }) => order("contacts", { add: { type, state: begins } }));
onSubmit("add-fault", ({ operation, kind, times }) => {
  const status = Number(kind);
  const fault = status ? { operation, kind: "status", status } : { operation, kind };
  if (times) fault.times = Number(times);
  return order("faults", fault);
});
onSubmit("latency", ({ ms, dropAborted }) => order("latency", { ms: Number(ms), dropAborted: dropAborted === "on" }));
onSubmit("profile", ({ profile }) => order("agent", { profile }));
byId("clear-faults").addEventListener("click", () => order("faults", undefined, "DELETE"));
byId("sign").addEventListener("click", () => order("login", { signedIn: !state.signedIn }));
byId("reset").addEventListener("click", () => order("reset"));

function onSubmit(id, act) {
  byId(id).addEventListener("submit", (event) => {
    event.preventDefault();
    act(Object.fromEntries(new FormData(event.target)));
  });
}

// --- words --------------------------------------------------------------------------------------------------------

function button(text, act, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function unlessFocused(field, property, value) {
  if (document.activeElement !== field) field[property] = value;
}

function typeOf(name) {
  const known = state?.states.find((one) => one.name === name)?.type;
  return known ?? (/^(Missed|Failed)/.test(name) ? "error" : "system");
}

function faultWords({ kind, status, ms, applied }) {
  const how = { status: `status ${status}`, hang: "no answer", reset: "connection reset", latency: `${ms} ms late` }[kind];
  return applied ? `${how}, carried out` : how;
}

function frameWords({ frame, page }) {
  return page ? `${frame}, in ${page}` : (frame ?? "a CCP that has not said which");
}

// AfterCallWork → After call work, queue_callback → Queue callback
function words(name) {
  const spaced = name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function clock(at) {
  const time = new Date(at);
  return `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
