// @vitest-environment jsdom

import { SessionEndError, watchSessionEnd } from "connect-session-end";
import { expect, test } from "vitest";

test("imported, and refused by its code when it is called", async () => {
  const error = await watchSessionEnd({}).catch((error) => error);
  expect(error).toBeInstanceOf(SessionEndError);
  expect(error.code).toBe("wasm-failed");
});
