// The acts that no page can do: to close its whole window, be discarded, be duplicated, be restored. An extension does
// them, at an address with its order as the fragment.

import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

import { launch } from "./browser.mjs";
import { until } from "./peek.mjs";
import { Tab, Window } from "./tab.mjs";

const EXTENSION = fileURLToPath(new URL("../extension/", import.meta.url));
/** The driver has let go of the browser by then, or soon after: the extension tries again. */
const DISCARD_IN_MS = 500;

/** Starts a browser with the extension in it; it reaches the windows of the browser's own profile only. */
export async function launchReachable(name) {
  // Firefox has no such argument.
  const browser = await launch(name, { more: name === "chromium" ? [`--load-extension=${EXTENSION}`] : [] });
  if (name === "firefox") await browser.driver.installExtension(EXTENSION);
  else await browser.driver.waitForTarget(isExtension);
  return browser;
}

/** Closes the tab's window, which has this many tabs, and waits until that is done. */
export async function closeWindow(tab, tabs) {
  tab.closedAt = Date.now();
  order(tab, `close-window-of=${tabs}`);
  const { driver } = tab.browser;
  await until("the window is closed", () => tab.isGone || !driver.connected);
}

/**
 * Discards a tab that is behind another one. Resolves to a look, to be taken when all is over: whether the tab was
 * really discarded. It may end the browser.
 */
export async function discard(tab) {
  tab.closedAt = Date.now() + DISCARD_IN_MS;
  order(tab, `discard-in-ms=${DISCARD_IN_MS}`);
  // In Firefox the driver loses the page to the discard.
  return tab.browser.name === "firefox" ? () => tab.isGone : unattached(tab);
}

/** Discards a tab that is behind another one, and comes back to it as its user does. The driver loses the tab. */
export async function discardAndReturn(tab) {
  tab.closedAt = Date.now() + DISCARD_IN_MS;
  order(tab, `discard-and-return-in-ms=${DISCARD_IN_MS}`);
  if (tab.browser.name === "chromium") await unattached(tab);
}

/** Chromium keeps a tab that a debugger is attached to. */
async function unattached(tab) {
  await until("the order is given", () => tab.page.url().includes("#"));
  const address = tab.page.url();
  const { driver } = tab.browser;
  const browserWSEndpoint = driver.wsEndpoint();
  await driver.disconnect();
  return async () => {
    const again = await puppeteer.connect({ browserWSEndpoint, targetFilter: (target) => target.type() !== "page" });
    const extension = await (await again.waitForTarget(isExtension)).worker();
    const tabs = await extension.evaluate(() => chrome.tabs.query({ discarded: true }));
    await again.close();
    return tabs.some(({ url }) => url === address);
  };
}

/** Duplicates the only desktop as its user would; resolves to the other one, when its page is ready. */
export const duplicate = (world) => brings(world, "duplicate");

/** Brings back the desktop that was closed last, as Ctrl+Shift+T does; resolves to it, when its page is ready. */
export const restore = (world) => brings(world, "restore");

/** The tab that an order brings. It is given from the page that the browser began with. */
async function brings(world, fragment) {
  const known = await world.context.pages();
  const [hand] = known;
  await hand.goto(`${world.simulator.elsewhere}/elsewhere.html`);
  order(new Window(world.browser, hand), fragment);
  const page = await until("a new tab", async () => (await world.context.pages()).find((page) => !known.includes(page)));
  const tab = new Tab(world.browser, page);
  world.windows.push(tab);
  await tab.ready();
  return tab;
}

/** Not awaited: the page may be gone before it has answered. */
function order(tab, fragment) {
  tab.peek(`void (location.hash = ${JSON.stringify(fragment)})`).catch(() => {});
}

const isExtension = (target) => target.type() === "service_worker" && target.url().startsWith("chrome-extension:");
