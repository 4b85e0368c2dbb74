// What stands in for an org: its pages rendered and served, a console that frames them, and one agent at a browser.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";

import { peekFrame, until } from "../../e2e/harness/peek.mjs";
import { startSimulator } from "../../e2e/harness/simulator.mjs";
import { slowness } from "../../e2e/harness/world.mjs";
import { BAR, Window } from "../../e2e/harness/tab.mjs";
import { controllerOf } from "./controller.mjs";
import { ROOT, ZIP, components, readProject, readRecord } from "./project.mjs";
import { renderPage } from "./visualforce.mjs";

const CONSOLE = fileURLToPath(new URL("../pages/", import.meta.url));
/** A static resource's address carries the time of its last change. */
const RESOURCE = "/resource/1700000000000/ConnectSessionEnd/";

/** An org whose Visualforce pages are on lib.app.localhost, with Lightning on `top`: its site, or another one. */
export class Org {
  /** `record`: fields that are to be other than in the project's own record. */
  static async start(record = {}) {
    const files = mkdtempSync(join(tmpdir(), "salesforce-"));
    const project = readProject();
    const zip = unzipSync(readFileSync(join(ROOT, ZIP)));
    for (const [name, bytes] of Object.entries(zip)) put(files, `zip/${name}`, bytes);
    const pages = components(project, "ApexPage").map(({ name }) => name);
    // There before they are rendered: the simulator's address stands in them.
    for (const name of pages) put(files, `apex/${name}.html`, "");
    const mounts = [
      `lib.app.localhost:${RESOURCE}=${files}/zip`,
      ...pages.map((name) => `lib.app.localhost:/apex/${name}=${files}/apex/${name}.html`),
      ...["app", "elsewhere"].flatMap((host) => [
        `${host}:/lightning/=${CONSOLE}`,
        `${host}:/lightning/n/SessionEndKeeper=${CONSOLE}tab.html`,
      ]),
    ];
    const simulator = await startSimulator(mounts.flatMap((mount) => ["--mount", mount]));
    const org = new Org(project, files, pages, simulator);
    org.render(record);
    return org;
  }

  constructor(project, files, pages, simulator) {
    this.project = project;
    this.files = files;
    this.pages = pages;
    this.simulator = simulator;
    /** Lightning on the site of the Visualforce pages (`acme.lightning.force.com`, `acme--c.vf.force.com`). */
    this.sameSite = simulator.origins.app;
    /** Lightning on another site than they (`acme.lightning.force.com`, `acme--c.visualforce.com`). */
    this.crossSite = simulator.elsewhere;
  }

  /** Serves the pages as they are with these fields of the record. */
  render(record) {
    const given = { CcpUrl__c: `${this.simulator.origins.ccp}/ccp-v2/`, ...record };
    const controller = controllerOf(this.project, { ...readRecord(this.project), ...given });
    const resource = (name, file) => RESOURCE.replace("ConnectSessionEnd", name) + file;
    for (const name of this.pages) {
      put(this.files, `apex/${name}.html`, renderPage(this.project, name, { controller, resource }));
    }
  }

  /** The console's address on a site, with a page of the project in its softphone's place. */
  console(site, page) {
    const frame = `${this.simulator.origins.lib}/apex/${page}`;
    return `${site}/lightning/console.html?${new URLSearchParams({ frame })}`;
  }

  /** Opens a console, and waits until its page watches. */
  async open(context, browser, address) {
    const tab = new ConsoleTab(browser, await context.newPage());
    const began = performance.now();
    await tab.page.goto(address, { waitUntil: "domcontentloaded" });
    await tab.frameUntil("window.connectSessionEnd?.ready?.then?.((watch) => !!watch.snapshot().agent)");
    tab.slowness = slowness(began);
    await tab.inFrame(`void (window.warnings = [], connectSessionEnd.ready.then((watch) =>
      watch.addEventListener("warning", ({ detail }) => window.warnings.push(detail))))`);
    return tab;
  }

  async stop() {
    await this.simulator.stop();
    rmSync(this.files, { recursive: true, force: true });
  }
}

function put(root, path, content) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** A browser tab with the console; what it frames is on another origin. */
export class ConsoleTab extends Window {
  #frame = (path) => this.page.frames().find((frame) => new URL(frame.url(), "about:blank").pathname.startsWith(path));

  /** The value of an expression in the framed page, without giving it a user activation. */
  async inFrame(expression) {
    const frame = this.#frame("/apex/");
    if (!frame) throw new Error("there is no framed page yet");
    return peekFrame(frame, expression);
  }

  frameUntil = (expression, timeoutMs) => until(expression, () => this.inFrame(expression), timeoutMs);

  /** A real click on an element of the framed page. */
  async clickOn(element) {
    const [x, y] = await this.frameUntil(`(() => {
      const box = (${element})?.getBoundingClientRect();
      return box?.width > 0 && [box.x + box.width / 2, box.y + box.height / 2];
    })()`);
    await this.#click("/apex/", x, y);
  }

  /** A real click on nothing in particular in the control panel, a frame of the framed page. */
  clickInCcp = () => this.#click("/ccp-v2/", 300, 10);

  async #click(path, x, y) {
    await this.page.bringToFront();
    if (this.browser.name === "firefox") {
      // Firefox's driver clicks in the process of one frame, and so in no other than the one it is told.
      const move = { type: "pointerMove", x: Math.round(x), y: Math.round(y) };
      const click = [move, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
      const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: click };
      const { connection } = this.page.browser();
      await connection.send("input.performActions", { context: this.#frame(path)._id, actions: [mouse] });
    } else {
      // The control panel fills the framed page.
      const corner = `(({ x, y }) => [x, y])(document.querySelector("iframe").getBoundingClientRect())`;
      const [left, top] = await this.until(corner);
      await this.page.mouse.click(left + x, top + y);
    }
  }

  /** The library's bar in the framed page, as an expression. */
  barElement = BAR;

  /** What the bar says, once it is there. */
  bar = () => this.frameUntil(`${this.barElement}?.innerText`);

  /** Waits until the watch's snapshot, `now`, fulfils a condition. */
  sees = (condition, timeoutMs) =>
    this.frameUntil(`connectSessionEnd.ready.then((watch) => watch.snapshot()).then((now) => ${condition})`, timeoutMs);
}

/** The keeper's window, once it is there. */
export async function keeperWindow(browser, context) {
  const page = await until("a keeper's window", async () =>
    (await context.pages()).find((page) => new URL(page.url()).pathname.endsWith("SessionEndKeeper")),
  );
  return new Window(browser, page);
}
