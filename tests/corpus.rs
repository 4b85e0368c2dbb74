//! The kept inputs of the fuzz targets, and each again with every number at an extreme.

#[path = "../fuzz/outside.rs"]
mod outside;

use std::fs;
use std::path::Path;

fn each(target: &str, check: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut kept = 0;
    for file in fs::read_dir(folder).expect("it is there") {
        let text = fs::read_to_string(file.expect("it can be read").path()).expect("it is text");
        check(&text);
        for number in ["0", "1", "18446744073709551615"] {
            check(&with_numbers(&text, number));
        }
        kept += 1;
    }
    assert!(kept >= 3, "{kept}");
}

/// The text with this number for each longer one, which are its times. A version stays.
fn with_numbers(text: &str, number: &str) -> String {
    let pieces = text.split_inclusive(|letter: char| !letter.is_ascii_digit());
    let changed = pieces.map(|piece| {
        let end = piece.trim_start_matches(|letter: char| letter.is_ascii_digit());
        if piece.len() - end.len() > 1 {
            [number, end].concat()
        } else {
            piece.to_owned()
        }
    });
    changed.collect()
}

#[test]
fn settings() {
    each("settings", outside::settings);
}

#[test]
fn journal() {
    each("journal", outside::journal);
}

#[test]
fn messages() {
    each("messages", outside::messages);
}
