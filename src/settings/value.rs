//! Whatever a JS value may be, without JS.

use serde::{Serialize, Serializer};

/// A settings object as it was handed in, before anything is known to be right about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Counts as not given.
    Undefined,
    /// Allowed for `keeper` alone.
    Null,
    /// A boolean.
    Bool(bool),
    /// Any number: NaN and the infinities too.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Value>),
    /// A plain object's own properties, in their order.
    Object(Vec<(String, Value)>),
    /// Anything else, by what to call it in a message: `function`, `Map`, `bigint`.
    Other(String),
}

impl Value {
    /// A property of an object, the first of that name; undefined where there is none.
    #[must_use]
    pub fn property(&self, name: &str) -> &Self {
        let entries = match self {
            Self::Object(entries) => entries.as_slice(),
            _ => &[],
        };
        let found = entries.iter().find(|(known, _)| known == name);
        found.map_or(&Self::Undefined, |(_, value)| value)
    }

    /// The value as an error shows it: on one line, as one would write it, long ones cut.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        cut(out)
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Undefined => out.push_str("undefined"),
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(number) => out.push_str(&shown_number(*number)),
            Self::String(text) => out.push_str(&quoted(text)),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(entries) => {
                out.push('{');
                for (index, (name, value)) in entries.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    out.push_str(name);
                    out.push_str(": ");
                    value.write(out);
                }
                out.push('}');
            }
            Self::Other(kind) => {
                out.push_str("a ");
                out.push_str(kind);
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // Nobody writes another: it is what cannot be said as plain data.
            Self::Undefined | Self::Null | Self::Other(_) => serializer.serialize_unit(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::String(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(name, value)| (name.as_str(), value)))
            }
        }
    }
}

/// A shown value's length in characters: enough for any sensible URL, short enough for a log line.
const LONGEST: usize = 120;

/// Without what goes beyond the longest that is shown.
pub(super) fn cut(mut shown: String) -> String {
    let mut places = shown.char_indices().skip(LONGEST - 1);
    if let (Some((end, _)), Some(_)) = (places.next(), places.next()) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

/// A number as JS writes it, to six digits after the point. Not std's: printing floats exactly weighs more than all of
/// this module.
pub(super) fn shown_number(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let size = number.abs();
    if size.is_infinite() {
        return [sign, "Infinity"].concat();
    }
    if size == 0.0 || (1e-6..1e15).contains(&size) {
        return [sign, &fixed(size)].concat();
    }
    let (mut mantissa, mut exponent) = (size, 0_u32);
    while mantissa >= 10.0 {
        mantissa /= 10.0;
        exponent += 1;
    }
    while mantissa < 1.0 {
        mantissa *= 10.0;
        exponent += 1;
    }
    let e = if size < 1.0 { "e-" } else { "e+" };
    [sign, &fixed(mantissa), e, &exponent.to_string()].concat()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below 10^15"
)]
fn fixed(size: f64) -> String {
    // Beyond 10^9, six more digits would not be exact.
    if size >= 1e9 {
        return (size.round() as u64).to_string();
    }
    let millionths = (size * 1e6).round() as u64;
    let mut shown = (millionths / 1_000_000).to_string();
    let fraction = millionths % 1_000_000;
    if fraction > 0 {
        let digits = (1_000_000 + fraction).to_string();
        shown.push('.');
        shown.push_str(
            digits
                .strip_prefix('1')
                .unwrap_or(&digits)
                .trim_end_matches('0'),
        );
    }
    shown
}

/// A text in quotation marks, with what would break the line made visible.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
