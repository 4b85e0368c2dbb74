// Bytes in a script, for pages in which it must stand alone.
//
// A byte is one or two printable characters of ASCII, so no page's encoding matters, and none of them needs escaping in
// a string or in HTML. What repeats in the bytes repeats in the text, so brotli finds it: base64, which spreads three
// bytes over four characters, comes out a quarter larger.

/** The characters for the bytes from 0: without quotes, the backslash, `<`, `$` and the shifts. */
const ALPHABET = " !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{";

/** The first stands before the bytes from 86, the second before those from 172. */
const SHIFTS = ["", "|", "~"];

const encoded = (byte) => SHIFTS[Math.floor(byte / ALPHABET.length)] + ALPHABET[byte % ALPHABET.length];

/** A module whose `wasm()` returns these bytes. */
export const module = (bytes) => `
const ALPHABET = "${ALPHABET}";
const TEXT = "${Array.from(bytes, encoded).join("")}";
export function wasm() {
  const bytes = new Uint8Array(${bytes.length});
  let length = 0;
  let shift = 0;
  for (const character of TEXT) {
    if (character === "${SHIFTS[1]}") shift = ${ALPHABET.length};
    else if (character === "${SHIFTS[2]}") shift = ${ALPHABET.length} * 2;
    else {
      bytes[length++] = ALPHABET.indexOf(character) + shift;
      shift = 0;
    }
  }
  return bytes;
}
`;
