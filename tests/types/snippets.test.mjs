// Every snippet of the documents that is a script is what the types allow.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

import { fences, modules } from "../docs/fences.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const scripts = fences().flatMap(({ name, language, text }) => {
  const texts = language === "js" ? [text] : language === "html" ? modules(text) : [];
  return texts.map((text, index) => ({ name, path: `${here}${name.replace(/\W/g, "-")}-${index}.js`, text }));
});

// As users write them: JavaScript, in a page that has Streams. What a page's own HTML has is not known here.
const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(`${here}tsconfig.json`, ts.sys.readFile).config, ts.sys, here);
const loose = { ...options, allowJs: true, checkJs: true, strictNullChecks: false, exactOptionalPropertyTypes: false };
const program = compile({ ...loose, noUnusedLocals: false, types: ["amazon-connect-streams"] });

/** A program of the snippets, which are in no file. */
function compile(settings) {
  const texts = new Map(scripts.map(({ path, text }) => [path, text]));
  const host = ts.createCompilerHost(settings);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, target, ...rest) =>
    texts.has(path) ? ts.createSourceFile(path, texts.get(path), target, true) : getSourceFile(path, target, ...rest);
  return ts.createProgram([...texts.keys()], settings, host);
}

test("there are snippets", () => {
  assert.ok(scripts.length >= 4, `${scripts.length}`);
  assert.deepEqual(program.getGlobalDiagnostics().concat(program.getOptionsDiagnostics()).map(line), []);
});

for (const { name, path } of scripts) {
  test(name, () => assert.deepEqual(ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(line), []));
}

function line({ file, start, messageText }) {
  const at = file ? `line ${file.getLineAndCharacterOfPosition(start).line + 1}: ` : "";
  return at + ts.flattenDiagnosticMessageText(messageText, "\n");
}
