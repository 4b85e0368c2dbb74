import { watchSessionEnd, type SessionEndSettings, type SessionEndWatch } from "connect-session-end";
import { CCP } from "./ccp";

const SETTINGS: SessionEndSettings = { status: "Offline", keeper: { url: "/keeper.html" } };

/** Vite's server for development runs an edited file anew, and keeps this. New settings count once the page is loaded anew. */
const page: { watching?: Promise<SessionEndWatch> } = import.meta.hot?.data ?? {};

/** The page's watch, from the first call on. It belongs to the page and not to a component, because a route that is left
 * is no end of a session. After a refused start, the next call tries again. */
export function pageWatch(): Promise<SessionEndWatch> {
  if (!page.watching) {
    page.watching = watchSessionEnd(SETTINGS, { bar: false, ccp: CCP });
    page.watching.catch(() => delete page.watching);
  }
  return page.watching;
}
