//! `docs/settings.md`: its tables and examples, read by the library's own reader.

use std::collections::BTreeSet;

use connect_session_end::plain::Value;
use connect_session_end::settings::{
    SettingError, Settings, SettingsErrors, from_object, from_text,
};

use crate::markdown::{documents, fences_in, rows, spans};
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

/// The names that the reader knows, as its own sentence about an unknown one lists them.
fn known(unknown: Result<Settings, SettingsErrors>) -> Vec<String> {
    let errors = unknown.expect_err("there is no such setting");
    errors.0[0].allowed.split(", ").map(Into::into).collect()
}

fn nonsense(path: &str) -> Vec<SettingError> {
    let list = Value::List(vec![Value::Bool(true)]);
    one(path, list).expect_err("no setting is such a list").0
}

const SETTINGS: [&str; 4] = ["setting", "in text", "allowed", "default"];

#[test]
fn every_setting_stands_in_a_table_by_both_its_names() {
    let rows = rows(&file("docs/settings.md"), SETTINGS);
    let mut paths = Vec::new();
    for name in known(one("nothing", Value::Null)) {
        // Of a setting with parts of its own the reader lists those.
        let errors = one(&format!("{name}.nothing"), Value::Null).expect_err("it has no such part");
        let unknown = errors
            .0
            .iter()
            .filter(|error| error.code() == "unknown-setting");
        for error in unknown {
            paths.extend(error.allowed.split(", ").map(String::from));
        }
        paths.push(name);
    }
    let paths: BTreeSet<String> = paths.into_iter().collect();
    let written: BTreeSet<String> = rows
        .iter()
        .map(|[path, ..]| spans(path)[0].into())
        .collect();
    assert_eq!(written, paths);

    let texts: BTreeSet<String> = known(from_text("Nothing:")).into_iter().collect();
    let written = rows.iter().flat_map(|[_, text, ..]| spans(text));
    assert_eq!(written.map(String::from).collect::<BTreeSet<_>>(), texts);
}

#[test]
fn what_is_allowed_is_what_an_error_says() {
    for [path, _, allowed, _] in rows(&file("docs/settings.md"), SETTINGS) {
        let errors = nonsense(spans(&path)[0]);
        assert_eq!(errors[0].allowed, allowed, "{path}");
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
            "keeper.url"
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
        assert_eq!(errors.sentences(), said, "{written}");
    }
}
