// Runs before everything else: takes away what the test takes away, and counts what the library asks of the browser.

{
  const options = new URLSearchParams(location.search);
  if (options.has("lang")) document.documentElement.lang = options.get("lang");
  if (options.has("noLocks")) Object.defineProperty(navigator, "locks", { value: undefined });
  if (options.has("count")) countOurs();
  if (options.has("older") && !options.has("replace")) speakAsOlder();
  const { noStreams } = document.currentScript.dataset;
  if (noStreams === undefined && !options.has("noStreams")) document.write('<script src="/streams/connect-streams.js"></' + "script>");
}

/** What the keeper says lacks its version, as with the package before there were versions. Who replaces it is a new one. */
function speakAsOlder() {
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (message) {
    const { version, ...keeper } = message.keeper ?? {};
    postMessage.call(this, message.keeper ? { keeper } : message);
  };
}

/** Timers that were set, and listeners that were added, from the library's code: told by the stack. */
function countOurs() {
  Error.stackTraceLimit = 100;
  const isOurs = () => new Error().stack.includes("/pkg/");
  window.ours = { wakeUps: [], listeners: 0, workers: 0, channels: 0 };

  for (const name of ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback"]) {
    const real = window[name];
    window[name] = (callback, ...rest) => {
      if (!isOurs()) return real.call(window, callback, ...rest);
      const counted = (...values) => {
        window.ours.wakeUps.push({ by: name, at: Date.now() });
        callback(...values);
      };
      return real.call(window, counted, ...rest);
    };
  }

  // A worker's timer tells the page by a message.
  const RealWorker = window.Worker;
  window.Worker = class extends RealWorker {
    constructor(...values) {
      super(...values);
      if (!isOurs()) return;
      window.ours.workers += 1;
      real.add.call(this, "message", () => window.ours.wakeUps.push({ by: "Worker", at: Date.now() }));
    }
    terminate() {
      window.ours.workers -= 1;
      super.terminate();
    }
  };

  const RealChannel = window.BroadcastChannel;
  window.BroadcastChannel = class extends RealChannel {
    constructor(name) {
      super(name);
      this.isOurs = isOurs();
      if (!this.isOurs) return;
      window.ours.channels += 1;
      real.add.call(this, "message", () => window.ours.wakeUps.push({ by: "BroadcastChannel", at: Date.now() }));
    }
    close() {
      if (this.isOurs) window.ours.channels -= 1;
      this.isOurs = false;
      super.close();
    }
  };

  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  const real = { add, remove };
  const held = new WeakMap();
  const keyOf = (type, options) => `${type} ${typeof options === "object" ? !!options?.capture : !!options}`;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? window;
    // Listeners on the library's own objects go with them; those on the page's would stay.
    if (listener && (target === window || target === document || target === navigator) && isOurs()) {
      const known = held.get(listener) ?? new Set();
      if (!known.has(keyOf(type, options))) window.ours.listeners += 1;
      held.set(listener, known.add(keyOf(type, options)));
      const gone = () => held.get(listener)?.delete(keyOf(type, options)) && (window.ours.listeners -= 1);
      if (options?.signal) add.call(options.signal, "abort", gone);
      if (options?.once) add.call(target, type, gone, { capture: !!options.capture, once: true });
    }
    return add.call(target, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    if (listener && held.get(listener)?.delete(keyOf(type, options))) window.ours.listeners -= 1;
    return remove.call(this ?? window, type, listener, options);
  };
}
