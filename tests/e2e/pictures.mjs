// Makes the pictures in docs/screens, for `cargo xtask screens`: sheets of windows, each under the title and the icon
// that a taskbar would show of it.

import { mkdir, readdir, unlink, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { launch } from "./harness/browser.mjs";
import { png } from "./harness/png.mjs";
import { dialogs, keepers } from "./harness/screens.mjs";
import { World } from "./harness/world.mjs";

const TO = fileURLToPath(new URL("../../docs/screens/", import.meta.url));
/** What a keeper's window has by default; see `KeeperPage` in index.d.ts. */
const KEEPER = { width: 360, height: 480 };
const NARROW = { width: 320, height: 480 };
const MIDDLE = { width: 800, height: 520 };
const WIDE = { width: 1080, height: 560 };
/** Pixels of a picture to each of a page. */
const SCALE = 1.5;

const OUTCOMES = ["changed", "queued", "skipped", "failed"];
const both = (screen, size) => [
  [screen, "light", size],
  [screen, "dark", size],
];

/** By language, each sheet's windows: which screen, in which scheme, at which size. */
const SHEETS = {
  en: {
    ...Object.fromEntries(
      ["idle", "watching", "ended", "countdown", "acting", "waiting", ...OUTCOMES, "signed-out"].map((name) => [
        `keeper-${name}`,
        both(`keeper-${name}`, KEEPER),
      ]),
    ),
    "dialog-acting": both("dialog-acting", NARROW),
    "dialog-changed": both("dialog-changed", NARROW),
    "dialog-failed": both("dialog-failed", NARROW),
    bar: both("bar", NARROW),
    desktop: [["desktop", "light", WIDE]],
    "desktop-dark": [["desktop", "dark", WIDE]],
    "desktop-ended": [["desktop-ended", "light", WIDE]],
    "desktop-dialog": [["dialog-failed", "light", MIDDLE]],
  },
  de: {
    german: ["keeper-watching", "keeper-countdown", "keeper-failed"].map((name) => [name, "light", KEEPER]),
  },
};

const FRAMES = `
  body { margin: 0; display: inline-flex; gap: 20px; padding: 16px; background: #8a97a3;
    font: 12px system-ui, sans-serif; }
  figure { margin: 0; border-radius: 10px; overflow: hidden; background: #e4e9ed; color: #16202b; }
  figure.dark { background: #222b33; color: #e9eef3; }
  figcaption { display: flex; gap: 8px; align-items: center; height: 32px; padding: 0 12px; }
  figcaption img { width: 16px; height: 16px; }
  figcaption span { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  figure > img { display: block; }
`;

const browser = await launch("chromium");
const artist = await browser.driver.newPage();
try {
  await mkdir(TO, { recursive: true });
  for (const file of await readdir(TO)) if (file.endsWith(".png")) await unlink(TO + file);
  for (const [lang, sheets] of Object.entries(SHEETS)) {
    const photos = await takeAll(lang, Object.values(sheets).flat());
    for (const [name, windows] of Object.entries(sheets)) {
      await draw(name, windows.map((wanted) => photos.get(wanted)));
    }
  }
} finally {
  await browser.close();
}

/** The photographs that are wanted, each by its order, in one walk through all screens. */
async function takeAll(lang, wanted) {
  const photos = new Map();
  let pages = 0;
  const prepare = (page) => page.evaluateOnNewDocument(settle, lang, (pages += 1));
  for (const walk of [dialogs, keepers]) {
    const world = await World.make(browser);
    for await (const [name, window] of walk(world, { size: KEEPER, prepare, count: 14 })) {
      for (const photo of wanted) {
        const [screen, scheme, size] = photo;
        if (screen === name) photos.set(photo, await take(window, scheme, size));
      }
    }
    await world.end();
  }
  return photos;
}

/** Runs in a page before its own scripts: its language, and what would differ from run to run, times and names. */
function settle(lang, page) {
  if (window !== top) return;
  new MutationObserver((_, observer) => {
    document.documentElement.lang = lang;
    observer.disconnect();
  }).observe(document, { childList: true });
  const real = Date.prototype.toLocaleTimeString;
  Date.prototype.toLocaleTimeString = (...how) => real.apply(new Date(2026, 0, 15, 17, 4, 9), how);
  let chance = page;
  Math.random = () => (chance = (chance * 16807) % 2147483647) / 2147483647;
}

/** A window's picture, with its title and icon. */
async function take({ page, peek }, scheme, size) {
  await page.bringToFront();
  await page.emulateMediaFeatures([
    { name: "prefers-color-scheme", value: scheme },
    { name: "prefers-reduced-motion", value: "reduce" },
  ]);
  await page.setViewport({ ...size, deviceScaleFactor: SCALE });
  const image = await page.screenshot({ encoding: "base64" });
  const face = await peek(`({ title: document.title, icon: document.querySelector("link[rel=icon]").href })`);
  await page.emulateMediaFeatures([]);
  await page.setViewport(KEEPER);
  return { image, scheme, size, ...face };
}

/** Windows side by side, as one file. */
async function draw(name, windows) {
  await artist.bringToFront();
  await artist.setViewport({ width: 1600, height: 900, deviceScaleFactor: SCALE });
  await artist.setContent(`<!doctype html><style>${FRAMES}</style><body></body>`);
  await artist.evaluate(frame, windows);
  const body = await artist.$("body");
  const image = await body.screenshot({ encoding: "base64" });
  const { pixels, width, height } = await artist.evaluate(pixelsOf, image);
  const bytes = png(Buffer.from(pixels, "base64"), width, height);
  await writeFile(`${TO}${name}.png`, bytes);
  console.log(`docs/screens/${name}.png  ${width} x ${height}  ${bytes.length} bytes`);
}

/** Runs in the artist's page. */
async function frame(windows) {
  for (const { image, scheme, size, title, icon } of windows) {
    const [small, large] = [new Image(), new Image()];
    small.src = icon;
    large.src = `data:image/png;base64,${image}`;
    large.width = size.width;
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const text = document.createElement("span");
    text.textContent = title;
    caption.append(small, text);
    figure.append(caption, large);
    figure.className = scheme;
    figure.style.width = `${size.width}px`;
    document.body.append(figure);
    await large.decode();
    // A page that has no icon says so with an empty address.
    await small.decode().catch(() => small.remove());
  }
}

/** Runs in the artist's page. */
async function pixelsOf(image) {
  const answer = await fetch(`data:image/png;base64,${image}`);
  const bitmap = await createImageBitmap(await answer.blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let text = "";
  for (let at = 0; at < data.length; at += 32_768) text += String.fromCharCode(...data.subarray(at, at + 32_768));
  return { pixels: btoa(text), width, height };
}
