// Runs the page of a wasm-bindgen test server in Chromium and Firefox: node run.mjs URL
// (started by the tests' runner; CHROMIUM and FIREFOX are the programs, BROWSERS which of the two).
// Prints what the page prints; exits 0 only if every browser ran tests and all passed.
//
// A test that needs a user activation asks for one: console.debug("run.mjs: click"), and the page is clicked.
//
// The page reports through its console alone: puppeteer's evaluate() would grant it a user activation, and what a
// page may do without one is among the things tested.

import { launch } from './browsers.mjs';

const SILENCE_LIMIT_MS = 120_000;
const REPORT = 'run.mjs: output ';
const CLICK = 'run.mjs: click';

async function main(url) {
  const names = (process.env.BROWSERS || 'chromium,firefox').split(',').map((name) => name.trim());
  let failed = false;
  for (const name of names) {
    console.log(`\n---- ${name} ----`);
    const problem = await runIn(name, url).catch((error) => String(error?.stack ?? error));
    if (problem) {
      failed = true;
      console.log(`${name}: ${problem}`);
    }
  }
  process.exit(failed ? 1 : 0);
}

/** What is wrong, if anything. */
async function runIn(name, url) {
  const browser = await launch(name);
  try {
    const page = await browser.newPage();
    const watch = new Watch();
    page.on('console', (message) => {
      const text = message.text();
      if (text === CLICK) click(page).catch((error) => watch.end(`the click failed: ${error}`));
      else if (text.startsWith(REPORT)) watch.output(JSON.parse(text.slice(REPORT.length)));
    });
    page.on('pageerror', (error) => watch.end(`uncaught on the page: ${error?.stack ?? error}`));
    page.on('error', (error) => watch.end(`the page crashed: ${error}`));
    browser.on('disconnected', () => watch.end('the browser ended'));
    await page.evaluateOnNewDocument(reportOutput, REPORT);
    await page.goto(url);
    return await watch.ended;
  } finally {
    await browser.close().catch(() => {});
  }
}

/** Follows the page's output to its verdict. */
class Watch {
  constructor() {
    /** What is wrong; empty where all tests passed. */
    this.ended = new Promise((resolve) => {
      this.resolve = resolve;
    });
    this.printed = '';
    this.wait();
  }

  output(text) {
    this.wait();
    // The page rewrites one element: print what it adds.
    const added = text.startsWith(this.printed) ? text.slice(this.printed.length) : text;
    process.stdout.write(added);
    this.printed = text;
    const result = /^test result: (ok|FAILED)\. (\d+) passed; (\d+) failed;/m.exec(text);
    if (!result) return;
    if (result[1] !== 'ok' || result[3] !== '0') this.end(`${result[3]} failed`);
    else if (result[2] === '0') this.end('no test ran');
    else this.end('');
  }

  end(problem) {
    clearTimeout(this.timer);
    this.resolve(problem);
  }

  wait() {
    clearTimeout(this.timer);
    const silent = `nothing new for ${SILENCE_LIMIT_MS / 1000} s: the last test named above hangs, or the one after it`;
    this.timer = setTimeout(() => this.end(silent), SILENCE_LIMIT_MS);
  }
}

async function click(page) {
  await page.bringToFront();
  await page.mouse.click(5, 5);
}

/** In the page: sends the text of the output element after each change of it. */
function reportOutput(mark) {
  const say = console.debug.bind(console);
  document.addEventListener('DOMContentLoaded', () => {
    const output = document.getElementById('output');
    if (!output) return;
    const report = () => say(mark + JSON.stringify(output.textContent));
    new MutationObserver(report).observe(output, { childList: true, characterData: true, subtree: true });
    report();
  });
}

await main(process.argv[2]);
