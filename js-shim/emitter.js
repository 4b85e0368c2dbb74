/** Dispatches the events of the wasm. */
export class Emitter extends EventTarget {
  // The first events wait until the code that awaited the promise has had a turn to listen.
  #early = [];

  constructor() {
    super();
    setTimeout(() => {
      const early = this.#early;
      this.#early = null;
      for (const [type, detail] of early) this.#dispatch(type, detail);
    });
  }

  /** A bound listener for the wasm. If a listener of the host throws, the browser only reports the error. */
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

// Holds every handle while it runs. The garbage collector must not take a handle that the page keeps no reference to,
// because the handle's lock would go too, and the lock says that the window is there.
export const running = new Set();
