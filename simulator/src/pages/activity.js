// The CCP's side of the Amazon Connect SDK, as far as a session's expiry needs it: the page around, by its Streams,
// subscribes to "aws.connect.activity". ccp.js starts it.
"use strict";

const ACTIVITY = "aws.connect.activity";

/** Offers the page around a port, as a CCP does. */
function startActivity() {
  if (parent === window) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (data.type === "cross-domain-site-ready") {
      const connectionId = crypto.randomUUID();
      port1.postMessage({ type: "acknowledge", connectionId, status: { startTime: Date.now(), stateDurations: {} } });
    }
  };
  parent.postMessage({ type: "cross-domain-adapter-init" }, "*", [port2]);
  /** An authentication profile's warning, before the instance logs an inactive agent out. A test calls it. */
  window.warnOfExpiry = (inMs) => {
    const topic = { namespace: ACTIVITY, key: "expiration-warning" };
    port1.postMessage({ type: "publish", topic, data: { expiration: Date.now() + inMs } });
  };
}
