// A `connect` that fails as the real one does. What Streams does when all is well is tested with Streams itself.

class Bus {
  subscriptions = [];

  subscribe(name, callback) {
    const subscription = { name, callback, unsubscribe: () => this.subscriptions.splice(this.subscriptions.indexOf(subscription), 1) };
    this.subscriptions.push(subscription);
    return subscription;
  }

  trigger(name, data) {
    for (const { name: wanted, callback } of [...this.subscriptions]) if (wanted === name) callback(data);
  }
}

/** Knows its agent only after `show`, and has no bus before `init`. `behave` is what `setState` does. */
export class Fake {
  bus = undefined;
  log = [];
  calls = [];
  known = false;
  behave = (callbacks) => callbacks.success();
  #state = { name: "Available", type: "routable" };
  #contacts = [];

  constructor() {
    this.agent = {
      getConfiguration: () => ({ username: "jane" }),
      getRoutingProfile: () => ({ name: "Basic" }),
      getState: () => this.#state,
      getAvailabilityState: () => ({ state: this.#state.name }),
      getNextState: () => null,
      getAgentStates: () => [{ name: "Available", type: "routable" }, { name: "Offline", type: "offline" }],
      getContacts: () => this.#contacts.map(([type, state]) => ({ getType: () => type, getState: () => ({ type: state }) })),
      setState: (state, callbacks, ...options) => {
        this.calls.push(JSON.stringify([state.name, ...options]));
        this.behave(callbacks);
      },
    };
    this.connect = {
      version: "1.4.9",
      numberOfConnectedCCPs: 1,
      // Some of the events that there are: an older Streams lacks some.
      EventType: {
        TERMINATED: "terminated",
        TERMINATE: "terminate",
        ACKNOWLEDGE: "acknowledge",
        AUTH_FAIL: "auth_fail",
        ACCESS_DENIED: "access_denied",
        AUTHORIZE_SUCCESS: "authorize_success",
      },
      AgentEvents: { REFRESH: "refresh" },
      Agent: class {
        getNextState() {}
      },
      core: {
        getEventBus: () => this.bus,
        getUpstream: () => ({
          sendUpstream: (event) => this.calls.push(event),
          onUpstream: (event, listener) => this.bus.subscribe(event, listener),
        }),
      },
      agent: (callback) => {
        const subscription = this.bus.subscribe("init", callback);
        if (this.known) callback(this.agent);
        return subscription;
      },
      getLog: () => ({ info: (...values) => this.log.push(values.join("|")) }),
    };
  }

  /** As initCCP does: a bus, then a frame that loads. */
  init() {
    this.bus = new Bus();
    return this.loadFrame();
  }

  /** Its conduit has the `ccpUrl` for its name. */
  initWith(ccpUrl) {
    this.connect.core.upstream = { name: ccpUrl };
    return this.init();
  }

  loadFrame() {
    const frame = document.createElement("iframe");
    frame.srcdoc = "a CCP";
    document.body.append(frame);
    return new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  }

  show(state, contacts) {
    this.#state = { name: state, type: "routable" };
    this.#contacts = contacts;
    if (!this.known) this.bus.trigger("init", this.agent);
    this.known = true;
    this.bus.trigger("refresh", this.agent);
  }

  trigger(name) {
    this.bus.trigger(name);
  }

  /** The names subscribed to, sorted. */
  subscribed() {
    return (this.bus?.subscriptions ?? []).map(({ name }) => name).sort().join(" ");
  }

  said() {
    return this.calls.splice(0).join(" ");
  }

  logged() {
    return this.log.splice(0).join("\n");
  }

  setStateThrows() {
    this.behave = () => {
      throw new TypeError("no client");
    };
  }

  setStateNeverAnswers() {
    this.behave = () => {};
  }

  setStateFails(error) {
    this.behave = (callbacks) => callbacks.failure(error);
  }

  /** Calls back twice, and again when all is over. */
  setStateAnswersLate() {
    this.behave = (callbacks) => (this.late = callbacks);
  }

  answerNow() {
    this.late.success();
  }

  isOld() {
    delete this.connect.Agent.prototype.getNextState;
  }

  snapshotThrows() {
    this.agent.getRoutingProfile = () => {
      throw new Error("No agent data is available yet!");
    };
  }
}
