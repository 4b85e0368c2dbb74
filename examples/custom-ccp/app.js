// The demo's own part: settings from the address bar, and a live picture of the watch. A page needs only the ten lines
// in index.html.

const byId = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);

const instance = `http://ccp.localhost:${location.port}`;
/** Said once: for the page's CCP and, handed on, for the keeper's. */
export const ccp = { ccpUrl: `${instance}/ccp-v2/`, loginPopup: false, softphone: { allowFramedSoftphone: false } };
export const settings = query.get("settings") || fromQuery();

/** Each name of the query is a setting. Unknown names stay in, so that the page shows the library's answer to them. */
function fromQuery() {
  const made = { keeper: { url: "/keeper.html" }, instanceUrl: instance };
  const list = (text) => text.split(",").map((item) => item.trim());
  const read = {
    sessionEndTimer: Number,
    ifProfileNameIncludes: list,
    ifCurrentAgentState: list,
    keeper: (text) => (text === "none" ? null : { url: text }),
    confirmLeave: (text) => text === "true",
    retry: (text) => {
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    },
  };
  for (const [name, text] of query) made[name] = name in read ? read[name](text) : text;
  return made;
}

const KEEPER = {
  none: "not used",
  unknown: "not known yet",
  blocked: "opens at your first click on this page",
  opening: "opening",
  open: "open",
  outdated: "of an older version; your next click renews it",
  newer: "of a newer version than this page; reload the page",
  closed: "closed; open it again with the button above",
  unreachable: "opened, but does not answer",
};

const WHY = {
  profile: "the routing profile is not one of those in the settings",
  "current-state": "the status is not one of those in the settings",
  "already-set": "the status is already that one",
  "live-contact": "a contact is live",
  "other-ccp": "another CCP is open",
  returned: "a tab came back in time",
  cancelled: "the agent pressed Cancel in the keeper, or picked another status meanwhile",
};

let watch = null;

/** Shows a watch as long as the page lives. */
export function show(started) {
  watch = started;
  byId("open-keeper").disabled = watch.snapshot().keeper === "none";
  byId("open-keeper").addEventListener("click", () => watch.openKeeper());
  byId("end").disabled = false;
  byId("end").addEventListener("click", end);
  for (const type of ["outcome", "keeper", "warning"]) {
    watch.addEventListener(type, ({ detail }) => {
      log(type, inWords(type, detail));
      refresh();
    });
  }
  // The agent's state has no event of its own here. For a demo it is enough to look now and then while the page shows.
  for (const event of ["focus", "click", "visibilitychange"]) addEventListener(event, refresh, true);
  setInterval(() => document.hidden || refresh(), 500);
  connect.agent((agent) => {
    byId("states").replaceChildren(...agent.getAgentStates().map(({ name }) => new Option(name)));
  });
  log("start", `Watching as tab ${watch.snapshot().id}.`);
  refresh();
}

/** Ends the session. The button stays as it is, so that the focus does too: another press has the same promise. */
async function end() {
  const result = byId("ending");
  delete result.dataset.kind;
  write(result, "Your session is being ended…");
  try {
    const outcome = await watch.end();
    result.dataset.kind = outcome.kind;
    write(result, inWords("outcome", outcome));
  } catch (error) {
    result.dataset.kind = "failed";
    write(result, error.message);
  }
  refresh();
}

/** Shows the error instead of a watch. */
export function showError(error) {
  const problem = byId("problem");
  const lines = error.errors?.map(({ message }) => message) ?? [error.message];
  problem.replaceChildren(element("strong", `${error.code ?? error.name}`), ...lines.map((line) => element("span", line)));
  problem.hidden = false;
  byId("will").textContent = "The library watches nothing.";
  log("error", error.message);
}

