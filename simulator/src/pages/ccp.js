// The CCP's page: Streams' own initSharedWorker, and a screen that does everything through Streams.
"use strict";

const at = (path) => new URL(path, location.origin).href;
const byId = (id) => document.getElementById(id);
const LOGIN = at("/login");
const session = JSON.parse(byId("session").textContent);
const sessionChannel = new BroadcastChannel("ccp-session");

connect.core.initSharedWorker({
  sharedWorkerUrl: at("/ccp-v2/worker.js"),
  endpoint: at("/api"),
  authorizeEndpoint: at("/auth/authorize"),
  // The worker asserts these three, and swallows the exception if one is missing.
  agentAppEndpoint: at("/agent-app/api"),
  taskTemplatesEndpoint: at("/task-templates/api"),
  authCookieName: "lily-auth",
  loginEndpoint: LOGIN,
  authToken: session.authToken,
  refreshToken: session.authToken,
  authTokenExpiration: session.authTokenExpiration,
  region: "us-east-1",
});
startTelephone(session);
startActivity();
if (session.resiliency) startResiliency(session.resiliency);

connect.agent((agent) => {
  byId("states").disabled = false;
  agent.onRefresh(show);
  show(agent);
});

// The worker goes on polling for minutes after the session has ended; a page that asks the session itself is quicker.
let asking = false;
async function checkSession() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(at("/auth/authorize"), { credentials: "include" });
    if (answer.status === 401) location.assign(LOGIN);
  } catch {
    // The server is gone: there is no login page to go to.
  } finally {
    asking = false;
  }
}
sessionChannel.addEventListener("message", ({ data }) => data === "unauthorized" && checkSession());
connect.core.getEventBus()?.subscribe(connect.EventType.CTI_AUTHORIZE_RETRIES_EXHAUSTED, checkSession);

byId("states").addEventListener("change", ({ target }) => {
  const agent = new connect.Agent();
  const state = agent.getAgentStates().find(({ agentStateARN }) => agentStateARN === target.value);
  if (state) agent.setState(state, { success: () => tell(""), failure: tellFailure }, { enqueueNextState: true });
});

byId("logout").addEventListener("click", async () => {
  await fetch(at("/logout"), { credentials: "include", mode: "no-cors" }).catch(() => {});
  connect.core.getUpstream().sendUpstream(connect.EventType.TERMINATE);
});

function show(agent) {
  const { name, username } = agent.getConfiguration();
  const { name: state, type } = agent.getState();
  byId("agent").textContent = name;
  byId("user").textContent = `${username} · ${agent.getRoutingProfile().name}`;
  byId("state").textContent = words(state);
  byId("dot").dataset.type = type;
  const next = agent.getNextState?.();
  byId("next").textContent = next ? `then ${next.name}` : "";
  showStates(agent, next?.name ?? agent.getAvailabilityState()?.state);
  showContacts(agent.getContacts());
}

function showStates(agent, chosen) {
  const menu = byId("states");
  const states = agent.getAgentStates();
  const key = JSON.stringify(states.map(({ agentStateARN, name }) => [agentStateARN, name]));
  if (menu.dataset.key !== key) {
    menu.dataset.key = key;
    menu.replaceChildren(...states.map(({ name, agentStateARN }) => new Option(name, agentStateARN)));
  }
  const index = states.findIndex(({ name }) => name === chosen);
  if (document.activeElement !== menu || menu.selectedIndex === -1) menu.selectedIndex = index;
}

function showContacts(contacts) {
  byId("none").hidden = contacts.length > 0;
  byId("contacts").replaceChildren(...contacts.map(contactItem));
}

function contactItem(contact) {
  const item = document.createElement("li");
  const label = document.createElement("span");
  const type = contact.getType();
  const state = contact.getState().type;
  label.textContent = `${words(type)}: ${words(state)}`;
  const callbacks = { success: () => tell(""), failure: tellFailure };
  const actions = [];
  if (["incoming", "connecting"].includes(state)) actions.push(["Accept", () => contact.accept(callbacks)]);
  if (["incoming", "connecting"].includes(state)) actions.push(["Decline", () => contact.reject(callbacks)]);
  if (state === "connected") {
    const end = type === "chat" ? "End chat" : type === "voice" || type === "queue_callback" ? "Hang up" : "End";
    actions.push([end, () => contact.getAgentConnection().destroy(callbacks)]);
  }
  if (["ended", "missed", "rejected", "error"].includes(state)) actions.push(["Clear", () => contact.clear(callbacks)]);
  item.append(label, ...actions.map(([text, act]) => button(text, act)));
  return item;
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function tellFailure(error) {
  let message = error;
  try {
    message = JSON.parse(error).message;
  } catch {
    // Not every failure carries the SDK's JSON.
  }
  tell(`Not done: ${message}`);
}

function tell(text) {
  byId("problem").textContent = text;
}

// AfterCallWork → After call work, queue_callback → Queue callback
function words(name) {
  const spaced = name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
