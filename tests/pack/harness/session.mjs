// One session of an agent, as seen on the screens and on the server: whatever of the package a page needs is loaded then.

import { until } from "../../e2e/harness/peek.mjs";
import { Keeper } from "../../e2e/harness/tab.mjs";

export const GERMAN = { bar: /Fenster öffnen/, keeper: /1 Tab ist offen/ };
export const ENGLISH = { bar: /Open the window/, keeper: /Watching 1 tab/ };

/** Opens a page, which is not waited for, with a record of what goes wrong in it and of what its console says. */
export async function visit(w, address) {
  const tab = await w.openBlank();
  tab.faults = [];
  tab.logged = [];
  tab.page.on("console", (message) => tab.logged.push(message.text()));
  tab.page.on("pageerror", ({ message }) => tab.faults.push(message));
  tab.page.on("requestfailed", (request) => tab.faults.push(`${request.url()}: ${request.failure()?.errorText}`));
  await tab.page.goto(address, { waitUntil: "domcontentloaded" });
  return tab;
}

/**
 * The bar says in the page's language that there is no keeper; its button opens one, which knows the agent and says so;
 * the tab is closed, and the agent is Offline.
 */
export async function wholeSession(w, address, words) {
  const tab = await visit(w, address);
  let keeper;
  try {
    await says("the bar", () => tab.bar(), words.bar);
    await tab.pressBar("open");
    keeper = await keeperOf(w, tab);
    await isReady(keeper, words.keeper);
  } catch (error) {
    const seen = await keeper?.peek("document.body?.dataset.phase").catch(({ message }) => message);
    const faults = tab.faults.join("; ") || "no error";
    throw new Error(`${error.message}\nIn the page: ${faults}\nThe keeper is at: ${seen}`, { cause: error });
  }
  await tab.close();
  await w.simulator.wait({ state: "Offline" });
}

/** Waits until the keeper says that it watches one tab, which it does as soon as it can make the change. */
export async function isReady(keeper, words) {
  await keeper.phase("watching");
  await says("the keeper", () => keeper.text(), words);
  await says("the keeper", () => keeper.text(), /sim-agent/);
}

const says = (what, look, words) =>
  until(`${what} says ${words}`, async () => {
    const text = await look();
    if (!words.test(text)) throw new Error(text);
    return true;
  });

/** The window that is neither this tab's nor the one that the browser began with. */
export async function keeperOf(w, tab) {
  const isKeeper = (page) => page !== tab.page && /keeper/.test(page.url());
  const page = await until("a keeper's window", async () => (await w.context.pages()).find(isKeeper));
  return new Keeper(w.browser, page);
}
