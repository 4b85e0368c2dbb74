// The table: one line for each row.

/** A function that makes a line of cells in columns of these widths. */
export const columns = (widths) => (cells) =>
  cells.map((cell, index) => String(cell).padEnd(widths[index])).join(" ").trimEnd();

const CASES = {
  close: ["the only tab is closed", "Offline"],
  refresh: ["the only tab is refreshed", "stays"],
  "one-of-two": ["one of two tabs is closed", "stays"],
  crash: ["the last tab crashes", "Offline"],
  "crash-opener": ["the same, having opened the keeper", "Offline"],
};

const row = columns([9, 36, 8, 8, 7, 7, 7, 7, 7]);

export const header = () => row(["browser", "case", "wanted", "method", "right", "median", "p95", "worst", "took"]);

export function line({ browser, one, method, right, trials, late, seconds }) {
  const figures = late.length > 0 ? [quantile(late, 0.5), quantile(late, 0.95), Math.max(...late)] : ["", "", ""];
  return row([browser, ...CASES[one], method, `${right}/${trials}`, ...figures, `${seconds} s`]);
}

/** The quantile: the smallest value with at least this part of all values at or below it. */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
