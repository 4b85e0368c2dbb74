// Everything that this library says to Streams. This file decides nothing. A heading in quotation marks is one of
// Documentation.md of amazon-connect-streams. The file imports nothing, because wasm-bindgen ships it as a snippet.

/** A CCP whose frame has loaded again and that stays silent for this long counts as signed out. */
const SILENCE_MS = 5_000;

const NO_CCP = "the keeper has no CCP open";

/** A living CCP answers in some milliseconds, and a busy one in a second. */
const ANSWER_MS = 2_000;

/** The events that mean a sign-out, each documented under its name ("connect.core.onAuthFail()", …). */
const SIGNED_OUT = ["onAuthFail", "onAccessDenied", "onAuthorizeRetriesExhausted", "onCTIAuthorizeRetriesExhausted"];

/** Whether `connect` is Streams, initialised or not. */
export function isStreams(connect) {
  return typeof connect?.agent === "function" && typeof connect.core?.getEventBus === "function";
}

/**
 * Listens to one Streams until `close`. `root` is the document that has the CCP's frame.
 *
 * It calls `report(what, id, value)` with `agent` (value: a plain snapshot), `signedOut`, `set` and `loggedOut` (id:
 * the call; value: an error's text, or undefined), and `trouble` (a text). The constructor itself never calls it.
 */
export class Link {
  #connect;
  #report;
  #root;
  #bus = null;
  #agent = null;
  #refresh = null;
  #subscriptions = [];
  /** What ends a wait for the CCP's answer: after its frame has loaded, and when it is asked whether it lives. */
  #silence = null;
  #checking = null;

  constructor(connect, report, root = document) {
    this.#connect = connect;
    this.#report = report;
    this.#root = root;
    queueMicrotask(this.#attach);
    // Before initCCP there is no bus to subscribe to, and every subscription call throws. initCCP makes the bus, then
    // the CCP's frame. This listener sees its `load`, also after `connect.core.terminate()` and a second initCCP.
    root.addEventListener("load", this.#loaded, true);
    // No `load` comes out of a shadow root, but the CCP's first message does.
    root.defaultView?.addEventListener("message", this.#attach);
  }

  #loaded = ({ target }) => {
    const before = this.#bus;
    this.#attach();
    // No `instanceof`: the frame of another document is of another class.
    if (this.#agent && this.#bus === before && target.localName === "iframe") this.#expectAnswer();
  };

  #attach = () => {
    try {
      // "EventType", note: `connect.core.getEventBus()`.
      const bus = this.#connect.core.getEventBus();
      if (!this.#report || !bus || bus === this.#bus) return;
      this.#detach();
      this.#bus = bus;
      this.#subscribe(bus);
    } catch (error) {
      this.#tell("trouble", 0, `this page cannot listen to Streams: ${describe(error)}`);
    }
  };

  #subscribe(bus) {
    const { agent, core, EventType } = this.#connect;
    const keep = (subscription) => this.#subscriptions.push(subscription);
    const signedOut = () => this.#tell("signedOut", 0);
    for (const on of SIGNED_OUT) {
      // An older Streams lacks some of them.
      if (core[on]) keep(core[on](signedOut));
    }
    // "Logging out"
    keep(bus.subscribe(EventType.TERMINATED, signedOut));
    // "connect.core.onAuthorizeSuccess()": the login was still valid, and Streams may send no new data.
    if (core.onAuthorizeSuccess) keep(core.onAuthorizeSuccess(this.#show));
    // "connect.agent()" calls back at once if the agent is already there.
    keep(agent((agent) => this.#meet(agent)));
  }

  // A CCP that has gone to its login page says nothing at all. A signed-in CCP answers Streams at its start and every
  // few seconds ("EventType", ACKNOWLEDGE). So silence after the frame has loaded means that nobody is signed in.
  #expectAnswer() {
    this.#silence?.();
    this.#silence = this.#awaitAnswer(SILENCE_MS, this.#show, () => this.#tell("signedOut", 0));
  }

  /** Calls `answered` at the CCP's next answer, and `silent` if that takes longer than `ms`. Returns what ends the wait. */
  #awaitAnswer(ms, answered, silent) {
    const late = setTimeout(silent, ms);
    const answer = this.#bus.subscribe(this.#connect.EventType.ACKNOWLEDGE, () => {
      stop();
      answered();
    });
    let isOver = false;
    const stop = () => {
      clearTimeout(late);
      if (!isOver) answer.unsubscribe();
      isOver = true;
    };
    return stop;
  }

  // The event comes once for each bus. If it comes again, a new subscription to "agent.onRefresh()" replaces the old.
  // It covers state, next state, contacts and configuration: all of them arrive in the one snapshot that it announces.
  #meet(agent) {
    this.#refresh?.unsubscribe();
    this.#agent = agent;
    this.#refresh = agent.onRefresh((agent) => {
      this.#agent = agent;
      // After a failover Streams announces the other Region's data before it has put them in place.
      queueMicrotask(this.#show);
    });
    this.#show();
  }

