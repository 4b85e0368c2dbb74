// What an integrator does without the library: set the agent offline at beforeunload.

import { initCcp } from "./common.js";

initCcp();
window.addEventListener("beforeunload", () => {
  const offline = window.agent?.getAgentStates().find(({ type }) => type === connect.AgentStateType.OFFLINE);
  if (offline) window.agent.setState(offline, {}, { enqueueNextState: false });
});

window.isReady = () => !!window.agent?.getConfiguration().username;
