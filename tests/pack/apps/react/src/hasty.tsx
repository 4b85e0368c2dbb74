// Mounts and unmounts the hook of the example, before its promise has resolved and after.
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { openCcp } from "./ccp";
import { useSessionEnd } from "./useSessionEnd";

openCcp(document.getElementById("ccp")!);

function Watch() {
  const { watch, error } = useSessionEnd();
  return <p data-has-watch={!!watch}>{error?.message}</p>;
}

const root = createRoot(document.getElementById("root")!);
/** Called by the test. */
Object.assign(window, {
  mount: (isMounted: boolean) => flushSync(() => root.render(<StrictMode>{isMounted && <Watch />}</StrictMode>)),
});
