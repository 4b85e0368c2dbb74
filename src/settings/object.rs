//! Settings out of a JS object. Strict, as code is: names exact, `"5"` no number, `null` for `keeper` alone.

use super::error::SettingErrorCode as Code;
use super::explain::{Mistake, Subject};
use super::given::Given;
use super::table::{Kind, Setting, Source};
use super::value::Value;

/// What an object gives, or nothing given.
pub(super) fn read(value: &Value) -> Given {
    let mut given = Given::new(Source::Object);
    match value {
        Value::Undefined => {}
        Value::Object(properties) => entries(&mut given, None, properties),
        value => given.stray(Mistake {
            subject: Subject::Whole,
            name: "settings".into(),
            value: value.clone(),
            code: Code::WrongType,
        }),
    }
    given
}

/// The properties of the whole, or of one setting that has parts.
fn entries(given: &mut Given, parent: Option<Setting>, properties: &[(String, Value)]) {
    for (written, value) in properties {
        // Counts as not given.
        if *value == Value::Undefined {
            continue;
        }
        let path = match parent {
            Some(parent) => format!("{}.{written}", parent.row().path),
            None => written.clone(),
        };
        match Setting::find(&path, Source::Object) {
            // A dot in a property's own name is no path.
            Some(setting) if !written.contains('.') => entry(given, setting, value),
            _ => given.stray(Mistake {
                subject: Subject::Unknown(parent),
                name: path,
                value: value.clone(),
                code: Code::UnknownSetting,
            }),
        }
    }
}

fn entry(given: &mut Given, setting: Setting, value: &Value) {
    match (setting.row().kind, value) {
        (Kind::Text | Kind::State, Value::String(_))
        | (Kind::Number { .. }, Value::Number(_))
        | (Kind::Bool, Value::Bool(_)) => given.give(setting, Some(value.clone())),
        (Kind::Word(words), Value::String(word)) => {
            one_of(given, setting, words, word);
        }
        // Of a list, the whole is wrong: an item alone is hard to find in it.
        (Kind::List, Value::List(items))
            if items.iter().all(|item| matches!(item, Value::String(_))) =>
        {
            given.give(setting, Some(value.clone()));
        }
        (Kind::Parts, Value::Object(parts)) => {
            given.give(setting, Some(value.clone()));
            entries(given, Some(setting), parts);
        }
        (Kind::Strings, Value::Object(properties)) => {
            refuse_others(given, setting, properties);
            given.give(setting, Some(value.clone()));
        }
        (_, Value::Null) if setting == Setting::Keeper => given.give(setting, None),
        (kind, value) => {
            given.give(setting, None);
            let is_several = matches!(value, Value::List(_)) && kind != Kind::List;
            let code = if is_several {
                Code::ListWhereOne
            } else {
                Code::WrongType
            };
            given.refuse(setting, value.clone(), code);
        }
    }
}

fn one_of(given: &mut Given, setting: Setting, words: &[&str], word: &str) {
    if words.contains(&word) {
        return given.give(setting, Some(word.into()));
    }
    given.give(setting, None);
    let code = if word.trim().is_empty() {
        Code::Empty
    } else {
        Code::NotOneOf
    };
    given.refuse(setting, word, code);
}

/// Refuses a value that is no string. The names themselves are known in `js-shim/words`, beside the sentences.
fn refuse_others(given: &mut Given, setting: Setting, properties: &[(String, Value)]) {
    for (name, value) in properties {
        if !matches!(value, Value::Undefined | Value::String(_)) {
            given.stray(Mistake {
                subject: Subject::Message,
                name: format!("{}.{name}", setting.row().path),
                value: value.clone(),
                code: Code::WrongType,
            });
        }
    }
}
