// What no page can do: close a whole window, discard a tab. In Chromium an extension does it, in Firefox the window's own
// menu command.

import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const EXTENSION = fileURLToPath(new URL("../extension/", import.meta.url));

/** With these arguments a browser can be reached beyond its pages. */
export const REACHABLE = {
  chromium: [`--load-extension=${EXTENSION}`],
  firefox: ["--remote-allow-system-access"],
};

/** Closes the one window with this many tabs. */
export const closeWindow = (browser, tabs) =>
  browser.name === "chromium" ? closeInChromium(browser, tabs) : closeInFirefox(browser, tabs);

async function closeInChromium(browser, count) {
  const extension = await extensionOf(browser.driver);
  const windows = await extension.evaluate(() => chrome.windows.getAll({ populate: true }));
  const { id } = only(windows, ({ tabs }) => tabs.length === count);
  await extension.evaluate((id) => void chrome.windows.remove(id), id);
}

async function closeInFirefox({ driver }, count) {
  const send = async (method, parameters) => (await driver.connection.send(method, parameters)).result;
  const { contexts } = await send("browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 });
  const run = async (context, expression) =>
    (await send("script.evaluate", { expression, awaitPromise: false, target: { context } })).result?.value;
  const windows = [];
  for (const { context } of contexts) {
    windows.push({ context, tabs: await run(context, "window.gBrowser?.tabs.length ?? 0") });
  }
  const { context } = only(windows, ({ tabs }) => tabs === count);
  // Not awaited: nothing in the window is left to answer.
  run(context, `document.getElementById("cmd_closeWindow").doCommand()`).catch(() => {});
}

/**
 * Discards the tab at this address, with no debugger attached, which would keep it. Resolves to a look, to be taken when
 * all is over: whether the tab was really discarded.
 */
export async function discard({ driver }, address) {
  const extension = await extensionOf(driver);
  await extension.evaluate((url) => {
    const now = async () => {
      const tab = (await chrome.tabs.query({})).find((tab) => tab.url === url);
      await chrome.tabs.discard(tab.id);
    };
    setTimeout(now, 500);
  }, address);
  const browserWSEndpoint = driver.wsEndpoint();
  await driver.disconnect();
  return async () => {
    const again = await puppeteer.connect({ browserWSEndpoint, targetFilter: (target) => target.type() !== "page" });
    const asked = await extensionOf(again);
    const tabs = await asked.evaluate(() => chrome.tabs.query({ discarded: true }));
    await again.disconnect();
    return tabs.some(({ url }) => url === address);
  };
}

async function extensionOf(driver) {
  const isOurs = (target) => target.type() === "service_worker" && target.url().startsWith("chrome-extension:");
  return (await driver.waitForTarget(isOurs, { timeout: 10_000 })).worker();
}

function only(windows, isIt) {
  const found = windows.filter(isIt);
  if (found.length !== 1) throw new Error(`${found.length} windows instead of one among ${JSON.stringify(windows)}`);
  return found[0];
}
