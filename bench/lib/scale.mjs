// The pages of which many are opened, and what each of them counts.

/**
 * `tab`: what a tab's script does; `keeper`: the same of the window beside them; `lock`: what the names of the locks
 * begin with that the tabs hold or wait to hold, one each.
 */
export const LIBRARIES = {
  none: { title: "Streams alone", tab: "" },
  peer: {
    title: "broadcast-channel",
    tab: `
      const { BroadcastChannel, createLeaderElection } = await import("/peer.js");
      const elector = createLeaderElection(new BroadcastChannel("bench"));
      elector.awaitLeadership();
      window.isWorst = () => elector.isLeader;`,
    lock: "pubkey-bc",
  },
  ours: {
    title: "this library",
    tab: `
      const { watchSessionEnd } = await import("/pkg/index.js");
      const watch = await watchSessionEnd({ sessionEndTimer: 600 }, { bar: false });
      const isWatched = ({ name, mode }) => mode === "shared" && name.endsWith("/tab/" + watch.snapshot().id);
      window.isWorst = async () => (await window.locks()).pending.some(isWatched);`,
    keeper: `
      const { runKeeper } = await import("/pkg/index.js");
      await runKeeper({ root: null });`,
    lock: "connect-session-end/default/tab/",
  },
};

export const page = (script) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>One of many</title>
<link rel="icon" href="data:,">
<script>(${count})();</script>
<script src="/streams.js"></script>
<script type="module">
  window.begun = (async () => {${script}
  })().then(() => null, String);
</script>
</html>
`;

/** Runs in the page, before everything else. `window.counts` is what it has said, heard and asked of locks so far. */
function count() {
  window.counts = { said: 0, heard: 0, locks: 0 };
  // For the measurement's own looks, which do not count.
  window.locks = navigator.locks.query.bind(navigator.locks);
  const counting = (name, real) =>
    function (...values) {
      window.counts[name] += 1;
      return real.apply(this, values);
    };
  for (const name of ["request", "query"]) LockManager.prototype[name] = counting("locks", LockManager.prototype[name]);
  BroadcastChannel.prototype.postMessage = counting("said", BroadcastChannel.prototype.postMessage);
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      this.addEventListener("message", () => (window.counts.heard += 1));
    }
  };
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...values) => {
    const made = await instantiateStreaming(...values);
    window.wasmMemory = made.instance.exports.memory;
    return made;
  };
}
