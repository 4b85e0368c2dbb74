/**
 * Watches this tab: when it was the last of the agent's tabs, the agent's status is set.
 *
 * Call it in every page that embeds the CCP, before or after `connect.core.initCCP`. Resolves as soon as the tab
 * counts as present; whether the CCP has shown an agent by then does not matter.
 *
 * @param settings An object, or the text of the CTI Adapter feature's *Value* box. Default: all defaults.
 * @throws {SessionEndError} as a rejection, never at the call itself.
 */
export function watchSessionEnd(settings?: SessionEndSettings | string, options?: WatchOptions): Promise<SessionEndWatch>;

/**
 * Makes this window the keeper. Call it in the keeper page, which embeds a CCP of its own.
 *
 * @throws {SessionEndError} as a rejection, never at the call itself.
 */
export function runKeeper(options?: KeeperOptions): Promise<SessionEndKeeper>;

/** What is to be done when the agent's session ends. An unknown name or a wrong type is an error. */
export interface SessionEndSettings {
  /**
   * The state to set, by its name. `"Offline"` also means the state of type offline where that bears another name. A
   * name that contains `Logout` (case-sensitive) means: set offline, then log out. Default: `"Offline"`.
   */
  status?: string;
  /**
   * Only agents whose routing profile's name includes one of these (case-sensitive). Governs `initialAgentState` too.
   * Default: `[]`, all agents.
   */
  ifProfileNameIncludes?: readonly string[];
  /** Only where the agent's availability state bears one of these names. Default: `[]`, any. */
  ifCurrentAgentState?: readonly string[];
  /** Seconds from the end of the last tab to the change, from 0 to 86400; 0 is at once. Default: `5`. */
  sessionEndTimer?: number;
  /**
   * Set once when a new session begins; never on a refresh, in a second tab or under a live contact. `""`: never.
   * Default: `"Available"`, but only where this library made the last change.
   */
  initialAgentState?: string;
  /** The keeper page. Default: `null`, no popup, only the last tab's own attempt while it goes. */
  keeper?: KeeperPage | null;
  /** The instance's address, such as `https://acme.my.connect.aws`. Needed for a logout. Default: none. */
  instanceUrl?: string;
  /** Where to log out: an absolute URL, or a path on the instance. Default: `<instanceUrl>/logout`. */
  logoutUrl?: string;
  /**
   * While the agent has a live contact: make the state the next one, wait for the contacts to end, or do nothing. A
   * logout takes `"queue"` for `"skip"`. Default: `"queue"`.
   */
  onContact?: "queue" | "wait" | "skip";
  /** How often and how long to try. */
  retry?: Retry;
  /**
   * Where no keeper is ready: have the browser ask before the last tab goes, which it does only in a page that somebody
   * has clicked or typed in. Who stays finds a dialog that says what became of the change. Default: `false`.
   */
  confirmLeave?: boolean;
  /** The name under which tabs and their keeper find each other on an origin; no `/`. Default: `"default"`. */
  scope?: string;
  /**
   * Words of your own in the page's dialog and bar and in the keeper's window. Default: `{}`. All of it is said in the
   * language of the page, its root element's `lang`: English, French, German or Spanish; English in any other.
   */
  messages?: Messages;
}

/**
 * Sentences by their names; all others stay as they are. What stands in braces in the English ones (`words/en.js`) is
 * filled in: `{to}`, the state that is to be set, and so on.
 */
export type Messages = { readonly [Name in MessageName]?: string };

