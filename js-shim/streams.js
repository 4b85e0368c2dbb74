// Everything that this library says to Streams. This file decides nothing. A heading in quotation marks is one of
// Documentation.md of amazon-connect-streams. The file imports nothing, because wasm-bindgen ships it as a snippet.

/** A CCP whose frame has loaded again and that stays silent for this long counts as signed out. */
const SILENCE_MS = 5_000;

const NO_CCP = "the keeper has no CCP open";

/** A living CCP answers in some milliseconds, and a busy one in a second. */
const ANSWER_MS = 2_000;

/**
 * The events that mean a sign-out ("EventType"). Their functions, "connect.core.onAuthFail()" and so on, subscribe to the
 * same bus, but those of a Streams before 2.14 return nothing by which to unsubscribe. An older Streams lacks some events.
 */
const SIGNED_OUT = [
  "AUTH_FAIL",
  "ACCESS_DENIED",
  "AUTHORIZE_RETRIES_EXHAUSTED",
  "CTI_AUTHORIZE_RETRIES_EXHAUSTED",
  // "Logging out"
  "TERMINATED",
];

/** The first release whose `agent.setState()` can queue a state, and whose `agent.getNextState()` shows it. */
const OLDEST = "1.7.0";

/**
 * How a CCP that is older than the page's Streams refuses `enqueueNextState` (amazon-connect-streams#525): the code of the
 * AWS SDK in it.
 */
const UNKNOWN_OPTION = "UnexpectedParameter";

/** Whether `connect` is Streams, initialised or not. */
export function isStreams(connect) {
  return typeof connect?.agent === "function" && typeof connect.core?.getEventBus === "function";
}

/** A sentence about a Streams that is too old, with the cure; undefined for any other. */
export function tooOld({ Agent, version = "without a version" }) {
  if (Agent?.prototype?.getNextState) return undefined;
  return `amazon-connect-streams ${version} is too old. This library needs ${OLDEST} or newer: load a newer release.`;
}

/**
 * Listens to one Streams until `close`. `ccp` has the options of initCCP as JSON, if the page hands them on. `root` is
 * the document that has the CCP's frame.
 *
 * It calls `report(what, id, value)` with `agent` (value: a plain snapshot), `signedOut`, `expiring`, `set` and
 * `loggedOut` (id: the call; value: an error's text, or undefined), `ccpUrl` (that of initCCP), and `trouble` (a text).
 * The constructor itself never calls it.
 */
export class Link {
  #connect;
  #report;
  #ccp;
  #root;
  #bus = null;
  /** The shadow root that the CCP is in, if it is in one. */
  #shadow = null;
  #agent = null;
  #subscriptions = [];
  /** Each ends a wait for the CCP's answer: after its frame has loaded, and when it is asked whether it lives. */
  #silence = null;
  #checking = null;

