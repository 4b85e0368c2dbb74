// The watch and the keeper: their options, events and answers.

import {
  runKeeper,
  watchSessionEnd,
  type AgentGlance,
  type CcpOptions,
  type KeeperCcp,
  type KeeperEvents,
  type KeeperOptions,
  type KeeperPhase,
  type KeeperStatus,
  type KeeperView,
  type Listening,
  type MessageName,
  type Outcome,
  type SessionEndKeeper,
  type SessionEndWarning,
  type SessionEndWatch,
  type TabSnapshot,
  type Unready,
  type WatchEvents,
  type WatchOptions,
} from "connect-session-end";

const wasm = new URL("https://acme.example/connect_session_end_bg.wasm");
const ccp: CcpOptions = { ccpUrl: "https://acme.example/ccp-v2/", region: "eu-central-1", onViewContact: () => {} };
const options: Required<WatchOptions> = { connect: {}, ccp, wasm, bar: false };
const page = { streams: "/streams.js", container: document.body };
const inKeeper: Required<KeeperOptions> = { ...page, ccp, scope: "second", root: document.body };
const watch: SessionEndWatch = await watchSessionEnd({}, options);
const keeper: SessionEndKeeper = await runKeeper(inKeeper);
await runKeeper();
await runKeeper({ root: null, streams: new URL("https://acme.example/streams.js") });

// @ts-expect-error the keeper loads Streams itself
await runKeeper({ connect: {} });
// @ts-expect-error the options of initCCP are an object
await watchSessionEnd({}, { ccp: "https://acme.example/ccp-v2/" });
// @ts-expect-error there is one screen, with one element around it
await runKeeper({ root: "#keeper" });
// @ts-expect-error the keeper has no bar
await runKeeper({ bar: false });
// @ts-expect-error and its wasm in its file
await runKeeper({ wasm });
// @ts-expect-error the settings come first
await watchSessionEnd(options);
// @ts-expect-error a promise of a watch is none
export const early: SessionEndWatch = watchSessionEnd();

// Each event, with its detail.
const heard: { readonly [Type in keyof WatchEvents]: (event: CustomEvent<WatchEvents[Type]>) => void } = {
  outcome: ({ detail }) => tell(detail),
  keeper: ({ detail }) => show(detail.status, detail.ready ? null : detail.unready),
  warning: ({ detail }) => warn(detail),
};
watch.addEventListener("outcome", heard.outcome);
watch.addEventListener("keeper", heard.keeper, { once: true });
watch.addEventListener("warning", { handleEvent: heard.warning }, true);
watch.removeEventListener("outcome", heard.outcome);
watch.addEventListener("an event of the page's own", (event) => event.preventDefault());
watch.dispatchEvent(new Event("an event of the page's own"));

const kept: { readonly [Type in keyof KeeperEvents]: (event: CustomEvent<KeeperEvents[Type]>) => void } = {
  outcome: ({ detail }) => tell(detail),
  warning: ({ detail }) => warn(detail),
};
keeper.addEventListener("outcome", kept.outcome);
keeper.addEventListener("warning", kept.warning);
export const either: Listening<{ warning: SessionEndWarning }>[] = [watch, keeper];

// @ts-expect-error a warning has a code, and no status
watch.addEventListener("warning", ({ detail }) => show(detail.status));
// @ts-expect-error a keeper's status is no outcome
watch.addEventListener("keeper", ({ detail }) => tell(detail));
// @ts-expect-error a keeper tells nothing of keepers: that is a plain event, without a detail
keeper.addEventListener("keeper", ({ detail }) => show(detail.status));

// What they answer.
watch.openKeeper();
const end: Promise<Outcome> = watch.end();
tell(await end);
// @ts-expect-error the settings say how it ends
watch.end("At Lunch");
const now: TabSnapshot = watch.snapshot();
const last: Outcome | null = watch.lastOutcome();
const view: KeeperView = keeper.view();
watch.stop();
keeper.stop();
if (last) tell(last);
show(now.keeper, now.keeperUnready ?? view.unready);
export const isThere: boolean = view.ccp !== "away" && view.ready;
export const agents: (AgentGlance | null)[] = [now.agent, view.agent];
export const due: number = (view.dueAt ?? view.closesAt ?? 0) + view.delay;
export const name: string | undefined = now.agent?.username ?? view.messages?.agent;
export const over: boolean = now.over && now.would === null;
export const counting: boolean = view.phase === "countdown" && view.waiting !== "network";

// @ts-expect-error there may be no agent yet
export const username: string = now.agent.username;
// @ts-expect-error there may have been no end yet
export const kind: string = watch.lastOutcome().kind;
// @ts-expect-error a keeper has a view, a tab a snapshot
keeper.snapshot();
// @ts-expect-error no such CCP
export const gone: boolean = view.ccp === "gone";
// @ts-expect-error no such phase
export const waiting: boolean = view.phase === "waiting";

// A state or a phase that is new does not compile before it has its words here.
const words: Record<KeeperStatus | KeeperPhase | KeeperCcp | Unready, string> = {
  none: "none",
  unknown: "not looked yet",
  blocked: "click once",
  opening: "opening",
  open: "open",
  outdated: "of an older version",
  newer: "of a newer version",
  closed: "closed",
  unreachable: "not heard",
  claiming: "starting",
  duplicate: "another is there",
  idle: "no tab yet",
  watching: "watching",
  ended: "the session is over",
  countdown: "counting down",
  acting: "at it",
  done: "done",
  restoring: "setting the earlier state again",
  stopped: "stopped",
  away: "not needed",
  loading: "loading",
  silent: "nobody signed in",
  "no-settings": "no settings yet",
  "no-agent": "nobody seen yet",
  "ccp-loading": "trying the CCP",
  "ccp-silent": "sign in there",
  "ccp-failed": "not loaded",
  "signed-out": "signed out",
  closing: "closing",
};
function show(status: KeeperStatus, unready: Unready | null): void {
  document.title = `${words[status]} ${unready === null ? "" : words[unready]}`;
}
function tell(outcome: Outcome): void {
  document.title = `${outcome.kind} ${outcome.to ?? ""}`;
}
function warn({ code, message }: SessionEndWarning): void {
  console.warn(code, message);
}
export const sentence: MessageName = "wouldSet";
