// The project's pages, rendered, in both browsers: framed by a console on their own site and on another one.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { BROWSERS, launch } from "../e2e/harness/browser.mjs";
import { Org, keeperWindow } from "./lib/org.mjs";

/** As short as tells early from late. */
const DELAY = 1;
const SCOPED = { Scope__c: "east", Status__c: "At Lunch", FurtherLines__c: "KeeperWidth:420\nInitialAgentState:" };

describe("the pages in a console", { concurrency: true }, () => {
  for (const name of BROWSERS) {
    describe(name, { concurrency: 1 }, () => {
      let browser;
      let org;
      before(async () => {
        browser = await launch(name);
        org = await Org.start();
      });
      after(async () => {
        await browser?.close();
        await org?.stop();
      });

      /** A test with an agent who has nothing stored; `record`: the fields that it sets. */
      const it = (title, body, record) =>
        test(title, { timeout: 600_000 }, async (t) => {
          await org.simulator.reset();
          org.render({ SessionEndTimer__c: DELAY, ...record });
          const context = await browser.driver.createBrowserContext();
          t.after(() => context.close());
          const open = (site, page = "SessionEndCcp") => org.open(context, browser, org.console(site, page));
          await body({ open, keeper: () => keeperWindow(browser, context) });
        });

      describe("on their own site", () => {
        it("the adapter page: a click into the CCP opens the keeper, last close changes", async ({ open, keeper }) => {
          const first = await open(org.sameSite);
          assert.match(await first.bar(), /close this page/);
          await first.clickInCcp();
          await keeper();
          await first.sees("now.keeperReady");
          const second = await open(org.sameSite);
          await second.sees("now.tabs === 2");
          await first.close();
          await second.sees("now.tabs === 1");
          assert.deepEqual(await org.simulator.requests("PutAgentState"), []);
          await second.close();
          await becomes(org, second);
          assert.equal((await org.simulator.requests("PutAgentState")).length, 1);
        });

        it("the page beside an adapter: its bar opens the keeper, no other click", async ({ open, keeper }) => {
          const tab = await open(org.sameSite, "SessionEndWatch");
          await tab.click();
          await tab.sees("now.keeper === 'blocked'");
          await tab.clickOn(`${tab.barElement}?.querySelector("button[name=open]")`);
          await keeper();
          await tab.sees("now.keeperReady");
          await tab.close();
          await becomes(org, tab);
        });

        it("a scope and lines of the record's own: the keeper has them", async ({ open, keeper }) => {
          const tab = await open(org.sameSite);
          await tab.clickInCcp();
          const window = await keeper();
          assert.equal(await window.peek("new URL(location.href).searchParams.get('scope')"), "east");
          await tab.sees("now.keeperReady");
          await tab.close();
          await becomes(org, tab, "At Lunch");
        }, SCOPED);

        it("popped out it is a tab, docked again a refresh", async ({ open, keeper }) => {
          const docked = await open(org.sameSite);
          await docked.clickInCcp();
          const window = await keeper();
          await docked.sees("now.keeperReady");
          await docked.peek("void document.querySelector('iframe').remove()");
          const popped = await open(org.sameSite);
          await popped.sees("now.tabs === 1 && now.keeperReady");
          await popped.close();
          await docked.page.reload({ waitUntil: "domcontentloaded" });
          await docked.sees("now.tabs === 1 && now.keeperReady");
          assert.equal(await window.peek("document.querySelector('[data-phase]').dataset.phase"), "watching");
          assert.deepEqual(await org.simulator.requests("PutAgentState"), []);
        }, { SessionEndTimer__c: 120 });
      });

      describe("on another site", () => {
        it("the keeper is not heard, and the page says why and what to do", async ({ open, keeper }) => {
          const tab = await open(org.crossSite);
          await tab.clickInCcp();
          await keeper();
          const unreachable = "window.warnings.find(({ code }) => code === 'keeper-unreachable')";
          const { message } = await tab.frameUntil(unreachable);
          assert.match(message, /apex\/SessionEndKeeper.*blocked.*partition.*top-level site/);
          await tab.sees("now.keeper === 'unreachable'");
          const bar = await tab.bar();
          assert.match(bar, /does not answer.*allow pop-ups.*has to open under/s);
          assert.ok(bar.includes(org.crossSite), bar);
        });

        it("the keeper framed under the tabs' own: the last close changes", async ({ open, keeper }) => {
          const KeeperUrl__c = `${org.crossSite}/lightning/n/SessionEndKeeper`;
          org.render({ SessionEndTimer__c: DELAY, KeeperUrl__c, Scope__c: "east" });
          const tab = await open(org.crossSite);
          await tab.clickInCcp();
          await keeper();
          await tab.sees("now.keeperReady");
          await tab.close();
          await becomes(org, tab);
        });
      });
    });
  }
});

/** Waits until the agent is in that state on the server: the delay after the tab was closed, never earlier. */
async function becomes(org, tab, state = "Offline") {
  const { transitions } = await org.simulator.wait({ state });
  const took = transitions.at(-1).at - tab.closedAt;
  assert.equal(transitions.at(-1).cause, "PutAgentState");
  const most = DELAY * 1000 + 8_000 * tab.slowness;
  assert.ok(took >= DELAY * 1000 && took < most, `${state} after ${took} ms, ${DELAY} s were set, at most ${most} here`);
}
