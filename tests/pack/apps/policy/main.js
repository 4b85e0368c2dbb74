import { watchSessionEnd } from "/connect-session-end/index.js";

connect.core.initCCP(document.getElementById("ccp"), {
  ccpUrl: "https://YOUR-INSTANCE.my.connect.aws/ccp-v2/",
  loginPopup: false,
});
try {
  await watchSessionEnd({ sessionEndTimer: 1, keeper: { url: "/connect-session-end/keeper.html" } });
} catch ({ code, message }) {
  document.getElementById("problem").textContent = `${code}: ${message}`;
}
