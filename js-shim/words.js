// Every visible sentence, by its name: in the page's language where there is one, with the host's own words in front.

import ENGLISH from "./words/en.js";

/** The other languages, each fetched where a page is in it. */
const OTHERS = {
  de: () => import("./words/de.js"),
  es: () => import("./words/es.js"),
  fr: () => import("./words/fr.js"),
};

/** The names in `messages` that no sentence has. */
export const unknownNames = (messages) => Object.keys(messages).filter((name) => !Object.hasOwn(ENGLISH, name));

/** The name of the sentence about a code: `skipped` and `already-set` make `skippedAlreadySet`. */
export const about = (what, code) => what + code.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

/** What says sentences, in the language of this page: the `lang` of its root element, or English. */
export async function words() {
  const language = await inLanguage(document.documentElement.lang);
  let own = {};
  return {
    /** Takes the host's own words. */
    take: (messages) => (own = messages ?? {}),

    /** The sentence of this name, with what is in `values` filled in for `{…}`. */
    say: (name, values = {}) => (own[name] ?? language[name]).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "–"),
  };
}

/** By the primary subtag (BCP 47). A language that cannot be fetched is no reason to say nothing. */
function inLanguage(tag) {
  const fetched = OTHERS[tag.toLowerCase().split("-")[0]]?.().then((module) => module.default);
  return fetched?.catch(() => ENGLISH) ?? ENGLISH;
}
