// `window.connectSessionEnd`: what a page says beforehand, and what it finds afterwards.

import type { DropIn, SessionEndWatch } from "connect-session-end";

window.connectSessionEnd = { settings: { status: "At Lunch" }, bar: false, start: true, connect: {} };
window.connectSessionEnd = { settings: "Status:At Lunch" };
const keeper: DropIn = { ccpUrl: "https://acme.my.connect.aws/ccp-v2/", streamsUrl: "/connect-streams-min.js" };
window.connectSessionEnd = keeper;

// @ts-expect-error What is told is not asked: a setting belongs into `settings`.
window.connectSessionEnd = { status: "At Lunch" };
// @ts-expect-error A flag is true or false.
window.connectSessionEnd = { start: "no" };

const started = await window.connectSessionEnd?.ready;
if (started && "snapshot" in started) {
  const watch: SessionEndWatch = started;
  watch.openKeeper();
}
const second: SessionEndWatch | undefined = await window.connectSessionEnd?.watchSessionEnd?.("Status:At Lunch");
export const refused = (error: unknown) =>
  window.connectSessionEnd?.SessionEndError && error instanceof window.connectSessionEnd.SessionEndError && second;
