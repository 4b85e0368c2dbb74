// Takes this tab's lock before anything else of the page has loaded, so that even a slow tab counts as present. It is a
// classic script, first in <head>. It needs `data-scope` if the setting `scope` is not "default". `watchSessionEnd`
// takes the lock over.
(() => {
  // An element of that name takes the place of `document.currentScript`.
  const { currentScript } = document;
  const scope = (currentScript instanceof HTMLScriptElement && currentScript.dataset.scope) || "default";
  if (scope.includes("/")) return console.error(`connect-session-end: the scope “${scope}” contains a “/”.`);
  const name = `connect-session-end/${scope}`;
  const all = (window.connectSessionEndPresence ??= {});
  // The start of the names of the scope's locks.
  const prefix = `${name}/`;
  const { locks } = navigator;
  if (!locks || all[prefix]) return;
  // The id is new with every document, because a duplicated tab copies stored data.
  const id = Math.random().toString(16).slice(2);
  const tab = (all[prefix] = { id });
  const isMine = () => all[prefix] === tab;
  let channel;

  function take() {
    tab.held = new Promise((held) => {
      const untilLetGo = new Promise((letGo) => (tab.letGo = letGo));
      tab.ended = locks.request(`${prefix}tab/${id}`, () => {
        held();
        // Not before: who hears of a tab waits for its lock, and would be granted one that nobody holds yet.
        if (isMine()) speak();
        return untilLetGo;
      });
      tab.ended.catch(() => {});
    });
  }

  function speak() {
    channel = new BroadcastChannel(name);
    const tell = () => channel.postMessage({ tab: { id, new: true } });
    // A keeper that cannot look at the locks calls the roll.
    channel.onmessage = ({ data }) => {
      if (!isMine()) channel.close();
      else if (data?.rollCall || data?.arrived) tell();
    };
    tell();
  }

  take();
  addEventListener("pagehide", () => {
    if (!isMine()) return;
    // A page in the back/forward cache would keep its lock.
    tab.letGo();
    channel?.close();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && isMine()) take();
  });
})();
