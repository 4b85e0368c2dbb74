//! Settings out of a JS object. Strict, as code is: names exact, `"5"` no number, `null` for `keeper` alone.

use super::check::check;
use super::fault::{Faults, Subject};
use super::kind::Kind;
use super::name::{Name, Source};
use super::problem::Problem;
use super::report::Report;
use super::split::has;
use super::text::read_text;
use super::typed::Settings;
use crate::plain::{Value, concat};

/// The settings in what `watchSessionEnd` was called with: an object, nothing, or the adapter's text.
///
/// # Errors
///
/// Everything that is wrong, in the source's order, not yet in words.
pub fn read(value: &Value) -> Result<Settings, Faults> {
    let mut report = Report::new(Source::Object);
    match value {
        Value::String(text) => return read_text(text),
        Value::Undefined => {}
        Value::Object(given) => entries(&mut report, None, given),
        _ => {
            let (whole, problem) = (Subject::Whole, Problem::WrongType);
            report.stray(whole, "settings".into(), value, problem);
        }
    }
    check(report)
}

/// The entries of the whole, or of one setting that has parts.
fn entries(report: &mut Report, parent: Option<Name>, entries: &[(String, Value)]) {
    for (written, value) in entries {
        // Counts as not given.
        if matches!(value, Value::Undefined) {
            continue;
        }
        let path = match parent {
            Some(parent) => concat(&[parent.in_source(Source::Object), ".", written]),
            None => written.clone(),
        };
        match Name::find(&path, Source::Object) {
            // A dot in a key of the object's own is no path.
            Some(name) if !has(written, '.') => entry(report, name, value),
            _ => {
                let unknown = Subject::Unknown(parent);
                report.stray(unknown, path, value, Problem::Unknown);
            }
        }
    }
}

fn entry(report: &mut Report, name: Name, value: &Value) {
    let kind = name.kind();
    if !fits(kind, value) {
        report.give(name, Value::Null);
        let problem = match value {
            Value::Null if name == Name::Keeper => return,
            Value::List(_) if !matches!(kind, Kind::List) => Problem::ListWhereOne,
            // Of a list, the whole is wrong: an item alone is hard to find in it.
            _ => Problem::WrongType,
        };
        return report.refuse(name, value, problem);
    }
    if let (Kind::Words, Value::Object(words)) = (kind, value) {
        refuse_others(report, words);
    }
    report.give(name, value.clone());
    if let (Kind::Parts, Value::Object(parts)) = (kind, value) {
        entries(report, Some(name), parts);
    }
}

fn fits(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::List, Value::List(items)) => {
            items.iter().all(|item| matches!(item, Value::String(_)))
        }
        (Kind::Text | Kind::State, Value::String(_))
        | (Kind::Number { .. }, Value::Number(_))
        | (Kind::Bool, Value::Bool(_))
        | (Kind::Parts | Kind::Words, Value::Object(_)) => true,
        _ => false,
    }
}

/// Refuses what is no text; which names there are is known where the sentences are.
fn refuse_others(report: &mut Report, words: &[(String, Value)]) {
    for (name, value) in words {
        if !matches!(value, Value::Undefined | Value::String(_)) {
            let path = concat(&["messages.", name]);
            report.stray(Subject::Message, path, value, Problem::WrongType);
        }
    }
}
