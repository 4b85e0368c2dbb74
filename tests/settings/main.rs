//! Settings: every one in both sources, and every way in which one can be wrong.

mod accepted;
mod properties;
mod refused;

use connect_session_end::settings::{Number, Settings, SettingsErrors, Status, Value, from_object};

fn value(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => Value::Number(Number {
            value: number.as_f64().expect("a number"),
            written: number.to_string(),
        }),
        Json::String(text) => Value::String(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(entries) => Value::Object(
            entries
                .iter()
                .map(|(name, item)| (name.clone(), value(item)))
                .collect(),
        ),
    }
}

fn number(value: impl Into<f64>) -> Value {
    let value = value.into();
    let written = value.to_string();
    Value::Number(Number { value, written })
}

fn object(json: &serde_json::Value) -> Result<Settings, SettingsErrors> {
    from_object(&value(json))
}

fn one(name: &str, value: Value) -> Result<Settings, SettingsErrors> {
    from_object(&Value::Object(vec![(name.into(), value)]))
}

/// The defaults with one thing changed.
fn with(change: impl FnOnce(&mut Settings)) -> Settings {
    let mut settings = Settings::default();
    change(&mut settings);
    settings
}

fn state(name: &str) -> Status {
    Status::State(name.into())
}

fn logout(url: &str) -> Status {
    Status::Logout { url: url.into() }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).into()).collect()
}
