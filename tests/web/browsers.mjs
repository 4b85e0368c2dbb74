// The browsers as their users have them: without what automation switches off (popup blocking, throttling, the
// back/forward cache), else nothing real is tested.

import puppeteer from 'puppeteer-core';

const SWITCHES_OF_AUTOMATION = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-ipc-flooding-protection',
  '--disable-popup-blocking',
  '--disable-hang-monitor',
  '--disable-back-forward-cache',
];

/** A fresh profile of "chromium" or "firefox"; its program is in the variable of the same name, in capitals. */
export function launch(name) {
  const executablePath = process.env[name.toUpperCase()];
  if (!executablePath) throw new Error(`${name.toUpperCase()} is not set to a browser's program`);
  const start = { chromium, firefox }[name];
  if (!start) throw new Error(`no browser ${JSON.stringify(name)}: chromium or firefox`);
  return puppeteer.launch({ executablePath, ...start() });
}

function chromium() {
  const asRoot = process.getuid?.() === 0;
  return {
    browser: 'chrome',
    headless: true,
    ignoreDefaultArgs: SWITCHES_OF_AUTOMATION,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      // Chromium's sandbox refuses root.
      ...(asRoot ? ['--no-sandbox'] : []),
    ],
  };
}

function firefox() {
  return {
    browser: 'firefox',
    headless: true,
    extraPrefsFirefox: { 'dom.disable_open_during_load': true },
  };
}