/** The names of the sentences, in the order of `words/en.js`. */
export type MessageName =
  /** The dialog of an agent who wanted to leave and has stayed, and the keeper's window. */
  | "actingTitle"
  | "actingText"
  | "actingUnnamedTitle"
  | "actingLogoutTitle"
  | "actingAgainText"
  | "waitingContactsTitle"
  | "waitingContactsText"
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
  /** The bar in a tab, by what is wrong with the keeper. */
  | "blocked"
  | "closed"
  | "unreachable"
  | "open"
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
  | "unreadyText"
  | "signedOutTitle"
  | "signedOutText"
  | "watchingOneTitle"
  | "watchingTitle"
  | "countdownTitle"
  | "comeBackText"
  | "restoringTitle"
  | "restoringText"
  | "restoringUnnamedText"
  /** What would happen; {when} is one of the first four. */
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
  /** Why it failed. */
  | "errorSetStateFailed"
  | "errorAttemptTimedOut"
  | "errorNotConfirmed"
  | "errorUnknownState"
  | "errorSignedOut"
  | "errorAgentUnknown"
  | "errorOtherAgent"
  | "errorOffline"
  | "errorLogoutFailed"
  | "errorNoSettings"
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
  /** The page's address, absolute or relative to the tab's. Of the tab's own origin. */
  url: string;
  /** The window's width in CSS pixels. Default: `360`. */
  width?: number;
  /** The window's height in CSS pixels. Default: `480`. */
  height?: number;
}

/** How one change is tried again. */
export interface Retry {
  /** Attempts in all, at least 1. Default: `5`. */
  attempts?: number;
  /** Milliseconds from a failed attempt to the next; doubles each time, give or take. Default: `250`. */
  firstDelayMs?: number;
  /** Milliseconds that such a pause never exceeds. Default: `4000`. */
  maxDelayMs?: number;
  /** Milliseconds that an attempt may go unanswered, at least 1. Default: `3000`. */
  attemptTimeoutMs?: number;
}

/** Where the library finds Streams. */
export interface PageOptions {
  /** The Streams object. Default: the page's global `connect`; one that comes later is waited for until `load`. */
  connect?: object;
}

/** What {@link watchSessionEnd} takes beside the settings: what concerns this page alone. */
export interface WatchOptions extends PageOptions {
  /** The wasm, or where it is; counts at the first call only. Default: the file beside this module. */
  wasm?: string | URL | Response | BufferSource | WebAssembly.Module;
  /**
   * Whether the page shows a small bar with a button where the keeper is blocked, closed or unreachable. Without it,
   * listen to `keeper` and offer a button that calls `openKeeper()`. Default: `true`.
   */
  bar?: boolean;
}

/** What {@link runKeeper} takes. The settings come from the tabs. */
export interface KeeperOptions extends PageOptions {
  /** The tabs' `scope`. Default: the `scope` of this page's address, then `"default"`. */
  scope?: string;
  /** Where the screen goes; `null` for none. Default: `document.body`. */
  root?: HTMLElement | null;
}

/** An `EventTarget` that knows what the `detail` of each of its events is. */
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
  /** Listens no more. */
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
  /** A session's end has been dealt with; heard by a tab that came back, or that was there. */
  outcome: Outcome;
  /** Something about the keeper is new. */
  keeper: {
    /** What this tab knows of it now. */
    status: KeeperStatus;
  };
  /** Something will not work as the settings say. */
  warning: SessionEndWarning;
}

/** A tab that is watched, until it goes or is stopped. It works on whether or not the page holds on to this. */
export interface SessionEndWatch extends Listening<WatchEvents> {
  /** Opens the keeper. Call it in a click's handler: a browser opens no window otherwise. */
  openKeeper(): void;
  /** What this tab knows, and what would be done if the session ended now; after `stop()`, what it knew then. */
  snapshot(): TabSnapshot;
  /** How the last end was dealt with, be it in an earlier session; `null` if none was. */
  lastOutcome(): Outcome | null;
  /** Lets go of the tab's lock, its listeners and the CCP: for the keeper, the tab is gone. */
  stop(): void;
}

/** The events of a keeper, each with its `detail`. */
export interface KeeperEvents {
  /** A session's end has been dealt with. */
  outcome: Outcome;
  /** Something will not work as the settings say. */
  warning: SessionEndWarning;
}

