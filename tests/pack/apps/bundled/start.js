// A desktop with all that it needs, and with `?keeper` in its address the keeper's page.
import { runKeeper, watchSessionEnd } from "connect-session-end";

export function start(options = {}) {
  // The keeper finds Streams beside its page.
  if (new URLSearchParams(location.search).has("keeper")) return runKeeper();
  const ccp = { ccpUrl: "https://YOUR-INSTANCE.my.connect.aws/ccp-v2/", loginPopup: false };
  const { connect = window.connect } = options;
  connect.core.initCCP(document.getElementById("ccp"), ccp);
  return watchSessionEnd({ sessionEndTimer: 1, keeper: { url: "?keeper" } }, { ...options, ccp });
}
