//! `docs/settings.md`: its tables and examples, read by the library's own reader.

use std::collections::BTreeSet;

use connect_session_end::settings::{
    ROWS, Row, Settings, SettingsErrors, Value, from_object, from_text,
};

use crate::markdown::{documents, fences_in, rows, sections, spans};
use crate::types::{Property, interface};
use crate::{file, literal};

/// What every document's settings are read with: a text begins with a capital letter, an object with a small one.
pub fn read(written: &str) -> Result<Settings, SettingsErrors> {
    if written.starts_with(char::is_uppercase) {
        from_text(written)
    } else {
        from_object(&literal::object(written))
    }
}

/// A setting given by its path; the keeper's parts with the one that they need beside them.
fn one(path: &str, value: Value) -> Result<Settings, SettingsErrors> {
    let entries = match path.split_once('.') {
        None => vec![(path.into(), value)],
        Some((parent, leaf)) => {
            let mut parts = vec![(leaf.to_owned(), value)];
            if parent == "keeper" && leaf != "url" {
                parts.push(("url".into(), Value::String("/keeper.html".into())));
            }
            vec![(parent.into(), Value::Object(parts))]
        }
    };
    from_object(&Value::Object(entries))
}

const SETTINGS: [&str; 4] = ["setting", "in text", "allowed", "default"];

#[test]
fn every_setting_stands_in_the_table_of_its_chapter_as_in_its_row() {
    let text = file("docs/settings.md");
    let mut written = Vec::new();
    for (chapter, body) in sections(&text, "##") {
        for [path, in_text, allowed, default] in rows(body, SETTINGS) {
            let name = spans(&in_text).concat();
            let path = spans(&path).concat();
            written.push((path, name, allowed, chapter));
            check_default(&written.last().expect("pushed").0, &default);
        }
    }
    let row = |row: &Row| {
        let [path, name, allowed] = [row.path, row.text, row.allowed].map(String::from);
        (path, name, allowed, row.chapter)
    };
    let mut known: Vec<_> = ROWS.iter().map(row).collect();
    // A chapter's own order is the document's to choose.
    written.sort();
    known.sort();
    assert_eq!(written, known);
}

/// The default in a cell or a comment is the row's, if that has one.
fn check_default(path: &str, written: &str) {
    let row = ROWS.iter().find(|row| row.path == path).expect(path);
    if let Some(default) = row.setting.default_value() {
        let value = spans(written).into_iter().next().expect(written);
        assert_eq!(literal::value(value), default, "{path}");
    }
}

#[test]
fn the_types_have_exactly_these_settings_with_these_defaults() {
    let types = file("js-shim/index.d.ts");
    let mut written = BTreeSet::new();
    for (heading, parent) in [
        ("SessionEndSettings", ""),
        ("KeeperPage", "keeper."),
        ("Retry", "retry."),
    ] {
        for Property { name, comment } in interface(&types, heading) {
            let path = format!("{parent}{name}");
            let default = comment.split_once("Default: ").map_or("", |(_, rest)| rest);
            check_default(&path, default);
            written.insert(path);
        }
    }
    let known: BTreeSet<String> = ROWS.iter().map(|row| row.path.into()).collect();
    assert_eq!(written, known);
}

#[test]
fn what_an_error_says_is_allowed_stands_in_the_row() {
    for row in ROWS {
        let nonsense = Value::List(vec![Value::Bool(true)]);
        let errors = one(row.path, nonsense).expect_err("no setting is such a list");
        let allowed = format!(". Allowed: {}.", row.allowed);
        assert!(errors.0[0].message.ends_with(&allowed), "{errors}");
    }
}

#[test]
fn a_default_that_is_given_is_the_same_as_not_given() {
    let mut without = Vec::new();
    for [path, _, _, default] in rows(&file("docs/settings.md"), SETTINGS) {
        let path = spans(&path)[0].to_owned();
        let value = default
            .strip_prefix('`')
            .and_then(|rest| rest.strip_suffix('`'));
        // A default with words beside it is none that could be given.
        let Some(value) = value.filter(|value| !value.contains('`')) else {
            without.push(path);
            continue;
        };
        let given = one(&path, literal::value(value)).expect("a default is allowed");
        let expected = if path.starts_with("keeper.") {
            read("keeper: { url: \"/keeper.html\" }").expect("allowed")
        } else {
            Settings::default()
        };
        assert_eq!(given, expected, "{path}");
    }
    assert_eq!(
        without,
        [
            "instanceUrl",
            "logoutUrl",
            "initialAgentState",
            "keeper.url",
            "reportUrl"
        ]
    );
}

#[test]
fn an_example_means_the_same_in_both_spellings() {
    let examples = rows(&file("docs/settings.md"), ["in an object", "in text"]);
    assert!(examples.len() >= 10, "{}", examples.len());
    for [object, text] in examples {
        let object = spans(&object).join(", ");
        let text = spans(&text).join("\n");
        let given = read(&object).expect("allowed");
        assert_eq!(Ok(&given), read(&text).as_ref(), "{object}");
        assert_ne!(given, Settings::default(), "{object} is no example");
    }
}

#[test]
fn every_text_of_the_value_box_is_read() {
    for document in documents() {
        for text in fences_in(&file(&document), "settings") {
            assert!(from_text(&text).is_ok(), "{document}: {text}");
        }
    }
}

#[test]
fn what_is_refused_is_refused_in_these_words() {
    let refused = fences_in(&file("docs/settings.md"), "refused");
    let cases: Vec<&str> = refused
        .iter()
        .flat_map(|fence| fence.split("\n\n"))
        .collect();
    assert!(cases.len() >= 15, "{}", cases.len());
    for case in cases {
        let (written, said) = case
            .split_once("\n→ ")
            .expect("an arrow before the sentence");
        let errors = read(written).expect_err(written);
        assert_eq!(errors.to_string(), said, "{written}");
    }
}
