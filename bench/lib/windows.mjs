// What no page can do: close its whole window, be discarded. An extension does it, at an address with its order as the
// fragment.

import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

import { until } from "../../tests/e2e/harness/peek.mjs";

const EXTENSION = fileURLToPath(new URL("../extension/", import.meta.url));
/** Longer than it takes to let go of a browser. */
const DISCARD_IN_MS = 500;

/** Arguments with which Chromium lets an extension in. */
export const REACHABLE = { chromium: [`--load-extension=${EXTENSION}`], firefox: [] };

/** Lets the extension in where no argument does. */
export async function reach({ name, driver }) {
  if (name === "firefox") await driver.installExtension(EXTENSION);
  else await driver.waitForTarget(isExtension);
}

/** Closes the tab's window, which has this many tabs, and waits until that is done. */
export async function closeWindow(tab, tabs) {
  tab.closedAt = Date.now();
  order(tab, `close-window-of=${tabs}`);
  const { driver } = tab.browser;
  await until("the window is closed", () => tab.isGone || !driver.connected, 5_000);
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

/** Not awaited: the page may be gone before it has answered. */
function order(tab, fragment) {
  tab.peek(`void (location.hash = ${JSON.stringify(fragment)})`).catch(() => {});
}

const isExtension = (target) => target.type() === "service_worker" && target.url().startsWith("chrome-extension:");
