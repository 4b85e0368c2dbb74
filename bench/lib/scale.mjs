// The pages of a crowd and their counters.

/**
 * `tab`: a tab's script. `keeper`: the script of the window beside the tabs. `lock`: the start of the names of the
 * locks; each tab holds one or waits for one.
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

/** Runs in the page before everything else. `window.counts` counts its messages, said and heard, and lock requests. */
function count() {
  window.counts = { said: 0, heard: 0, locks: 0 };
  // The measurement's own looks do not count.
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
