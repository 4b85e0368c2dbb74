// Chance that can be repeated: the seed is the variable SEED, or new, and to be printed.

/** `pick(list)` takes one of a list. */
export function random(seed = Number(process.env.SEED ?? Date.now() % 1_000_000)) {
  let state = seed >>> 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, pick: (list) => list[Math.floor(next() * list.length)] };
}
