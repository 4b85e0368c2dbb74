// Everything about the project that can be known without an org: each file by its shape, then what they say of each
// other. Problems come as sentences that begin with the file's path.

import { TYPES, components, malformed, parseXml, sourceOf } from "./project.mjs";
import { API, SHAPES, isName, problems } from "./shapes.mjs";
import { markupProblems } from "./visualforce.mjs";

const NAMESPACE = "http://soap.sforce.com/2006/04/metadata";
/** "Maximum size of a Visualforce page: 1 MB"; an Apex class may have a million characters. */
const SOURCE_LIMIT = 1_000_000;
const MANIFEST = "manifest/package.xml";

/** What is wrong; `resources` are the names in the static resource. */
export function problemsOf(project, resources) {
  const found = [];
  const say = (path, what) => found.push(`${path}: ${what}`);
  const parsed = new Map();
  for (const [path, text] of project) {
    if (!path.endsWith(".xml")) continue;
    const type = path === MANIFEST ? "Package" : Object.keys(TYPES).find((type) => path.endsWith(TYPES[type].ending));
    const element = readShaped(text, type, (what) => say(path, what));
    if (element) parsed.set(path, element);
  }
  const all = (type) => components(project, type).map((one) => ({ ...one, element: parsed.get(one.path) }));
  // Of what has no shape nothing more can be said, nor of a record of fields that have none.
  if (found.length > 0) return found;
  names(project, all, say);
  sources(project, resources, say);
  fields(all("CustomField"), say);
  if (found.length > 0) return found;
  records(all("CustomMetadata"), all("CustomField"), all("CustomObject"), say);
  layouts(all("Layout"), all("CustomField"), say);
  references(all, say);
  manifest(parsed.get(MANIFEST), all, say);
  const { sourceApiVersion } = JSON.parse(project.get("sfdx-project.json"));
  if (sourceApiVersion !== API) say("sfdx-project.json", `sourceApiVersion is ${sourceApiVersion}, not ${API}`);
  return found;
}

function readShaped(text, type, say) {
  const wrong = malformed(text);
  if (wrong) return void say(wrong);
  const { declaration, root } = parseXml(text);
  if (declaration?.[0]["@version"] !== "1.0") return void say("has no XML declaration");
  const element = root[type]?.[0];
  if (Object.keys(root).length !== 1 || !element) return void say(`is no ${type}, but ${Object.keys(root)}`);
  if (element["@xmlns"] !== NAMESPACE) say(`has the namespace ${element["@xmlns"]}`);
  problems(element, SHAPES[type]).forEach(say);
  return element;
}

/** A component is called by its file. */
function names(project, all, say) {
  for (const type of Object.keys(TYPES)) {
    for (const { name, path, element } of all(type)) {
      if (type === "CustomField" && element.fullName[0] !== name) say(path, `the field is ${element.fullName[0]}`);
      const checked = { CustomField: [name, "__c"], CustomObject: [name, "__mdt"], Layout: ["layout", ""] }[type];
      const [part, ending] = checked ?? [name.replace(/^.*\./, ""), ""];
      if (!isName(part, ending)) say(path, `${part} is no name of up to 40 characters`);
      if (TYPES[type].source && sourceOf(project, type, name) === undefined) say(path, "its source is missing");
    }
  }
}

/** Classes and markup. */
function sources(project, resources, say) {
  for (const [path, text] of project) {
    if (!/\.(cls|component|page)$/.test(path)) continue;
    if (text.length > SOURCE_LIMIT) say(path, `has ${text.length} characters`);
    const name = path.replace(/^.*\/|\.\w+$/g, "");
    if (path.endsWith(".cls")) {
      if (!new RegExp(`\\bclass ${name}\\b`).test(text)) say(path, `the class is not called ${name}`);
    } else markupProblems(project, path, resources).forEach((what) => say(path, what));
  }
}

/** What a field has by its type. */
const PARTS = { defaultValue: "Checkbox", precision: "Number", scale: "Number", valueSet: "Picklist", length: "Text" };

function fields(all, say) {
  const seen = new Set();
  for (const { path, name, element } of all) {
    // Two fields of an object may not differ by case alone.
    if (seen.has(name.toLowerCase())) say(path, "there is such a field already");
    seen.add(name.toLowerCase());
    const [type] = element.type;
    for (const [key, of] of Object.entries(PARTS)) {
      if (type === of && !element[key]) say(path, `${key}: is missing`);
      if (type !== of && element[key]) say(path, `${key}: is not for ${type}`);
    }
  }
}

