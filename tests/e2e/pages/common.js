// What the desktop and the keeper's page have in common: options from the address, the CCP's too, a record of what
// happened.

const options = new URLSearchParams(location.search);
const instance = options.get("ccpOrigin") ?? `http://ccp.localhost:${options.get("instance") ?? location.port}`;

/** What the tests read. */
window.events = [];
window.error = null;

/**
 * The options of initCCP. `ccpUrl` in the address is handed to it as it stands there. A silent CCP is a page on which no
 * Streams runs. With `softphone` in the address the CCP takes calls. With `secondary`, the port of another instance, there
 * are two CCPs, of which one is active. With `storage` Streams asks for storage access first. With `ackTimeout` it loads a
 * CCP again that answers no more.
 */
const silent = `http://elsewhere.localhost:${location.port}/elsewhere.html`;
export const ccp = {
  ccpUrl: options.get("ccpUrl") ?? (options.get("ccp") === "silent" ? silent : `${instance}/ccp-v2/`),
  ...(options.has("region") && { region: options.get("region") }),
  ...(options.has("secondary") && {
    enableGlobalResiliency: true,
    secondaryCCPUrl: `http://ccp.localhost:${options.get("secondary")}/ccp-v2/`,
    loginUrl: `${instance}/login`,
  }),
  // 1.8.3 would ask for storage access, which it does only at an address of Amazon's own.
  ...(options.has("streams") && { storageAccess: { canRequest: false } }),
  ...(options.has("storage") && { storageAccess: { canRequest: true, mode: "custom" } }),
  loginPopup: false,
  ...(options.has("ackTimeout") && { loginOptions: { enableAckTimeout: true } }),
  softphone: { allowFramedSoftphone: options.has("softphone") },
};

export function initCcp() {
  connect.core.initCCP(document.getElementById("ccp"), ccp);
  connect.agent((agent) => {
    window.agent = agent;
  });
}

/** For tests that do it again. */
window.initCcp = initCcp;

/** Keeps an error as plain data. */
export function keep(error) {
  const { name, code, message, errors } = error;
  window.error = { name, code, message, errors, isError: error instanceof Error };
}

/** Keeps an event of the watch or the keeper as plain data. */
export function record(type, detail) {
  window.events.push({ type, detail, at: Date.now() });
  document.body.dataset.last = type;
}

export { instance, options };
