// The sfdx project in examples/salesforce: its files by their paths, its components by their types, its XML as objects.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { XMLParser, XMLValidator } from "fast-xml-parser";

export const ROOT = fileURLToPath(new URL("../../../examples/salesforce/", import.meta.url));
/** The static resource, which `cargo xtask build` makes. */
export const ZIP = "force-app/main/default/staticresources/ConnectSessionEnd.zip";

/** A metadata type's folder, and how its files end. */
export const TYPES = {
  ApexClass: { folder: "classes", ending: ".cls-meta.xml", source: ".cls" },
  ApexComponent: { folder: "components", ending: ".component-meta.xml", source: ".component" },
  ApexPage: { folder: "pages", ending: ".page-meta.xml", source: ".page" },
  CallCenter: { folder: "callCenters", ending: ".callCenter-meta.xml" },
  CustomField: { folder: "objects", ending: ".field-meta.xml" },
  CustomMetadata: { folder: "customMetadata", ending: ".md-meta.xml" },
  CustomObject: { folder: "objects", ending: ".object-meta.xml" },
  CustomTab: { folder: "tabs", ending: ".tab-meta.xml" },
  Layout: { folder: "layouts", ending: ".layout-meta.xml" },
  PermissionSet: { folder: "permissionsets", ending: ".permissionset-meta.xml" },
  StaticResource: { folder: "staticresources", ending: ".resource-meta.xml" },
};

/** The project's text files by their paths below its root. */
export function readProject() {
  const all = readdirSync(ROOT, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = all.map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)).split(sep).join("/"));
  const texts = paths.filter((path) => !/\.(zip|png)$/.test(path));
  return new Map(texts.map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
}

/** The components of a type: `{name, path, text}`. */
export function components(project, type) {
  const { folder, ending } = TYPES[type];
  const folderPath = `force-app/main/default/${folder}/`;
  return [...project]
    .filter(([path]) => path.startsWith(folderPath) && path.endsWith(ending))
    .map(([path, text]) => ({ path, text, name: path.slice(path.lastIndexOf("/") + 1, -ending.length) }));
}

/** A component's source beside its XML: a page's markup, a class's text. */
export const sourceOf = (project, type, name) =>
  project.get(`force-app/main/default/${TYPES[type].folder}/${name}${TYPES[type].source}`);

/** What is wrong with a text as XML; null if nothing. */
export function malformed(text) {
  const verdict = XMLValidator.validate(text, { allowBooleanAttributes: false });
  return verdict === true ? null : `line ${verdict.err.line}: ${verdict.err.msg}`;
}

/** XML as an object: each element is an array, a text a string; attributes begin with `@`. */
export function parseXml(text) {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
  });
  const { "?xml": declaration, ...root } = parser.parse(text);
  return { declaration, root };
}

/** A record of custom metadata as an object: the values that are not nil, by their fields. */
export function readRecord(project, name = "SessionEndSetting.Default") {
  const { root } = parseXml(components(project, "CustomMetadata").find((record) => record.name === name).text);
  const values = root.CustomMetadata[0].values.map(({ field: [field], value: [value] }) => [field, value]);
  const given = values.filter(([, value]) => value["@xsi:nil"] !== "true");
  return Object.fromEntries(given.map(([field, value]) => [field, value["#text"]]));
}
