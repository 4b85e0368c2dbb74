// When the wasm dies, of an error of its own or of an exception that passes through it, its loop never runs again and its
// locks stay held. The browser reports only the error.

/** Calls `died` once, after `isDead` returns true or throws. Returns the function that ends the watch. */
export function onCrash(isDead, died) {
  const look = () => {
    try {
      if (!isDead()) return;
    } catch {
      // A call into it traps at once.
    }
    end();
    died();
  };
  // An event of our own may be under way. After it the loop is idle, or the wasm is dead.
  const soon = () => queueMicrotask(look);
  const end = () => REPORTS.forEach((type) => window.removeEventListener(type, soon));
  REPORTS.forEach((type) => window.addEventListener(type, soon));
  return end;
}

const REPORTS = ["error", "unhandledrejection"];
