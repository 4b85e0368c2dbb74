// The pages whose start is measured, and their time stamps.

/** A module with nothing in it: `\0asm` and the version. */
export const EMPTY_WASM = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

const WATCH = `
  const { watchSessionEnd } = await import("/pkg/index.js");
  times.imported = performance.now();
  await Promise.all([watchSessionEnd(), granted]);`;

/** Lines that an author can put into a page's head, so that the wasm is on its way before the module asks for it. */
const AHEAD = `
  <link rel="modulepreload" href="/pkg/index.js">
  <link rel="preload" href="/pkg/connect_session_end_bg.wasm" as="fetch" type="application/wasm" crossorigin>`;

/** `head`: more lines for the head. `arm`: the script. `steps`: this is our library. `goal`: the goal holds for it. */
export const CASES = {
  empty: { title: "an empty module", arm: 'await import("/empty.js");' },
  wasm: { title: "a module with an empty wasm", arm: 'await import("/empty-wasm.js");' },
  peer: {
    title: "broadcast-channel, elected leader",
    arm: `
      const { BroadcastChannel, createLeaderElection } = await import("/peer.js");
      await createLeaderElection(new BroadcastChannel("bench")).awaitLeadership();`,
  },
  ours: { title: "this library", arm: WATCH, steps: true, goal: true },
  ahead: { title: "the same, its files preloaded", arm: WATCH, head: AHEAD, steps: true, goal: true },
};

/** The parts of this library's time. */
export const STEPS = {
  script: ({ from, imported }) => imported - from,
  wasm: ({ imported, wasmDone }) => wasmDone - imported,
  start: ({ wasmDone, asked }) => asked - wasmDone,
  lock: ({ asked, granted }) => granted - asked,
};

export const page = ({ arm, head = "" }) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Start</title>
<link rel="icon" href="data:,">${head}
<script src="/streams.js"></script>
<script>
  const times = {};
  const granted = (${probe})(times);
</script>
<script type="module">
  window.done = (async () => {
    times.from = performance.now();
    ${arm}
    times.armed = performance.now();
    return times;
  })().catch((error) => ({ error: String(error) }));
</script>
</html>
`;

/** Runs in the page. Notes the times of the wasm and of the lock's request. Resolves when the lock is granted. */
function probe(times) {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...values) => {
    const made = await instantiateStreaming(...values);
    times.wasmDone = performance.now();
    return made;
  };
  return new Promise((resolve) => {
    const { request } = LockManager.prototype;
    LockManager.prototype.request = function (name, ...rest) {
      const callback = rest.pop();
      times.asked ??= performance.now();
      return request.call(this, name, ...rest, (lock) => {
        times.granted ??= performance.now();
        resolve();
        return callback(lock);
      });
    };
  });
}
