//! What is written for those who use the library says what it does: the types and the documents in `docs/`, held
//! against the library itself.

mod codes;
mod literal;
mod markdown;
mod modules;
mod proofs;
mod settings;
mod troubleshooting;
mod types;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A file of the repository.
fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust source of a folder, as one text.
fn sources(folder: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut text = String::new();
    for entry in fs::read_dir(&path).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            text += &sources(&name);
        } else {
            text += &file(&name);
        }
    }
    text
}

/// What stands between this and the next of that, every time.
fn between<'a>(text: &'a str, this: &str, that: &str) -> Vec<&'a str> {
    text.split(this)
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(that)?.0))
        .collect()
}

/// What stands in quotation marks.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('"').skip(1).step_by(2).collect()
}
