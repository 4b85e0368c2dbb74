//! Settings out of a JS object. Strict, as code is: names exact, `"5"` no number, `null` for `keeper` alone.

use super::check::check;
use super::error::{Problem, SettingsErrors};
use super::kind::Kind;
use super::name::{Name, Source};
use super::report::{Given, Report};
use super::split::has;
use super::text::{decimal, from_text, items};
use super::typed::Settings;
use crate::plain::{ToPlain as _, Value, concat, quoted, shown_number};

/// The settings in what `watchSessionEnd` was called with: an object, nothing, or the adapter's text.
///
/// # Errors
///
/// Everything that is wrong, in the object's order.
pub fn from_object(value: &Value) -> Result<Settings, SettingsErrors> {
    let mut report = Report::new(Source::Object);
    match value {
        Value::String(text) => return from_text(text),
        Value::Undefined => {}
        Value::Object(entries) => read(&mut report, "", entries),
        _ => {
            let allowed = "an object, or the adapter's text";
            report.stray("settings", value.shown(), Problem::WrongType, allowed);
        }
    }
    check(report)
}

/// Reads an object's entries; `parent` is the path to it (`keeper.`), empty at the top.
fn read(report: &mut Report, parent: &str, entries: &[(String, Value)]) {
    for (written, value) in entries {
        // Counts as not given.
        if matches!(value, Value::Undefined) {
            continue;
        }
        let path = concat(&[parent, written]);
        match Name::find(&path, Source::Object) {
            // A dot in a key of the object's own is no path.
            Some(name) if !has(written, '.') => entry(report, name, &path, value),
            _ => report.unknown(parent, written, value.shown()),
        }
    }
}

fn entry(report: &mut Report, name: Name, path: &str, value: &Value) {
    let given = match (name.kind(), value) {
        (Kind::Text | Kind::State, Value::String(text)) => Given::Text(text.clone()),
        (Kind::List, Value::List(items)) => texts(items),
        (Kind::Number { .. }, Value::Number(number)) => Given::Number(*number),
        (Kind::Bool, Value::Bool(yes)) => Given::Bool(*yes),
        (Kind::Parts, Value::Object(entries)) => {
            report.give(name, Given::Parts);
            return read(report, &concat(&[path, "."]), entries);
        }
        (Kind::Words, Value::Object(entries)) => {
            let words = words(report, entries);
            return report.give(name, Given::Words(words));
        }
        _ => Given::Nothing,
    };
    let is_null = name == Name::Keeper && matches!(value, Value::Null);
    let is_wrong = !is_null && matches!(given, Given::Nothing);
    report.give(name, given);
    if is_wrong {
        let is_list = matches!(name.kind(), Kind::List);
        let problem = match value {
            Value::List(_) if !is_list => Problem::ListWhereOne,
            // Of a list, the whole is shown: an item alone is hard to find in it.
            _ => Problem::WrongType,
        };
        report.add(name, value.shown(), problem).did_you_mean = meant(name, value);
    }
}

/// The entries that are texts; which names there are is known where the sentences are.
fn words(report: &mut Report, entries: &[(String, Value)]) -> Vec<(String, String)> {
    let mut words = Vec::new();
    for (name, value) in entries {
        match value {
            Value::Undefined => {}
            Value::String(text) => words.push((name.clone(), text.clone())),
            _ => {
                let path = concat(&["messages.", name]);
                report.stray(&path, value.shown(), Problem::WrongType, "a text");
            }
        }
    }
    words
}

/// A list, if it has nothing but texts.
fn texts(items: &[Value]) -> Given {
    let mut texts = Vec::new();
    for item in items {
        let Value::String(text) = item else {
            return Given::Nothing;
        };
        texts.push(text.clone());
    }
    Given::List(texts)
}

/// What a value of the wrong type was probably meant to be.
fn meant(name: Name, value: &Value) -> Option<String> {
    match (name.kind(), value) {
        (Kind::State, Value::Null | Value::Bool(false)) if name == Name::InitialAgentState => {
            Some("\"\"".into())
        }
        (Kind::Text | Kind::State, Value::List(items)) => match items.as_slice() {
            [Value::String(only)] => Some(quoted(only)),
            _ => None,
        },
        (Kind::List, Value::String(text)) => Some(items(text).to_plain().shown()),
        (Kind::Number { .. }, Value::String(text)) => decimal(text.trim()).map(shown_number),
        (Kind::Bool, Value::String(text)) if text == "true" || text == "false" => {
            Some(text.clone())
        }
        (Kind::Parts, Value::String(url)) if name == Name::Keeper => {
            Some(concat(&["{url: ", &quoted(url), "}"]))
        }
        _ => None,
    }
}
