import { watchSessionEnd } from "/connect-session-end/index.js";

const ccp = { ccpUrl: "https://YOUR-INSTANCE.my.connect.aws/ccp-v2/", loginPopup: false };
connect.core.initCCP(document.getElementById("ccp"), ccp);
try {
  await watchSessionEnd({ sessionEndTimer: 1, keeper: { url: "/connect-session-end/keeper.html" } }, { ccp });
} catch ({ code, message }) {
  document.getElementById("problem").textContent = `${code}: ${message}`;
}
