// What index.d.ts declares, read by TypeScript's own parser.

import { readFileSync } from "node:fs";
import ts from "typescript";

/** The syntax tree of a file, by its path from the repository's root. */
export function tree(path) {
  const file = new URL(`../../${path}`, import.meta.url);
  return ts.createSourceFile(path, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

/** Every node of a tree. */
export function* nodes(node) {
  yield node;
  for (const child of node.getChildren()) yield* nodes(child);
}

const has = (node, kind) => !!ts.getModifiers(node)?.some((modifier) => modifier.kind === kind);

/** The declarations of a file by their names; `isExported` and `isValue` say what importers see of each. */
export function declarations(source) {
  // `declare global` adds to what is there, and has no name of its own.
  const named = source.statements.filter((statement) => statement.name && !ts.isModuleDeclaration(statement));
  return named.map((node) => ({
    node,
    name: node.name.text,
    isExported: has(node, ts.SyntaxKind.ExportKeyword),
    isValue: ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node),
  }));
}

/** The declaration of this name. */
export function declaration(source, name) {
  const found = declarations(source).find((one) => one.name === name);
  if (!found) throw new Error(`${source.fileName} declares no ${name}`);
  return found.node;
}

/** The names that an instance of a class or an interface shows: neither `#private`, nor static, nor the constructor. */
export function members(node) {
  const shown = node.members.filter(
    (member) => member.name && !ts.isPrivateIdentifier(member.name) && !has(member, ts.SyntaxKind.StaticKeyword),
  );
  return [...new Set(shown.map((member) => member.name.getText()))].sort();
}

/** The words of a union of strings. */
export function words(source, name) {
  const { type } = declaration(source, name);
  return (type.types ?? [type]).map((one) => one.literal.text);
}
