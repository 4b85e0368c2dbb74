import "amazon-connect-streams";

/** Opens the contact control panel. Streams ignores a second call in a page ("connect.core.initCCP()"). */
export function openCcp(container: HTMLElement, options: { isKeeper?: boolean } = {}) {
  connect.core.initCCP(container, {
    ccpUrl: "https://YOUR-INSTANCE.my.connect.aws/ccp-v2/",
    // The desktop signs in and takes the calls. A second softphone would take them too.
    loginPopup: !options.isKeeper,
    softphone: { allowFramedSoftphone: !options.isKeeper },
  });
}
