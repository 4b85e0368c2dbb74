// An agent desktop: the CCP through Streams' own initCCP, and the watch, with settings from the address. With `handOn`
// it hands the CCP's options on.

import { watchSessionEnd } from "/pkg/index.js";
import { ccp, initCcp, instance, keep, options, record } from "./common.js";

/** The settings in the query, as an object (`settings`, JSON) or as the adapter's text (`text`). */
function settings() {
  if (options.has("text")) return options.get("text").replaceAll("{instance}", instance);
  return JSON.parse((options.get("settings") ?? "{}").replaceAll("{instance}", instance));
}

if (window.connect) initCcp();
try {
  const watch = await watchSessionEnd(settings(), { bar: !options.has("noBar"), ccp: options.has("handOn") ? ccp : undefined });
  for (const type of ["outcome", "keeper", "warning"]) {
    watch.addEventListener(type, (event) => record(type, event.detail));
  }
  document.getElementById("open").addEventListener("click", () => watch.openKeeper());
  window.watch = watch;
} catch (error) {
  keep(error);
}

window.isReady = () => true;
