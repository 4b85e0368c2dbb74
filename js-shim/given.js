// The host's settings as plain data that names each value's kind: settings::Value in Rust. This file judges nothing,
// and loses nothing that an error should show.

/** The depth of a part of a setting's part. A deeper value can only be wrong, and may be a circle. */
const DEEPEST = 3;

export function given(value, depth = 0) {
  const kind = typeof value;
  if (kind === "undefined") return "undefined";
  if (value === null) return "null";
  if (kind === "number") return { number: { value, written: String(value) } };
  if (kind === "boolean" || kind === "string") return { [kind]: value };
  if (depth > DEEPEST) return { other: "value nested too deep" };
  // `function`, `symbol`, `bigint`.
  if (kind !== "object") return { other: kind };
  if (Array.isArray(value)) return { list: Array.from(value, (item) => given(item, depth + 1)) };
  const prototype = Object.getPrototypeOf(value);
  if (!isPlain(prototype)) return { other: className(prototype) };
  return { object: Object.keys(value).map((name) => [name, property(value, name, depth + 1)]) };
}

function property(object, name, depth) {
  let value;
  try {
    value = object[name];
  } catch {
    return { other: "getter that throws" };
  }
  return given(value, depth);
}

/** Whether this is the prototype of `{…}`, in this page or a frame of it, or of `Object.create(null)`. */
function isPlain(prototype) {
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function className(prototype) {
  const name = prototype.constructor?.name;
  return typeof name === "string" && name ? name : "object of a class";
}

/** The page's options of initCCP as JSON, for the keeper. Leaves out all that JSON cannot say. */
export function handedOn(ccp) {
  if (!ccp) return undefined;
  const said = {};
  for (const [name, value] of Object.entries(ccp)) {
    try {
      said[name] = JSON.parse(JSON.stringify(value, plain));
    } catch {
      // A function has no text, and a circle no end.
    }
  }
  return JSON.stringify(said);
}

/** Leaves functions and objects of classes out. */
const plain = (name, value) => (given(value, DEEPEST).other ? undefined : value);
