// The example with React, as a project of its own.

import assert from "node:assert/strict";
import { join } from "node:path";

import { ROOT, node, once, project, tool } from "./project.mjs";
import { ENGLISH, isReady, keeperOf, visit } from "./session.mjs";
import { VITE } from "./static.mjs";

export const EXAMPLE = join(ROOT, "examples/react");
export const tools = ["amazon-connect-streams", "react", "react-dom", "react-router", "@remix-run", "cookie-es", "@types", "csstype", "vite", "@vitejs/plugin-react"];

/** Type-checked and built: the directory to serve. */
export const built = once(async () => {
  const cwd = await project({ from: [EXAMPLE], tools });
  await node([tool.resolve("typescript/bin/tsc")], { cwd });
  await node([VITE, "build"], { cwd });
  return join(cwd, "dist");
});

const link = (name) => `[...document.querySelectorAll("nav a")].find(({ innerText }) => innerText === "${name}")`;
/** Whether the page shows these words, as an expression. */
export const said = (words) => `[...document.querySelectorAll(".said")].some((p) => p.innerText.includes("${words}"))`;

/** Presses the button, and waits until the keeper could make the change. */
export async function openKeeper(w, tab) {
  await tab.click(`document.querySelector("button")`);
  const keeper = await keeperOf(w, tab);
  await isReady(keeper, ENGLISH.keeper);
  await tab.until(said("The keeper is open"));
  return keeper;
}

/** Leaves the route with the session's state, and comes back: its components are unmounted, and mounted again. */
export async function revisitRoute(tab) {
  await tab.click(link("Cases"));
  await tab.until(said("The session goes on"));
  await tab.click(link("Session"));
}

/** What an agent sees of a session, its end, and the beginning of the next. */
export async function session(w, origin) {
  const tab = await visit(w, `${origin}/`);
  await tab.until(said("opens a second after your first click"));
  await tab.until(said("None yet"));
  const keeper = await openKeeper(w, tab);
  // A route that is left is no end, and what it showed is there again at its return.
  await revisitRoute(tab);
  await tab.until(said("The keeper is open"));
  assert.deepEqual(await w.simulator.transitions(), []);
  assert.equal(await tab.peek(`document.querySelector("[role=alert]")?.innerText`), null);
  await tab.close();
  await w.simulator.wait({ state: "Offline" });
  await keeper.phase("done");

  const next = await visit(w, `${origin}/`);
  await next.until(said("from Available to Offline."));
}
