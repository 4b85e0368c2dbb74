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
pub(crate) fn cut(mut shown: String) -> String {
    let mut places = shown.char_indices().skip(LONGEST - 1);
    if let (Some((end, _)), Some(_)) = (places.next(), places.next()) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

/// A number as JS writes it, to six digits after the point. Not std's: printing floats exactly weighs more than all of
/// this module.
pub(crate) fn shown_number(number: f64) -> String {
    let mut shown = String::new();
    if number < 0.0 {
        shown.push('-');
    }
    let mut size = number.abs();
    if number.is_nan() {
        shown.push_str("NaN");
    } else if size.is_infinite() {
        shown.push_str("Infinity");
    } else if size == 0.0 || (1e-6..1e15).contains(&size) {
        write_fixed(size, &mut shown);
    } else {
        let e = if size < 1.0 { "e-" } else { "e+" };
        let mut exponent = 0_u32;
        while size >= 10.0 {
            size /= 10.0;
            exponent += 1;
        }
        while size < 1.0 {
            size *= 10.0;
            exponent += 1;
        }
        write_fixed(size, &mut shown);
        shown.push_str(e);
        shown.push_str(&exponent.to_string());
    }
    shown
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below 10^15"
)]
fn write_fixed(size: f64, out: &mut String) {
    // Beyond 10^9, six more digits would not be exact.
    if size >= 1e9 {
        out.push_str(&(size.round() as u64).to_string());
        return;
    }
    let millionths = (size * 1e6).round() as u64;
    out.push_str(&(millionths / 1_000_000).to_string());
    let mut fraction = millionths % 1_000_000;
    let mut unit = 100_000;
    if fraction > 0 {
        out.push('.');
    }
    while fraction > 0 {
        out.push(char::from(b'0' + (fraction / unit) as u8));
        fraction %= unit;
        unit /= 10;
    }
}

/// A text in quotation marks, with what would break the line made visible.
pub(crate) fn quoted(text: &str) -> String {
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
