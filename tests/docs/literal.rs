//! JavaScript's literals, as the documents write settings.

use connect_session_end::settings::{Number, Value};

/// `name: value, …`, the inside of an object.
pub fn object(text: &str) -> Value {
    let mut reader = Reader(text);
    let value = Value::Object(reader.entries());
    assert_eq!(reader.0, "", "the rest of {text}");
    value
}

/// One value.
pub fn value(text: &str) -> Value {
    let mut reader = Reader(text);
    let value = reader.value();
    assert_eq!(reader.0, "", "the rest of {text}");
    value
}

struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn eat(&mut self, mark: &str) -> bool {
        let rest = self.0.trim_start().strip_prefix(mark);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn until(&mut self, end: impl Fn(char) -> bool) -> &'a str {
        let text = self.0.trim_start();
        let (taken, rest) = text.split_at(text.find(end).unwrap_or(text.len()));
        self.0 = rest;
        taken
    }

    fn entries(&mut self) -> Vec<(String, Value)> {
        let mut entries = Vec::new();
        while self.0.trim_start().starts_with(char::is_alphabetic) {
            let name = self.until(|c| c == ':').into();
            assert!(self.eat(":"), "a colon after {name}");
            entries.push((name, self.value()));
            self.eat(",");
        }
        entries
    }

    /// A string from behind its first quotation mark.
    fn string(&mut self) -> String {
        let mut text = String::new();
        let mut chars = self.0.chars();
        loop {
            match chars.next().expect("the string's end") {
                '"' => break,
                '\\' => text.extend(chars.next()),
                other => text.push(other),
            }
        }
        self.0 = chars.as_str();
        text
    }

    fn value(&mut self) -> Value {
        if self.eat("{") {
            let entries = self.entries();
            assert!(self.eat("}"), "no end: {}", self.0);
            return Value::Object(entries);
        }
        if self.eat("[") {
            let mut items = Vec::new();
            while !self.eat("]") {
                items.push(self.value());
                self.eat(",");
            }
            return Value::List(items);
        }
        if self.eat("\"") {
            return Value::String(self.string());
        }
        match self.until(|c| ",]} ".contains(c)) {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            // Rust reads `Infinity` too.
            number => Value::Number(Number {
                value: number.parse().unwrap_or_else(|_| panic!("{number}?")),
                written: number.into(),
            }),
        }
    }
}
