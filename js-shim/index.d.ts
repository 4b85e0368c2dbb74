/**
 * Watches this tab. When the last of the agent's tabs is gone, the library sets the agent's status.
 *
 * Call it in every page that embeds the CCP, before or after `connect.core.initCCP`. It resolves as soon as the tab
 * counts as present, even if the CCP has not shown an agent yet.
 *
 * @param settings An object, or the text of the CTI Adapter feature's *Value* box. Default: all defaults.
 * @throws {SessionEndError} The promise rejects with it. The call itself never throws.
 */
export function watchSessionEnd(settings?: SessionEndSettings | string, options?: WatchOptions): Promise<SessionEndWatch>;

/**
 * Makes this window the keeper. Call it in the keeper page, which needs neither Streams nor a CCP: the keeper loads both
 * into a frame when it needs them, and removes the frame when it does not.
 *
 * @throws {SessionEndError} The promise rejects with it. The call itself never throws.
 */
export function runKeeper(options?: KeeperOptions): Promise<SessionEndKeeper>;

/** The settings: the change that an agent's session end brings. An unknown name or a wrong type is an error. */
export interface SessionEndSettings {
  /**
   * The state to set, by its name, its ARN (`agentStateARN` in `agent.getAgentStates()`) or its id, the ARN's last part.
   * `"Offline"` also means the state of type offline if that has another name, and `"Available"` the first of type
   * routable. A name that contains `Logout` (case-sensitive) means: set offline, then log out. Default: `"Offline"`.
   */
  status?: string;
  /**
   * Only agents whose routing profile's name includes one of these (case-sensitive). It governs `initialAgentState`
   * too.
   * Default: `[]`, all agents.
   */
  ifProfileNameIncludes?: readonly string[];
  /**
   * Only if the state that the agent has chosen is one of these, by name, ARN or id. A state that Connect sets by itself,
   * such as `AfterCallWork`, never matches. Default: `[]`, any.
   */
  ifCurrentAgentState?: readonly string[];
  /** Seconds from the end of the last tab to the change, from 0 to 86400. 0 makes the change at once. Default: `5`. */
  sessionEndTimer?: number;
  /**
   * The state to set once when a new session starts, by its name, ARN or id. It is never set on a refresh, in a second
   * tab or under a live contact, where it only takes the place of a `status` that this library has queued. `""`: never.
   * Default: `"Available"`, but only after a change that this library made.
   */
  initialAgentState?: string;
  /** The keeper page. Default: `null`: no popup, only the last attempt of the tab itself. */
  keeper?: KeeperPage | null;
  /** The instance's address, or that of any page of it, such as the CCP's. Needed for a logout. Default: none. */
  instanceUrl?: string;
  /** The address for a logout: an absolute URL, or a path on the instance. Default: `<instanceUrl>/logout`. */
  logoutUrl?: string;
  /**
   * During a live contact: make the state the next one, wait for the contacts to end, or do nothing. A logout waits only
   * for calls, callbacks and chats; for those, `"queue"` does the same as `"skip"`. Default: `"queue"`.
   */
  onContact?: "queue" | "wait" | "skip";
  /**
   * What to make of a CCP that a page of this site has open without this library: nothing, or wait at the session's end
   * until it is gone. Default: `"ignore"`.
   */
  otherCcps?: "ignore" | "count";
  /** How often and how patiently the library tries one change. */
  retry?: Retry;
  /**
   * If no keeper is ready: the browser asks before the last tab goes. It asks only in a page that somebody has clicked
   * or typed in. An agent who stays finds a dialog with the result of the change. Default: `false`.
   */
  confirmLeave?: boolean;
  /**
   * The address that gets each outcome, for your own reports: relative to the page, or an absolute https URL. The body is
   * an {@link OutcomeReport} as JSON. Default: none, and nothing is sent.
   */
  reportUrl?: string;
  /** The name under which tabs and their keeper find each other on an origin; no `/`. Default: `"default"`. */
  scope?: string;
  /**
   * Your own words in the page's dialog and bar and in the keeper's window. Default: `{}`. Other sentences are in the
   * language of the page (the `lang` of its root element): English, French, German or Spanish, and otherwise English.
   */
  messages?: Messages;
}

