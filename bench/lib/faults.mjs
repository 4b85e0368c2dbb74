// The faults. A trial orders its fault right before it closes the only tab. The counts are of HTTP answers, because the
// SDK inside Streams and the browser itself may send a call again without telling the page.

import { pause } from "./trials.mjs";

const put = (fault) => (simulator) => simulator.addFault({ operation: "PutAgentState", ...fault });

export const FAULTS = {
  "cold-tls": {
    title: "cold TLS connection, 60 ms round trip",
    link: { rttMs: 60 },
    order: async (simulator) => {
      await simulator.closeIdleConnections();
      // The browser has to learn of it over the same link.
      await pause(200);
    },
  },

  "latency-300": { title: "latency 300 ms", order: (simulator) => simulator.setLatency({ ms: 300 }) },

  "latency-2000-drop": {
    title: "latency 2 s, aborted requests dropped",
    order: (simulator) => simulator.setLatency({ ms: 2000, dropAborted: true }),
  },

  "first-500": { title: "first call answered 500", order: put({ kind: "status", status: 500, times: 1 }) },
  "two-resets": { title: "first two calls reset", order: put({ kind: "reset", times: 2 }) },
  "one-hangs": { title: "first call hangs", order: put({ kind: "hang", times: 1 }) },

  "down-3s": {
    title: "API down for 3 s (503)",
    order: (simulator) => simulator.addFault({ kind: "status", status: 503, forMs: 3000 }),
  },
};
