//! Settings out of the text of the adapter feature's *Value* box.
//!
//! One `Name:Value` a line; the value begins after the first colon, and so may hold a URL. Lists are separated by
//! commas. Blanks around names, values and items are ignored, and so are empty lines and empty items. Written by
//! hand, so read with good will: upper and lower case are one in names, in `true` and `false`, and in the words of
//! `OnContact`, never in what Connect itself compares by case (states, profiles).

use super::check::{ON_CONTACT, check};
use super::error::{Problem, SettingError, SettingsErrors};
use super::name::{Name, Source, meant};
use super::raw::RawSettings;
use super::report::Report;
use super::typed::Settings;
use super::value::quoted;

/// The settings in the adapter's text.
///
/// # Errors
///
/// Everything that is wrong, in the text's order.
pub fn from_text(text: &str) -> Result<Settings, SettingsErrors> {
    let mut report = Report::new(Source::Text);
    let mut raw = RawSettings::default();
    // A byte order mark is no blank, yet as invisible.
    let text = text.trim_start_matches('\u{feff}');
    for (index, line) in text.split('\n').enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        match line.split_once(':') {
            Some((name, value)) => {
                entry(&mut report, &mut raw, name.trim_end(), value.trim_start());
            }
            None => line_without_colon(&mut report, index + 1, line),
        }
    }
    check(raw, report)
}

fn entry(report: &mut Report, raw: &mut RawSettings, written: &str, value: &str) {
    let Some(name) = Name::in_text(written) else {
        report.next(None);
        report.unknown("", written, quoted(value));
        return;
    };
    if report.was_given(name) {
        report.next(None);
        report.add(name, quoted(value), Problem::Duplicate);
        return;
    }
    report.next(Some(name));
    match name {
        Name::Status => raw.status = one(report, name, value),
        Name::IfProfileNameIncludes => raw.if_profile_name_includes = Some(items(value)),
        Name::IfCurrentAgentState => raw.if_current_agent_state = Some(items(value)),
        Name::SessionEndTimer => raw.session_end_timer = number(report, name, value),
        Name::InitialAgentState => raw.initial_agent_state = one(report, name, value),
        Name::KeeperUrl => raw.keeper.get_or_insert_default().url = Some(value.into()),
        Name::KeeperWidth => raw.keeper.get_or_insert_default().width = number(report, name, value),
        Name::KeeperHeight => {
            raw.keeper.get_or_insert_default().height = number(report, name, value);
        }
        Name::InstanceUrl => raw.instance_url = Some(value.into()),
        Name::LogoutUrl => raw.logout_url = Some(value.into()),
        Name::OnContact => {
            let known = ON_CONTACT
                .iter()
                .find(|(word, _)| word.eq_ignore_ascii_case(value));
            raw.on_contact = Some(known.map_or(value, |(word, _)| word).into());
        }
        Name::ConfirmLeave => raw.confirm_leave = boolean(report, name, value),
        Name::Scope => raw.scope = Some(value.into()),
        // These have no name in text.
        Name::Keeper
        | Name::Retry
        | Name::RetryAttempts
        | Name::RetryFirstDelayMs
        | Name::RetryMaxDelayMs
        | Name::RetryAttemptTimeoutMs => {}
    }
}

/// A state's name. A comma separates items in this text, so a name that has one can only be said in an object.
fn one(report: &mut Report, name: Name, value: &str) -> Option<String> {
    if value.contains(',') {
        report.add(name, quoted(value), Problem::ListWhereOne);
        return None;
    }
    Some(value.into())
}

fn items(value: &str) -> Vec<String> {
    value
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(Into::into)
        .collect()
}

fn number(report: &mut Report, name: Name, value: &str) -> Option<f64> {
    let number = decimal(value);
    if number.is_none() {
        let problem = if value.is_empty() {
            Problem::Empty
        } else if value.contains(',') {
            Problem::ListWhereOne
        } else {
            Problem::WrongType
        };
        // `5s`, `5 seconds`: the number it begins with.
        let end = value
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(0);
        let begin = value.get(..end).filter(|begin| decimal(begin).is_some());
        let near = if problem == Problem::WrongType {
            begin
        } else {
            None
        };
        report.add_near(name, quoted(value), problem, near);
    }
    number
}

fn boolean(report: &mut Report, name: Name, value: &str) -> Option<bool> {
    if value.eq_ignore_ascii_case("true") {
        return Some(true);
    }
    if value.eq_ignore_ascii_case("false") {
        return Some(false);
    }
    let problem = if value.is_empty() {
        Problem::Empty
    } else {
        Problem::NotOneOf
    };
    report.add(name, quoted(value), problem);
    None
}

/// The text's number: digits, perhaps a sign and a fraction. std's parser also takes `inf` and `1e9`, and weighs
/// more than all of this module.
#[expect(clippy::cast_precision_loss, reason = "15 digits are below 2^53")]
pub(super) fn decimal(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    if whole.is_empty() || fraction.is_empty() || whole.len() + fraction.len() > 15 {
        return None;
    }
    let mut number: u64 = 0;
    let mut scale: u64 = 1;
    for digit in whole.bytes().chain(fraction.bytes()) {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + u64::from(digit - b'0');
    }
    for _ in 0..fraction.len() {
        scale *= 10;
    }
    Some(sign * (number as f64) / (scale as f64))
}

fn line_without_colon(report: &mut Report, number: usize, line: &str) {
    report.next(None);
    let mut words = line.splitn(2, |c: char| c.is_whitespace() || c == '=');
    let near = words.next().and_then(|name| meant(name, Source::Text, ""));
    let rest = words
        .next()
        .unwrap_or("")
        .trim_start_matches(|c: char| c.is_whitespace() || c == '=');
    report.here(SettingError {
        setting: ["line ", &number.to_string()].concat(),
        value: quoted(line),
        problem: Problem::LineWithoutColon,
        allowed: "Name:Value".into(),
        did_you_mean: near.map(|name| [name, ":", rest].concat()),
    });
}
