//! Settings out of the text of the adapter feature's *Value* box.
//!
//! One `Name:Value` a line; the value begins after the first colon, and so may hold a URL. Lists are separated by
//! commas. Blanks around names, values and items are ignored, and so are empty lines and empty items. Written by
//! hand, so read with good will: upper and lower case are one in names, in `true` and `false`, and in the words of
//! `OnContact`, never in what Connect itself compares by case (states, profiles).

use super::check::check;
use super::error::{Problem, SettingsErrors};
use super::kind::Kind;
use super::name::{Name, Source, meant};
use super::report::{Given, Report};
use super::split::{has, parts, split, split_once};
use super::typed::Settings;
use crate::plain::{concat, digits, quoted};

/// The settings in the adapter's text.
///
/// # Errors
///
/// Everything that is wrong, in the text's order.
pub fn from_text(text: &str) -> Result<Settings, SettingsErrors> {
    let mut report = Report::new(Source::Text);
    // A byte order mark is no blank, yet as invisible.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in parts(text, '\n').into_iter().enumerate() {
        let line = line.trim();
        match split_once(line, ':') {
            Some((name, value)) => entry(&mut report, name.trim(), value.trim()),
            None if line.is_empty() => {}
            None => line_without_colon(&mut report, index + 1, line),
        }
    }
    check(report)
}

fn entry(report: &mut Report, written: &str, text: &str) {
    let Some(name) = Name::find(written, Source::Text) else {
        return report.unknown("", written, quoted(text));
    };
    if report.was_given(name) {
        let setting = name.in_source(Source::Text);
        let allowed = "one line for each setting";
        report.stray(setting, quoted(text), Problem::Duplicate, allowed);
        return;
    }
    let given = match name.kind() {
        Kind::State if has(text, ',') => Given::Nothing,
        Kind::List => Given::List(items(text)),
        Kind::Number { .. } => decimal(text).map_or(Given::Nothing, Given::Number),
        Kind::Bool if text.eq_ignore_ascii_case("true") => Given::Bool(true),
        Kind::Bool if text.eq_ignore_ascii_case("false") => Given::Bool(false),
        Kind::Bool => Given::Nothing,
        Kind::Text | Kind::State | Kind::Parts | Kind::Words => Given::Text(text.into()),
    };
    let is_wrong = matches!(given, Given::Nothing);
    report.give(name, given);
    if is_wrong {
        wrong(report, name, text);
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

fn wrong(report: &mut Report, name: Name, text: &str) {
    let problem = if text.is_empty() {
        Problem::Empty
    } else if matches!(name.kind(), Kind::Bool) {
        Problem::NotOneOf
    } else if has(text, ',') {
        Problem::ListWhereOne
    } else {
        Problem::WrongType
    };
    let error = report.refuse(name, text, problem);
    if problem == Problem::WrongType {
        // `5s`, `5 seconds`: the number it begins with.
        let (begin, _) = split(text, |c| !c.is_ascii_digit() && c != '.');
        error.did_you_mean = decimal(begin).map(|_| begin.into());
    }
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

fn line_without_colon(report: &mut Report, number: usize, line: &str) {
    let is_gap = |c: char| c.is_whitespace() || c == '=';
    let (name, rest) = split(line, is_gap);
    let (_, rest) = split(rest, |c| !c.is_whitespace() && c != '=');
    let meant = meant(name, Source::Text, "").map(|name| concat(&[name, ":", rest]));
    let setting = concat(&["line ", &digits(number as u64)]);
    let problem = Problem::LineWithoutColon;
    let error = report.stray(&setting, quoted(line), problem, "Name:Value");
    error.did_you_mean = meant;
}
