// A desktop with all that it needs, and with `?keeper` in its address the keeper's page.
import { runKeeper, watchSessionEnd } from "connect-session-end";

export function start(options) {
  connect.core.initCCP(document.getElementById("ccp"), {
    ccpUrl: "https://YOUR-INSTANCE.my.connect.aws/ccp-v2/",
    loginPopup: false,
  });
  if (new URLSearchParams(location.search).has("keeper")) runKeeper();
  else watchSessionEnd({ sessionEndTimer: 1, keeper: { url: "?keeper" } }, options);
}
