// Firefox's content processes, read from Linux' /proc: BiDi has no way to crash a tab.

import { readFileSync, readdirSync } from "node:fs";

/** Whether processes can be told apart here. */
export const CAN_LIST_PROCESSES = process.platform === "linux";

/** The processes below `root` that hold web pages of one site ("Isolated Web Content"). */
export function contentProcesses(root) {
  const parents = new Map();
  const names = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // "pid (name) state parent …": the name may hold blanks and brackets.
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const end = stat.lastIndexOf(")");
      names.set(Number(entry), stat.slice(stat.indexOf("(") + 1, end));
      parents.set(Number(entry), Number(stat.slice(end + 2).split(" ")[1]));
    } catch (error) {
      // It ended between the two looks.
      if (error.code !== "ENOENT" && error.code !== "ESRCH") throw error;
    }
  }
  const isBelow = (pid) => pid === root || (parents.has(pid) && isBelow(parents.get(pid)));
  return [...names.keys()].filter((pid) => names.get(pid).startsWith("Isolated Web") && isBelow(pid));
}