/**
 * Sentences by their names. All others stay as they are. The library fills in the names in braces of the English
 * sentences (`words/en.js`): `{to}` becomes the state to set, and so on.
 */
export type Messages = { readonly [Name in MessageName]?: string };

/** The names of the sentences, in the order of `words/en.js`. */
export type MessageName =
  /** The dialog that an agent sees after staying at the browser's question, and the keeper's window. */
  | "actingTitle"
  | "actingText"
  | "actingUnnamedTitle"
  | "actingLogoutTitle"
  | "actingAgainText"
  | "waitingContactsTitle"
  | "waitingContactsText"
  | "waitingCcpsTitle"
  | "waitingCcpsText"
  | "waitingNetworkTitle"
  | "waitingNetworkText"
  | "waitingAgentTitle"
  | "waitingAgentText"
  | "changedTitle"
  | "changedText"
  | "queuedTitle"
  | "queuedText"
  | "loggedOutTitle"
  | "loggedOutText"
  | "halfwayText"
  | "skippedTitle"
  | "skippedProfile"
  | "skippedCurrentState"
  | "skippedAlreadySet"
  | "skippedLiveContact"
  | "skippedOtherCcp"
  | "skippedReturned"
  | "skippedCancelled"
  | "failedTitle"
  | "failedText"
  | "retry"
  /** The dialog alone. */
  | "closeTab"
  | "releasedTitle"
  | "releasedText"
  | "stay"
  | "leave"
  /** The bar in a tab, one sentence for each trouble with the keeper or with a status. */
  | "blocked"
  | "closed"
  | "outdated"
  | "newer"
  | "notSet"
  | "notSetYet"
  | "unreachable"
  | "open"
  | "reload"
  | "dismiss"
  /** The keeper's window alone. */
  | "keeper"
  | "startingTitle"
  | "duplicateTitle"
  | "duplicateText"
  | "stoppedTitle"
  | "stoppedText"
  | "idleTitle"
  | "idleText"
  | "unreadyTitle"
  | "unreadyNoSettings"
  | "unreadyNoAgent"
  | "unreadyCcpLoading"
  | "unreadyClosing"
  | "unreadyCcpSilentTitle"
  | "unreadyCcpSilentText"
  | "unreadyCcpFailedTitle"
  | "unreadyCcpFailedText"
  | "signedOutTitle"
  | "signedOutText"
  | "signedOutAwayText"
  | "watchingOneTitle"
  | "watchingTitle"
  | "countdownTitle"
  | "comeBackText"
  | "endedTitle"
  | "endedText"
  | "endedSkippedText"
  | "restoringTitle"
  | "restoringText"
  | "restoringUnnamedText"
  /** The change that is going to happen; {when} is one of the first four. */
  | "whenClosed"
  | "whenClosedOneSecond"
  | "whenClosedSeconds"
  | "whenTimeIsUp"
  | "wouldSet"
  | "wouldSetLater"
  | "wouldSetAndLogOut"
  | "wouldLogOut"
  | "wouldWait"
  | "wouldFail"
  | "wouldChange"
  | "wouldSkipProfile"
  | "wouldSkipCurrentState"
  | "wouldSkipAlreadySet"
  | "wouldSkipLiveContact"
  /** The cause of a failure. */
  | "errorSetStateFailed"
  | "errorAttemptTimedOut"
  | "errorNotConfirmed"
  | "errorUnknownState"
  | "errorSignedOut"
  | "errorAgentUnknown"
  | "errorOtherAgent"
  | "errorNoNetwork"
  | "errorLogoutFailed"
  | "errorNoSettings"
  | "errorTooLate"
  | "errorNobodyLeft"
  | "agent"
  | "status"
  | "statusShown"
  | "unknown"
  | "time"
  | "attempts"
  | "second"
  | "seconds"
  | "secondsShort"
  | "keepOpenText"
  | "closesInOneText"
  | "closesInText"
  | "cancel"
  | "close";

