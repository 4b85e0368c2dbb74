// The simulated Connect instance: its process, and a client of its control API.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import readline from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import { start } from "./children.mjs";
import { LIMIT_MS, until } from "./peek.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pages = fileURLToPath(new URL("../pages/", import.meta.url));
const demo = fileURLToPath(new URL("../../../examples/custom-ccp/", import.meta.url));

/** Starts a simulator of our own; `stop()` ends it. Paths come from the variables SIMULATOR and PKG. */
export async function startSimulator(more = []) {
  const program = process.env.SIMULATOR ?? `${root}target/debug/simulator`;
  if (!existsSync(program)) throw new Error(`no simulator at ${program}: cargo build -p simulator, or set SIMULATOR`);
  const pkg = process.env.PKG ?? `${root}pkg`;
  const mounts = [`app:/=${pages}`, `elsewhere:/=${pages}`, `demo:/=${demo}`, `*:/pkg/=${pkg}`, `app:/npm/=${root}node_modules`];
  // Where the documents' pages have them, and where nothing lies beside it.
  mounts.push(...["drop-in.js", "presence.js", "alone/drop-in.js"].map((name) => `app:/${name}=${pkg}/${name.split("/").at(-1)}`));
  const { child, exited } = start(program, ["--port", "0", ...more, ...mounts.flatMap((mount) => ["--mount", mount])], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await Promise.race([
    once(readline.createInterface({ input: child.stdout }), "line"),
    exited.then((how) => Promise.reject(new Error(`the simulator ended (${how}) before it said where it listens`))),
  ]);
  return new Simulator(child, exited, JSON.parse(line));
}

/** Whether a client still waits for the answer to this call. */
const isUnderWay = ({ operation, status, clientGone }) =>
  ["GetAgentSnapshot", "PutAgentState"].includes(operation) && status === null && !clientGone;

/** One simulated instance with one agent. */
export class Simulator {
  #child;
  #exited;

  constructor(child, exited, origins) {
    this.#child = child;
    this.#exited = exited;
    /** The addresses: `{port, ccp, app, lib, control}`. */
    this.origins = origins;
    /** A site that is neither the application's nor the instance's. */
    this.elsewhere = `http://elsewhere.localhost:${origins.port}`;
    /** The demo's desktop and keeper. */
    this.demo = `http://demo.localhost:${origins.port}`;
  }

  /** The whole state: the agent, contacts, `transitions` and `requests`, oldest first. */
  state = () => this.#call("GET", "state");

  /** Waits until all of `condition` holds (`{state, availability, next, since, signedIn, contacts}`). */
  async wait(condition, timeoutMs = LIMIT_MS) {
    return this.#call("GET", `wait?${new URLSearchParams({ ...condition, timeoutMs })}`);
  }

  /**
   * Waits until it is certain whether the last call of a window that has gone arrives: `{arrived}`. It has arrived if the
   * agent is in this state. It never will if the worker is gone that would send it; its long poll ends with it. Works
   * only if no other window has a CCP, because all share one worker.
   */
  async arrives(state = "Offline") {
    const isOver = ({ agent, requests }) => agent.state.name === state || !requests.some(isUnderWay);
    return until("the call arrives, or its worker is gone", async () => {
      if (!isOver(await this.state())) return null;
      // The worker may pause between two polls, and the call may come a little later on another connection.
      for (let looks = 0; looks < 10; looks += 1) {
        await pause(100);
        const now = await this.state();
        if (now.agent.state.name === state) return { arrived: true, ...now };
        if (!isOver(now)) return null;
      }
      return { arrived: false };
    });
  }

  /** Every change of the shown state so far: `{at, from, to, cause}`. */
  transitions = async () => (await this.state()).transitions;

  /** Every request of this operation so far. */
  requests = async (operation) => (await this.state()).requests.filter((request) => request.operation === operation);

  /** Which document of the CCP owns `ringtone` and `softphone`: `{frame, page}` each, or null. */
  masters = () => this.#call("GET", "masters");
  /** Each attempt to play a ringtone so far: `{at, frame, page, result}`, where `result` is "playing" or an error's name. */
  rings = () => this.#call("GET", "rings");
  /** Whether CCPs that are loaded from now on get the event `unload`. */
  setUnload = (unload) => this.#call("POST", "ccp", { unload });
  /** Whether the browser lets CCPs that are loaded from now on store anything. If not, an agent has to allow it there. */
  setStorage = (storage) => this.#call("POST", "ccp", { storage });

  setAgent = (agent) => this.#call("POST", "agent", agent);
  setStates = (states) => this.#call("POST", "states", states);
  addContact = async (type, state) => (await this.#call("POST", "contacts", { add: { type, state } })).id;
  updateContact = (id, state) => this.#call("POST", "contacts", { update: { id, state } });
  clearContacts = () => this.#call("POST", "contacts", { clearAll: true });
  addFault = (fault) => this.#call("POST", "faults", fault);
  clearFaults = () => this.#call("DELETE", "faults");
  setLatency = (latency) => this.#call("POST", "latency", latency);
  setLink = (link) => this.#call("POST", "link", link);
  closeIdleConnections = () => this.#call("DELETE", "connections");
  /** Leaves requests unanswered until `release()`: files whose path begins with `path`, or calls of `operation`. */
  hold = (hold) => this.#call("POST", "hold", hold);
  release = () => this.#call("DELETE", "hold");
  setDelay = (delay) => this.#call("POST", "delay", delay);
  clearDelays = () => this.#call("DELETE", "delay");
  setSignedIn = (signedIn) => this.#call("POST", "login", { signedIn });
  /** Whether the login page signs in by itself. */
  setSingleSignOn = (singleSignOn) => this.#call("POST", "login", { singleSignOn });
  /** Global Resiliency: the instance's Region, and the one that agents work in. Another one is a failover. */
  setResiliency = (region, active) => this.#call("POST", "resiliency", { region, active });
  /** Signs the agent out; the next to sign in is `agent`: `{username, name}`. */
  changeAgent = (agent) => this.#call("POST", "login", { signedIn: false, agent });
  reset = () => this.#call("POST", "reset");

  /** Ends the process. */
  async stop() {
    this.#child.kill("SIGTERM");
    await this.#exited;
  }

  async #call(method, path, body) {
    const answer = await fetch(`${this.origins.control}/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /control/${path}: ${answer.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
}
