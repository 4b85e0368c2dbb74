// The fault matrix: each way in which a session ends without a fault, and each fault with a plain close; in each
// browser the ratio of right results: with the keeper, without it ("alone"), without it where the browser asks first
// ("asks": `confirmLeave`), and with the admin guide's snippet.
//
// In Firefox the prompt is answered after half a second, and the agent leaves; in Chromium the agent stays, and what
// the page says then is to be true. At a refresh it is answered at once.
//
//   node bench/faults.mjs [--n 10] [--browser both] [--way all] [--fault all] [--method all] [--lanes 3]
//
// Several names are separated by commas; `--way none` leaves the ways out, `--fault none` the faults.

import { parseArgs } from "node:util";

import { FAULTS } from "./lib/faults.mjs";
import { Lane } from "./lib/lane.mjs";
import { Matrix } from "./lib/matrix.mjs";
import { METHODS } from "./lib/methods.mjs";
import { WAYS } from "./lib/ways.mjs";

const { values: options } = parseArgs({
  options: {
    n: { type: "string", default: "10" },
    browser: { type: "string", default: "both" },
    way: { type: "string", default: "all" },
    fault: { type: "string", default: "all" },
    method: { type: "string", default: "all" },
    // How many trials run side by side in each browser.
    lanes: { type: "string", default: "3" },
    delay: { type: "string", default: "1" },
    stay: { type: "string", default: "5" },
  },
});

const trials = Number(options.n);
const [delay, stay] = [Number(options.delay), Number(options.stay)];
const browsers = chosen("browser", { chromium: "chromium", firefox: "firefox" });
const methods = pick("method", METHODS);
const cases = [...chosen("way", WAYS), ...chosen("fault", FAULTS)];

console.log(`right results of ${trials}, as the server's state says`);
console.log(`sessionEndTimer ${delay} s, at a refresh ${stay} s\n`);
const startedAt = Date.now();
const matrix = new Matrix(browsers, Object.keys(methods), cases, trials, console.log);
const lanes = browsers.flatMap((browser) => {
  const tasks = matrix.tasks(browser);
  return Array.from({ length: Number(options.lanes) }, () => new Lane(browser, methods, tasks, { delay, stay }));
});
const ended = await Promise.allSettled(lanes.map((lane) => lane.work((task, result) => matrix.tell(task, result))));

matrix.notes(lanes.flatMap(({ mishaps }) => mishaps));
console.log(`\ntook ${((Date.now() - startedAt) / 60_000).toFixed(1)} min`);
for (const { reason } of ended) if (reason) throw reason;

/** Those of a table that were asked for, by their names. */
function pick(option, table) {
  const asked = options[option];
  if (asked === "none") return {};
  if (asked === "all" || asked === "both") return table;
  const names = asked.split(",");
  const unknown = names.find((name) => !Object.hasOwn(table, name));
  if (unknown) throw new Error(`--${option} ${unknown}: there is ${Object.keys(table).join(", ")}`);
  return Object.fromEntries(names.map((name) => [name, table[name]]));
}

function chosen(option, table) {
  return Object.values(pick(option, table));
}
