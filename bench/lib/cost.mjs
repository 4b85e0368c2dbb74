// The cost of the tabs of a crowd. Chromium tells the cost of each page. For Firefox, whose tabs share processes, this
// file reads Linux' /proc.

import { readFileSync } from "node:fs";

import { peek } from "../../tests/e2e/harness/peek.mjs";

/** Linux counts in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

/** The processor time of these processes so far, in milliseconds. */
export function busy(pids) {
  const ticks = pids.map((pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After "pid (name)", utime and stime are the 14th and the 15th field.
    const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
    return user + system;
  });
  return sum(ticks) * TICK_MS;
}

/** The bytes of these processes' own memory. Shared pages count in parts (proc(5), "smaps_rollup": Pss). */
export const ownMemory = (pids) => sum(pids.map(proportional));

/** The processor time of one tab so far, as the mean of all: `{ms, at}`. In Firefox the keeper counts as a tab. */
export async function processorTime({ browser, tabs, keeper }) {
  if (browser.name === "firefox") {
    return { ms: busy(browser.processes()) / count({ tabs, keeper }), at: Date.now() };
  }
  const seconds = await Promise.all(tabs.map(async (tab) => (await tab.metrics()).TaskDuration));
  return { ms: (sum(seconds) * 1000) / tabs.length, at: Date.now() };
}

/**
 * The bytes of one tab, as the mean of all. `used` is the JS heap in Chromium. In Firefox it is the tab's part of the
 * processes' own memory, and the keeper counts as a tab. `wasm` is the memory that the wasm has reserved, most of it a
 * stack that nothing ever touches.
 */
export async function memory({ browser, tabs, keeper }) {
  const wasm = sum(await Promise.all(tabs.map((tab) => peek(tab, "window.wasmMemory?.buffer.byteLength ?? 0"))));
  const used =
    browser.name === "firefox"
      ? ownMemory(browser.processes()) / count({ tabs, keeper })
      : sum(await heaps(tabs)) / tabs.length;
  return { used, wasm: wasm / tabs.length };
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

function proportional(pid) {
  const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  return Number(kilobytes) * 1024;
}

const count = ({ tabs, keeper }) => tabs.length + (keeper ? 1 : 0);

const sum = (values) => values.reduce((total, value) => total + value, 0);
