// All that an agent gets to see, looked at with axe-core, in a narrow window, by somebody without a mouse.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { dialogs, keepers } from "./harness/screens.mjs";
import { inEachBrowser } from "./harness/suite.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Firefox cannot be told while it runs, and is dark from its start. */
const DARK = { "layout.css.prefers-color-scheme.content-override": 0 };

inEachBrowser(
  "what an agent sees",
  (it, browser) => {
    it("the dialog: axe-core finds nothing, light and dark; 320 px are enough; all is done by keyboard", async (w) => {
      const found = [];
      for await (const [name, window] of dialogs(w)) {
        found.push(...(await faults(name, window, browser)));
        if (name !== "dialog-failed") continue;
        const passed = [await window.focus(), ...(await window.tab(6))];
        // Behind the last button comes the browser itself, and then nothing in the page is seen to have the focus.
        const names = new Set(passed.map((name) => name.replace(" (unseen)", "")));
        names.delete("body");
        assert.deepEqual([...names].sort(), ["leave", "retry", "stay"], passed.join(", "));
      }
      assert.deepEqual(found, []);
    });

    it("keeper, bar and desktop: the same, and the keeper's title and icon tell what it is at", async (w) => {
      const found = [];
      const faces = {};
      for await (const [name, window] of keepers(w)) {
        faces[name] = await window.peek(FACE);
        found.push(...(await faults(name, window, browser)));
        if (name === "keeper-countdown") await window.until(DRAINED);
      }
      assert.deepEqual(found, []);
      tellApart(faces);
    });
  },
  { preferences: DARK },
);

async function faults(name, window, browser) {
  const found = [...(await violations(window, browser)), ...(await window.peek(OVERFLOW))];
  return found.map((what) => `${name}: ${what}`);
}

/** What axe-core finds, in Chromium in both schemes; the CCP's frame is the instance's own. */
async function violations({ page, peek }, browser) {
  if (!(await peek("!!window.axe"))) await peek(`(() => { ${AXE}; })()`);
  const found = await peek(look({}));
  assert.equal(await peek(IS_DARK), browser === "firefox");
  if (browser === "firefox") return found;
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  assert.ok(await peek(IS_DARK));
  // The rules that a scheme has something to do with.
  found.push(...(await peek(look({ runOnly: ["color-contrast", "link-in-text-block"] }))));
  await page.emulateMediaFeatures([]);
  return found;
}

const IS_DARK = `matchMedia("(prefers-color-scheme: dark)").matches`;

/** https://github.com/dequelabs/axe-core/blob/develop/doc/API.md#options-parameter */
const look = (options) => `axe.run(document, ${JSON.stringify({ ...options, iframes: false })}).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary: why }) => [id, target, why].join(" "))))`;

/** What is wider than the window, in whichever shadow. */
const OVERFLOW = `(function within(root) {
  return [...root.querySelectorAll("*")].flatMap((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    const fits = width === 0 || (left >= -0.5 && right <= innerWidth + 0.5);
    const inside = element.shadowRoot ? within(element.shadowRoot) : [];
    return fits ? inside : ["sticks out: " + element.localName + " " + right, ...inside];
  });
})(document)`;

/** By what the window is known in a taskbar; an icon that is no picture throws. */
const FACE = `(async () => {
  const { href } = document.querySelector("link[rel=icon]");
  const picture = new Image();
  picture.src = href;
  if (href !== "data:,") await picture.decode();
  return { title: document.title, icon: href };
})()`;

/** Of the ring's hundred, about as much is gone as of the 20 seconds. */
const DRAINED = `[...document.querySelectorAll("*")].some(({ shadowRoot }) => {
  const arc = shadowRoot?.querySelector(".count .arc");
  const gone = arc && parseFloat(getComputedStyle(arc).strokeDashoffset);
  const seconds = 20 - parseFloat(document.title);
  return gone > 0 && Math.abs(gone / 5 - seconds) <= 1;
})`;

function tellApart(faces) {
  const looks = ["idle", "watching", "countdown", "acting", "changed", "queued", "failed"];
  const icons = looks.map((name) => faces[`keeper-${name}`].icon);
  assert.equal(new Set(icons).size, icons.length, icons.join("\n"));
  for (const [name, icon] of [["skipped", "idle"], ["waiting", "acting"], ["signed-out", "failed"]]) {
    assert.equal(faces[`keeper-${name}`].icon, faces[`keeper-${icon}`].icon, name);
  }
  const titles = Object.entries(faces).filter(([name]) => name.startsWith("keeper-")).map(([, { title }]) => title);
  assert.equal(new Set(titles).size, titles.length, titles.join("\n"));
  assert.match(faces["keeper-countdown"].title, /^1\d s /);
}
