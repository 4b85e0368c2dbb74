// Everything that an agent gets to see, brought about one after another on the demo's pages: for the tests that look
// at it, and for the pictures in docs/screens.

import { Keeper, Tab } from "./tab.mjs";

/** The call of another CCP of this browser that logs out. */
const TERMINATE = "void connect.core.getUpstream().sendUpstream(connect.EventType.TERMINATE)";
const SIZE = { width: 320, height: 560 };
/** Time enough to look at a call that is under way, and few attempts. */
const SLOW = { attempts: 2, firstDelayMs: 50, attemptTimeoutMs: 60_000 };
const ASKED = { sessionEndTimer: 0, initialAgentState: "" };

/**
 * Without a keeper, behind the browser's own question whether to leave. Yields `[name, window]` for each screen, while
 * it lasts. `size` is that of all windows; `prepare` is handed each page before anything is loaded into it.
 */
export async function* dialogs(w, options) {
  const { openDesktop } = new Stage(w, options);
  const { simulator } = w;
  const desktop = await openDesktop({ keeper: "none", confirmLeave: true, retry: SLOW });
  await holdCalls(simulator);
  await simulator.addFault({ operation: "PutAgentState", kind: "status", status: 400 });
  // Browsers ask only a user who has done something in the page.
  await desktop.click("document.querySelector('h1')");
  await desktop.stay();
  await desktop.dialog.phase("acting");
  yield ["dialog-acting", desktop];
  await simulator.release();
  await desktop.dialog.phase("failed");
  yield ["dialog-failed", desktop];
  await simulator.clearFaults();
  await desktop.choose("retry", "Enter");
  await desktop.dialog.phase("done");
  yield ["dialog-changed", desktop];
  await desktop.page.keyboard.press("Escape");
  await desktop.dialog.gone();
}

/** A keeper and the tabs that come and go: the same. `count` is the number of the countdown, from 20. */
export async function* keepers(w, { count = 19, ...options } = {}) {
  const { openDesktop, openKeeper, size } = new Stage(w, options);
  const { simulator } = w;
  const keeper = await openKeeper();
  await keeper.hold(`document.body.dataset.phase === "idle"`);
  yield ["keeper-idle", keeper];

  const duplicate = await openKeeper();
  await duplicate.hold(`document.body.dataset.phase === "duplicate"`);
  yield ["keeper-duplicate", duplicate];
  await duplicate.goOn();

  let desktop = await openDesktop({ sessionEndTimer: 20, initialAgentState: "" });
  await keeper.goOn();
  await keeper.watches("Available");
  yield ["keeper-watching", keeper];
  yield ["desktop", desktop];
  await desktop.choose("end", "Enter");
  await keeper.phase("ended");
  await desktop.until(`document.getElementById("ending").dataset.kind === "changed"`);
  yield ["keeper-ended", keeper];
  yield ["desktop-ended", desktop];
  await simulator.setAgent({ state: "Available" });
  await keeper.watches("Available");
  await desktop.close();
  // Behind the desktop it has but one timer a second.
  await keeper.page.bringToFront();
  await keeper.hold(`parseFloat(document.title) <= ${count}`);
  yield ["keeper-countdown", keeper];
  await keeper.choose("cancel", "Enter");
  await keeper.phase("done");
  yield ["keeper-skipped", keeper];

  desktop = await openDesktop({ ...ASKED, retry: SLOW });
  await keeper.goOn();
  await keeper.watches("Available");
  await holdCalls(simulator);
  await simulator.addFault({ operation: "PutAgentState", kind: "status", status: 400 });
  await desktop.close();
  await keeper.phase("acting");
  await keeper.until("document.body.dataset.ccp === 'open'");
  yield ["keeper-acting", keeper];
  await simulator.release();
  await keeper.phase("done");
  yield ["keeper-failed", keeper];
  await duplicate.phase("stopped");
  yield ["keeper-stopped", duplicate];
  await duplicate.close();
  await simulator.clearFaults();
  await keeper.choose("close", "Shift");
  await keeper.tabBack();
  await keeper.page.keyboard.press(" ");
  await simulator.wait({ state: "Offline" });
  await keeper.hold();
  yield ["keeper-changed", keeper];

  await holdCalls(simulator);
  desktop = await openDesktop({ ...ASKED, onContact: "wait", retry: SLOW });
  await keeper.goOn();
  await keeper.phase("restoring");
  yield ["keeper-restoring", keeper];
  await simulator.release();
  await keeper.watches("Available");
  await simulator.addContact("voice", "connected");
  await keeper.watches("Busy");
  await desktop.close();
  await keeper.phase("acting");
  await keeper.until("document.body.dataset.ccp === 'open'");
  yield ["keeper-waiting", keeper];
  await keeper.choose("cancel", "Enter");
  await keeper.hold();

  desktop = await openDesktop(ASKED);
  await keeper.goOn();
  await keeper.watches("Busy");
  await desktop.close();
  await simulator.wait({ next: "Offline" });
  await keeper.hold();
  yield ["keeper-queued", keeper];
  await simulator.clearContacts();
  await simulator.setAgent({ state: "Available" });

  desktop = await openDesktop(ASKED);
  await keeper.goOn();
  await keeper.watches("Available");
  await keeper.close();
  await desktop.hasBar();
  yield ["bar", desktop];
  await desktop.choose("dismiss", "Shift");
  await desktop.tabBack();
  await desktop.page.keyboard.press("Enter");
  const popup = await w.keeperWindow();
  await popup.resize(size);
  await popup.watches("Available");
  await simulator.setSignedIn(false);
  await desktop.peek(TERMINATE);
  await popup.until(`document.body.dataset.agent === "signed-out"`);
  yield ["keeper-signed-out", popup];
}

/** From now on the instance answers no call that changes the agent, until `release`. So the screen stays as it is. */
const holdCalls = (simulator) => simulator.hold({ operation: "PutAgentState" });

/** Where it is played. */
class Stage {
  constructor(w, { size = SIZE, prepare = () => {} } = {}) {
    Object.assign(this, { w, size, prepare });
  }

  /** A desktop with these settings, when it knows the agent. */
  openDesktop = async (settings) => {
    const text = (value) => (typeof value === "object" ? JSON.stringify(value) : value);
    const query = new URLSearchParams(Object.entries(settings).map(([name, value]) => [name, text(value)]));
    const tab = await this.#open(Tab, `/?${query}`);
    await tab.until(`JSON.parse(document.getElementById("snapshot").textContent).agent`);
    return tab;
  };

  /** A keeper as one opens it by hand, in a tab that cannot close itself: its history has a page before it. */
  openKeeper = () => this.#open(Keeper, "/style.css", "/keeper.html");

  async #open(Kind, ...paths) {
    const { w } = this;
    const window = new Kind(w.browser, await w.browser.newPage(w.context));
    await window.resize(this.size);
    await this.prepare(window.page);
    for (const path of paths) await window.page.goto(w.simulator.demo + path, { waitUntil: "domcontentloaded" });
    return window;
  }
}