  #show = () => {
    if (!this.#agent) return;
    let snapshot;
    try {
      snapshot = read(this.#agent);
    } catch (error) {
      this.#tell("trouble", 0, `the agent's data cannot be read: ${describe(error)}`);
      return;
    }
    this.#tell("agent", 0, snapshot);
  };

  /** Asks for a state by its name. `report("set", id, error)` may never come, because a dead CCP does not call back. */
  setState(id, name, enqueue) {
    const done = (error) => this.#tell("set", id, error);
    try {
      if (!this.#agent) {
        done("the CCP has not shown an agent yet");
        return;
      }
      // "agent.setState()" takes only one of the objects that "agent.getAgentStates()" returns.
      const states = this.#agent.getAgentStates();
      const state = states.find((state) => state.name === name);
      if (!state) {
        done(`no state “${name}” among ${states.map((state) => state.name).join(", ")}`);
        return;
      }
      const callbacks = { success: () => done(), failure: (error) => done(failure(error)) };
      if (enqueue) this.#agent.setState(state, callbacks, { enqueueNextState: true });
      else this.#agent.setState(state, callbacks);
    } catch (error) {
      done(describe(error));
    }
  }

  /** Logs the agent out, then tells every CCP ("Logging out"). */
  async logOut(id, url) {
    try {
      await askToLogOut(url);
      // TERMINATE goes upstream, because on the page's own bus it never reaches the CCP (amazon-connect-streams#907).
      this.#connect.core.getUpstream().sendUpstream(this.#connect.EventType.TERMINATE);
    } catch (error) {
      this.#tell("loggedOut", id, describe(error));
      return;
    }
    this.#tell("loggedOut", id);
  }

  /** Asks the CCP whether it lives ("EventType", SYNCHRONIZE), and reports `ccpDead` if it does not answer. */
  check() {
    if (!this.#bus) return;
    const { EventType, core } = this.#connect;
    this.#checking?.();
    this.#checking = this.#awaitAnswer(ANSWER_MS, () => {}, () => this.#tell("ccpDead", 0));
    core.getUpstream().sendUpstream(EventType.SYNCHRONIZE);
  }

  /** Writes a line into Streams' own log ("connect.getLog()"). The log reads its first argument as a format. */
  log(line) {
    try {
      this.#connect.getLog().info("%s", `connect-session-end: ${line}`);
    } catch {
      // A broken log must not stop the change.
    }
  }

  /** A page opens its CCP itself. */
  open() {}

  shut() {}

  close() {
    this.#report = null;
    this.#root.removeEventListener("load", this.#loaded, true);
    // The keeper's frame may be gone already, and its window with it.
    this.#root.defaultView?.removeEventListener("message", this.#attach);
    this.#detach();
  }

  #detach() {
    this.#silence?.();
    this.#checking?.();
    this.#refresh?.unsubscribe();
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#subscriptions = [];
    this.#refresh = this.#agent = this.#bus = this.#silence = this.#checking = null;
  }

  // After `close` a callback of Streams reaches nobody.
  #tell(what, id, value) {
    this.#report?.(what, id, value);
  }
}

