//! From what was given to the typed form: which values are legal.

use super::fault::Faults;
use super::name::{Name, Source};
use super::problem::Problem;
use super::report::Report;
use super::split::has;
use super::status::status;
use super::typed::{InitialAgentState, KeeperPage, Messages, Millis, OnContact, Retry, Settings};
use super::url;
use crate::plain::Value;

/// The typed form, or what is wrong, added to what the report already holds.
pub(super) fn check(mut report: Report) -> Result<Settings, Faults> {
    let given = &mut report;
    let settings = Settings {
        status: status(given).unwrap_or_default(),
        if_profile_name_includes: items(given, Name::IfProfileNameIncludes),
        if_current_agent_state: items(given, Name::IfCurrentAgentState),
        session_end_timer: session_end_timer(given),
        initial_agent_state: initial_agent_state(given),
        keeper: keeper(given),
        on_contact: on_contact(given),
        retry: retry(given),
        confirm_leave: matches!(given.take(Name::ConfirmLeave), Value::Bool(true)),
        scope: scope(given).unwrap_or_else(|| "default".into()),
        messages: messages(given),
    };
    report.finish(settings)
}

fn session_end_timer(report: &mut Report) -> Millis {
    let seconds = report.number(Name::SessionEndTimer, Settings::SESSION_END_TIMER / 1000);
    whole((seconds * 1000.0).round_ties_even())
}

fn initial_agent_state(report: &mut Report) -> InitialAgentState {
    match report.text(Name::InitialAgentState) {
        Some(name) if name.trim().is_empty() => InitialAgentState::Never,
        Some(name) => InitialAgentState::Always(name),
        None => InitialAgentState::AfterOurChange,
    }
}

fn scope(report: &mut Report) -> Option<String> {
    let scope = report.filled(Name::Scope)?;
    if has(&scope, '/') {
        report.refuse(Name::Scope, &scope, Problem::ForbiddenCharacter);
    }
    Some(scope)
}

fn messages(report: &mut Report) -> Messages {
    let mut texts = Vec::new();
    if let Value::Object(words) = report.take(Name::Messages) {
        for (name, text) in words {
            if let Value::String(text) = text {
                texts.push((name, text));
            }
        }
    }
    Messages(texts)
}

/// A list, in which an empty item is a mistake: as part of a name it would match every name.
fn items(report: &mut Report, name: Name) -> Vec<String> {
    let mut texts = Vec::new();
    if let Value::List(items) = report.take(name) {
        for item in items {
            if let Value::String(text) = item {
                if text.trim().is_empty() {
                    report.refuse(name, &text, Problem::Empty);
                }
                texts.push(text);
            }
        }
    }
    texts
}

fn keeper(report: &mut Report) -> Option<KeeperPage> {
    let (url, width, height) = (Name::KeeperUrl, Name::KeeperWidth, Name::KeeperHeight);
    let in_parts = [url, width, height]
        .iter()
        .any(|part| report.was_given(*part));
    if !in_parts && !matches!(report.take(Name::Keeper), Value::Object(_)) {
        return None;
    }
    let mut page = KeeperPage::new(String::new());
    page.width = small(report.number(width, page.width.into()));
    page.height = small(report.number(height, page.height.into()));
    let written = report.text(url);
    let written = written.as_deref().map(str::trim);
    match written {
        // `KeeperUrl:` is the text's null.
        Some("") if report.source == Source::Text => return None,
        Some("") => report.refuse(url, &"", Problem::Empty),
        Some(other) if !url::is_reference(other) => report.refuse(url, &other, Problem::BadUrl),
        None if !report.was_given(url) => report.refuse(url, &Value::Undefined, Problem::Missing),
        _ => {}
    }
    page.url = written.unwrap_or("").into();
    Some(page)
}

fn on_contact(report: &mut Report) -> OnContact {
    let Some(word) = report.filled(Name::OnContact) else {
        return OnContact::Queue;
    };
    let by_hand = report.source == Source::Text;
    let is_said = |known: &OnContact| {
        let known = known.word();
        known == word || (by_hand && known.eq_ignore_ascii_case(&word))
    };
    let said = OnContact::ALL.into_iter().find(is_said);
    said.unwrap_or_else(|| {
        report.refuse(Name::OnContact, &word, Problem::NotOneOf);
        OnContact::Queue
    })
}

fn retry(report: &mut Report) -> Retry {
    let default = Retry::default();
    let attempts = report.number(Name::RetryAttempts, default.attempts.into());
    let first = report.number(Name::RetryFirstDelayMs, default.first_delay);
    let max = report.number(Name::RetryMaxDelayMs, default.max_delay);
    let timeout = report.number(Name::RetryAttemptTimeoutMs, default.attempt_timeout);
    if max < first {
        report.refuse(Name::RetryMaxDelayMs, &max, Problem::TooSmall);
    }
    Retry {
        attempts: small(attempts),
        first_delay: whole(first),
        max_delay: whole(max),
        attempt_timeout: whole(timeout),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within small bounds, or refused"
)]
fn whole(number: f64) -> Millis {
    number as Millis
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within small bounds, or refused"
)]
fn small(number: f64) -> u32 {
    number as u32
}
