// Reads options that are lists of names with commas between them.

/** The entries of `table` that this option names: some by their names, `all` or `both` of them, or `none`. */
export function pick(options, name, table) {
  const asked = options[name];
  if (asked === "none") return {};
  if (asked === "all" || asked === "both") return table;
  const names = asked.split(",");
  const unknown = names.find((one) => !Object.hasOwn(table, one));
  if (unknown) throw new Error(`--${name} ${unknown}: choose from ${Object.keys(table).join(", ")}`);
  return Object.fromEntries(names.map((one) => [one, table[one]]));
}