/** The keeper of this window, until it is closed or stopped. */
export interface SessionEndKeeper extends Listening<KeeperEvents> {
  /** What its screen shows. */
  view(): KeeperView;
  /** Lets go of the keeper's lock, its listeners and the CCP, and takes the screen away. */
  stop(): void;
}

/** A session's end and what became of it. */
export type Outcome = Changed | Skipped | Failed;

/** What every outcome says. */
export interface AnyOutcome {
  /** The agent's login name; `null` where it was never known. */
  agent: string | null;
  /** The availability state before; `null` where it was never known. */
  from: string | null;
  /** The state that was to be set; `null` where none was. */
  to: string | null;
  /** How many calls to Streams it took. */
  attempts: number;
  /** Who made it: the keeper after the last tab, or that tab itself while it went. */
  by: "keeper" | "tab";
  /** When the session ended, in milliseconds since the epoch. */
  endedAt: number;
  /** When the outcome was known, in milliseconds since the epoch. */
  at: number;
}

/** The status is changed (the agent's own snapshot shows it), queued as the next one, or the agent is logged out. */
export interface Changed extends AnyOutcome {
  /** Which of the three. */
  kind: "changed" | "queued" | "loggedOut";
  /** Why it went only half the way: `live-contact`, offline but not logged out. Else `null`. */
  reason: Reason | null;
  /** Nothing went wrong in the end. */
  error: null;
}

/** Nothing was to be done. */
export interface Skipped extends AnyOutcome {
  /** This one. */
  kind: "skipped";
  /** Why. */
  reason: Reason;
  /** Nothing went wrong. */
  error: null;
}

/** It could not be done. */
export interface Failed extends AnyOutcome {
  /** This one. */
  kind: "failed";
  /** Why it had gone only half the way before it came to nothing; as a rule `null`. */
  reason: Reason | null;
  /** Why. */
  error: Failure;
}

/** Why nothing, or no more, was done. */
export type Reason =
  /** `ifProfileNameIncludes` names no part of the agent's routing profile. */
  | "profile"
  /** `ifCurrentAgentState` does not name the agent's state. */
  | "current-state"
  /** The agent was in that state already. */
  | "already-set"
  /** A contact is live. */
  | "live-contact"
  /** A tab came back before the change was made. */
  | "returned"
  /** The agent said so in the keeper's window. */
  | "cancelled";

/** Why a change failed. */
export interface Failure {
  /** Which failure it is. */
  code: FailureCode;
  /** What is wrong, with what, and what to do. */
  message: string;
}

/** The failures that there are. */
export type FailureCode =
  /** Connect, or Streams, did not take the change. */
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
  /** The browser was offline, and did not come online within five minutes. */
  | "offline"
  /** The agent is offline, but the instance's logout address could not be reached. */
  | "logout-failed"
  /** No tab has told the keeper its settings. */
  | "no-settings"
  /** Nobody was left to make the change: the whole browser ended, or a tab without a keeper crashed. */
  | "nobody-left";

/** What a tab knows of its keeper. */
export type KeeperStatus =
  /** None is configured and none is there. */
  | "none"
  /** Not looked yet. */
  | "unknown"
  /** The browser opens no window before the user has done something on the page. */
  | "blocked"
  /** The window was asked for and has not been heard. */
  | "opening"
  /** It is there. */
  | "open"
  /** It was there and is gone. */
  | "closed"
  /** Asked for and not heard: blocked, not loaded, or in another storage partition. */
  | "unreachable";

/** Something that will not work as the settings say. */
export interface SessionEndWarning {
  /** Which warning it is. */
  code: WarningCode;
  /** What is wrong, with what, and what to do. */
  message: string;
}

