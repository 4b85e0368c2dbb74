import { Component, provideZonelessChangeDetection, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { watchSessionEnd } from "connect-session-end";

declare const connect: { core: { initCCP(element: HTMLElement | null, options: object): void } };

// The server for development is one for all tests, so each names its instance in the address.
const instance = new URLSearchParams(location.search).get("instance") ?? "https://YOUR-INSTANCE.my.connect.aws";
const ccp = { ccpUrl: `${instance}/ccp-v2/`, loginPopup: false };

@Component({ selector: "app-root", template: `<p id="said">{{ said() }}</p>` })
class App {
  said = signal("");

  constructor() {
    connect.core.initCCP(document.getElementById("ccp"), ccp);
    const settings = { sessionEndTimer: 1, keeper: { url: "/keeper.html" } };
    watchSessionEnd(settings, { ccp, wasm: "connect_session_end_bg.wasm" }).then(
      () => this.said.set("watched"),
      ({ code, message }) => this.said.set(`${code}: ${message}`),
    );
  }
}

bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
