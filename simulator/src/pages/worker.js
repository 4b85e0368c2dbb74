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
