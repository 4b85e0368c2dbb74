// index.d.ts is written by hand: it declares what the package exports, all of it, and nothing else.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";

import { declaration, declarations, members, nodes, tree, words } from "./declared.mjs";

const types = tree("js-shim/index.d.ts");
/** Where the classes are made. */
const MADE_IN = { SessionEndWatch: "index.js", SessionEndKeeper: "keeper.js" };
const uses = readdirSync(new URL(".", import.meta.url))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => tree(`tests/types/${name}`));
const sorted = (names) => [...names].sort();

test("the package exports the values that are declared", async () => {
  const real = await import("../../pkg/index.js");
  const declared = declarations(types).filter(({ isExported, isValue }) => isExported && isValue);
  assert.deepEqual(sorted(Object.keys(real)), sorted(declared.map(({ name }) => name)));
  for (const { name } of declared) assert.equal(typeof real[name], "function", name);
});

test("all that is declared is exported: an importer can name it", () => {
  assert.deepEqual(declarations(types).filter(({ isExported }) => !isExported).map(({ name }) => name), []);
});

for (const [name, file] of Object.entries(MADE_IN)) {
  test(`${name} has the methods that are declared`, () => {
    assert.deepEqual(members(declaration(tree(`js-shim/${file}`), name)), members(declaration(types, name)));
  });
}

test("SessionEndError has the properties that are declared, beside those of every Error", async () => {
  const { SessionEndError } = await import("../../pkg/index.js");
  const cause = new Error("the browser's");
  const error = new SessionEndError({ code: "no-window", message: "None.", errors: [] }, { cause });
  assert.ok(error instanceof Error);
  assert.deepEqual([error.name, error.code, error.message, error.errors, error.cause],
    ["SessionEndError", "no-window", "None.", [], cause]);
  const own = Object.keys(error);
  assert.deepEqual(sorted(own), members(declaration(types, "SessionEndError")));
  assert.ok(!("errors" in new SessionEndError({ code: "no-window", message: "None." })));
});

test("index.d.ts has no any", () => {
  const found = [...nodes(types)].filter(({ kind }) => kind === ts.SyntaxKind.AnyKeyword);
  assert.deepEqual(found.map((node) => types.getLineAndCharacterOfPosition(node.pos).line + 1), []);
});

test("every type is used, and every setting both used and misused", () => {
  const used = new Set(uses.flatMap((source) => [...nodes(source)].filter(ts.isIdentifier).map(({ text }) => text)));
  assert.deepEqual(declarations(types).filter(({ name }) => !used.has(name)).map(({ name }) => name), []);
  // `wrong` in settings.ts has a row for every setting, or would not compile; each row is expected to be an error.
  const settings = uses.find(({ fileName }) => fileName.endsWith("/settings.ts"));
  const [wrong] = [...nodes(settings)].filter((node) => ts.isVariableDeclaration(node) && node.name.text === "wrong");
  for (const row of wrong.initializer.properties) {
    const before = settings.text.slice(row.getFullStart(), row.getStart());
    assert.match(before, /\/\/ @ts-expect-error \S/, row.name.text);
  }
});

test("every expected error says what is wrong", () => {
  for (const { fileName, text } of uses) {
    assert.doesNotMatch(text, /@ts-(ignore|nocheck)|@ts-expect-error\s*$/m, fileName);
  }
});

test("the sentences are those that MessageName names", async () => {
  const { default: english } = await import("../../pkg/words/en.js");
  assert.deepEqual(sorted(words(types, "MessageName")), sorted(Object.keys(english)));
});

for (const [name, its] of [["SessionEndWatch", "snapshot"], ["SessionEndKeeper", "cancel"]]) {
  test(`${name} calls what the wasm exports for it, and all of that`, () => {
    // What wasm-bindgen makes of every handle.
    const glue = ["__destroy_into_raw", "free"];
    const made = [...nodes(tree(`pkg/${MADE_IN[name]}`))].filter(ts.isClassLike).map(members);
    const [handle] = made.filter((names) => names.includes("free") && names.includes(its));
    const called = [...nodes(declaration(tree(`js-shim/${MADE_IN[name]}`), name))]
      .filter((node) => ts.isCallExpression(node) && /(^|\W)#?wasm\.\w+$/.test(node.expression.getText()))
      .map((call) => call.expression.name.text);
    assert.deepEqual(sorted(new Set([...called, ...glue])), sorted(handle));
  });
}
