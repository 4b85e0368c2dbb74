import "amazon-connect-streams";
import type { CcpOptions } from "connect-session-end";

/** Said once: for this page's control panel and, handed on by the watch, for the keeper's. */
export const CCP = {
  ccpUrl: "https://YOUR-INSTANCE.my.connect.aws/ccp-v2/",
  softphone: { allowFramedSoftphone: true },
} satisfies CcpOptions;

/** Opens the contact control panel. Streams ignores a second call in a page ("connect.core.initCCP()"). */
export function openCcp(container: HTMLElement) {
  connect.core.initCCP(container, CCP);
}
