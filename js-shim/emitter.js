/** Events of the wasm, dispatched. */
export class Emitter extends EventTarget {
  // What is there to say at the very start waits until whoever awaited the promise has had a turn to listen.
  #early = [];

  constructor() {
    super();
    setTimeout(() => {
      const early = this.#early;
      this.#early = null;
      for (const [type, detail] of early) this.#dispatch(type, detail);
    });
  }

  /** A bound listener for the wasm. A listener of the host's that throws is reported by the browser, and stays there. */
  static listener(emitter) {
    return (type, detail) => {
      if (emitter.#early) emitter.#early.push([type, detail]);
      else emitter.#dispatch(type, detail);
    };
  }

  #dispatch(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

// The handle is in here while it runs: one that the page does not hold on to must not be collected, for its lock
// would go with it, and its lock says that the window is there.
export const running = new Set();
