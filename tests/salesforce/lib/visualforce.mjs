// Visualforce as far as the project's pages use it; anything else is an error, so that nothing is rendered here that an
// org might render otherwise.

import { components, malformed, sourceOf } from "./project.mjs";

/** An element of Visualforce or a component of the project. */
const ELEMENT = /<(\/?)(apex|c):(\w+)((?:\s+\w+="[^"]*")*)\s*(\/?)>/g;
const MERGE = /\{!([^}]*)\}/g;

/** What the elements may say, and what of it must be so for the page to be its own markup and nothing around it. */
const PAGE = {
  controller: /^SessionEndController$/,
  showHeader: /^false$/,
  sidebar: /^false$/,
  standardStylesheets: /^false$/,
  applyHtmlTag: /^false$/,
  applyBodyTag: /^false$/,
  docType: /^html-5\.0$/,
};
/** `layout="none"`: without it a component is a span, which ends a head. */
const COMPONENT = { controller: /^SessionEndController$/, layout: /^none$/ };

/** "JSENCODE … \u003CB\u003EEnter the user\'s name\u003C\/b\u003E" */
const jsEncode = (text) => {
  const escapes = { "\n": "\\n", "\r": "\\r", "<": "\\u003C", ">": "\\u003E" };
  return text.replace(/[\\/'"\n\r<>]/g, (sign) => escapes[sign] ?? `\\${sign}`);
};
/** "…replacing characters that are reserved in HTML, such as > with &gt;" */
const htmlEncode = (text) =>
  text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign]);

/** The value of a merge field. `inScript`: whether it stands in a script, where only JSENCODE makes it safe. */
function merge(expression, { controller, resource }, inScript) {
  const source = expression.trim();
  const file = /^URLFOR\(\$Resource\.(\w+), '([^']+)'\)$/.exec(source);
  if (file) return resource(file[1], file[2]);
  const encoded = /^(JSENCODE|HTMLENCODE)\((\w+)\)$/.exec(source);
  if (!encoded) throw new Error(`{!${source}}: no such merge field is known here`);
  const [, by, property] = encoded;
  const where = inScript ? "in a script" : "outside a script";
  if ((by === "JSENCODE") !== inScript) throw new Error(`{!${source}}: ${by} does not make it safe ${where}`);
  if (!(property in controller)) throw new Error(`{!${source}}: the controller has no ${property}`);
  // A null is an empty text in a page.
  return (inScript ? jsEncode : htmlEncode)(controller[property] ?? "");
}

/** A page of the project as HTML. */
export function renderPage(project, name, context) {
  return `<!DOCTYPE html>\n${fill(expand(project, sourceOf(project, "ApexPage", name), "page", PAGE), context)}\n`;
}

/** Markup without elements of Visualforce: those of the project's components are what stands in them. */
function expand(project, markup, root, needed) {
  const expanded = markup.replace(ELEMENT, (whole, closes, namespace, name, attributes, closed) => {
    if (namespace === "c") {
      if (closes || !closed || attributes) throw new Error(`${whole}: only <c:${name} /> is known here`);
      const source = sourceOf(project, "ApexComponent", name);
      if (source === undefined) throw new Error(`${whole}: there is no such component`);
      return expand(project, source, "component", COMPONENT);
    }
    if (name !== root) throw new Error(`${whole}: no such element is known here`);
    if (!closes) check(whole, attributes, needed);
    return "";
  });
  return expanded.trim();
}

/** The merge fields' values in their places. */
function fill(markup, context) {
  const parts = markup.split(/(<script\b[^>]*>[\s\S]*?<\/script>)/);
  return parts
    .flatMap((part) => part.match(/^(<script\b[^>]*>)([\s\S]*)(<\/script>)$/)?.slice(1) ?? [part])
    .map((part, index, all) => [part, all[index - 1]?.startsWith("<script") ?? false])
    .map(([part, inScript]) => part.replace(MERGE, (_, expression) => merge(expression, context, inScript)))
    .join("");
}

function check(element, attributes, needed) {
  const given = Object.fromEntries([...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
  for (const key of Object.keys(given)) if (!(key in needed)) throw new Error(`${element}: ${key} is not known here`);
  for (const [key, pattern] of Object.entries(needed)) {
    if (!pattern.test(given[key] ?? "")) throw new Error(`${element}: ${key} is ${given[key]}, not ${pattern.source}`);
  }
}

/** What is wrong with a page's or a component's markup. */
export function markupProblems(project, path, resources) {
  const wrong = malformed(project.get(path));
  if (wrong) return [wrong];
  const getters = controllerProperties(project);
  const resource = (name, file) => {
    const known = components(project, "StaticResource").some((one) => one.name === name);
    if (!known) throw new Error(`no static resource ${name}`);
    if (!resources.includes(file)) throw new Error(`the static resource has no ${file}`);
    return `/resource/${name}/${file}`;
  };
  const context = { controller: Object.fromEntries(getters.map((name) => [name, ""])), resource };
  try {
    if (path.endsWith(".page")) renderPage(project, path.replace(/^.*\/|\.page$/g, ""), context);
    else fill(expand(project, project.get(path), "component", COMPONENT), context);
    return [];
  } catch (error) {
    return [error.message];
  }
}

/** What pages may ask the controller for: `getFeature` is `feature` to them. */
export function controllerProperties(project) {
  const text = sourceOf(project, "ApexClass", "SessionEndController");
  return [...text.matchAll(/public String get([A-Z])(\w*)\(\)/g)].map(([, first, rest]) => first.toLowerCase() + rest);
}
