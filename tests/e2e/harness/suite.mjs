// The same tests in each browser.

import { after, before, describe, test } from "node:test";

import { BROWSERS, launch } from "./browser.mjs";
import { World } from "./world.mjs";

/**
 * Declares the tests of `declare(it, name)` for each browser; `it(title, body)` hands a `World` to `body`. The
 * browsers run side by side, most of their time being waiting; the tests in each one by one, unless they are to be
 * `sideBySide`: then each has a browser of its own, for Firefox loses a page that is opened while another window closes.
 */
export function inEachBrowser(title, declare, { sideBySide = false } = {}) {
  describe(title, { concurrency: true }, () => {
    for (const name of BROWSERS) {
      describe(name, { concurrency: sideBySide }, () => {
        let shared;
        if (!sideBySide) {
          before(async () => {
            shared = await launch(name);
          });
          after(() => shared?.close());
        }
        const it = (title, body) =>
          test(title, { timeout: 120_000 }, async (t) => {
            const browser = shared ?? (await launch(name));
            const world = await World.make(browser);
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

after(() => World.stop());