/** The warnings that there are. */
export type WarningCode =
  /** A setting names a state that the instance does not have. */
  | "unknown-state"
  /** The CCP has shown no agent for half a minute. */
  | "agent-unknown"
  /** The agent was signed out. */
  | "signed-out"
  /** The browser refuses the journal its storage. */
  | "storage-denied"
  /** The browser refuses locks to this window. */
  | "locks-denied"
  /** The keeper was opened and is not heard. */
  | "keeper-unreachable"
  /** The initial state, or the earlier one, could not be set. */
  | "not-restored"
  /** `messages` names a sentence that does not exist. */
  | "unknown-message"
  /** `confirmLeave` could not ask: nobody has clicked or typed in the page yet. */
  | "prompt-refused";

/** What would be done with the agent now. */
export type Verdict =
  | {
      /** Set a state. */
      kind: "set";
      /** That state, by its name. */
      to: string;
      /** Whether it becomes the next one where a contact is live. */
      enqueue: boolean;
      /** Whether a logout follows. */
      logsOut: boolean;
    }
  | {
      /** Offline already: log out. */
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
      /** Why. */
      reason: Reason;
    }
  | {
      /** It would fail. */
      kind: "fail";
      /** Why. */
      error: Failure;
    };

/** What a tab knows. */
export interface TabSnapshot {
  /** Always `tab`. */
  role: "tab";
  /** The tab's name, new with every document. */
  id: string;
  /** The setting of this name. */
  scope: string;
  /** How many tabs are there, this one included. */
  tabs: number;
  /** Whether this one is the last. */
  last: boolean;
  /** What it knows of its keeper. */
  keeper: KeeperStatus;
  /** Whether the keeper knows the agent and the settings, and so can make a change. */
  keeperReady: boolean;
  /** `null` until the CCP has shown one. */
  agent: AgentGlance | null;
  /** Whether the CCP says that nobody is signed in any more. */
  signedOut: boolean;
  /** `null` while the agent is not known. */
  would: Verdict | null;
}

/** The agent at a glance. */
export interface AgentGlance {
  /** The login name. */
  username: string;
  /** The state that Streams shows; under a contact one of the system's own, such as `Busy`. */
  state: string;
  /** The state that the agent chose. */
  availability: string;
  /** The one that follows when the contacts are over. */
  next: string | null;
}

/** What the keeper's screen shows. */
export interface KeeperView {
  /** What it is at. */
  phase: KeeperPhase;
  /** `null` until its CCP has shown one. */
  agent: AgentGlance | null;
  /** Whether the CCP says that nobody is signed in any more. */
  signedOut: boolean;
  /** How many tabs are watched. */
  tabs: number;
  /** Whether agent and settings are known, so that a change could be made. */
  ready: boolean;
  /** `null` while agent or settings are not known. */
  would: Verdict | null;
  /** `sessionEndTimer`, in milliseconds. */
  delay: number;
  /** When the change is due, in milliseconds since the epoch; during the countdown only. */
  dueAt: number | null;
  /** How many attempts were made. */
  attempts: number;
  /** What the change waits for. */
  waiting: "contacts" | "agent" | "network" | null;
  /** How the last end was dealt with, while that is shown. */
  outcome: Outcome | null;
  /** When the window closes itself, in milliseconds since the epoch. */
  closesAt: number | null;
  /** The setting of this name; `null` while the settings are not known. */
  messages: Messages | null;
}

/** What a keeper is at. */
export type KeeperPhase =
  /** It asks for its lock. */
  | "claiming"
  /** Another window is this scope's keeper; this one closes. */
  | "duplicate"
  /** No tab has been seen yet. */
  | "idle"
  /** A tab is there. */
  | "watching"
  /** The last tab is gone, and `sessionEndTimer` runs. */
  | "countdown"
  /** The change is being made. */
  | "acting"
  /** It has ended; the outcome is shown. */
  | "done"
  /** A tab is back, and the earlier state is being set again. */
  | "restoring"
  /** Nothing is watched any more. */
  | "stopped";

