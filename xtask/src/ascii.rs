//! Bytes in a script, for pages where it must stand alone.
//!
//! A byte is one or two printable characters of ASCII, so that no page's encoding matters, and none that a string or
//! HTML would need escaped. What repeats in the bytes repeats in the text, so brotli finds it: base64, which spreads
//! three bytes over four characters, comes out a quarter larger.

/// What stands for the bytes from 0; the characters left out are quotes, the backslash, `<`, `$` and the shifts.
const ALPHABET: &str =
    " !#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{";

/// What stands before those from 86, and before those from 172.
const SHIFTS: [char; 2] = ['|', '~'];

/// A module whose `wasm()` returns these bytes.
pub fn module(bytes: &[u8]) -> String {
    let [one, two] = SHIFTS;
    let count = ALPHABET.len();
    format!(
        "const ALPHABET = \"{ALPHABET}\";
const TEXT = \"{text}\";
export function wasm() {{
  const values = new Map([...ALPHABET].map((character, value) => [character, value]));
  const bytes = new Uint8Array({length});
  let length = 0;
  let shift = 0;
  for (const character of TEXT) {{
    if (character === \"{one}\") shift = {count};
    else if (character === \"{two}\") shift = {count} * 2;
    else {{
      bytes[length++] = values.get(character) + shift;
      shift = 0;
    }}
  }}
  return bytes;
}}
",
        text = encode(bytes),
        length = bytes.len(),
    )
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    for &byte in bytes {
        let (shift, value) = (
            usize::from(byte) / ALPHABET.len(),
            usize::from(byte) % ALPHABET.len(),
        );
        if shift > 0 {
            text.push(SHIFTS[shift - 1]);
        }
        text.push(char::from(ALPHABET.as_bytes()[value]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_alphabet_holds_each_character_once_and_none_that_needs_escaping() {
        let mut seen: Vec<char> = ALPHABET.chars().chain(SHIFTS).collect();
        assert!(
            seen.iter()
                .all(|c| (' '..='~').contains(c) && !"\"'`\\<$".contains(*c))
        );
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), ALPHABET.len() + SHIFTS.len());
        assert!(ALPHABET.len() * (SHIFTS.len() + 1) > usize::from(u8::MAX));
    }

    #[test]
    fn every_byte_comes_back() {
        let bytes: Vec<u8> = (0..=u8::MAX).chain((0..=u8::MAX).rev()).collect();
        let script = module(&bytes).replace("export ", "") + "console.log([...wasm()].join());";
        let said = Command::new("node")
            .args(["--eval", &script])
            .output()
            .expect("node is on PATH");
        let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
        assert_eq!(
            String::from_utf8_lossy(&said.stdout).trim(),
            numbers.join(",")
        );
    }
}