/** The page that becomes the keeper, and the size of its window. */
export interface KeeperPage {
  /** The page's address, absolute or relative to the tab's. The page must have the tab's own origin. */
  url: string;
  /** The window's width in CSS pixels. Default: `360`. */
  width?: number;
  /** The window's height in CSS pixels. Default: `480`. */
  height?: number;
}

/** How the library tries one change again. */
export interface Retry {
  /** Attempts in all, at least 1. Default: `5`. */
  attempts?: number;
  /** Milliseconds from a failed attempt to the next. The pause roughly doubles each time. Default: `250`. */
  firstDelayMs?: number;
  /** The longest such pause in milliseconds. Default: `4000`. */
  maxDelayMs?: number;
  /** Milliseconds after which an unanswered attempt counts as failed, at least 1. Default: `3000`. */
  attemptTimeoutMs?: number;
}

/** The options of {@link watchSessionEnd}, beside the settings. They concern this page alone. */
export interface WatchOptions {
  /**
   * The Streams object, 1.7.0 or newer. Default: the page's global `connect`. If it comes later, the library waits until
   * `load`.
   */
  connect?: object;
  /**
   * The options that the page gives `connect.core.initCCP`, for the keeper's CCP. Functions do not get there. Default:
   * none; then the keeper's page has them.
   */
  ccp?: CcpOptions;
  /** The wasm or its address. Only the first call reads it. Default: the file beside this module. */
  wasm?: string | URL | Response | BufferSource | WebAssembly.Module;
  /**
   * Whether the page shows a small bar with a button when the keeper is blocked, outdated, newer, closed or unreachable,
   * and when a state could not be set. Without the bar, listen to `keeper` and offer a button that calls `openKeeper()`,
   * and for `newer` one that reloads the page. Listen to `warning` with the code `not-restored`, and say it. Default:
   * `true`.
   */
  bar?: boolean;
}

/**
 * Options of `connect.core.initCCP`: all that Streams takes. The keeper's CCP has them too, except that it never opens
 * a login popup, never takes a call, never rings, and fills its frame.
 */
export interface CcpOptions {
  /** The address of the CCP. The keeper also takes that of another page of the instance, and one without `https://`. */
  ccpUrl?: string;
  /** Every other one, such as `region`, `loginUrl`, `loginOptions`, `storageAccess` or `secondaryCCPUrl`. */
  [name: string]: unknown;
}

/** The options of {@link runKeeper}. The settings come from the tabs. */
export interface KeeperOptions {
  /** The address of a copy of Streams, 1.7.0 or newer, relative to the page. Default: `"./connect-streams-min.js"`. */
  streams?: string | URL;
  /** Options of `connect.core.initCCP`. They win over those that the tabs hand on. Default: none. */
  ccp?: CcpOptions;
  /**
   * The element that gets the frame of the keeper's CCP. It needs a size. The page hides and shows it itself: the agent
   * has to see it while `root` has `data-ccp="silent"`, or `data-unready="signed-out"` unless `data-ccp="away"`. Default:
   * `root`, where the library does that.
   */
  container?: HTMLElement;
  /** The tabs' `scope`. Default: the `scope` of this page's address, then `"default"`. */
  scope?: string;
  /** The element that gets the screen; `null` for no screen. Default: `document.body`. */
  root?: HTMLElement | null;
}

