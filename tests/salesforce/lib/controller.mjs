// What SessionEndController.cls makes of a record, in JavaScript: no Apex runs without an org. Which fields make the
// text, and in which order, is read off the class.

import { sourceOf } from "./project.mjs";

/** The settings that the class makes lines of. */
export function settingNames(project) {
  const source = sourceOf(project, "ApexClass", "SessionEndController");
  const [, list] = /List<String> NAMES = new List<String>\{([^}]*)\}/.exec(source);
  return [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name);
}

/** The controller of a record (`{Status__c, …}`), for an agent of this language. */
export function controllerOf(project, record, language = "en_US") {
  // stripTrailingZeros().toPlainString()
  const text = (value) => (/^\d+\.0$/.test(value) ? value.slice(0, -2) : String(value));
  const lines = settingNames(project)
    .filter((name) => record[`${name}__c`] != null)
    .map((name) => `${name}:${text(record[`${name}__c`])}`);
  return {
    feature: [...lines, record.FurtherLines__c].filter((line) => line != null).join("\n"),
    scope: record.Scope__c ?? "default",
    ccpUrl: record.CcpUrl__c,
    language: language.replace("_", "-"),
  };
}
