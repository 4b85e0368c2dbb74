// Makes the pictures of examples/salesforce/README.md: `node tests/salesforce/pictures.mjs`, after `cargo xtask build`
// and `cargo build -p simulator`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { launch } from "../e2e/harness/browser.mjs";
import { Org, keeperWindow } from "./lib/org.mjs";
import { ROOT } from "./lib/project.mjs";

const PICTURES = join(ROOT, "pictures");
mkdirSync(PICTURES, { recursive: true });
const browser = await launch("chromium", { more: ["--window-size=1000,700", "--force-color-profile=srgb"] });
const org = await Org.start({ SessionEndTimer__c: 20 });
/** A popup of a headless browser does not have the size that was asked for. */
const KEEPER_SIZE = { width: 360, height: 480 };
const take = ({ page }, name) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

try {
  const context = await browser.driver.createBrowserContext();
  const tab = await org.open(context, browser, org.console(org.sameSite, "SessionEndCcp"));
  await tab.frameUntil(`!!${tab.barElement}`);
  await take(tab, "bar");
  await tab.clickInCcp();
  const keeper = await keeperWindow(browser, context);
  await keeper.page.setViewport(KEEPER_SIZE);
  await keeper.until("document.querySelector('[data-phase=watching][data-agent=known]')", 30_000);
  await take(keeper, "keeper");
  await tab.close();
  await keeper.until("document.querySelector('[data-phase=countdown]')");
  await take(keeper, "countdown");
  await context.close();

  const elsewhere = await browser.driver.createBrowserContext();
  await org.simulator.reset();
  const apart = await org.open(elsewhere, browser, org.console(org.crossSite, "SessionEndCcp"));
  await apart.clickInCcp();
  await apart.sees("now.keeper === 'unreachable'", 30_000);
  await apart.page.bringToFront();
  await take(apart, "unreachable");
} finally {
  await browser.close();
  await org.stop();
}
