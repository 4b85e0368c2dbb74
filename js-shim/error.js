/** The reason why there is no watch, or no keeper. */
export class SessionEndError extends Error {
  constructor({ code, message, errors }, options) {
    super(message, options);
    this.name = "SessionEndError";
    this.code = code;
    if (errors) this.errors = errors;
  }
}

/** A refusal of the wasm is a plain object with a code. Anything else is a fault, and stays as it is. */
export function attempt(start) {
  try {
    return start();
  } catch (refusal) {
    throw typeof refusal?.code === "string" ? new SessionEndError(refusal) : refusal;
  }
}

/** Reports that a screen is lost. The machine works on without it. */
export function unshown(error) {
  console.error("connect-session-end: the library could not show its part of the page.", error);
}
