// The stage of the story: the simulated instance, a headless Chromium, and ways to wait for a condition.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Puppeteer's own switches that make a browser behave unlike a user's browser. */
const UNREAL = [
  "--disable-popup-blocking",
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
  "--disable-hang-monitor",
  "--disable-ipc-flooding-protection",
];

/** The simulated instance: the one that ORIGINS names, or a new one. */
export async function startInstance() {
  if (process.env.ORIGINS) return { ...JSON.parse(process.env.ORIGINS), stop() {} };
  const program = required("SIMULATOR", "the simulator's program");
  const mounts = ["--mount", "app:/=examples/custom-ccp", "--mount", "*:/pkg/=pkg"];
  // It ends with its standard input, so it cannot outlive this process.
  const child = spawn(program, ["--port", "0", ...mounts, "--exit-with-stdin"], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${program} ended with code ${code} before it printed its addresses`);
  });
  failed.catch(() => {});
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), failed]);
  return { ...JSON.parse(line), stop: () => child.stdin.end() };
}

export function startBrowser() {
  return puppeteer.launch({
    executablePath: required("CHROMIUM", "a Chromium's program"),
    headless: true,
    defaultViewport: null,
    ignoreDefaultArgs: UNREAL,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-component-update", "--window-size=1280,900"],
  });
}

function required(name, what) {
  if (process.env[name]) return process.env[name];
  console.error(`${name} is not set: it must name ${what}. \`cargo xtask demo --story\` sets it.`);
  process.exit(2);
}

/** The instance's control API. */
export class Control {
  #address;

  constructor(address) {
    this.#address = address;
  }

  async post(path, body = {}) {
    const answer = await fetch(`${this.#address}/${path}`, { method: "POST", body: JSON.stringify(body) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(`control API, ${path}: ${said.error}`);
    return said;
  }

  async state() {
    return (await fetch(`${this.#address}/state`)).json();
  }

  /** The state as soon as the condition holds; null if it does not hold in time. */
  async wait(condition, timeoutMs) {
    const answer = await fetch(`${this.#address}/wait?${new URLSearchParams({ ...condition, timeoutMs })}`);
    return answer.ok ? answer.json() : null;
  }
}

/**
 * The value of a JavaScript expression in a page, as soon as it is truthy. The page tries it again at each change of
 * the document. Puppeteer's own evaluate() would grant the page a user activation each time, and so open the keeper.
 */
export async function until(page, expression, { what = expression, timeoutMs = 15_000 } = {}) {
  const deadline = Date.now() + timeoutMs;
  const session = await page.createCDPSession();
  const script = `new Promise((done) => {
    const look = () => { let value; try { value = ${expression}; } catch {} if (value) { observer.disconnect(); done(value); } };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  })`;
  try {
    while (Date.now() < deadline) {
      try {
        const looked = session.send("Runtime.evaluate", { expression: script, awaitPromise: true, returnByValue: true });
        const { result, exceptionDetails } = await before(deadline, looked);
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      } catch (error) {
        // A new document has replaced this one. The next round looks there.
        if (!/context was destroyed|Cannot find context|navigated|Promise was collected/i.test(error.message)) throw error;
      }
    }
    throw new Error("too late");
  } catch (error) {
    throw new Error(`waited ${timeoutMs} ms in vain: ${what} (${error.message})`);
  } finally {
    session.detach().catch(() => {});
  }
}

/** The value of a promise, if it settles before the deadline. */
export async function before(deadline, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("too late")), Math.max(0, deadline - Date.now()));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
