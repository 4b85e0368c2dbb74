// Programs that we started: none outlives us.

import { spawn } from "node:child_process";
import { once } from "node:events";

const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));
// A signal by itself ends a process without that.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/** Starts a program; `{child, exited}`, where `exited` resolves to its exit code or the signal that ended it. */
export function start(program, args, options) {
  const child = spawn(program, args, options);
  running.add(child);
  const exited = once(child, "exit").then(([code, signal]) => {
    running.delete(child);
    return signal ?? code;
  });
  return { child, exited };
}
