//! Settings out of a JS object. Strict, as code is: names exact, `"5"` no number, `null` for `keeper` alone.

use super::check::check;
use super::error::{Problem, SettingError, SettingsErrors};
use super::name::{Name, Source};
use super::raw::{RawKeeper, RawRetry, RawSettings};
use super::report::Report;
use super::text::{decimal, from_text};
use super::typed::Settings;
use super::value::{Value, quoted, shown_number};

/// The settings in what `watchSessionEnd` was called with: an object, nothing, or the adapter's text.
///
/// # Errors
///
/// Everything that is wrong, in the object's order.
pub fn from_object(value: &Value) -> Result<Settings, SettingsErrors> {
    match value {
        Value::String(text) => from_text(text),
        Value::Undefined => check(RawSettings::default(), Report::new(Source::Object)),
        Value::Object(entries) => {
            let mut report = Report::new(Source::Object);
            let raw = read(&mut report, entries);
            check(raw, report)
        }
        _ => Err(SettingsErrors(vec![SettingError {
            setting: "settings".into(),
            value: value.shown(),
            problem: Problem::WrongType,
            allowed: "an object, or the adapter's text".into(),
            did_you_mean: None,
        }])),
    }
}

fn read(report: &mut Report, entries: &[(String, Value)]) -> RawSettings {
    let mut raw = RawSettings::default();
    for (name, value) in given(entries) {
        let Some(name) = known(report, "", name, value) else {
            continue;
        };
        match name {
            Name::Status => raw.status = string(report, name, value),
            Name::IfProfileNameIncludes => raw.if_profile_name_includes = list(report, name, value),
            Name::IfCurrentAgentState => raw.if_current_agent_state = list(report, name, value),
            Name::SessionEndTimer => raw.session_end_timer = number(report, name, value),
            Name::InitialAgentState => raw.initial_agent_state = string(report, name, value),
            Name::Keeper => raw.keeper = keeper(report, value),
            Name::InstanceUrl => raw.instance_url = string(report, name, value),
            Name::LogoutUrl => raw.logout_url = string(report, name, value),
            Name::OnContact => raw.on_contact = string(report, name, value),
            Name::Retry => raw.retry = retry(report, value),
            Name::ConfirmLeave => raw.confirm_leave = boolean(report, name, value),
            Name::Scope => raw.scope = string(report, name, value),
            // Parts, which no name at the top leads to.
            Name::KeeperUrl
            | Name::KeeperWidth
            | Name::KeeperHeight
            | Name::RetryAttempts
            | Name::RetryFirstDelayMs
            | Name::RetryMaxDelayMs
            | Name::RetryAttemptTimeoutMs => {}
        }
    }
    raw
}

fn keeper(report: &mut Report, value: &Value) -> Option<RawKeeper> {
    let entries = match value {
        Value::Null => return None,
        Value::Object(entries) => entries,
        Value::String(url) => {
            let near = ["{url: ", &quoted(url), "}"].concat();
            report.add_near(Name::Keeper, value.shown(), Problem::WrongType, Some(&near));
            return None;
        }
        _ => {
            wrong(report, Name::Keeper, value, None);
            return None;
        }
    };
    let mut raw = RawKeeper::default();
    for (name, value) in given(entries) {
        match known(report, "keeper.", name, value) {
            Some(name @ Name::KeeperUrl) => raw.url = string(report, name, value),
            Some(name @ Name::KeeperWidth) => raw.width = number(report, name, value),
            Some(name @ Name::KeeperHeight) => raw.height = number(report, name, value),
            _ => {}
        }
    }
    Some(raw)
}

fn retry(report: &mut Report, value: &Value) -> RawRetry {
    let mut raw = RawRetry::default();
    let Value::Object(entries) = value else {
        wrong(report, Name::Retry, value, None);
        return raw;
    };
    for (name, value) in given(entries) {
        match known(report, "retry.", name, value) {
            Some(name @ Name::RetryAttempts) => raw.attempts = number(report, name, value),
            Some(name @ Name::RetryFirstDelayMs) => {
                raw.first_delay_ms = number(report, name, value);
            }
            Some(name @ Name::RetryMaxDelayMs) => raw.max_delay_ms = number(report, name, value),
            Some(name @ Name::RetryAttemptTimeoutMs) => {
                raw.attempt_timeout_ms = number(report, name, value);
            }
            _ => {}
        }
    }
    raw
}

/// The entries that count as given.
fn given(entries: &[(String, Value)]) -> impl Iterator<Item = (&str, &Value)> {
    entries
        .iter()
        .filter(|(_, value)| *value != Value::Undefined)
        .map(|(name, value)| (name.as_str(), value))
}

fn known(report: &mut Report, parent: &str, written: &str, value: &Value) -> Option<Name> {
    // A dot in a key of the object's own is no path.
    let name = if written.contains('.') {
        None
    } else {
        Name::at_path(&[parent, written].concat())
    };
    report.next(name);
    if name.is_none() {
        report.unknown(parent, written, value.shown());
    }
    name
}

fn string(report: &mut Report, name: Name, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => return Some(text.clone()),
        Value::List(items) => match items.as_slice() {
            [Value::String(only)] => wrong(report, name, value, Some(&quoted(only))),
            _ => wrong(report, name, value, None),
        },
        Value::Null | Value::Bool(false) if name == Name::InitialAgentState => {
            wrong(report, name, value, Some("\"\""));
        }
        _ => wrong(report, name, value, None),
    }
    None
}

fn list(report: &mut Report, name: Name, value: &Value) -> Option<Vec<String>> {
    match value {
        Value::List(items) => {
            let text = |item: &Value| {
                if let Value::String(text) = item {
                    Some(text.clone())
                } else {
                    None
                }
            };
            let texts: Option<Vec<String>> = items.iter().map(text).collect();
            if texts.is_none() {
                // The whole list is shown: an item alone is hard to find in it.
                report.add(name, value.shown(), Problem::WrongType);
            }
            return texts;
        }
        Value::String(text) => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            let near = Value::List(items.map(|item| Value::String(item.into())).collect()).shown();
            wrong(report, name, value, Some(&near));
        }
        _ => wrong(report, name, value, None),
    }
    None
}

fn number(report: &mut Report, name: Name, value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => return Some(*number),
        Value::String(text) => wrong(
            report,
            name,
            value,
            decimal(text.trim()).map(shown_number).as_deref(),
        ),
        _ => wrong(report, name, value, None),
    }
    None
}

fn boolean(report: &mut Report, name: Name, value: &Value) -> Option<bool> {
    match value {
        Value::Bool(yes) => return Some(*yes),
        Value::String(text) if text == "true" || text == "false" => {
            wrong(report, name, value, Some(text));
        }
        _ => wrong(report, name, value, None),
    }
    None
}

fn wrong(report: &mut Report, name: Name, value: &Value, near: Option<&str>) {
    let problem = match value {
        Value::List(_) => Problem::ListWhereOne,
        _ => Problem::WrongType,
    };
    report.add_near(name, value.shown(), problem, near);
}
