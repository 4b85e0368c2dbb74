/** Why there is no watch, or no keeper. */
export class SessionEndError extends Error {
  constructor({ code, message, errors }, options) {
    super(message, options);
    this.name = "SessionEndError";
    this.code = code;
    if (errors) this.errors = errors;
  }
}

/** What the wasm refuses is a plain object with a code; anything else is a fault, and stays what it is. */
export function attempt(start) {
  try {
    return start();
  } catch (refusal) {
    throw typeof refusal?.code === "string" ? new SessionEndError(refusal) : refusal;
  }
}

/** What is shown is lost, and nothing else: the work is done all the same. */
export function unshown(error) {
  console.error("connect-session-end: a part of the page could not be shown.", error);
}
