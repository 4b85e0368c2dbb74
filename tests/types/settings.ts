// Settings, used and misused.

import { watchSessionEnd, type KeeperPage, type Messages, type Retry, type SessionEndSettings } from "connect-session-end";

// A new setting does not compile before it stands here.
const all: Required<SessionEndSettings> = {
  status: "At Lunch",
  ifProfileNameIncludes: ["Basic", "Night"],
  ifCurrentAgentState: ["Available"],
  sessionEndTimer: 20,
  initialAgentState: "",
  keeper: { url: "/keeper.html", width: 400, height: 500 },
  instanceUrl: "https://acme.my.connect.aws",
  logoutUrl: "/connect/logout",
  onContact: "wait",
  otherCcps: "count",
  retry: { attempts: 3, firstDelayMs: 100, maxDelayMs: 1000, attemptTimeoutMs: 2000 },
  confirmLeave: true,
  reportUrl: "https://acme.example/reports",
  scope: "second",
  messages: { retry: "Again", wouldSet: "{when}: {to}." },
};
export const lists = all.ifProfileNameIncludes.map((part) => part.toUpperCase());

await watchSessionEnd();
await watchSessionEnd({});
await watchSessionEnd(all);
await watchSessionEnd({ keeper: null });
await watchSessionEnd("Status:Offline\nKeeperUrl:/keeper.html");

const page: KeeperPage = { url: "/keeper.html" };
const retry: Retry = {};
const messages: Messages = {};
const frozen = Object.freeze({ ifCurrentAgentState: Object.freeze(["Available", "At Lunch"]) });
await watchSessionEnd({ ...frozen, keeper: page, retry, messages });

// One misuse each; what follows is what is wrong with it.
export const wrong: { readonly [Name in keyof SessionEndSettings]-?: SessionEndSettings } = {
  // @ts-expect-error a number is no state's name
  status: { status: 5 },
  // @ts-expect-error a comma does not make a list in an object
  ifProfileNameIncludes: { ifProfileNameIncludes: "Basic, Night" },
  // @ts-expect-error an address, not a URL object
  reportUrl: { reportUrl: new URL("https://acme.example/reports") },
  // @ts-expect-error names, not numbers
  ifCurrentAgentState: { ifCurrentAgentState: [1] },
  // @ts-expect-error a number of seconds, not its text
  sessionEndTimer: { sessionEndTimer: "5" },
  // @ts-expect-error "" is never, null is nothing
  initialAgentState: { initialAgentState: null },
  // @ts-expect-error a page with an address, not the address alone
  keeper: { keeper: "/keeper.html" },
  // @ts-expect-error its text, not a URL object
  instanceUrl: { instanceUrl: new URL("https://acme.my.connect.aws") },
  // @ts-expect-error its text, not a URL object
  logoutUrl: { logoutUrl: new URL("https://acme.my.connect.aws/logout") },
  // @ts-expect-error none of the three words
  onContact: { onContact: "ignore" },
  // @ts-expect-error neither of the two words
  otherCcps: { otherCcps: true },
  // @ts-expect-error the object of four numbers, not one of them
  retry: { retry: 5 },
  // @ts-expect-error a boolean, not its text
  confirmLeave: { confirmLeave: "true" },
  // @ts-expect-error a name
  scope: { scope: 1 },
  // @ts-expect-error there is no sentence of this name
  messages: { messages: { tryAgain: "Again" } },
};

// @ts-expect-error a keeper without a page
export const noPage: KeeperPage = { width: 400 };

// @ts-expect-error no such setting: `sessionEndTimer`
await watchSessionEnd({ sesionEndTimer: 5 });

// @ts-expect-error the text's names are the text's alone
await watchSessionEnd({ Status: "Offline" });

// @ts-expect-error not given is not null
await watchSessionEnd(null);

// @ts-expect-error milliseconds are numbers
export const patient: Retry = { firstDelayMs: "250" };

// @ts-expect-error a sentence is a text
export const spoken: Messages = { retry: 1 };
