//! What was probably meant by something wrong.

use super::super::fault::{Fault, Subject};
use super::super::kind::Kind;
use super::super::name::{ALL, Name, Source};
use super::super::problem::Problem;
use super::super::split::{split, split_once};
use super::super::text::{decimal, items};
use super::super::typed::OnContact;
use super::super::url;
use super::allowed::{known, leaf};
use super::near::nearest;
use crate::plain::{ToPlain as _, Value, concat, quoted, shown_number};

/// The near miss: a name, or a value as one would write it.
pub(super) fn meant(fault: &Fault, source: Source) -> Option<String> {
    let name = match (fault.subject, &fault.value) {
        (Subject::Setting(name), _) => name,
        (Subject::Unknown(parent), _) => {
            return setting(&fault.setting, source, parent).map(Into::into);
        }
        (Subject::Line, Value::String(line)) => return with_colon(line),
        _ => return None,
    };
    match (fault.problem, &fault.value) {
        (Problem::WrongType, Value::String(text)) if source == Source::Text => number(text),
        (Problem::WrongType | Problem::ListWhereOne, value) if source == Source::Object => {
            of_kind(name, value)
        }
        (Problem::NotOneOf, Value::String(word)) if name == Name::OnContact => {
            let near = nearest(word, OnContact::ALL.iter().map(|known| known.word()))?;
            Some(match source {
                Source::Object => quoted(near),
                Source::Text => near.into(),
            })
        }
        (Problem::BadUrl, Value::String(written)) => address(name, written),
        _ => None,
    }
}

/// The setting that an unknown name, with its parent's before it, was to be.
fn setting(path: &str, source: Source, parent: Option<Name>) -> Option<&'static str> {
    let near = nearest(path, known(source, parent).into_iter());
    if near.is_some() || source == Source::Text {
        return near;
    }
    // A part given on its own: `attempts` for `retry.attempts`.
    let written = leaf(path, parent);
    let mut paths = ALL.iter().map(|name| name.in_source(source));
    paths.find(|path| {
        let leaf = split_once(path, '.').map_or("", |(_, leaf)| leaf);
        !leaf.is_empty() && leaf.eq_ignore_ascii_case(written)
    })
}

/// `Scope = a`, `Scope a`: with the colon that belongs there.
fn with_colon(line: &str) -> Option<String> {
    let (name, rest) = split(line, |c| c.is_whitespace() || c == '=');
    let (_, rest) = split(rest, |c| !c.is_whitespace() && c != '=');
    let name = setting(name, Source::Text, None)?;
    Some(concat(&[name, ":", rest]))
}

/// `5s`, `5 seconds`: the number it begins with.
fn number(text: &str) -> Option<String> {
    let (begin, _) = split(text, |c| !c.is_ascii_digit() && c != '.');
    decimal(begin).map(|_| begin.into())
}

/// A value of another type, as one of the setting's own.
fn of_kind(name: Name, value: &Value) -> Option<String> {
    match (name.kind(), value) {
        (Kind::State, Value::Null | Value::Bool(false)) if name == Name::InitialAgentState => {
            Some("\"\"".into())
        }
        (Kind::Text | Kind::State, Value::List(items)) => match items.as_slice() {
            [Value::String(only)] => Some(quoted(only)),
            _ => None,
        },
        (Kind::List, Value::String(text)) => Some(items(text).to_plain().shown()),
        (Kind::Number { .. }, Value::String(text)) => decimal(text.trim()).map(shown_number),
        (Kind::Bool, Value::String(text)) if text == "true" || text == "false" => {
            Some(text.clone())
        }
        (Kind::Parts, Value::String(url)) if name == Name::Keeper => {
            Some(concat(&["{url: ", &quoted(url), "}"]))
        }
        _ => None,
    }
}

/// The address without the CCP's path, or with the scheme that was left out.
fn address(name: Name, written: &str) -> Option<String> {
    let is_whole = url::is_absolute(written) && !url::has_query(written);
    match name {
        Name::InstanceUrl if is_whole => url::without_ccp(written).map(Into::into),
        Name::InstanceUrl | Name::LogoutUrl => url::with_scheme(written),
        _ => None,
    }
}
