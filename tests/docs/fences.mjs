// The snippets in README.md and docs/: what stands between three backticks.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a fence may be in. The last four are read by the native tests in tests/docs and tests/table, and by xtask's. */
const LANGUAGES = ["js", "html", "sh", "settings", "refused", "mermaid"];

/** A comment before a fence that cannot be run. */
const NOT_RUN = /<!-- not run: \S.* -->\n$/;

/** Every fence, as `{name, language, text}`; `name` says where it stands. */
export function fences() {
  const names = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"));
  const documents = ["README.md", ...names.map((name) => `docs/${name}`)];
  return documents.flatMap((document) => {
    const source = readFileSync(root + document, "utf8");
    return [...source.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(({ 1: language, 2: text, index }) => {
      const before = source.slice(0, index);
      const name = `${document}:${before.split("\n").length}`;
      if (NOT_RUN.test(before)) return [];
      if (!LANGUAGES.includes(language)) throw new Error(`${name}: “${language}” is no language that a test runs`);
      return [{ name, language, text }];
    });
  });
}

/** The scripts of an HTML page that are modules. */
export const modules = (html) => [...html.matchAll(/<script type="module">(.*?)<\/script>/gs)].map(([, text]) => text);
