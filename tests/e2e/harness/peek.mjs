// Looking into a page without touching it. Puppeteer's `evaluate` gives the page a user activation, with which it may
// open popups that it could not open in life.

/** The value of `expression` in the page, a promise's once it is settled; must survive JSON. */
export async function peek(page, expression) {
  if (page.constructor.name !== "CdpPage") return peekFrame(page.mainFrame(), expression);
  if (!sessions.has(page)) sessions.set(page, page.createCDPSession());
  return overCdp(await sessions.get(page), asJson(expression));
}

/** The same in a frame of a page. */
export async function peekFrame(frame, expression) {
  const source = asJson(expression);
  if (frame.constructor.name !== "CdpFrame") return overBidi(frame, source);
  return overCdp(frame.client, source, { contextId: frame.mainRealm().context.id });
}

const asJson = (expression) => `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`;
const sessions = new WeakMap();

async function overCdp(session, expression, where = {}) {
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression,
    ...where,
    awaitPromise: true,
    returnByValue: true,
    userGesture: false,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return JSON.parse(result.value);
}

async function overBidi(frame, expression) {
  const { result } = await frame.page().browser().connection.send("script.evaluate", {
    expression,
    awaitPromise: true,
    target: { context: frame._id },
    userActivation: false,
  });
  if (result.type === "exception") throw new Error(result.exceptionDetails.text);
  return JSON.parse(result.result.value);
}

/** When to give up waiting for a condition: later than any busy machine meets it. */
export const LIMIT_MS = 120_000;

/** Looks until `look` finds something truthy, and returns it; an error while a page goes or comes is none found. */
export async function until(what, look, timeoutMs = LIMIT_MS) {
  const deadline = Date.now() + timeoutMs;
  let last;
  // Each look costs the browser some milliseconds, so the looks become fewer.
  let pauseMs = 20;
  do {
    try {
      const found = await look();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 1.25, 100);
  } while (Date.now() < deadline);
  const seen = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`${what}: not within ${timeoutMs} ms; last seen: ${seen}`);
}
