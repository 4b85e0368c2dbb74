// The same tests in each browser.

import { after, before, describe, test } from "node:test";

import { BROWSERS, launch } from "./browser.mjs";
import { World } from "./world.mjs";

/**
 * Declares the tests of `declare(it, name)` for each browser; `it(title, body)` hands a `World` to `body`. The
 * browsers run side by side, the tests in each one by one unless `concurrency` says otherwise: most of their time is
 * waiting.
 */
export function inEachBrowser(title, declare, { concurrency = false } = {}) {
  describe(title, { concurrency: true }, () => {
    for (const name of BROWSERS) {
      describe(name, { concurrency }, () => {
        let browser;
        before(async () => {
          browser = await launch(name);
        });
        after(() => browser?.close());
        const it = (title, body) =>
          test(title, { timeout: 120_000 }, async (t) => {
            const world = await World.make(browser);
            t.after(() => world.end());
            await body(world, t);
          });
        declare(it, name);
      });
    }
  });
}

after(() => World.stop());
