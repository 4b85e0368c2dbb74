// Chromium and Firefox as an agent has them: popups are blocked, hidden windows throttled, each site in a process of
// its own.

import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

import { start } from "./children.mjs";
import { contentProcesses, family } from "./processes.mjs";

/** Which browsers to drive: the variable BROWSERS, or both. */
export const BROWSERS = (process.env.BROWSERS ?? "chromium,firefox").split(",");

/** A name that leads to this machine over plain http and is, unlike `localhost`, no secure context. */
export const INSECURE_HOST = "insecure.test";

const PROGRAMS = {
  chromium: [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  firefox: [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"],
};

/**
 * Starts a browser with `more` arguments, in Firefox `preferences` of its own, and a new `profile` or one that another
 * has left. `newPage(context)` opens a tab, `close()` ends the browser and removes the profile, `kill(signal)` sends its
 * process a signal, `exited` resolves when that has ended. `processes()` are those of its tabs if they can be told
 * apart, `all()` all of them.
 */
export async function launch(name, { more = [], preferences = {}, profile } = {}) {
  const program = PROGRAMS[name]?.find((path) => path && existsSync(path));
  if (!program) throw new Error(`no ${name} found: set ${name.toUpperCase()} to its path`);
  const at = profile ?? (await mkdtemp(join(tmpdir(), `e2e-${name}-`)));
  return name === "chromium" ? launchChromium(program, more, at) : launchFirefox(program, more, at, preferences);
}

async function launchChromium(program, more, profile) {
  // The tests are about the features that puppeteer turns off for their comfort.
  const unlifelike = /throttling|backgrounding|popup-blocking|ipc-flooding|hang-monitor|^--disable-features/;
  const defaults = await puppeteer.defaultArgs();
  const browser = await puppeteer.launch({
    executablePath: program,
    userDataDir: profile,
    acceptInsecureCerts: true,
    defaultViewport: null,
    // A busy machine may need longer than puppeteer's half a minute.
    timeout: 120_000,
    protocolTimeout: 600_000,
    ignoreDefaultArgs: defaults.filter((argument) => unlifelike.test(argument)),
    enableExtensions: more.some((argument) => argument.startsWith("--load-extension")),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-features=Translate,MediaRouter,OptimizationHints",
      ...more,
      `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
    ],
  });
  const child = browser.process();
  const exited = once(child, "exit");
  const close = async () => {
    // One that nobody is connected to can only be killed.
    if (browser.connected) await browser.close();
    else child.kill("SIGKILL");
    await exited;
    // The processes of one that was killed go on writing for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const kill = (signal) => child.kill(signal);
  const all = () => family(child.pid);
  const newPage = (context) => context.newPage();
  return { name: "chromium", driver: browser, profile, newPage, close, kill, exited, processes: () => [], all };
}

// Puppeteer's own launcher puts all sites into one process, and turns popup blocking off.
const FIREFOX_PREFERENCES = {
  "remote.prefs.recommended": false,
  // Else a content process may be one that was started ahead, and cannot be told by what it was started for.
  "dom.ipc.processPrelaunch.enabled": false,
  "network.dns.localDomains": INSECURE_HOST,
  // Nobody watches. Painting takes a quarter of the processor's time in a test.
  "layout.frame_rate": 5,
  // Else no frame learns more than the origin of a page around it on another site, and the instance could not tell a
  // tab from a keeper.
  "network.http.referer.disallowCrossSiteRelaxingDefault": false,
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.aboutConfig.showWarning": false,
  "browser.newtabpage.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.sessionstore.resume_from_crash": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "browser.tabs.warnOnClose": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "startup.homepage_welcome_url": "",
  "toolkit.startup.max_resumed_crashes": -1,
};

async function launchFirefox(program, more, profile, preferences) {
  const lines = Object.entries({ ...FIREFOX_PREFERENCES, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, "user.js"), lines.join(""));
  const options = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", ...more];
  const { child, exited } = start(program, options, { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (bytes) => {
      said += bytes;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    exited.then(() => reject(new Error(`${program} ended at its start: ${said}`)), reject);
  });
  const driver = await puppeteer.connect({
    browserWSEndpoint: `${address}/session`,
    protocol: "webDriverBiDi",
    acceptInsecureCerts: true,
    defaultViewport: null,
  });
  // Else Firefox opens a tab in the window that was used last, and that may be a keeper's, which is just closing.
  const [first] = await driver.pages();
  const newPage = async (context) => {
    const there = first.isClosed() ? (await driver.pages()).find((page) => !page.isClosed()) : first;
    const inItsWindow = { type: "tab", referenceContext: there?.mainFrame()._id, userContext: context.id ?? "default" };
    const { result } = await driver.connection.send("browsingContext.create", inItsWindow);
    return (await context.pages()).find((page) => page.mainFrame()._id === result.context);
  };
  const close = async () => {
    // A browser with a crashed content process may not answer any more.
    const hard = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await driver.close().catch(() => child.kill("SIGTERM"));
    await exited;
    clearTimeout(hard);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    name: "firefox",
    driver,
    profile,
    newPage,
    close,
    kill: (signal) => child.kill(signal),
    exited,
    processes: () => contentProcesses(child.pid),
    all: () => family(child.pid),
  };
}
