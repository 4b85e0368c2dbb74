//! From what was given to the typed form: which values are legal.

use super::error::{Problem, SettingsErrors};
use super::name::{Name, Source};
use super::near::nearest;
use super::report::{Given, Report};
use super::split::has;
use super::status::status;
use super::typed::{InitialAgentState, KeeperPage, Messages, Millis, OnContact, Retry, Settings};
use super::url;
use crate::plain::{quoted, shown_number};

/// The typed form, or what is wrong, added to what the report already holds.
pub(super) fn check(mut report: Report) -> Result<Settings, SettingsErrors> {
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
        confirm_leave: matches!(given.take(Name::ConfirmLeave), Given::Bool(true)),
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
    match report.take(Name::Messages) {
        Given::Words(words) => Messages(words),
        _ => Messages::default(),
    }
}

/// A list, in which an empty item is a mistake: as part of a name it would match every name.
fn items(report: &mut Report, name: Name) -> Vec<String> {
    let Given::List(items) = report.take(name) else {
        return Vec::new();
    };
    for item in &items {
        if item.trim().is_empty() {
            report.refuse(name, item, Problem::Empty);
        }
    }
    items
}

fn keeper(report: &mut Report) -> Option<KeeperPage> {
    let (url, width, height) = (Name::KeeperUrl, Name::KeeperWidth, Name::KeeperHeight);
    let in_parts = [url, width, height]
        .iter()
        .any(|part| report.was_given(*part));
    if !in_parts && !matches!(report.take(Name::Keeper), Given::Parts) {
        return None;
    }
    let written = report.text(url);
    let written = written.as_deref().map(str::trim);
    match written {
        // `KeeperUrl:` is the text's null.
        Some("") if report.source == Source::Text => return None,
        Some("") => _ = report.refuse(url, "", Problem::Empty),
        Some(page) if !url::is_reference(page) => _ = report.refuse(url, page, Problem::BadUrl),
        None if !report.was_given(url) => _ = report.add(url, String::new(), Problem::Missing),
        _ => {}
    }
    let mut page = KeeperPage::new(written.unwrap_or("").into());
    page.width = small(report.number(width, page.width.into()));
    page.height = small(report.number(height, page.height.into()));
    Some(page)
}

fn on_contact(report: &mut Report) -> OnContact {
    const WORDS: [&str; 3] = ["queue", "wait", "skip"];
    let Some(word) = report.filled(Name::OnContact) else {
        return OnContact::Queue;
    };
    let by_hand = report.source == Source::Text;
    let is_said = |known: &&str| *known == word || (by_hand && known.eq_ignore_ascii_case(&word));
    match WORDS.iter().position(is_said) {
        Some(0) => OnContact::Queue,
        Some(1) => OnContact::Wait,
        Some(_) => OnContact::Skip,
        None => {
            let near = nearest(&word, WORDS.iter().copied());
            let error = report.refuse(Name::OnContact, &word, Problem::NotOneOf);
            error.did_you_mean = near.map(|near| if by_hand { near.into() } else { quoted(near) });
            OnContact::Queue
        }
    }
}

fn retry(report: &mut Report) -> Retry {
    let default = Retry::default();
    let attempts = report.number(Name::RetryAttempts, default.attempts.into());
    let first = report.number(Name::RetryFirstDelayMs, default.first_delay);
    let max = report.number(Name::RetryMaxDelayMs, default.max_delay);
    let timeout = report.number(Name::RetryAttemptTimeoutMs, default.attempt_timeout);
    if max < first {
        report.add(Name::RetryMaxDelayMs, shown_number(max), Problem::TooSmall);
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