function refresh() {
  const snapshot = watch.snapshot();
  const { agent, tabs, last, keeper, keeperReady, keeperUnready, signedOut } = snapshot;
  // What the button has said is true until a status is picked.
  if (!snapshot.over && ["changed", "queued", "loggedOut"].includes(byId("ending").dataset.kind)) write(byId("ending"), "");
  write(byId("snapshot"), JSON.stringify(snapshot, null, 2));
  write(byId("will"), foretell(snapshot));
  byId("will").dataset.kind = snapshot.would?.kind ?? "unknown";
  table(byId("now"), [
    ["Agent", signedOut ? "signed out" : (agent?.username ?? "not known yet")],
    ["Status", agent ? [agent.state, agent.next && `then ${agent.next}`].filter(Boolean).join(", ") : "–"],
    ["Tabs", last ? `${tabs}, this is the last` : tabs],
    ["Keeper", keeper === "open" && !keeperReady ? `open, not ready yet (${keeperUnready})` : KEEPER[keeper]],
  ]);
  showOutcome(watch.lastOutcome());
}

function foretell({ would, agent, over }) {
  if (over) return "Your session has ended. To start another, pick a status in the CCP.";
  if (!would) return "The coming change is known as soon as the CCP shows an agent.";
  const end = "If the last tab were closed now, ";
  switch (would.kind) {
    case "set":
      return would.enqueue && agent.state !== agent.availability
        ? `${end}${would.to} would become the next status after the contact.`
        : `${end}the status would become ${would.to}${would.logsOut ? ", and the agent would be logged out" : ""}.`;
    case "logOut":
      return `${end}the agent would be logged out.`;
    case "wait":
      return `${end}the change would wait for the contact to end.`;
    case "skip":
      return `${end}nothing would change: ${WHY[would.reason]}.`;
    case "fail":
      return `${end}the change would fail: ${would.error.message}`;
  }
}

function showOutcome(outcome) {
  if (!outcome) return;
  write(byId("last"), inWords("outcome", outcome));
  table(byId("outcome"), [
    ["Ended", clock(outcome.endedAt)],
    ["Over", `${clock(outcome.at)}, ${((outcome.at - outcome.endedAt) / 1000).toFixed(2)} s later`],
    ["By", `${outcome.trigger === "end" ? "the button, in a tab" : `the ${outcome.by}`}, ${outcome.attempts} ${outcome.attempts === 1 ? "attempt" : "attempts"}`],
  ]);
}

function inWords(type, detail) {
  if (type === "keeper") {
    const readiness = detail.ready ? ", and ready" : detail.unready ? `, not ready: ${detail.unready}` : "";
    return `The keeper is ${detail.status}${readiness}.`;
  }
  if (type === "warning") return `${detail.code}: ${detail.message}`;
  const { kind, from, to, reason, error } = detail;
  if (kind === "skipped") return `Nothing was changed: ${WHY[reason]}.`;
  if (kind === "failed") return `${to ?? "The status"} was not set: ${error.message}`;
  if (kind === "queued") return `${to} became the next status after a contact.`;
  if (kind === "loggedOut") return `The status changed from ${from} to ${to}. Then the agent was logged out.`;
  return `The status changed from ${from} to ${to}.`;
}

function log(type, text) {
  const list = byId("log");
  list.querySelector(".none")?.remove();
  const item = element("li");
  item.append(element("time", clock(Date.now())), element("b", type), element("span", text));
  list.prepend(item);
}

function table(list, rows) {
  const shown = JSON.stringify(rows);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(...rows.flatMap(([name, value]) => [element("dt", name), element("dd", String(value))]));
}

function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function clock(at) {
  return new Date(at).toLocaleTimeString([], { hour12: false });
}

byId("another").href = location.href;
byId("control").href = `http://127.0.0.1:${location.port}/control/`;
for (const form of document.forms) {
  for (const [name, text] of query) if (form.elements[name]) form.elements[name].value = text;
  // An empty field means that the setting is not given.
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, text] of [...formData]) if (!text.trim()) formData.delete(name);
  });
}
if (query.has("settings")) byId("text-settings").closest("details").open = true;
