// The page's side of the browser tests: what another window of the same origin would do, and stand-ins for what the
// browser itself would not do when asked.

/**
 * Puts the property that `source` describes in the place of `path`; returns what undoes it. In `source`, `original`
 * is what stood there.
 */
export function standIn(path, source) {
  const dot = path.lastIndexOf('.');
  const owner = new Function(`return ${path.slice(0, dot)}`)();
  const name = path.slice(dot + 1);
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const descriptor = new Function('original', `return ${source}`)(owner[name]);
  Object.defineProperty(owner, name, { configurable: true, ...descriptor });
  return () => {
    if (before) Object.defineProperty(owner, name, before);
    else delete owner[name];
  };
}

/** The scope's locks, as `held exclusive tab/a`. */
export async function locks(prefix) {
  const { held, pending } = await navigator.locks.query();
  const list = (locks, what) =>
    locks.filter(({ name }) => name.startsWith(prefix)).map(({ name, mode }) => `${what} ${mode} ${name.slice(prefix.length)}`);
  return [...list(held, 'held'), ...list(pending, 'pending')].sort().join(', ');
}

/** Holds a lock as another window would; resolves, once it is held, to what lets go of it. */
export function holdLock(name, mode) {
  return new Promise((held, failed) => {
    navigator.locks.request(name, { mode }, () => new Promise((letGo) => held(letGo))).catch(failed);
  });
}

export function stealLock(name) {
  return navigator.locks.request(name, { steal: true }, () => {});
}

export function fire(target, type, persisted) {
  const on = { window, document }[target];
  on.dispatchEvent(persisted === undefined ? new Event(type) : new PageTransitionEvent(type, { persisted }));
}

/** A real click, which the driver of the tests makes. */
export function click() {
  console.debug('run.mjs: click');
}

export function isActive() {
  return navigator.userActivation.isActive;
}

/** Another window's channel, which need not speak as ours does. */
export function postRaw(name, json) {
  const channel = new BroadcastChannel(name);
  channel.postMessage(JSON.parse(json));
  channel.close();
}

/** What is posted on a channel from now on, each message as JSON. */
export function listenRaw(name) {
  const heard = [];
  new BroadcastChannel(name).onmessage = ({ data }) => heard.push(JSON.stringify(data));
  return heard;
}

export function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** Streams as far as a CCP that has shown `agent`, a plain snapshot; `calls` gathers what is asked of it. */
export function fakeStreams(calls) {
  const never = { unsubscribe() {} };
  const subscribe = () => never;
  const state = (name, type) => ({ name, type });
  const states = [state('Available', 'routable'), state('Offline', 'offline')];
  let now = states[0];
  const refresh = new Set();
  const agent = {
    getConfiguration: () => ({ username: 'jane', routingProfile: { name: 'Basic' } }),
    getRoutingProfile: () => ({ name: 'Basic' }),
    getState: () => now,
    getAvailabilityState: () => ({ state: now.name }),
    getNextState: () => null,
    getAgentStates: () => states,
    getContacts: () => [],
    setState(wanted, { success }) {
      calls.push(`setState ${wanted.name}`);
      queueMicrotask(() => {
        now = wanted;
        success();
        for (const callback of refresh) callback(agent);
      });
    },
  };
  const bus = {
    subscribe(_, callback) {
      const call = () => callback(agent);
      refresh.add(call);
      return { unsubscribe: () => refresh.delete(call) };
    },
  };
  return {
    Agent: class {
      getNextState() {}
    },
    // One event: whoever subscribes to it hears of a new state.
    EventType: {},
    AgentEvents: { REFRESH: 'refresh' },
    agent(callback) {
      queueMicrotask(() => callback(agent));
      return never;
    },
    // Every other call of core's is a subscription.
    core: new Proxy({ getEventBus: () => bus, getUpstream: () => ({ onUpstream: subscribe }) }, { get: (core, name) => core[name] ?? subscribe }),
    getLog: () => ({ info() {} }),
  };
}

/** A keeper's page as far as it loads and removes a CCP: it is `connect`'s. */
export function fakeHost(connect) {
  return { open: async () => ({ connect, document }), shut() {} };
}
