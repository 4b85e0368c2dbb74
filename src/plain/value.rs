//! Whatever a JS value may be, without JS.

use serde::{Serialize, Serializer};

use super::text::{cut, quoted, shown_number};

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
