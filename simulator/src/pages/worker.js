// The shared worker: the released Streams, started the way the CCP's own worker script does.

// Streams takes only a wss URL for the socket. If the instance is served without TLS, a plain socket on this machine's
// loopback is as safe, so the scheme is swapped at the last moment.
const PlainSocket = self.WebSocket;
self.WebSocket = class extends PlainSocket {
  constructor(url, ...rest) {
    super(self.location.protocol === "http:" ? String(url).replace(/^wss:/, "ws:") : url, ...rest);
  }
};

// A poll that is answered 401 makes the pages ask whether there is still a login session (ccp.js).
const session = new BroadcastChannel("ccp-session");
const open = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (...target) {
  this.addEventListener("load", () => {
    if (this.status === 401) session.postMessage("unauthorized");
  });
  return open.apply(this, target);
};

importScripts("/streams/connect-streams.js");
connect.worker.main();

const { clientEngine } = connect.worker;
const { handleCloseEvent, masterCoord } = clientEngine;

// An update of the agent may cross a CCP's goodbye. Here one always does.
clientEngine.handleCloseEvent = function (stream) {
  if (this.agent) this.portConduitMap[stream.getId()]?.sendDownstream(connect.AgentEvents.UPDATE, this.agent);
  handleCloseEvent.call(this, stream);
};

// Nobody but the worker knows for certain who owns which topic: it tells the server of each change.
const startedAt = performance.timeOrigin;
let number = 0;
let told;
function tellMasters() {
  // "connect::ringtone" → "ringtone"
  const ports = Object.fromEntries(
    Object.entries(masterCoord.topicMasterMap).map(([topic, port]) => [topic.split("::").at(-1), port]),
  );
  const now = JSON.stringify(ports);
  if (now === told) return;
  told = now;
  number += 1;
  const body = JSON.stringify({ masters: { startedAt, number, ports } });
  // A plain text needs no preflight. The server may be gone.
  fetch("{{notes}}", { method: "POST", mode: "no-cors", body }).catch(() => {});
}
for (const name of ["setMaster", "removeMaster"]) {
  const method = masterCoord[name];
  masterCoord[name] = function (...values) {
    method.apply(this, values);
    tellMasters();
  };
}
tellMasters();
