//! Short names for what the wasm and its glue have from each other.
//!
//! wasm-bindgen ends its names with a hash, for the case that two versions of a crate say the same. They stand in both
//! files and do not compress: some 3 kB of the package over the wire.

use std::collections::BTreeMap;

use crate::{
    step::{Failure, Result},
    wasm::{
        EXPORTS, FUNCTION, IMPORTS, put_bytes, put_number, put_section, rewritten, take_byte,
        take_bytes, take_number,
    },
};

/// Where a script of ours is imported from, not the glue: its exports keep their names.
const SNIPPETS: &[u8] = b"./snippets/";

/// What stands before an export's name in the glue.
const INSTANCE: [&str; 2] = ["wasm", "."];

/// Which is short for which.
type Names = BTreeMap<String, String>;

/// The wasm and the glue, with what is imported from the glue called `a`, `b`, … in both, and so what wasm-bindgen
/// exports for itself.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let (short_wasm, imports, exports) = shorten_wasm(wasm).ok_or_else(|| {
        Failure::new("the wasm cannot be read, or it imports something that is no function")
    })?;
    let mut found = 0;
    let mut short_glue = String::with_capacity(glue.len());
    let mut before = ["", ""];
    for word in words(glue) {
        let import = imports.get(word);
        found += usize::from(import.is_some());
        // The glue has functions of its own that are called as the export that they call.
        let short = import.or_else(|| exports.get(word).filter(|_| before == INSTANCE));
        short_glue.push_str(short.map_or(word, String::as_str));
        before = [before[1], word];
    }
    // Each is a property of the imports object, and nothing else bears its name.
    if found != imports.len() {
        return Err(Failure::new(format!(
            "{} functions are imported, but the glue names them {found} times: see what wasm-bindgen has made",
            imports.len()
        )));
    }
    Ok((short_wasm, short_glue))
}

fn shorten_wasm(wasm: &[u8]) -> Option<(Vec<u8>, Names, Names)> {
    let (mut imports, mut exports) = (Names::new(), Names::new());
    let short = rewritten(wasm, |short, id, section| {
        match id {
            IMPORTS => put_section(short, id, &shorten_imports(section, &mut imports)?),
            EXPORTS => put_section(short, id, &shorten_exports(section, &mut exports)?),
            _ => put_section(short, id, section),
        }
        Some(())
    })?;
    Some((short, imports, exports))
}

fn shorten_imports(mut section: &[u8], names: &mut Names) -> Option<Vec<u8>> {
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
            put_bytes(&mut short, shortened(name, place, names)?.as_bytes());
        }
        if take_byte(&mut section)? != FUNCTION {
            return None;
        }
        short.push(FUNCTION);
        put_number(&mut short, take_number(&mut section)?);
    }
    Some(short)
}

/// Those of the library's own have no `__` in them and keep their names.
fn shorten_exports(mut section: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let mut short = Vec::new();
    let count = take_number(&mut section)?;
    put_number(&mut short, count);
    for place in 0..count {
        let name = take_bytes(&mut section)?;
        if name.windows(2).any(|part| part == b"__") {
            put_bytes(&mut short, shortened(name, place, names)?.as_bytes());
        } else {
            put_bytes(&mut short, name);
        }
        short.push(take_byte(&mut section)?);
        put_number(&mut short, take_number(&mut section)?);
    }
    Some(short)
}

fn shortened(name: &[u8], place: u32, names: &mut Names) -> Option<String> {
    let short = short_name(place);
    names.insert(str::from_utf8(name).ok()?.to_owned(), short.clone());
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports from the glue, of types 0 and 300, one from a snippet; two exports, and a section after them.
    fn wasm(first: &str, second: &str, export: &str) -> Vec<u8> {
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
        let mut exports = vec![2];
        for name in ["watch", export] {
            put_bytes(&mut exports, name.as_bytes());
            exports.extend([0, 7]);
        }
        wasm.push(EXPORTS);
        put_bytes(&mut wasm, &exports);
        wasm.extend([10, 1, 0]);
        wasm
    }

    #[test]
    fn both_files_say_the_same_short_names() {
        let long = "__wbg_get_0123456789abcdef".repeat(9);
        let glue = format!(
            "({{ __wbg_new: () => ä.__wbg_new2, {long}: __start }}); wasm.__start(wasm.watch)"
        );
        let (short, short_glue) = shorten(&wasm("__wbg_new", &long, "__start"), &glue).unwrap();
        assert_eq!(short, wasm("a", "c", "b"));
        assert_eq!(
            short_glue,
            "({ a: () => ä.__wbg_new2, c: __start }); wasm.b(wasm.watch)"
        );
    }

    #[test]
    fn what_does_not_match_is_refused() {
        let whole = wasm("one", "two", "__start");
        for glue in ["one", "one two two"] {
            assert!(shorten(&whole, glue).is_err(), "{glue}");
        }
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