/** The lines of the log that wait for a CCP, at most. */
const MOST_LINES = 100;

/**
 * The same for a CCP that comes and goes. `host.open(ccp)` returns a promise of `{connect, document}`, and `host.shut()`
 * removes both. If the promise rejects, `report` hears `ccpFailed` with the reason.
 */
export class Frame {
  #host;
  #report;
  #link = null;
  #lines = [];
  /** Only the latest `open` counts. */
  #turn = 0;

  constructor(host, report) {
    this.#host = host;
    this.#report = report;
  }

  async open(ccp) {
    this.shut();
    const turn = this.#turn;
    try {
      const { connect, document } = await this.#host.open(ccp);
      if (turn !== this.#turn) return;
      this.#link = new Link(connect, this.#report, document);
      for (const line of this.#lines.splice(0)) this.#link.log(line);
    } catch (error) {
      if (turn === this.#turn) this.#report("ccpFailed", 0, error?.message || describe(error));
    }
  }

  shut() {
    this.#turn += 1;
    this.#link?.close();
    this.#link = null;
    this.#host.shut();
  }

  setState(id, name, enqueue) {
    if (this.#link) this.#link.setState(id, name, enqueue);
    else this.#report?.("set", id, NO_CCP);
  }

  /**
   * Logs the agent out, and removes the CCP. A CCP that hears of the logout goes to its login page, where single sign-on
   * would sign the agent in again.
   */
  async logOut(id, url) {
    let trouble = this.#link ? undefined : NO_CCP;
    try {
      if (!trouble) await askToLogOut(url);
    } catch (error) {
      trouble = describe(error);
    }
    if (!trouble) this.shut();
    this.#report?.("loggedOut", id, trouble);
  }

  check() {
    this.#link?.check();
  }

  log(line) {
    if (this.#link) this.#link.log(line);
    else this.#lines = [...this.#lines, line].slice(-MOST_LINES);
  }

  close() {
    this.#report = null;
    this.shut();
  }
}

/** A `Frame`, for Rust, to which both classes are one. */
export function frame(host, report) {
  return new Frame(host, report);
}

/** The answer is opaque: only its arrival can be known. `keepalive` is there because this window may be closing. */
async function askToLogOut(url) {
  await fetch(url, { credentials: "include", mode: "no-cors", cache: "no-store", keepalive: true });
}

// "Agent API", "Contact API".
function read(agent) {
  const state = agent.getState().name;
  return {
    username: agent.getConfiguration().username,
    state,
    // Its field for the name is `state`. Before the agent has ever chosen a state, a snapshot has no such field.
    availability: agent.getAvailabilityState()?.state ?? state,
    since: time(agent.getAvailabilityState()?.timeStamp),
    next: agent.getNextState()?.name,
    states: agent.getAgentStates().map(({ name, type }) => ({ name, type })),
    routingProfile: agent.getRoutingProfile().name,
    contacts: agent.getContacts().map((contact) => ({ type: contact.getType(), state: contact.getState().type })),
  };
}

/** Milliseconds since the epoch, of a Date or what stands for one. */
function time(stamp) {
  const ms = stamp === undefined ? NaN : new Date(stamp).getTime();
  return Number.isNaN(ms) ? undefined : ms;
}

// The text of a failure callback's argument: `{type, message, stack}` as JSON. Streams has already logged the stack.
function failure(error) {
  try {
    const { type, message, stack, ...rest } = JSON.parse(error);
    const more = Object.keys(rest).length ? JSON.stringify(rest) : "";
    const text = [[type, message].filter(Boolean).join(": "), more].filter(Boolean).join(" ");
    if (text) return text;
  } catch {
    // Anything but JSON stays as it is.
  }
  return describe(error);
}

function describe(error) {
  if (typeof error === "string" && error) return error;
  if (error?.message) return [error.type ?? error.name, error.message].filter(Boolean).join(": ");
  let text;
  try {
    text = JSON.stringify(error);
  } catch {
    // JSON has no circles and no BigInts.
  }
  return text ?? String(error);
}
