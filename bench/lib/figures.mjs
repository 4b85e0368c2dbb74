// The goals for the rows with a keeper.

import { quantile } from "./table.mjs";

const MEDIAN_MS = 150;
const P95_MS = 400;

/** A line about one goal. */
export const verdict = (reached, text) => `${reached ? "reached" : "MISSED "}  ${text}`;

/** Says for each goal whether the rows reach it. Returns true if one is missed. */
export function judge(rows, say) {
  const ours = rows.filter(({ method }) => method === "keeper");
  let missed = false;
  const figure = (reached, text) => {
    missed ||= !reached;
    say(verdict(reached, text));
  };
  say("");
  for (const { browser, one, right, trials, late } of ours) {
    // A popup of Firefox shares its opener's process and falls with it.
    if (one === "crash-opener" && browser === "firefox") continue;
    figure(right === trials, `${browser}, ${one}: ${right} of ${trials} right`);
    if (late.length === 0) continue;
    const [median, p95] = [quantile(late, 0.5), quantile(late, 0.95)];
    figure(median <= MEDIAN_MS, `${browser}, ${one}: median ${median} ms, at most ${MEDIAN_MS}`);
    figure(p95 <= P95_MS, `${browser}, ${one}: p95 ${p95} ms, at most ${P95_MS}`);
  }
  return missed;
}
