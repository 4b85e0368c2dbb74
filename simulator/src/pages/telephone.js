// The CCP's telephone: Streams' own ringtone engines and softphone manager, and notes to the server about them. ccp.js
// starts it.
"use strict";

const RINGTONE = { ringtoneUrl: new URL("/ccp-v2/ringtone.wav", location.origin).href };

/** Call it right after `initSharedWorker`: Streams must listen before the page around says CONFIGURE. */
function startTelephone({ frame, notes, unload }) {
  // Not every browser knows the header of a page without `unload`.
  if (!unload) window.onunload = null;
  const note = (what) => {
    // A plain text needs no preflight. The server may be gone.
    fetch(notes, { method: "POST", mode: "no-cors", keepalive: true, body: JSON.stringify(what) }).catch(() => {});
  };

  // The answer to a question, not to a new port, has no data.
  connect.core.getUpstream().onUpstream(connect.EventType.ACKNOWLEDGE, (port) => {
    if (port) note({ frame: { id: frame, page: pageAround(), port: port.id } });
  });

  // Streams' engines play by an Audio element, and keep the browser's answer to themselves.
  const { play } = HTMLMediaElement.prototype;
  let attempts = 0;
  HTMLMediaElement.prototype.play = function () {
    attempts += 1;
    const ring = { frame, number: attempts };
    note({ ring });
    const answer = play.call(this);
    answer.then(
      () => note({ ring: { ...ring, result: "playing" } }),
      ({ name }) => note({ ring: { ...ring, result: name } }),
    );
    return answer;
  };

  // Streams' manager needs connect-rtc and a microphone. This one has what the competition for the topic touches.
  connect.SoftphoneManager = class {
    onInitContactSub = connect.contact(() => {});
    startSession() {}
    terminate() {}
  };

  const channels = ["voice", "additionalVoice", "queue_callback", "chat", "task", "email", "autoAcceptTone"];
  connect.core.initRingtoneEngines({ ringtone: Object.fromEntries(channels.map((channel) => [channel, { ...RINGTONE }])) });
  connect.core.initSoftphoneManager({});
}

/** Origin and path of the page that embeds this one. A frame that has been at its login, too, remembers it. */
function pageAround() {
  const { referrer } = document;
  const known = sessionStorage.getItem("page-around");
  const around = referrer !== "" && new URL(referrer).origin !== location.origin ? referrer : (known ?? location.href);
  sessionStorage.setItem("page-around", around);
  const { origin, pathname } = new URL(around);
  return origin + pathname;
}