/** An `EventTarget` that knows the type of each event's `detail`. */
export interface Listening<Events> extends EventTarget {
  /** Listens to one of the events by its name, or to any other. */
  addEventListener<Type extends keyof Events & string>(
    type: Type,
    listener: ((event: CustomEvent<Events[Type]>) => void) | { handleEvent(event: CustomEvent<Events[Type]>): void } | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Stops listening. */
  removeEventListener<Type extends keyof Events & string>(
    type: Type,
    listener: ((event: CustomEvent<Events[Type]>) => void) | { handleEvent(event: CustomEvent<Events[Type]>): void } | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** The events of a watch, each with its `detail`. */
export interface WatchEvents {
  /** A session's end has its outcome. A tab hears it that came back, or that was there. */
  outcome: Outcome;
  /** Something about the keeper has changed. */
  keeper: {
    /** The keeper's status now, as this tab knows it. */
    status: KeeperStatus;
    /** Whether it could make a change now. */
    ready: boolean;
    /** The reason for which it could not; `null` if it could, and if there is no keeper. */
    unready: Unready | null;
  };
  /** Something will not work as the settings say. */
  warning: SessionEndWarning;
}

/** A watched tab, until it goes or is stopped. The watch goes on even if the page keeps no reference to this. */
export interface SessionEndWatch extends Listening<WatchEvents> {
  /** Opens the keeper. Call it in a click's handler, because a browser opens no window otherwise. */
  openKeeper(): void;
  /**
   * Ends the session now, everywhere: the change of the settings is made at once, with the filters, `onContact`, the
   * retries and the logout of any other end. The tabs stay. The outcome has the `trigger` `"end"`; every tab hears it.
   *
   * The promise resolves to the outcome, also if that is a failure. While one end is made, all calls have the same
   * promise. If the session is over already, it resolves to the outcome of that end, and nothing is changed.
   *
   * @throws {SessionEndError} With the code `stopped` the promise rejects if the watch was stopped.
   */
  end(): Promise<Outcome>;
  /** Everything that this tab knows, and the change if the session ended now. It no longer changes after `stop()`. */
  snapshot(): TabSnapshot;
  /** The outcome of the last end, which may be of an earlier session; `null` if there was none. */
  lastOutcome(): Outcome | null;
  /** Releases the tab's lock, its listeners and the CCP. For the keeper, the tab is gone. */
  stop(): void;
}

/** The events of a keeper, each with its `detail`. */
export interface KeeperEvents {
  /** A session's end has its outcome. */
  outcome: Outcome;
  /** Something will not work as the settings say. */
  warning: SessionEndWarning;
}

/** The keeper of this window, until it is closed or stopped. */
export interface SessionEndKeeper extends Listening<KeeperEvents> {
  /** The content of its screen. */
  view(): KeeperView;
  /** Releases the keeper's lock and its listeners, and removes the screen and the CCP. */
  stop(): void;
}

/** A session's end and its result. */
export type Outcome = Changed | Skipped | Failed;

/** The properties of every outcome. */
export interface AnyOutcome {
  /** The agent's login name; `null` if it was never known. */
  agent: string | null;
  /** The availability state before; `null` if it was never known. */
  from: string | null;
  /** The state to set; `null` if there was none. */
  to: string | null;
  /** The number of calls to Streams. */
  attempts: number;
  /** The maker of the change: the keeper after the last tab, or a tab itself by its last attempt or by `end()`. */
  by: "keeper" | "tab";
  /** The thing that ended the session: the last tab was gone or going, or the host called `end()`. */
  trigger: "last-tab" | "end";
  /** The time of the session's end, in milliseconds since the epoch. */
  endedAt: number;
  /** The time of the outcome, in milliseconds since the epoch. */
  at: number;
}

/** The body that `reportUrl` gets of each outcome, once. Times are in milliseconds since the epoch. */
export interface OutcomeReport {
  /** The version of this body. */
  version: 1;
  /** The version of this library. */
  library: string;
  /** The setting of this name. */
  scope: string;
  /** The outcome's `kind`. */
  kind: "changed" | "queued" | "loggedOut" | "skipped" | "failed";
  /** The outcome's `reason`. */
  reason: Reason | null;
  /** The code of the outcome's `error`; `null` if it has none. */
  code: FailureCode | null;
  /** The outcome's `trigger`. */
  trigger: "last-tab" | "end";
  /** The agent's login name; `null` if it was never known. */
  agent: string | null;
  /** The availability state before; `null` if it was never known. */
  from: string | null;
  /** The state to set; `null` if there was none. */
  to: string | null;
  /** The outcome's `by`. */
  by: "keeper" | "tab";
  /** The number of calls to Streams. */
  attempts: number;
  /** The time of the session's start; `null` if the browser has stored none. */
  sessionStartedAt: number | null;
  /** The time of the session's end. */
  endedAt: number;
  /** The time of the outcome. */
  at: number;
}

/** The status is changed and the agent's own snapshot shows it, or it is the next one, or the agent is logged out. */
export interface Changed extends AnyOutcome {
  /** Which of the three. */
  kind: "changed" | "queued" | "loggedOut";
  /** `live-contact`: the agent is offline but not logged out, because a contact came. Otherwise `null`. */
  reason: Reason | null;
  /** There is none. */
  error: null;
}

/** The library left the agent alone. */
export interface Skipped extends AnyOutcome {
  /** This one. */
  kind: "skipped";
  /** The reason. */
  reason: Reason;
  /** There is none. */
  error: null;
}

/** The change could not be made. */
export interface Failed extends AnyOutcome {
  /** This one. */
  kind: "failed";
  /** The reason for which it had stopped half-way before it failed; as a rule `null`. */
  reason: Reason | null;
  /** The failure. */
  error: Failure;
}

/** The reason for which the library did nothing, or no more. */
export type Reason =
  /** `ifProfileNameIncludes` names no part of the agent's routing profile. */
  | "profile"
  /** `ifCurrentAgentState` does not name the agent's state. */
  | "current-state"
  /** The agent was already in that state. */
  | "already-set"
  /** A contact is live. */
  | "live-contact"
  /** Another CCP of this browser was open, with `otherCcps: "count"`. */
  | "other-ccp"
  /** A tab came back before the change was made. */
  | "returned"
  /** The agent pressed Cancel in the keeper's window, or picked another state while `end()` was under way. */
  | "cancelled";

/** The failure of a change. */
export interface Failure {
  /** The kind of failure. */
  code: FailureCode;
  /** The whole story in words: the trouble and the cure. */
  message: string;
}

/** All kinds of failure. */
export type FailureCode =
  /** Connect or Streams refused the change. */
  | "set-state-failed"
  /** Streams called neither `success` nor `failure` in time. */
  | "attempt-timed-out"
  /** Streams called `success`, but the agent's snapshot never showed the state. */
  | "not-confirmed"
  /** `status` names a state that the instance does not have. */
  | "unknown-state"
  /** Nobody is signed in to the CCP. */
  | "signed-out"
  /** The CCP never showed an agent. */
  | "agent-unknown"
  /** Another agent signed in while the change was under way; the second one was left alone. */
  | "other-agent"
  /** The browser had no network, and the network did not come back within five minutes. */
  | "no-network"
  /** The agent is offline, but still logged in: the instance's logout address could not be reached, or logged nobody out. */
  | "logout-failed"
  /** No tab has told the keeper its settings. */
  | "no-settings"
  /** The change came more than five minutes late, and somebody had set another state since. */
  | "too-late"
  /** Nobody was left to make the change: the whole browser ended, or a tab without a keeper crashed. */
  | "nobody-left";

/** The keeper's status, as a tab knows it. */
export type KeeperStatus =
  /** The settings have no keeper, and no other tab has opened one. */
  | "none"
  /** The tab has not looked yet. */
  | "unknown"
  /** The browser opens no window before the agent has clicked or typed something on the page. */
  | "blocked"
  /** The tab has asked for the window and has not heard it yet. */
  | "opening"
  /** The window is there. */
  | "open"
  /** The window is there, but of an older version of this library. The next click opens a new one in its place. */
  | "outdated"
  /** The window is there, but of a newer version of this library than this page. The page has to be reloaded. */
  | "newer"
  /** The window was there and is gone. */
  | "closed"
  /** The tab does not hear the window: it is blocked, not loaded, or in another storage partition. */
  | "unreachable";

/** A warning: something will not work as the settings say. */
export interface SessionEndWarning {
  /** The kind of warning. */
  code: WarningCode;
  /** The whole story in words: the trouble and the cure. */
  message: string;
}

/** All kinds of warning. */
export type WarningCode =
  /** A setting names a state that the instance does not have, or the filter one that no agent can choose. */
  | "unknown-state"
  /** The CCP has shown no agent for half a minute. If the page gave `initCCP` another address, the message has the CCP's. */
  | "agent-unknown"
  /** The CCP has signed the agent out. */
  | "signed-out"
  /** Amazon Connect is about to log the agent out, because the agent is inactive. Streams 2.21 and later tell it. */
  | "session-expiring"
  /** The browser refuses to store the journal. */
  | "storage-denied"
  /** The browser refuses locks to this window. */
  | "locks-denied"
  /** The browser has opened no window for the keeper, although somebody has clicked: a sandboxed frame, or an application. */
  | "keeper-blocked"
  /** The tab has opened the keeper but does not hear it. */
  | "keeper-unreachable"
  /** The keeper could not load its CCP. Only a keeper says so. */
  | "ccp-failed"
  /** The keeper's copy of Streams is older than 1.7.0, so it has no CCP. Only a keeper says so. */
  | "old-streams"
  /** The library could not set the first state, or could not put the earlier one back. */
  | "not-restored"
  /** The browser did not send an outcome to `reportUrl`. */
  | "report-refused"
  /** `messages` names a sentence that does not exist. */
  | "unknown-message"
  /** `confirmLeave` could not ask: nobody has clicked or typed in the page yet. */
  | "prompt-refused"
  /** `confirmLeave` has no dialog for an agent who stays: its file did not load, or the page removes it. */
  | "dialog-failed"
  /** The library has died of an error in its own code. The tab still counts as present, and does nothing more. */
  | "crashed";

/** The change if the session ended now. */
export type Verdict =
  | {
      /** Set a state. */
      kind: "set";
      /** That state, by its name. */
      to: string;
      /** Whether it becomes the next state if a contact is live. */
      enqueue: boolean;
      /** Whether a logout follows. */
      logsOut: boolean;
    }
  | {
      /** Log out: the agent is already offline. */
      kind: "logOut";
      /** The instance's logout address. */
      url: string;
    }
  | {
      /** Wait for the contacts to end. */
      kind: "wait";
    }
  | {
      /** Do nothing. */
      kind: "skip";
      /** The reason. */
      reason: Reason;
    }
  | {
      /** The change would fail. */
      kind: "fail";
      /** The failure. */
      error: Failure;
    };

/** Everything that a tab knows. */
export interface TabSnapshot {
  /** Always `tab`. */
  role: "tab";
  /** The tab's name, new with every document. */
  id: string;
  /** The setting of this name. */
  scope: string;
  /** The number of tabs, this one included. */
  tabs: number;
  /** Whether this one is the last. */
  last: boolean;
  /** The keeper's status, as this tab knows it. */
  keeper: KeeperStatus;
  /** Whether the keeper could make a change now: it knows the settings, and has proved that it can have its CCP. */
  keeperReady: boolean;
  /** The reason for which it could not; `null` if it could, and if there is no keeper. */
  keeperUnready: Unready | null;
  /** The agent; `null` until the CCP has shown one. */
  agent: AgentGlance | null;
  /** Whether the CCP has signed the agent out. */
  signedOut: boolean;
  /** The change if the session ended now; `null` while the agent is not known, and if the session is over. */
  would: Verdict | null;
  /** Whether `end()` has ended the session, and nobody has picked a state since. */
  over: boolean;
}

/** The agent at a glance. */
export interface AgentGlance {
  /** The login name. */
  username: string;
  /** The state that Streams shows. During a contact it is one of the system's own, such as `Busy`. */
  state: string;
  /** The state that the agent chose. */
  availability: string;
  /** The state that follows when the contacts are over. */
  next: string | null;
}

/** The content of the keeper's screen. */
export interface KeeperView {
  /** The keeper's phase. */
  phase: KeeperPhase;
  /** The agent, as the tabs or the keeper's CCP show them; `null` until one of them has. */
  agent: AgentGlance | null;
  /** Whether the CCP has signed the agent out. */
  signedOut: boolean;
  /** The keeper's own CCP. */
  ccp: KeeperCcp;
  /** The number of watched tabs. */
  tabs: number;
  /** Whether the keeper could make a change now: it knows the settings, and has proved that it can have its CCP. */
  ready: boolean;
  /** The reason for which it could not; `null` if it could. */
  unready: Unready | null;
  /** The change if the session ended now; `null` while the agent or the settings are not known. */
  would: Verdict | null;
  /** `sessionEndTimer`, in milliseconds. */
  delay: number;
  /** The time of the change, in milliseconds since the epoch; during the countdown only. */
  dueAt: number | null;
  /** The number of attempts so far. */
  attempts: number;
  /** The thing that the change waits for. */
  waiting: "contacts" | "ccps" | "agent" | "network" | null;
  /** The outcome of the last end, while the screen shows it. */
  outcome: Outcome | null;
  /** The time at which the window closes itself, in milliseconds since the epoch. */
  closesAt: number | null;
  /** The setting of this name; `null` while the settings are not known. */
  messages: Messages | null;
}

/** The phases of a keeper. */
export type KeeperPhase =
  /** It asks for its lock. */
  | "claiming"
  /** Another window is this scope's keeper; this one closes. */
  | "duplicate"
  /** It has seen no tab yet. */
  | "idle"
  /** A tab is there. */
  | "watching"
  /** The host has ended the session by `end()`, and tabs are still there. */
  | "ended"
  /** The last tab is gone, and `sessionEndTimer` runs. */
  | "countdown"
  /** It makes the change. */
  | "acting"
  /** The change is over, and the screen shows its outcome. */
  | "done"
  /** A tab is back, and the keeper sets the earlier state again. */
  | "restoring"
  /** It no longer watches anything. */
  | "stopped";

/** The keeper's own CCP. */
export type KeeperCcp =
  /** There is none, because the keeper does not need it. */
  | "away"
  /** The keeper has opened it and waits for the agent. */
  | "loading"
  /** It shows no agent. The keeper's window shows it, because somebody may have to sign in or to allow storage. */
  | "silent"
  /** It shows the agent. */
  | "open";

/** The reason for which a keeper could not make a change now. */
export type Unready =
  /** No tab has told the keeper its settings yet. */
  | "no-settings"
  /** No tab shows an agent yet. */
  | "no-agent"
  /** The keeper proves that it can have its CCP. That takes some seconds, once. */
  | "ccp-loading"
  /** The keeper's CCP shows no agent. In the keeper's window somebody has to sign in, or to allow storage. */
  | "ccp-silent"
  /** The keeper could not load Streams or its CCP. It tries again. */
  | "ccp-failed"
  /** Nobody is signed in. */
  | "signed-out"
  /** The keeper's window is closing. */
  | "closing";

/** The reason for which there is no watch, or no keeper. */
export class SessionEndError extends Error {
  /** Only the library constructs one. */
  constructor(refusal: { code: SessionEndErrorCode; message: string; errors?: SettingError[] }, options?: { cause?: unknown });
  /** Tells it from other errors even if `instanceof` cannot, such as with two copies of this library in a page. */
  readonly name: "SessionEndError";
  /** The kind of refusal. */
  readonly code: SessionEndErrorCode;
  /** With `bad-settings`: every mistake, each by itself. */
  readonly errors?: SettingError[];
}

/** All kinds of refusal. */
export type SessionEndErrorCode =
  /** The settings are wrong; see `errors`. */
  | "bad-settings"
  /** This page already watches that scope. */
  | "already-watching"
  /** There is no window, such as in a worker or on a server. */
  | "no-window"
  /** The page has no Amazon Connect Streams. */
  | "no-streams"
  /** The page's Amazon Connect Streams is older than 1.7.0. The message names its version. */
  | "old-streams"
  /** The page is neither on https nor on localhost, so the browser gives it no locks. */
  | "insecure-context"
  /** The browser has no Web Locks at all. */
  | "no-web-locks"
  /** The browser gives this document no BroadcastChannel. */
  | "no-broadcast-channel"
  /** The page's Content Security Policy, or the environment around the page, forbids WebAssembly. */
  | "wasm-blocked"
  /** The wasm or `keeper.js` is missing, or the file is something else. */
  | "wasm-failed"
  /** The watch was stopped, or has died, so `end()` has no outcome. */
  | "stopped";

/** One mistake in the settings. */
export interface SettingError {
  /** The setting as its source names it: `keeper.url` in an object, `KeeperUrl` in text. */
  setting: string;
  /** The value as you would write it. It is empty if the value is missing. */
  value: string;
  /** The kind of mistake. */
  code: SettingErrorCode;
  /** The mistake in words, with the allowed values and a suggestion. */
  message: string;
}

/** All kinds of mistake. */
export type SettingErrorCode =
  /** No setting has this name. */
  | "unknown-setting"
  /** A value of another type. */
  | "wrong-type"
  /** A negative number. */
  | "negative"
  /** NaN or an infinity. */
  | "not-finite"
  /** A fraction, but the setting takes a whole number. */
  | "not-whole"
  /** Below the least allowed. */
  | "too-small"
  /** Above the most allowed. */
  | "too-big"
  /** Several values, but the setting takes one. */
  | "list-where-one"
  /** Nothing, or only blanks. */
  | "empty"
  /** A required part is missing. */
  | "missing"
  /** A word that is not allowed. */
  | "not-one-of"
  /** The same name a second time. */
  | "duplicate"
  /** A logout without an address for it. */
  | "missing-instance-url"
  /** No URL, or one of the wrong kind. */
  | "bad-url"
  /** A `/` in a scope. */
  | "forbidden-character"
  /** A line of text without a colon. */
  | "line-without-colon"
  /** A quotation mark in text that does not close, or with something behind it. */
  | "bad-quote";

/**
 * `window.connectSessionEnd`, for `drop-in.js`. The script reads the properties that a page has set before it runs, and
 * adds the others.
 */
export interface DropIn {
  /** The settings. They replace those of the script's attributes. */
  settings?: SessionEndSettings | string;
  /** The page's Streams. Default: `window.connect`. Both may come late, and this one also after the script has run. */
  connect?: object;
  /** See `WatchOptions`. */
  ccp?: CcpOptions;
  /** See `WatchOptions`. Default: `true`. */
  bar?: boolean;
  /** `false`: the script starts nothing, and the page calls `watchSessionEnd` itself. Default: `true`. */
  start?: boolean;
  /** The watch that the script has started. */
  ready?: Promise<SessionEndWatch>;
  /** Ends the session in that watch, as soon as there is one. See `SessionEndWatch.end`. */
  end?: SessionEndWatch["end"];
  /** For a page that starts the watch itself. The script has the wasm inside. */
  watchSessionEnd?: typeof watchSessionEnd;
  /** For a keeper page of your own. It fetches `keeper.js`, which must lie beside the script. */
  runKeeper?: typeof runKeeper;
  /** The error with which both of them reject. */
  SessionEndError?: typeof SessionEndError;
}

declare global {
  interface Window {
    connectSessionEnd?: DropIn;
  }
}
