// `window.connectSessionEnd`: what a page says beforehand, and what it finds afterwards.

import type { DropIn, Outcome, SessionEndWatch } from "connect-session-end";

window.connectSessionEnd = { settings: { status: "At Lunch" }, bar: false, start: true, connect: {}, ccp: {} };
const given: DropIn = { settings: "Status:At Lunch" };
window.connectSessionEnd = given;

// @ts-expect-error What is told is not asked: a setting belongs into `settings`.
window.connectSessionEnd = { status: "At Lunch" };
// @ts-expect-error A flag is true or false.
window.connectSessionEnd = { start: "no" };

const started: SessionEndWatch | undefined = await window.connectSessionEnd?.ready;
started?.openKeeper();
const ended: Outcome | undefined = await window.connectSessionEnd?.end?.();
started?.dispatchEvent(new CustomEvent("ended", { detail: ended?.trigger === "end" }));
const second: SessionEndWatch | undefined = await window.connectSessionEnd?.watchSessionEnd?.("Status:At Lunch");
export const refused = (error: unknown) =>
  window.connectSessionEnd?.SessionEndError && error instanceof window.connectSessionEnd.SessionEndError && second;
