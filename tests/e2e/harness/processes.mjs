// A browser's processes, read from Linux' /proc: BiDi has no way to crash a tab, and no way to tell what one costs.

import { readFileSync, readdirSync } from "node:fs";

/** Whether processes can be told apart here. */
export const CAN_LIST_PROCESSES = process.platform === "linux";

/** Firefox's processes that hold web pages of one site ("Isolated Web Content"). */
export const contentProcesses = (root) => family(root, (name) => name.startsWith("Isolated Web"));

/** The process `root` and those below it whose names pass. */
export function family(root, passes = () => true) {
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
  return [...names.keys()].filter((pid) => passes(names.get(pid)) && isBelow(pid));
}