  constructor(connect, report, ccp, root = document) {
    this.#connect = connect;
    this.#report = report;
    this.#ccp = ccp;
    this.#root = root;
    queueMicrotask(this.#attach);
    // Before initCCP there is no bus to subscribe to, and every subscription call throws. initCCP makes the bus, then
    // the CCP's frame. This listener sees its `load`, also after `connect.core.terminate()` and a second initCCP.
    root.addEventListener("load", this.#loaded, true);
    // No `load` comes out of a shadow root, but the CCP's first message does. `#subscribe` listens in the shadow then.
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
    const { agent, AgentEvents, core, EventType, containerDiv } = this.#connect;
    const on = (event, listener) => event && this.#subscriptions.push(bus.subscribe(event, listener));
    // initCCP notes its first argument there. A node tells its root even in a closed shadow.
    this.#shadow = containerDiv?.getRootNode?.();
    if (this.#shadow !== this.#root) this.#shadow?.addEventListener("load", this.#loaded, true);
    for (const name of SIGNED_OUT) on(EventType[name], () => this.#tell("signedOut", 0));
    // "connect.core.onAuthorizeSuccess()": the login was still valid, and Streams may send no new data.
    on(EventType.AUTHORIZE_SUCCESS, this.#show);
    // The shared worker says so at each port that comes or goes, and Streams counts.
    const { UPDATE_CONNECTED_CCPS: counted } = EventType;
    if (counted) this.#subscriptions.push(core.getUpstream().onUpstream(counted, () => queueMicrotask(this.#show)));
    // The conduit's name. With Global Resiliency there are two conduits, and what joins them has no name.
    if (core.upstream?.name) this.#tell("ccpUrl", 0, core.upstream.name);
    this.#expectExpiry();
    // "agent.onRefresh()" covers state, next state, contacts and configuration: all of them arrive in the one snapshot
    // that it announces.
    on(AgentEvents.REFRESH, this.#meet);
    // "connect.agent()" calls back at once if the agent is already there.
    this.#subscriptions.push(agent(this.#meet));
  }

  // Streams 2.21 and later. Its constructor throws if the page has set up the SDK in another way.
  #expectExpiry() {
    const { SessionExpirationWarningManager: Warnings } = this.#connect;
    try {
      if (Warnings) this.#subscriptions.push(new Warnings().onExpirationWarning(() => this.#tell("expiring", 0)));
    } catch {
      // Nothing tells that the session runs out.
    }
  }

  // A CCP that has gone to its login page says nothing at all. A signed-in CCP answers Streams at its start and every
  // few seconds ("EventType", ACKNOWLEDGE). So silence after the frame has loaded means that nobody is signed in.
  #expectAnswer() {
    this.#silence?.();
    const answered = (conduit) => {
      this.#configure(conduit);
      this.#show();
    };
    this.#silence = this.#awaitAnswer(SILENCE_MS, answered, () => this.#tell("signedOut", 0));
  }

  /**
   * Sends the page's own options to a CCP that has loaded again by itself. Without them it starts with those that a CCP of
   * its site has stored last, maybe the keeper's, which has no softphone. Streams does so when it is asked, since 2.22.
   */
  #configure(conduit) {
    const { CONFIGURE, REQUEST_CONFIGURE } = this.#connect.EventType;
    if (REQUEST_CONFIGURE) {
      conduit.upstreamBus?.trigger(REQUEST_CONFIGURE);
    } else if (this.#ccp) {
      const { softphone, chat, task, pageOptions, shouldAddNamespaceToLogs, disasterRecoveryOn } = JSON.parse(this.#ccp);
      conduit.sendUpstream(CONFIGURE, { softphone, chat, task, pageOptions, shouldAddNamespaceToLogs, disasterRecoveryOn });
    }
  }

  /**
   * Calls `answered` with the CCP's conduit at its next answer, and `silent` if it takes longer than `ms`. The result ends
   * the wait.
   */
  #awaitAnswer(ms, answered, silent) {
    const late = setTimeout(silent, ms);
    const { core, EventType } = this.#connect;
    const upstream = core.getUpstream();
    // With Global Resiliency the CCPs of both Regions answer.
    const active = upstream.getActiveConduit?.() ?? upstream;
    const answer = active.onUpstream(EventType.ACKNOWLEDGE, () => {
      stop();
      answered(active);
    });
    let isOver = false;
    const stop = () => {
      clearTimeout(late);
      if (!isOver) answer.unsubscribe();
      isOver = true;
    };
    return stop;
  }

  #meet = (agent) => {
    this.#agent = agent;
    // After a failover Streams announces the other Region's data before it has put them in place.
    queueMicrotask(this.#show);
  };

  #show = () => {
    if (!this.#agent) return;
    let snapshot;
    try {
      snapshot = read(this.#agent, this.#connect);
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
      const success = () => done();
      const failed = (error) => done(failure(error));
      const callbacks = {
        success,
        failure: (error) => {
          const isPlain = !enqueue || this.#agent?.getContacts().length === 0;
          // Beside a contact a plain call is no way out: the instance refuses it, or it ends contact work.
          if (isPlain && failure(error).startsWith(UNKNOWN_OPTION)) this.#setWithout(state, { success, failure: failed });
          else failed(error);
        },
      };
      if (enqueue) this.#agent.setState(state, callbacks, { enqueueNextState: true });
      else this.#agent.setState(state, callbacks);
    } catch (error) {
      done(describe(error));
    }
  }

  /** Calls as `agent.setState()` does, but without `enqueueNextState`, which that always names. */
  #setWithout(state, callbacks) {
    const { core, ClientMethods } = this.#connect;
    core.getClient().call(ClientMethods.PUT_AGENT_STATE, { state }, callbacks);
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

  /** The page's own CCP is not loaded again. */
  proveLogout(id) {
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

  /**
   * Tells the CCP's shared worker that this CCP goes ("EventType", CLOSE). A CCP says so itself at its `unload`, which a
   * browser may lack. The worker would go on naming a CCP that is gone for softphone and ringtone (`connect.ifMaster`).
   * Resolves when everything is said, which is never if nobody answers.
   */
  async sayGoodbye() {
    const { core, EventType, ifMaster } = this.#connect;
    try {
      if (!core.initialized) return;
      const upstream = core.getUpstream();
      upstream.sendUpstream(EventType.CLOSE);
      // A CCP competes at each update of the agent, and one may have crossed that goodbye. It was here before this answer.
      await new Promise((answered) => ifMaster("connect-session-end", answered, answered));
      upstream.sendUpstream(EventType.CLOSE);
    } catch {
      // Its frame is gone already.
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
    if (this.#shadow !== this.#root) this.#shadow?.removeEventListener("load", this.#loaded, true);
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#subscriptions = [];
    this.#agent = this.#bus = this.#shadow = this.#silence = this.#checking = null;
  }

  // After `close` a callback of Streams reaches nobody. Streams keeps an error of a listener to itself.
  #tell(what, id, value) {
    try {
      this.#report?.(what, id, value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}

/** The most lines of the log that wait for a CCP. */
const MOST_LINES = 100;

/**
 * The same for a CCP that comes and goes. `host.open(ccp, patience, isConfined, tooOld)` returns a promise of
 * `{connect, document}`, and `host.shut(said)` removes both once `said` has resolved. If the promise rejects, `report`
 * hears `oldStreams` or `ccpFailed` with the reason.
 */
export class Frame {
  #host;
  #report;
  #link = null;
  #lines = [];
  /** The arguments of the last `open`. */
  #opened = [];
  /** Only the latest `open` counts. */
  #turn = 0;

  constructor(host, report) {
    this.#host = host;
    this.#report = report;
  }

  async open(ccp, patience) {
    this.#opened = [ccp, patience];
    try {
      await this.#load();
    } catch (error) {
      const what = error?.name === "OldStreams" ? "oldStreams" : "ccpFailed";
      this.#report?.(what, 0, error?.message || describe(error));
    }
  }

  /** Returns the frame's document, or nothing if another call has come meanwhile. */
  async #load(isConfined = false) {
    this.shut();
    const turn = this.#turn;
    try {
      const { connect, document } = await this.#host.open(...this.#opened, isConfined, tooOld);
      if (turn !== this.#turn) return;
      this.#link = new Link(connect, this.#report, undefined, document);
      for (const line of this.#lines.splice(0)) this.#link.log(line);
      return document;
    } catch (error) {
      if (turn === this.#turn) throw error;
    }
  }

  shut() {
    this.#turn += 1;
    const said = this.#link?.sayGoodbye();
    this.#link?.close();
    this.#link = null;
    this.#host.shut(said);
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
    let trouble;
    try {
      // Also if the CCP is gone: an earlier call was given up, and has arrived since.
      await askToLogOut(url);
      this.shut();
    } catch (error) {
      trouble = describe(error);
    }
    this.#report?.("loggedOut", id, trouble);
  }

  /**
   * Whether the CCP shows nobody once it is loaded again: a page cannot see how the logout's address has answered. The
   * frame is confined to the instance, because an identity provider would sign the agent in again.
   */
  async proveLogout(id) {
    const document = await this.#load(true).catch(() => {});
    let silence;
    document?.addEventListener(
      "load",
      () => {
        clearTimeout(silence);
        // A CCP with a login has shown its agent by then, and that counts.
        silence = setTimeout(() => this.#report?.("loggedOut", id), SILENCE_MS);
      },
      true,
    );
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
function read(agent, { numberOfConnectedCCPs }) {
  const state = agent.getState().name;
  return {
    username: agent.getConfiguration().username,
    state,
    // Its field for the name is `state`. Before the agent has ever chosen a state, a snapshot has no such field.
    availability: agent.getAvailabilityState()?.state ?? state,
    since: time(agent.getAvailabilityState()?.timeStamp),
    next: agent.getNextState()?.name,
    states: agent.getAgentStates().map(({ name, type, agentStateARN: arn = "" }) => ({ name, type, arn })),
    routingProfile: agent.getRoutingProfile().name,
    contacts: agent.getContacts().map((contact) => ({ type: contact.getType(), state: contact.getState().type })),
    ccps: numberOfConnectedCCPs ?? 0,
  };
}

/** Milliseconds since the epoch, of a Date or a value for one. */
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
