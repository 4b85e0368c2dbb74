// What the tabs of a crowd cost: Chromium tells it of each page; Firefox' processes, of which its tabs share some, are
// looked up in Linux' /proc.

import { readFileSync } from "node:fs";

import { peek } from "../../tests/e2e/harness/peek.mjs";

/** Linux counts in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

/** The processor time of all tabs so far: `{ms, at}`; in Firefox with the keeper's. */
export async function processorTime({ browser, tabs }) {
  if (browser.name === "firefox") {
    const ticks = browser.processes().map((pid) => {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // After "pid (name)": utime and stime are the 14th and the 15th field.
      const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
      return user + system;
    });
    return { ms: sum(ticks) * TICK_MS, at: Date.now() };
  }
  const seconds = await Promise.all(tabs.map(async (tab) => (await tab.metrics()).TaskDuration));
  return { ms: sum(seconds) * 1000, at: Date.now() };
}

/** Bytes of one tab: in Chromium of its JS heap, in Firefox its part of the processes' own memory. */
export async function memory({ browser, tabs }) {
  const wasm = sum(await Promise.all(tabs.map((tab) => peek(tab, "window.wasmMemory?.buffer.byteLength ?? 0"))));
  const all = browser.name === "firefox" ? sum(browser.processes().map(ownMemory)) : sum(await heaps(tabs));
  return { heap: all / tabs.length, wasm: wasm / tabs.length };
}

const heaps = (tabs) =>
  Promise.all(
    tabs.map(async (tab) => {
      const session = await tab.createCDPSession();
      await session.send("HeapProfiler.collectGarbage");
      await session.detach();
      return (await tab.metrics()).JSHeapUsedSize;
    }),
  );

/** Pages shared with others count in parts (proc(5), "smaps_rollup": Pss). */
function ownMemory(pid) {
  const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Number(kilobytes) * 1024;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
