// Does what no page can: it is told by the fragment of a tab's address.

const api = globalThis.browser ?? globalThis.chrome;
const isDesktop = ({ url }) => new URL(url).pathname === "/desktop.html";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function discard(tab, ms) {
  let now = tab;
  // Chromium keeps a tab while a driver is attached to it. A discarded tab may have another id.
  while (now && !now.discarded) {
    await pause(ms);
    await api.tabs.discard(tab.id).catch(() => {});
    now = await api.tabs.get(tab.id).catch(() => null);
  }
}

const ORDERS = {
  // Only the window that is meant: the one with this many tabs.
  async "close-window-of"(tab, count) {
    const tabs = await api.tabs.query({ windowId: tab.windowId });
    if (tabs.length === count) await api.windows.remove(tab.windowId);
  },

  "discard-in-ms": discard,

  async "discard-and-return-in-ms"(tab, ms) {
    await discard(tab, ms);
    await pause(ms);
    const [there] = await api.tabs.query({ discarded: true });
    // Without the order in its address, which would be carried out again.
    await api.tabs.update(there.id, { active: true, url: there.url.split("#")[0] });
  },

  // Not the tab with the order: the copy has its address, and would be duplicated, too.
  async duplicate() {
    const tabs = await api.tabs.query({});
    await api.tabs.duplicate(tabs.find(isDesktop).id);
  },

  // Not a keeper that was closed since.
  async restore() {
    const closed = await api.sessions.getRecentlyClosed();
    const session = closed.find(({ tab, window }) => (tab ? [tab] : window.tabs).some(isDesktop));
    await api.sessions.restore((session.tab ?? session.window).sessionId);
  },
};

api.tabs.onUpdated.addListener((id, { url }, tab) => {
  const [order, value] = url ? new URL(url).hash.slice(1).split("=") : [];
  ORDERS[order]?.(tab, Number(value));
});
