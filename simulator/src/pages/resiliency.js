// The CCP's part in Global Resiliency: it says which Region it is in and which one is active, keeps to itself while it is
// not, and tells of a failover. ccp.js starts it.
"use strict";

const LOOK_MS = 250;

/** Call it right after `initSharedWorker`: Streams must listen before the page around says what it wants. */
function startResiliency({ region, active }) {
  const { AgentEvents, EventType, GlobalResiliencyEvents } = connect;
  const conduit = connect.core.getUpstream();
  const stateOf = (active) => (active === region ? "active" : "inactive");
  const take = (state) => (state === "active" ? conduit.setActive() : conduit.setInactive());

  // Streams reads this from a cookie of the global sign-in, which no browser keeps for a frame without TLS.
  connect.core.getLilyAgentConfig = () => ({ region });
  take(stateOf(active));
  conduit.onDownstream(GlobalResiliencyEvents.CONFIGURE_CCP_CONDUIT, ({ instanceState }) => take(instanceState));
  conduit.onDownstream(EventType.OUTER_CONTEXT_INFO, () => {
    conduit.sendDownstream(GlobalResiliencyEvents.INIT, { instanceRegion: region, instanceState: stateOf(active), activeRegion: active });
  });
  conduit.onDownstream(AgentEvents.FETCH_AGENT_DATA_FROM_CCP, () => {
    const give = () => conduit.sendDownstream(AgentEvents.FETCH_AGENT_DATA_FROM_CCP, connect.core.getAgentDataProvider().getAgentData());
    connect.agent(give);
  });

  setInterval(async () => {
    const now = await fetch("/ccp-v2/resiliency").then((answer) => answer.json(), () => null);
    if (!now || now.active === active) return;
    ({ active } = now);
    conduit.sendDownstream(GlobalResiliencyEvents.FAILOVER_INITIATED, { activeRegion: active });
  }, LOOK_MS);
}