/** Why there is no watch, or no keeper. */
export class SessionEndError extends Error {
  /** Only the library makes one. */
  constructor(refusal: { code: SessionEndErrorCode; message: string; errors?: SettingError[] }, options?: { cause?: unknown });
  /** To tell it from other errors where `instanceof` cannot, as with two copies of this library in a page. */
  readonly name: "SessionEndError";
  /** Which refusal it is. */
  readonly code: SessionEndErrorCode;
  /** With `bad-settings`: everything that is wrong, each by itself. */
  readonly errors?: SettingError[];
}

/** The refusals that there are. */
export type SessionEndErrorCode =
  /** The settings are wrong; see `errors`. */
  | "bad-settings"
  /** This page watches that scope already. */
  | "already-watching"
  /** There is no window: a worker, or a server. */
  | "no-window"
  /** The page has no Amazon Connect Streams. */
  | "no-streams"
  /** Neither https nor localhost: the browser has no locks there. */
  | "insecure-context"
  /** The browser has no Web Locks at all. */
  | "no-web-locks"
  /** The browser gives this document no BroadcastChannel. */
  | "no-broadcast-channel"
  /** The page's Content Security Policy, or what it runs in, forbids WebAssembly. */
  | "wasm-blocked"
  /** The wasm, or `keeper.js`, was not found or is none. */
  | "wasm-failed";

/** One thing that is wrong with the settings. */
export interface SettingError {
  /** The setting as its source names it: `keeper.url` in an object, `KeeperUrl` in text. */
  setting: string;
  /** The value, as one would write it; empty if it is missing. */
  value: string;
  /** Which mistake it is. */
  code: SettingErrorCode;
  /** What is wrong, what is allowed, and what was probably meant. */
  message: string;
}

/** The mistakes that settings can have. */
export type SettingErrorCode =
  /** No setting bears the name. */
  | "unknown-setting"
  /** A value of another type. */
  | "wrong-type"
  /** A negative number. */
  | "negative"
  /** NaN or an infinity. */
  | "not-finite"
  /** A fraction where only whole numbers make sense. */
  | "not-whole"
  /** Below the least allowed. */
  | "too-small"
  /** Above the most allowed. */
  | "too-big"
  /** Several values where one belongs. */
  | "list-where-one"
  /** Nothing, or nothing but blanks. */
  | "empty"
  /** A needed part was left out. */
  | "missing"
  /** None of the words that are allowed. */
  | "not-one-of"
  /** The same name a second time. */
  | "duplicate"
  /** A logout without an address to log out at. */
  | "missing-instance-url"
  /** Not a URL of the kind that belongs there. */
  | "bad-url"
  /** A `/` in a scope. */
  | "forbidden-character"
  /** A line of text in which no name ends. */
  | "line-without-colon";

/**
 * `window.connectSessionEnd`, for `drop-in.js`: what stands in it before that script runs is taken as said; the script
 * adds the rest. What an attribute of the script says too, the attribute decides.
 */
export interface DropIn {
  /** Instead of the script's attributes. */
  settings?: SessionEndSettings | string;
  /** The page's Streams. Default: `window.connect`, however late it comes. */
  connect?: object;
  /** See `WatchOptions`. Default: `true`. */
  bar?: boolean;
  /** `false`: nothing is started, the page calls `watchSessionEnd` itself. Default: `true`. */
  start?: boolean;
  /** What was started. */
  ready?: Promise<SessionEndWatch>;
  /** For a page that starts it itself; the wasm is inside. */
  watchSessionEnd?: typeof watchSessionEnd;
  /** For a keeper page of your own; fetches `keeper.js`, which is to lie beside the script. */
  runKeeper?: typeof runKeeper;
  /** What both are rejected with. */
  SessionEndError?: typeof SessionEndError;
}

declare global {
  interface Window {
    connectSessionEnd?: DropIn;
  }
}
