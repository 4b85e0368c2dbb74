//! Whatever a JS value may be, without JS.

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

/// A shown value's length in characters: enough for any sensible URL, short enough for a log line.
const LONGEST: usize = 120;

/// Without what goes beyond the longest that is shown.
pub(super) fn cut(shown: String) -> String {
    if shown.chars().count() <= LONGEST {
        return shown;
    }
    shown.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// A number as JS writes it.
pub(super) fn shown_number(number: f64) -> String {
    if number.is_nan() {
        "NaN".into()
    } else if number.is_infinite() {
        if number > 0.0 {
            "Infinity".into()
        } else {
            "-Infinity".into()
        }
    } else {
        number.to_string()
    }
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
