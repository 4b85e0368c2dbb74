// Every visible sentence by its name, in the page's language if the library has it. The host's own words come first.

import ENGLISH from "./words/en.js";

/** The other languages. A page fetches only its own. */
const OTHERS = {
  de: () => import("./words/de.js"),
  es: () => import("./words/es.js"),
  fr: () => import("./words/fr.js"),
};

/** The names in `messages` that belong to no sentence. */
export const unknownNames = (messages) => Object.keys(messages).filter((name) => !Object.hasOwn(ENGLISH, name));

/** The name of the sentence about a code: `skipped` and `already-set` make `skippedAlreadySet`. */
export const about = (what, code) => what + code.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

/** A speaker of sentences in the language of this page: the `lang` of its root element, or English. */
export async function words() {
  const language = await inLanguage(document.documentElement.lang);
  let own = {};
  return {
    /** Takes the host's own words. */
    take: (messages) => (own = messages ?? {}),

    /** The sentence of this name. The values replace the names in braces. */
    say: (name, values = {}) => (own[name] ?? language[name]).replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "–"),
  };
}

/** The words by the primary subtag (BCP 47). If the language cannot be fetched, English takes its place. */
function inLanguage(tag) {
  const fetched = OTHERS[tag.toLowerCase().split("-")[0]]?.().then((module) => module.default);
  return fetched?.catch(() => ENGLISH) ?? ENGLISH;
}
