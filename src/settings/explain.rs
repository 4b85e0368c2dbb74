//! From a mistake to how to put it right: the value shown, what is allowed in its place, what was probably meant.

use super::error::{SettingError, SettingErrorCode as Code};
use super::near::nearest;
use super::table::{Kind, ROWS, Row, Setting, Source};
use super::value::Value;
use super::{text, url};
use crate::domain::look;

/// One thing that is wrong.
pub(super) struct Mistake {
    pub subject: Subject,
    /// The subject's name as its source writes it.
    pub name: String,
    /// The value as it was given; undefined if it is missing.
    pub value: Value,
    pub code: Code,
}

/// What a mistake is about.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    Setting(Setting),
    /// No setting, at the top or among the parts of one.
    Unknown(Option<Setting>),
    /// One of the host's own words.
    Message,
    /// A line of text in which no name ends.
    Line,
    /// All that was given.
    Whole,
}

impl Mistake {
    /// The mistake in words.
    pub fn explained(self, source: Source) -> SettingError {
        let (colon, value) = match &self.value {
            Value::Undefined => ("", String::new()),
            value => (": ", value.shown()),
        };
        let allowed = self.allowed(source);
        let near = self.meant(source);
        let near = near.map(|near| format!(" Did you mean {near}?"));
        let message = format!(
            "{}{colon}{value} {}. Allowed: {allowed}.{}{}",
            self.name,
            self.code.predicate(),
            near.unwrap_or_default(),
            look::oddities(&self.written()),
        );
        SettingError {
            setting: self.name,
            value,
            code: self.code,
            message,
        }
    }

    /// The name and the value in their own characters, as far as those are a text.
    fn written(&self) -> String {
        match &self.value {
            Value::String(text) => format!("{}{text}", self.name),
            _ => self.name.clone(),
        }
    }

    /// What may stand there instead.
    fn allowed(&self, source: Source) -> String {
        let instance = Setting::InstanceUrl.name(source);
        match (self.subject, self.code) {
            (Subject::Whole, _) => "an object, or the adapter's text".into(),
            (Subject::Line, _) => "Name:Value".into(),
            (Subject::Message, _) => "a string".into(),
            (Subject::Unknown(parent), _) => known(source, parent).join(", "),
            (Subject::Setting(_), Code::Duplicate) => "one line for each setting".into(),
            (Subject::Setting(Setting::Status), Code::MissingInstanceUrl) => format!(
                "another state, or this one together with {instance} (such as \
                 https://example.my.connect.aws) or {}",
                Setting::LogoutUrl.name(source),
            ),
            (Subject::Setting(_), Code::MissingInstanceUrl) => {
                format!("an absolute http(s) URL, or a path together with {instance}")
            }
            (Subject::Setting(setting), Code::BadQuote) => format!(
                "quotation marks around a whole value, with two for each in it; or an object with {}, which takes every \
                 value as it is",
                setting.row().path,
            ),
            (Subject::Setting(setting), Code::ListWhereOne)
                if source == Source::Text && matches!(setting.row().kind, Kind::State) =>
            {
                let allowed = setting.row().allowed;
                format!("{allowed}; in quotation marks if a name has a comma")
            }
            (Subject::Setting(setting), _) => setting.row().allowed.into(),
        }
    }

    /// The near miss: a name, or a value as one would write it.
    fn meant(&self, source: Source) -> Option<String> {
        let setting = match (self.subject, &self.value) {
            (Subject::Setting(setting), _) => setting,
            (Subject::Unknown(parent), _) => {
                return known_as(&self.name, source, parent).map(Into::into);
            }
            (Subject::Line, Value::String(line)) => return with_colon(line),
            _ => return None,
        };
        match (self.code, &self.value, setting.row().kind) {
            (Code::WrongType, Value::String(text), _) if source == Source::Text => {
                leading_number(text)
            }
            (Code::WrongType | Code::ListWhereOne, value, kind) => of_kind(setting, kind, value),
            (Code::NotOneOf, Value::String(word), Kind::Word(words)) => {
                let near = nearest(word, words.iter().copied())?;
                Some(match source {
                    Source::Object => Value::from(near).to_string(),
                    Source::Text => near.into(),
                })
            }
            (Code::BadUrl, Value::String(written), _) => address(setting, written),
            _ => None,
        }
    }
}

