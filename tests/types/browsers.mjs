// What is younger than the oldest browsers of package.json, so that the package asks for it first: by its name, a statement
// that takes it out of a page. The test of the built package and that of a page without them both read this list.

const NO_TYPES = `Object.defineProperty(window, "trustedTypes", { value: undefined })`;
const NO_ACTIVATION = `Object.defineProperty(navigator, "userActivation", { value: undefined })`;
/** No page can take it out. Firefox ESR does not have it. */
const FIXED = "";

export const ASKED_FIRST = {
  ancestorOrigins: FIXED,
  createPolicy: NO_TYPES,
  createScriptURL: NO_TYPES,
  detached: "delete ArrayBuffer.prototype.detached",
  dispose: FIXED,
  hasBeenActive: NO_ACTIVATION,
  isActive: NO_ACTIVATION,
  trustedTypes: NO_TYPES,
  userActivation: NO_ACTIVATION,
};
