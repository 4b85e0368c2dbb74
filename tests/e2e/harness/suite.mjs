// The same tests in each browser.

import { after, before, describe, test } from "node:test";

import { BROWSERS, launch } from "./browser.mjs";
import { launchReachable } from "./windows.mjs";
import { World } from "./world.mjs";

/**
 * Declares the tests of `declare(it, name)` for each browser; `it(title, body)` hands a `World` to `body`. The
 * browsers run side by side, most of their time being waiting; the tests in each one by one, unless they are to be
 * `sideBySide`, two at a time: then each has a browser of its own, because Firefox loses a page that is opened while
 * another window closes.
 * `reachable`: each has a browser of its own, with the extension that reaches windows and tabs, in its own profile.
 * `preferences` are Firefox's.
 */
export function inEachBrowser(title, declare, { sideBySide = false, reachable = false, preferences } = {}) {
  describe(title, { concurrency: true }, () => {
    for (const name of BROWSERS) {
      describe(name, { concurrency: sideBySide ? 2 : 1 }, () => {
        let shared;
        if (!sideBySide && !reachable) {
          before(async () => {
            shared = await launch(name, { preferences });
          });
          after(() => shared?.close());
        }
        const it = (title, body) =>
          test(title, { timeout: 600_000 }, async (t) => {
            const browser = shared ?? (await (reachable ? launchReachable(name) : launch(name, { preferences })));
            const world = await World.make(browser, reachable ? browser.driver.defaultBrowserContext() : undefined);
            t.after(async () => {
              await world.end();
              if (!shared) await browser.close();
            });
            await body(world, t);
          });
        declare(it, name);
      });
    }
  });
}
