// Runs before everything else: takes away what the test takes away, and counts what the library asks of the browser.

{
  const options = new URLSearchParams(location.search);
  if (options.has("lang")) document.documentElement.lang = options.get("lang");
  if (options.has("noLocks")) Object.defineProperty(navigator, "locks", { value: undefined });
  if (options.has("without")) new Function(options.get("without"))();
  if (options.has("count")) countOurs();
  if (options.has("older") && !options.has("replace")) speakAsOlder();
  if (options.has("stale") && !isReloaded()) hearAsOlder();
  const { noStreams } = document.currentScript.dataset;
  const streams = options.get("streams") ?? "/streams/connect-streams.js";
  if (noStreams === undefined && !options.has("noStreams")) document.write(`<script src="${streams}"></` + "script>");
}

/** What the keeper says lacks its version, as with the package before there were versions. Who replaces it is a new one. */
function speakAsOlder() {
  const { postMessage } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.postMessage = function (message) {
    const { version, ...keeper } = message.keeper ?? {};
    postMessage.call(this, message.keeper ? { keeper } : message);
  };
}

/** Every keeper is of a later version than this page, as for one that was loaded before the server had a new package. */
function hearAsOlder() {
  const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data");
  Object.defineProperty(MessageEvent.prototype, "data", {
    configurable: true,
    get() {
      const data = get.call(this);
      return data?.keeper ? { keeper: { ...data.keeper, version: data.keeper.version + 1 } } : data;
    },
  });
}

function isReloaded() {
  return performance.getEntriesByType("navigation")[0].type === "reload";
}

/** Changes what is given to this property before anybody uses it. */
function whenSet(object, name, change) {
  Object.defineProperty(object, name, {
    configurable: true,
    set(value) {
      Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
      change(value);
    },
  });
}

/** Timers that were set, and listeners and subscriptions that were added, by the library's code: told by the stack. */
function countOurs() {
  Error.stackTraceLimit = 100;
  // Firefox delivers messages within `window.open`: below a timer of Streams there may be the library's code too.
  const isOurs = () => {
    const calls = new Error().stack.split("\n").filter((line) => line.includes("/") && !line.includes("/before.js"));
    return calls[0]?.includes("/pkg/") ?? false;
  };
  // A subscription is made by Streams, for whoever asked it.
  const isForUs = () => new Error().stack.includes("/pkg/");
  window.ours = { wakeUps: [], listeners: 0, workers: 0, channels: 0, subscriptions: 0 };

  // Streams subscribes on its own bus too, and more as time goes on.
  whenSet(window, "connect", (connect) => {
    whenSet(connect, "EventBus", ({ prototype }) => {
      const { subscribe } = prototype;
      prototype.subscribe = function (...values) {
        const subscription = subscribe.apply(this, values);
        if (!isForUs()) return subscription;
        window.ours.subscriptions += 1;
        const { unsubscribe } = subscription;
        subscription.unsubscribe = function () {
          subscription.unsubscribe = unsubscribe;
          window.ours.subscriptions -= 1;
          unsubscribe.call(this);
        };
        return subscription;
      };
    });
  });

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
