// The table: one row for each case, one column for each browser and method. A row is printed when its last trial is
// over and all rows above it are printed.

const TITLE = 46;
const WANTED = 20;
const CELL = 9;

export class Matrix {
  constructor(browsers, methods, cases, trials, say) {
    this.columns = browsers.flatMap((browser) => methods.map((method) => ({ browser, method })));
    this.trials = trials;
    this.say = say;
    this.reasons = [];
    this.remarks = new Map();
    this.rows = cases.flatMap((one) =>
      (one.rows ?? [OFFLINE]).map((row) => ({ title: one.title, ...row, one, cells: new Map() })),
    );
    this.#fill();
    const isFirst = ({ browser }, index) => this.columns[index - 1]?.browser !== browser;
    say(line("", "", this.columns.map((column, index) => (isFirst(column, index) ? column.browser : ""))));
    say(line("case", "wanted", this.columns.map(({ method }) => method)));
    this.#print();
  }

  /** The trials of one browser, row by row. */
  tasks(browser) {
    const cells = this.rows.flatMap(({ one, counts, cells }) =>
      counts === "right" ? [...cells].map(([column, cell]) => ({ one, column, cell })) : [],
    );
    const open = cells.filter(({ column, cell }) => column.browser === browser && cell.text === undefined);
    return open.flatMap(({ one, column }) =>
      Array.from({ length: this.trials }, () => ({ one, column, method: column.method })),
    );
  }

  tell({ one, column }, result) {
    for (const row of this.rows.filter((row) => row.one === one)) {
      const cell = row.cells.get(column);
      cell.made += 1;
      if (result[row.counts]) cell.right += 1;
    }
    if (result.note) {
      const remark = `${column.browser}, ${column.method}, ${one.title}: ${result.note}`;
      this.remarks.set(remark, (this.remarks.get(remark) ?? 0) + 1);
    }
    this.#print();
  }

  /** The notes below the table. */
  notes(mishaps) {
    if (this.reasons.length + this.remarks.size + mishaps.length > 0) this.say("");
    this.reasons.forEach((reason, index) => this.say(`[${index + 1}] ${reason}`));
    for (const [remark, count] of this.remarks) this.say(`${remark}: ${count} of ${this.trials}`);
    if (mishaps.length > 0) this.say(`started again, because the session did not come to its end: ${mishaps.length}`);
    for (const mishap of mishaps) this.say(`  ${mishap}`);
  }

  /** Fills in cells with a count, or with a text instead. */
  #fill() {
    for (const { one, cells } of this.rows) {
      for (const column of this.columns) {
        const reason = one.unable?.({ name: column.browser });
        if (reason) cells.set(column, { text: this.#footnote(reason) });
        else if (one.methods && !one.methods.includes(column.method)) cells.set(column, { text: "–" });
        else cells.set(column, { made: 0, right: 0 });
      }
    }
  }

  #footnote(reason) {
    if (!this.reasons.includes(reason)) this.reasons.push(reason);
    return `[${this.reasons.indexOf(reason) + 1}]`;
  }

  #print() {
    const isFull = ({ text, made }) => text !== undefined || made === this.trials;
    while (this.rows[0] && [...this.rows[0].cells.values()].every(isFull)) {
      const { title, wanted, cells } = this.rows.shift();
      this.say(line(title, wanted, [...cells.values()].map(({ text, right, made }) => text ?? `${right}/${made}`)));
    }
  }
}

/** The wanted result of most cases. `counts` names the field of a result. Two rows may count the same trials. */
const OFFLINE = { wanted: "Offline", counts: "right" };

const line = (title, wanted, cells) =>
  [title.padEnd(TITLE), wanted.padEnd(WANTED), ...cells.map((cell) => cell.padEnd(CELL))].join(" ").trimEnd();