/// The names that could stand where an unknown one does: at the top, or among the parts of a setting.
fn known(source: Source, parent: Option<Setting>) -> Vec<&'static str> {
    let names = ROWS.iter().map(|row| row.setting.name(source));
    names
        .filter(|name| {
            let leaf = leaf(name, parent);
            !leaf.is_empty() && !leaf.contains('.')
        })
        .collect()
}

/// What follows the parent in a path; nothing if the parent is another.
fn leaf(path: &str, parent: Option<Setting>) -> &str {
    let Some(parent) = parent else {
        return path;
    };
    let rest = path.strip_prefix(parent.row().path);
    rest.and_then(|rest| rest.strip_prefix('.')).unwrap_or("")
}

/// The setting that an unknown name, with its parent's before it, was meant to be.
fn known_as(path: &str, source: Source, parent: Option<Setting>) -> Option<&'static str> {
    let near = nearest(path, known(source, parent).into_iter());
    if near.is_some() || source == Source::Text {
        return near;
    }
    // A part given on its own: `attempts` for `retry.attempts`.
    let written = leaf(path, parent);
    let is_part = |row: &&Row| {
        let part = row.path.split_once('.').map_or("", |(_, leaf)| leaf);
        !part.is_empty() && part.eq_ignore_ascii_case(written)
    };
    ROWS.iter().find(is_part).map(|row| row.path)
}

/// `Scope = a`, `Scope a`: with the colon that belongs there.
fn with_colon(line: &str) -> Option<String> {
    let is_between = |c: char| c.is_whitespace() || c == '=';
    let (name, rest) = line.split_once(is_between).unwrap_or((line, ""));
    let name = known_as(name, Source::Text, None)?;
    Some(format!("{name}:{}", rest.trim_start_matches(is_between)))
}

/// `5s`, `5 seconds`: the number at its start.
fn leading_number(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
    let start = &text[..end.unwrap_or(text.len())];
    text::number(start).map(|_| start.into())
}

/// A value of another type, as one of the setting's own.
fn of_kind(setting: Setting, kind: Kind, value: &Value) -> Option<String> {
    match (kind, value) {
        (Kind::State, Value::Null | Value::Bool(false))
            if setting == Setting::InitialAgentState =>
        {
            Some("\"\"".into())
        }
        (Kind::Text | Kind::State | Kind::Word(_), Value::List(items)) => match items.as_slice() {
            [only @ Value::String(_)] => Some(only.to_string()),
            _ => None,
        },
        (Kind::List, Value::String(text)) => Some(text::list(text)?.shown()),
        (Kind::Number { .. }, Value::String(text)) => {
            text::number(text.trim()).map(|number| number.written)
        }
        (Kind::Bool, Value::String(text)) if text == "true" || text == "false" => {
            Some(text.clone())
        }
        (Kind::Parts, url @ Value::String(_)) if setting == Setting::Keeper => {
            Some(format!("{{url: {url}}}"))
        }
        _ => None,
    }
}

/// The address with the scheme that was left out, or that of the logout in place of another page's.
fn address(setting: Setting, written: &str) -> Option<String> {
    let whole = url::with_scheme(written);
    match setting {
        Setting::InstanceUrl => whole.as_deref().map(url::instance),
        Setting::LogoutUrl if url::is_ccp(written) => Some(url::instance(written) + "/logout"),
        Setting::LogoutUrl => whole,
        Setting::ReportUrl => url::encrypted(written),
        _ => None,
    }
}
