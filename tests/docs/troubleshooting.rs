//! `docs/troubleshooting.md`: an entry for every code, and nothing quoted that is not said.

use std::collections::BTreeSet;

use crate::codes::union;
use crate::markdown::{rows, sections, spans};
use crate::settings::read;
use crate::{file, sources};

const CHAPTERS: [(&str, &str); 6] = [
    ("No watch, or no keeper", "SessionEndErrorCode"),
    ("Warnings", "WarningCode"),
    ("What a keeper can be", "KeeperStatus"),
    ("Why a keeper is not ready", "Unready"),
    ("Ends that failed", "FailureCode"),
    ("Ends with nothing to do", "Reason"),
];

fn chapter(heading: &str) -> String {
    let text = file("docs/troubleshooting.md");
    let found = sections(&text, "##")
        .into_iter()
        .find(|(name, _)| *name == heading);
    found
        .unwrap_or_else(|| panic!("no chapter {heading:?}"))
        .1
        .into()
}

#[test]
fn every_code_has_its_symptom_cause_and_cure() {
    for (heading, name) in CHAPTERS {
        let chapter = chapter(heading);
        let entries = sections(&chapter, "###");
        let written: BTreeSet<String> = entries
            .iter()
            .map(|(code, _)| code.trim_matches('`').into())
            .collect();
        assert_eq!(written, union(name), "{heading}");
        assert_eq!(written.len(), entries.len(), "{heading}: an entry twice");
        for (code, entry) in entries {
            for part in ["Symptom", "Cause", "Cure"] {
                let begin = format!("- **{part}**: ");
                let said: Vec<&str> = entry
                    .lines()
                    .filter_map(|line| line.strip_prefix(&begin))
                    .collect();
                assert!(
                    said.len() == 1 && said[0].ends_with('.'),
                    "{heading}: {code}: {part}: {said:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_quoted_is_what_the_library_says() {
    let mut said = sources("src");
    for script in ["index.js", "ready.js", "words/en.js"] {
        said += &file(&format!("js-shim/{script}"));
    }
    let said = joined(&said);
    let mut quotes = 0;
    for (heading, _) in CHAPTERS {
        let chapter = chapter(heading);
        for (code, entry) in sections(&chapter, "###") {
            for quote in entry.lines().filter_map(|line| line.strip_prefix("> ")) {
                quotes += 1;
                for part in quote.split('…') {
                    assert!(
                        said.contains(part),
                        "{heading}: {code}: nothing says {part:?}"
                    );
                }
            }
        }
    }
    assert!(quotes >= 30, "{quotes}");
}

/// Without what parts one text in the sources: a line's end, a `+` between two strings, what is filled in.
fn joined(sources: &str) -> String {
    let mut text = String::new();
    for line in sources.lines() {
        text += line.trim();
        text += "\n";
    }
    for (parted, whole) in [
        ("\\\"", "\""),
        ("\\\n", ""),
        ("\" +\n\"", ""),
        ("\" +\n`", ""),
        ("` +\n`", ""),
        ("\\u{a0}", "\u{a0}"),
    ] {
        text = text.replace(parted, whole);
    }
    // `{to}` and `${error}` are filled in, as what the documents write `…` for.
    text
}

#[test]
fn every_mistake_in_settings_has_an_example_that_makes_it() {
    let rows = rows(
        &chapter("Mistakes in the settings"),
        ["code", "such as", "cure"],
    );
    let written: BTreeSet<String> = rows
        .iter()
        .map(|[code, ..]| spans(code)[0].into())
        .collect();
    assert_eq!(written, union("SettingErrorCode"));
    for [code, example, _] in rows {
        let written = spans(&example).join("\n");
        let errors = read(&written).expect_err(&written);
        let codes: Vec<&str> = errors.0.iter().map(|error| error.code.as_ref()).collect();
        assert_eq!(codes, [spans(&code)[0]], "{written}");
    }
}
