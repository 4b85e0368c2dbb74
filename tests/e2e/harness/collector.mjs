// A collector for `reportUrl`.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { listen } from "./http.mjs";
import { until } from "./peek.mjs";

/** A collector of another origin, that gives no leave to be called. */
export async function collect(t) {
  const bodies = [];
  const { port, close } = await listen(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    bodies.push({ method: request.method, type: request.headers["content-type"], body: text && JSON.parse(text) });
    response.writeHead(204).end();
  });
  t.after(close);
  return { url: `http://127.0.0.1:${port}/reports`, bodies };
}

/** The one body; another would come with it. */
export async function one(bodies) {
  await until("a report", () => bodies.length > 0);
  await pause(500);
  assert.equal(bodies.length, 1, JSON.stringify(bodies));
  assert.equal(bodies[0].method, "POST");
  return bodies[0];
}
