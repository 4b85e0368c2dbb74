// What is said, and in which language.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { inEachBrowser } from "./harness/suite.mjs";
import { LONG } from "./harness/world.mjs";

const shim = new URL("../../js-shim/", import.meta.url);

/** The table of one language. */
const table = async (file) => (await import(new URL(`words/${file}`, shim))).default;
const filledIn = (sentence) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

test("every language has every sentence, with the same to fill in", async () => {
  const english = await table("en.js");
  const files = readdirSync(new URL("words/", shim));
  assert.ok(files.length >= 4, files.join());
  for (const file of files) {
    const words = await table(file);
    assert.deepEqual(Object.keys(words), Object.keys(english), file);
    for (const [name, sentence] of Object.entries(words)) {
      assert.deepEqual(filledIn(sentence), filledIn(english[name]), `${file}: ${name}`);
    }
  }
});

test("the types name every sentence", async () => {
  const types = readFileSync(new URL("index.d.ts", shim), "utf8");
  const [, union] = /export type MessageName =([^]*?);\n\n/.exec(types);
  const named = [...union.matchAll(/\| "(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual(named, Object.keys(await table("en.js")));
});

inEachBrowser("words", (it) => {
  it("in the page's language, its region left aside; in the keeper's window too", async (w) => {
    const tab = await w.open(w.withKeeper({ sessionEndTimer: LONG }, { lang: "de-AT" }), { lang: "de-AT" });
    assert.match(await tab.hasBar(), /Fenster öffnen/);
    const keeper = await w.openKeeper(tab);
    await keeper.phase("watching");
    assert.match(await keeper.text(), /1 Tab ist offen/);
    await tab.close();
    await keeper.phase("countdown");
    assert.match(await keeper.text(), /Der letzte Tab ist geschlossen[^]*auf Offline gesetzt/);
  });

  it("in English where the page's language is none of ours", async (w) => {
    const tab = await w.open(w.withKeeper(), { lang: "fi" });
    assert.match(await tab.hasBar(), /Open the window/);
  });

  it("in the host's own words, in the keeper's window too; a name that is none is said", async (w) => {
    const messages = { open: "Fetch it", watchingOneTitle: "One desk", opne: "?" };
    const tab = await w.open(w.withKeeper({ messages }));
    assert.match(await tab.hasBar(), /Fetch it[^]*Dismiss/);
    const { message } = await tab.event("warning", "detail.code === 'unknown-message'");
    assert.match(message, /opne/);
    const keeper = await w.openKeeper(tab);
    await keeper.phase("watching");
    await keeper.until(`document.title.includes("One desk")`);
  });
});
