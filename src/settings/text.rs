//! Settings out of the text of the adapter feature's *Value* box.
//!
//! One `Name:Value` a line; the value starts after the first colon, and so may hold a URL. Commas separate a list's
//! items. Blanks around names, values and items are ignored, and so are empty lines and empty items. People write it by
//! hand, so it is read with good will: the commas and colons of a Chinese or Japanese keyboard count too. Upper and lower
//! case are one in names, in `true` and `false`, and in the words of `OnContact`, never in what Connect itself compares by
//! case (states, profiles).

use super::error::SettingErrorCode as Code;
use super::explain::{Mistake, Subject};
use super::given::Given;
use super::table::{Kind, Setting, Source};
use super::value::{Number, Value};

const COLONS: [char; 2] = [':', '：'];
const COMMAS: [char; 3] = [',', '，', '、'];

/// What a text gives.
pub(super) fn read(text: &str) -> Given {
    let mut given = Given::new(Source::Text);
    // A byte order mark is no blank, yet as invisible.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, line) in text.split('\n').enumerate() {
        let line = line.trim();
        match line.split_once(COLONS) {
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
    let kind = setting.row().kind;
    let value = value(kind, text);
    let is_wrong = value.is_none();
    given.give(setting, value);
    if is_wrong {
        let code = match kind {
            _ if text.is_empty() => Code::Empty,
            Kind::Bool | Kind::Word(_) => Code::NotOneOf,
            _ if text.contains(COMMAS) => Code::ListWhereOne,
            _ => Code::WrongType,
        };
        given.refuse(setting, text, code);
    }
}

/// The value of this kind that a text says, if it does.
pub(super) fn value(kind: Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::State if text.contains(COMMAS) => None,
        Kind::Text | Kind::State => Some(text.into()),
        Kind::List => Some(list(text)),
        Kind::Number { .. } => number(text).map(Value::Number),
        Kind::Bool => text.to_ascii_lowercase().parse().ok().map(Value::Bool),
        Kind::Word(words) => {
            let word = words.iter().find(|word| word.eq_ignore_ascii_case(text))?;
            Some((*word).into())
        }
        // Only an object has them.
        Kind::Parts | Kind::Strings => None,
    }
}

/// A comma separates the items, so a name that has one can only be said in an object.
pub(super) fn list(text: &str) -> Value {
    let items = text.split(COMMAS).map(str::trim);
    Value::List(
        items
            .filter(|item| !item.is_empty())
            .map(Value::from)
            .collect(),
    )
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