/** "xsi:type" of a value by its field's type, and what may stand there. */
const VALUES = {
  Checkbox: { xsd: "boolean", fits: (value) => ["true", "false"].includes(value) },
  Number: {
    xsd: "double",
    fits: (value, { precision: [digits] }) => /^\d+(\.0)?$/.test(value) && Number(value) < 10 ** digits,
  },
  Picklist: {
    xsd: "string",
    fits: (value, { valueSet: [{ valueSetDefinition: [{ value: all }] }] }) =>
      all.some(({ fullName: [known] }) => known === value),
  },
  Text: {
    xsd: "string",
    fits: (value, { length: [length] }) => value.length <= Number(length) && !value.includes("\n"),
  },
  TextArea: { xsd: "string", fits: (value) => value.length <= 255 },
};

function records(all, fields, types, say) {
  for (const { path, name, element } of all) {
    const [type] = name.split(".");
    if (!types.some((one) => one.name === `${type}__mdt`)) say(path, `there is no type ${type}__mdt`);
    for (const { field: [field], value: [value] } of element.values ?? []) {
      const known = fields.find((one) => one.name === field)?.element;
      if (!known) say(path, `there is no field ${field}`);
      else if (value["@xsi:nil"] === "true") continue;
      else {
        const { xsd, fits } = VALUES[known.type[0]];
        if (value["@xsi:type"] !== `xsd:${xsd}`) say(path, `${field} is no xsd:${xsd}`);
        if (!fits(value["#text"] ?? "", known)) say(path, `${field} cannot be ${value["#text"]}`);
      }
    }
  }
}

/** A field that is not on the layout cannot be edited in Setup. */
function layouts(all, fields, say) {
  const standard = ["DeveloperName", "IsProtected", "MasterLabel", "NamespacePrefix"];
  for (const { path, element } of all) {
    const columns = element.layoutSections.flatMap(({ layoutColumns }) => layoutColumns);
    const placed = columns.flatMap(({ layoutItems }) => layoutItems.map(({ field: [field] }) => field));
    const known = [...standard, ...fields.map(({ name }) => name)];
    for (const field of placed) if (!known.includes(field)) say(path, `there is no field ${field}`);
    for (const field of known) {
      const count = placed.filter((one) => one === field).length;
      if (count !== 1) say(path, `${field} is there ${count} times`);
    }
  }
}

/** What one component says of another. */
function references(all, say) {
  const has = (type, name) => all(type).some((one) => one.name === name);
  for (const { path, element } of all("PermissionSet")) {
    const classes = (element.classAccesses ?? []).map(({ apexClass: [name] }) => name);
    for (const name of classes) if (!has("ApexClass", name)) say(path, `no class ${name}`);
    for (const { tab: [name] } of element.tabSettings ?? []) if (!has("CustomTab", name)) say(path, `no tab ${name}`);
    const pages = (element.pageAccesses ?? []).map(({ apexPage: [name] }) => name);
    for (const name of pages) if (!has("ApexPage", name)) say(path, `no page ${name}`);
    for (const { name } of all("ApexPage")) if (!pages.includes(name)) say(path, `the page ${name} is not granted`);
  }
  for (const { path, element } of all("CustomTab")) {
    if (!has("ApexPage", element.page[0])) say(path, `no page ${element.page[0]}`);
  }
  for (const { path, element } of all("CallCenter")) callCenter(element, has, (what) => say(path, what));
}

/** The items that Open CTI names, in "Call Center Definition Files". */
function callCenter({ adapterUrl: [url], sections }, has, say) {
  const items = sections.flatMap(({ items }) => items).map(({ name: [name], value: [value] }) => [name, value]);
  const value = Object.fromEntries(items);
  const page = /^\/apex\/(\w+)$/.exec(url)?.[1];
  if (!page || !has("ApexPage", page)) say(`adapterUrl ${url} is no page of the project`);
  if (value.reqAdapterUrl !== url) say(`reqAdapterUrl is ${value.reqAdapterUrl}, adapterUrl ${url}`);
  if (value.reqUseApi !== "true") say("reqUseApi is not true");
  const modes = ["Classic", "Lightning", "Classic_and_Lightning"];
  if (!modes.includes(value.reqSalesforceCompatibilityMode)) say(`reqSalesforceCompatibilityMode is none of ${modes}`);
  for (const name of ["reqSoftphoneHeight", "reqSoftphoneWidth"]) {
    if (!(Number(value[name]) >= 240)) say(`${name} is ${value[name]}`);
  }
}

/** The manifest names every component once, and nothing else; fields come with their object. */
function manifest({ types }, all, say) {
  const listed = types.flatMap(({ name: [type], members }) => members.map((member) => `${type} ${member}`));
  const there = Object.keys(TYPES)
    .filter((type) => type !== "CustomField")
    .flatMap((type) => all(type).map(({ name }) => `${type} ${name}`));
  for (const member of there) if (!listed.includes(member)) say(MANIFEST, `${member} is not listed`);
  for (const member of listed) if (!there.includes(member)) say(MANIFEST, `there is no ${member}`);
  if (new Set(listed).size !== listed.length) say(MANIFEST, "lists something twice");
}
