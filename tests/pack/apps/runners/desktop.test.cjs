/** @jest-environment jsdom */

const { SessionEndError, watchSessionEnd } = require("connect-session-end");

test("imported, and refused by its code when it is called", async () => {
  const error = await watchSessionEnd({}).catch((error) => error);
  expect(error).toBeInstanceOf(SessionEndError);
  expect(error.code).toBe("wasm-failed");
});
