//! Settings out of the text of the adapter feature's *Value* box.
//!
//! One `Name:Value` a line; the value begins after the first colon, and so may hold a URL. Lists are separated by
//! commas. Blanks around names, values and items are ignored, and so are empty lines and empty items. Written by
//! hand, so read with good will: upper and lower case are one in names, in `true` and `false`, and in the words of
//! `OnContact`, never in what Connect itself compares by case (states, profiles).

use super::check::check;
use super::fault::{Faults, Subject};
use super::kind::Kind;
use super::name::{Name, Source};
use super::problem::Problem;
use super::report::Report;
use super::split::{has, parts, split_once};
use super::typed::Settings;
use crate::plain::{ToPlain as _, Value, concat, digits};

/// The settings in the adapter's text.
pub(super) fn read_text(text: &str) -> Result<Settings, Faults> {
    let mut report = Report::new(Source::Text);
    // A byte order mark is no blank, yet as invisible.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in parts(text, '\n').into_iter().enumerate() {
        let line = line.trim();
        match split_once(line, ':') {
            Some((name, value)) => entry(&mut report, name.trim(), value.trim()),
            None if line.is_empty() => {}
            None => {
                let name = concat(&["line ", &digits(index as u64 + 1)]);
                let problem = Problem::LineWithoutColon;
                report.stray(Subject::Line, name, &line, problem);
            }
        }
    }
    check(report)
}

fn entry(report: &mut Report, written: &str, text: &str) {
    let Some(name) = Name::find(written, Source::Text) else {
        let unknown = Subject::Unknown(None);
        return report.stray(unknown, written.into(), &text, Problem::Unknown);
    };
    if report.was_given(name) {
        let setting = name.in_source(Source::Text).into();
        let again = Subject::Setting(name);
        return report.stray(again, setting, &text, Problem::Duplicate);
    }
    let kind = name.kind();
    let value = match kind {
        Kind::State if has(text, ',') => Value::Null,
        Kind::List => items(text).to_plain(),
        Kind::Number { .. } => decimal(text).to_plain(),
        Kind::Bool if text.eq_ignore_ascii_case("true") => Value::Bool(true),
        Kind::Bool if text.eq_ignore_ascii_case("false") => Value::Bool(false),
        Kind::Bool => Value::Null,
        Kind::Text | Kind::State | Kind::Parts | Kind::Words => text.to_plain(),
    };
    let is_wrong = matches!(value, Value::Null);
    report.give(name, value);
    if is_wrong {
        let problem = match kind {
            _ if text.is_empty() => Problem::Empty,
            Kind::Bool => Problem::NotOneOf,
            _ if has(text, ',') => Problem::ListWhereOne,
            _ => Problem::WrongType,
        };
        report.refuse(name, &text, problem);
    }
}

/// The items of a list. A comma separates them, so a name that has one can only be said in an object.
pub(super) fn items(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    for item in parts(text, ',') {
        let item = item.trim();
        if !item.is_empty() {
            items.push(item.into());
        }
    }
    items
}

/// The text's number: digits, perhaps a sign and a fraction. std's parser also takes `inf` and `1e9`, and weighs
/// more than all of this module.
#[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
pub(super) fn decimal(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = split_once(digits, '.').unwrap_or((digits, "0"));
    if whole.is_empty() || fraction.is_empty() || whole.len() + fraction.len() > 15 {
        return None;
    }
    let mut number: u64 = 0;
    let mut scale: u64 = 1;
    for digit in whole.bytes().chain(fraction.bytes()) {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u64::from(digit - b'0');
    }
    for _ in 0..fraction.len() {
        scale *= 10;
    }
    Some(sign * (number as f64) / (scale as f64))
}
