// What an integrator does without the library: set the agent offline at beforeunload. The options of the address are
// for trying what else might be done: `at`, other events than that one; `times`, how many calls; `capture`, before all
// other listeners; `frame`, `own` has a frame of the page's own origin listen instead, `foreign` has one of another site
// listen as well, to no purpose; `asks`, the browser asks before it lets the page go.

import { initCcp, options } from "./common.js";

const times = Number(options.get("times") ?? 1);
const capture = options.has("capture");

function setOffline() {
  const offline = window.agent?.getAgentStates().find(({ type }) => type === connect.AgentStateType.OFFLINE);
  if (!offline) return;
  for (let call = 0; call < times; call += 1) window.agent.setState(offline, {}, { enqueueNextState: false });
}

const EVENTS = {
  beforeunload: (view) =>
    view.addEventListener("beforeunload", (event) => {
      setOffline();
      if (options.has("asks")) event.preventDefault();
    }, { capture }),
  pagehide: (view) => view.addEventListener("pagehide", setOffline, { capture }),
  hidden: ({ document }) =>
    document.addEventListener("visibilitychange", () => document.hidden && setOffline(), { capture }),
};

/** A frame that nobody sees, when it has loaded. */
async function frame(address) {
  const made = document.createElement("iframe");
  made.hidden = true;
  made.src = address;
  document.body.append(made);
  await new Promise((resolve) => made.addEventListener("load", resolve, { once: true }));
  return made.contentWindow;
}

let view = window;
if (options.get("frame") === "own") view = await frame("elsewhere.html");
if (options.get("frame") === "foreign") await frame(`http://elsewhere.localhost:${location.port}/listens.html`);
for (const event of (options.get("at") ?? "beforeunload").split(",")) EVENTS[event](view);
initCcp();

window.isReady = () => !!window.agent?.getConfiguration().username;
