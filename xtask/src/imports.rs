//! Short names for what the wasm imports from its glue.
//!
//! wasm-bindgen ends each name with a hash, for the case that two versions of a crate import the same. It stands in both
//! files and does not compress: some 2 kB of the package over the wire.

use std::collections::BTreeMap;

use crate::step::{Failure, Result};

/// `\0asm` and the version.
const HEADER: usize = 8;
/// The import section's id, and the kind of an imported function (WebAssembly Core, 5.5.5 "Import Section").
const IMPORTS: u8 = 2;
const FUNCTION: u8 = 0;

/// Where a script of ours is imported from, not the glue: its exports keep their names.
const SNIPPETS: &[u8] = b"./snippets/";

/// The wasm and the glue, with the imported functions called `a`, `b`, … in both.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let (short_wasm, names) = shorten_wasm(wasm).ok_or_else(|| {
        Failure::new("the wasm has an import section that is not of functions alone")
    })?;
    let mut found = 0;
    let mut short_glue = String::with_capacity(glue.len());
    for word in words(glue) {
        let short = names.get(word);
        found += usize::from(short.is_some());
        short_glue.push_str(short.map_or(word, String::as_str));
    }
    // Each is a property of the imports object, and nothing else bears its name.
    if found != names.len() {
        return Err(Failure::new(format!(
            "{} functions are imported, but the glue names them {found} times: see what wasm-bindgen has made",
            names.len()
        )));
    }
    Ok((short_wasm, short_glue))
}

/// The wasm with short names, and which is short for which.
fn shorten_wasm(wasm: &[u8]) -> Option<(Vec<u8>, BTreeMap<String, String>)> {
    let (header, mut rest) = wasm.split_at_checked(HEADER)?;
    let mut short = header.to_vec();
    let mut names = BTreeMap::new();
    while let Some(id) = rest.first().copied() {
        rest = &rest[1..];
        let content = take_bytes(&mut rest)?;
        short.push(id);
        if id == IMPORTS {
            put_bytes(&mut short, &shorten_imports(content, &mut names)?);
        } else {
            put_bytes(&mut short, content);
        }
    }
    Some((short, names))
}

fn shorten_imports(mut section: &[u8], names: &mut BTreeMap<String, String>) -> Option<Vec<u8>> {
    let mut short = Vec::new();
    let count = take_number(&mut section)?;
    put_number(&mut short, count);
    for place in 0..count {
        let module = take_bytes(&mut section)?;
        put_bytes(&mut short, module);
        let name = take_bytes(&mut section)?;
        if module.starts_with(SNIPPETS) {
            put_bytes(&mut short, name);
        } else {
            let nth = short_name(place);
            put_bytes(&mut short, nth.as_bytes());
            names.insert(str::from_utf8(name).ok()?.to_owned(), nth);
        }
        let (&kind, rest) = section.split_first()?;
        if kind != FUNCTION {
            return None;
        }
        section = rest;
        short.push(kind);
        put_number(&mut short, take_number(&mut section)?);
    }
    Some(short)
}

/// `a` to `z`, `aa`, `ba`, …
fn short_name(mut place: u32) -> String {
    let mut name = String::new();
    loop {
        name.extend(char::from_digit(10 + place % 26, 36));
        place /= 26;
        if place == 0 {
            return name;
        }
        place -= 1;
    }
}

/// The text in pieces: whole identifiers, and what stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut rest = text;
    std::iter::from_fn(move || {
        let of_a_word = rest.chars().next().map(is_part)?;
        let end = rest.find(|c| is_part(c) != of_a_word);
        let (word, later) = rest.split_at(end.unwrap_or(rest.len()));
        rest = later;
        Some(word)
    })
}

/// Unsigned LEB128.
fn take_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u64;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return u32::try_from(number).ok();
        }
    }
    None
}

fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

/// Bytes after their number.
fn take_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_number(bytes)? as usize;
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn put_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(
        to,
        u32::try_from(bytes.len()).expect("a section is below 4 GB"),
    );
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports from the glue, of types 0 and 300, one from a snippet, and a section after them.
    fn wasm(first: &str, second: &str) -> Vec<u8> {
        let mut imports = vec![3];
        for (module, name, kind) in [
            ("./glue.js", first, [0, 0].as_slice()),
            ("./snippets/a/b.js", "kept", &[0, 0]),
            ("./glue.js", second, &[0, 0xac, 2]),
        ] {
            put_bytes(&mut imports, module.as_bytes());
            put_bytes(&mut imports, name.as_bytes());
            imports.extend(kind);
        }
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.push(IMPORTS);
        put_bytes(&mut wasm, &imports);
        wasm.extend([10, 1, 0]);
        wasm
    }

    #[test]
    fn both_files_say_the_same_short_names() {
        let long = "__wbg_get_0123456789abcdef".repeat(9);
        let glue = format!("({{ __wbg_new: () => ä.__wbg_new2, {long}: f }})");
        let (short, short_glue) = shorten(&wasm("__wbg_new", &long), &glue).unwrap();
        assert_eq!(short, wasm("a", "c"));
        assert_eq!(short_glue, "({ a: () => ä.__wbg_new2, c: f })");
    }

    #[test]
    fn what_does_not_match_is_refused() {
        for glue in ["one", "one two two"] {
            assert!(shorten(&wasm("one", "two"), glue).is_err(), "{glue}");
        }
        let whole = wasm("one", "two");
        assert!(shorten(&whole[..whole.len() - 4], "one two").is_err());
        let mut memory = whole.clone();
        let kind = memory.windows(3).position(|part| part == b"one").unwrap() + 3;
        memory[kind] = 2;
        assert!(shorten(&memory, "one two").is_err());
    }

    #[test]
    fn names_are_short_and_differ() {
        let names: Vec<String> = (0..800).map(short_name).collect();
        assert_eq!(names[..2], ["a", "b"]);
        assert_eq!(names[25..28], ["z", "aa", "ba"]);
        let different: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(different.len(), 800);
        assert!(names.iter().all(|name| name.len() <= 3));
    }
}
