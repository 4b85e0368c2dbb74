//! What a host hands in, before anything is known to be right about it.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};

/// A JS value by what it is, so that an error can show it: `js-shim/given.js` makes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Counts as not given.
    Undefined,
    /// Allowed for `keeper` alone.
    Null,
    /// A boolean.
    #[serde(rename = "boolean")]
    Bool(bool),
    /// Any number: NaN and the infinities too.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    List(Vec<Value>),
    /// A plain object's own properties, in their order.
    Object(Vec<(String, Value)>),
    /// Anything else, by what to call it in a message: `function`, `Map`, `bigint`.
    Other(String),
}

/// A number, and how its source writes it: JS has rules of its own for that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// The number.
    pub value: f64,
    /// The number as an error shows it.
    pub written: String,
}

/// A shown value's length in characters: enough for any sensible URL, short enough for a log line.
const LONGEST: usize = 120;

impl Value {
    /// The value as an error shows it: on one line, long ones cut.
    #[must_use]
    pub fn shown(&self) -> String {
        let whole = self.to_string();
        if whole.chars().count() <= LONGEST {
            return whole;
        }
        whole.chars().take(LONGEST - 1).chain(['…']).collect()
    }
}

/// As one would write it in JS.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undefined => f.write_str("undefined"),
            Self::Null => f.write_str("null"),
            Self::Bool(yes) => yes.fmt(f),
            Self::Number(number) => f.write_str(&number.written),
            Self::String(text) => write!(f, "{text:?}"),
            Self::List(items) => {
                f.write_char('[')?;
                write_all(items, f, fmt::Display::fmt)?;
                f.write_char(']')
            }
            Self::Object(entries) => {
                f.write_char('{')?;
                write_all(entries, f, |(name, value), f| write!(f, "{name}: {value}"))?;
                f.write_char('}')
            }
            Self::Other(kind) => {
                // Not before a U: a Uint8Array, a URL.
                let is_vowel = kind.starts_with(['A', 'E', 'I', 'O', 'o']);
                write!(f, "{} {kind}", if is_vowel { "an" } else { "a" })
            }
        }
    }
}

/// With a comma between two.
fn write_all<T>(
    items: &[T],
    f: &mut fmt::Formatter<'_>,
    write: fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        write(item, f)?;
    }
    Ok(())
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}
