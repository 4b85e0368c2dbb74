//! Settings out of the text of the adapter feature's *Value* box.
//!
//! One `Name:Value` a line; the value starts after the first colon, and so may hold a URL. Commas separate a list's
//! items, and quotation marks hold a value or an item together. Blanks around names, values and items are ignored, and so
//! are empty lines and empty items. People write it by hand and paste it, so it is read with good will: the characters of
//! a word processor and of a Chinese or Japanese keyboard count as those that they look like, and what nobody sees does
//! not count. Upper and lower case are one in names, in `true` and `false`, and in the words of `OnContact`, never in what
//! Connect itself compares by case (states, profiles).

use super::error::SettingErrorCode as Code;
use super::explain::{Mistake, Subject};
use super::given::Given;
use super::table::{Kind, Setting, Source};
use super::value::{Number, Value};
use crate::domain::look::{plain, plain_char, visible};

/// A word processor's line break within a paragraph is a vertical tab.
const LINE_ENDS: [char; 7] = [
    '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
];

fn is_colon(c: char) -> bool {
    plain_char(c) == Some(':')
}

fn is_comma(c: char) -> bool {
    plain_char(c) == Some(',')
}

fn is_quote(c: char) -> bool {
    plain_char(c) == Some('"')
}

/// What a text gives.
pub(super) fn read(text: &str) -> Given {
    let mut given = Given::new(Source::Text);
    let text = visible(text).replace("\r\n", "\n");
    for (index, line) in text.split(LINE_ENDS).enumerate() {
        let line = line.trim();
        match line.split_once(is_colon) {
            Some((name, value)) => entry(&mut given, name.trim(), value.trim()),
            None if line.is_empty() => {}
            None => given.stray(Mistake {
                subject: Subject::Line,
                name: format!("line {}", index + 1),
                value: line.into(),
                code: Code::LineWithoutColon,
            }),
        }
    }
    given
}

fn entry(given: &mut Given, written: &str, text: &str) {
    let Some(setting) = Setting::find(written, Source::Text) else {
        return given.stray(Mistake {
            subject: Subject::Unknown(None),
            name: written.into(),
            value: text.into(),
            code: Code::UnknownSetting,
        });
    };
    if given.was_given(setting) {
        return given.stray(Mistake {
            subject: Subject::Setting(setting),
            name: setting.row().text.into(),
            value: text.into(),
            code: Code::Duplicate,
        });
    }
    match value(setting.row().kind, text) {
        Ok(value) => given.give(setting, Some(value)),
        Err(code) => {
            given.give(setting, None);
            given.refuse(setting, text, code);
        }
    }
}

/// The value of this kind that a text says, or what is wrong with it.
pub(super) fn value(kind: Kind, text: &str) -> Result<Value, Code> {
    match kind {
        Kind::List => list(text).ok_or(Code::BadQuote),
        Kind::State => match items(text).as_deref() {
            None => Err(Code::BadQuote),
            Some([one]) => Ok(one.as_str().into()),
            Some(_) => Err(Code::ListWhereOne),
        },
        Kind::Text => Ok(whole(text)?.as_str().into()),
        Kind::Number { .. } | Kind::Bool | Kind::Word(_) => word(kind, &plain(&whole(text)?)),
        // Only an object has them.
        Kind::Parts | Kind::Strings => Err(Code::WrongType),
    }
}

/// A value that is made of ASCII alone.
fn word(kind: Kind, text: &str) -> Result<Value, Code> {
    let value = match kind {
        Kind::Word(words) => {
            let mut words = words.iter();
            let word = words.find(|word| word.eq_ignore_ascii_case(text));
            word.map(|word| (*word).into())
        }
        Kind::Bool => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        _ => number(text).map(Value::Number),
    };
    value.ok_or(match kind {
        _ if text.is_empty() => Code::Empty,
        Kind::Bool | Kind::Word(_) => Code::NotOneOf,
        _ if text.contains(',') => Code::ListWhereOne,
        _ => Code::WrongType,
    })
}

/// The items between commas that are not empty; none if a quote is out of place.
pub(super) fn list(text: &str) -> Option<Value> {
    let items = items(text)?.into_iter().filter(|item| !item.is_empty());
    Some(Value::List(items.map(Value::String).collect()))
}

fn items(text: &str) -> Option<Vec<String>> {
    let mut items = Vec::new();
    let mut rest = text.trim();
    loop {
        let (item, after) = if rest.starts_with(is_quote) {
            quoted(rest)?
        } else {
            let end = rest.find(is_comma).unwrap_or(rest.len());
            (rest[..end].trim().to_owned(), &rest[end..])
        };
        items.push(item);
        if after.is_empty() {
            return Some(items);
        }
        rest = after.strip_prefix(is_comma)?.trim_start();
    }
}

/// The text, or what the quotes around it hold.
fn whole(text: &str) -> Result<String, Code> {
    if !text.starts_with(is_quote) {
        return Ok(text.into());
    }
    let held = quoted(text).filter(|(_, after)| after.is_empty());
    held.map(|(held, _)| held).ok_or(Code::BadQuote)
}

/// What quotes at the start of a text hold, and what follows them. As in a spreadsheet's file, two quotes stand for one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut held = String::new();
    let mut chars = text.chars();
    chars.next();
    while let Some(c) = chars.next() {
        if is_quote(c) && !chars.as_str().starts_with(is_quote) {
            return Some((held, chars.as_str().trim_start()));
        }
        if is_quote(c) {
            chars.next();
        }
        held.push(c);
    }
    None
}

/// Digits, perhaps a sign and a fraction. Rust's own parser also reads `inf`, `NaN` and `1e9`, and brings a table of
/// 10 kB into the wasm.
#[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
pub(super) fn number(text: &str) -> Option<Number> {
    let (sign, decimal) = match text.strip_prefix('-') {
        Some(decimal) => (-1.0, decimal),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, "0"));
    let digits = format!("{whole}{fraction}");
    let is_decimal = !whole.is_empty() && !fraction.is_empty() && digits.len() <= 15;
    if !is_decimal || digits.contains(|c: char| !c.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    let scale: f64 = fraction.chars().map(|_| 10.0).product();
    Some(Number {
        value: sign * number as f64 / scale,
        written: text.into(),
    })
}
