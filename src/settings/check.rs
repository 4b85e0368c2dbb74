//! From the raw form to the typed one: which values are legal.

use super::error::{Problem, SettingsErrors};
use super::name::{ATTEMPTS, DAY_MS, Name, PIXELS, Source};
use super::near::nearest;
use super::raw::{RawKeeper, RawRetry, RawSettings};
use super::report::Report;
use super::typed::{InitialAgentState, KeeperPage, Millis, OnContact, Retry, Settings, Status};
use super::url;
use super::value::{quoted, shown_number};

/// The typed form, or what is wrong, added to what the report already holds.
pub(super) fn check(raw: RawSettings, mut report: Report) -> Result<Settings, SettingsErrors> {
    let defaults = Settings::default();
    let instance = raw
        .instance_url
        .and_then(|written| instance_url(&mut report, &written));
    let logout = raw
        .logout_url
        .and_then(|written| logout_url(&mut report, &written, instance.as_deref()));
    let settings = Settings {
        status: match raw.status {
            Some(name) => status(&mut report, name, instance, logout).unwrap_or(defaults.status),
            None => defaults.status,
        },
        if_profile_name_includes: items(
            &mut report,
            Name::IfProfileNameIncludes,
            raw.if_profile_name_includes,
        ),
        if_current_agent_state: items(
            &mut report,
            Name::IfCurrentAgentState,
            raw.if_current_agent_state,
        ),
        session_end_timer: match raw.session_end_timer {
            Some(seconds) => timer(&mut report, seconds),
            None => defaults.session_end_timer,
        },
        initial_agent_state: match raw.initial_agent_state {
            Some(name) if name.trim().is_empty() => InitialAgentState::Never,
            Some(name) => InitialAgentState::Always(name),
            None => defaults.initial_agent_state,
        },
        keeper: raw
            .keeper
            .as_ref()
            .and_then(|keeper| keeper_page(&mut report, keeper)),
        on_contact: match raw.on_contact {
            Some(word) => on_contact(&mut report, &word),
            None => defaults.on_contact,
        },
        retry: retry(&mut report, raw.retry),
        confirm_leave: raw.confirm_leave.unwrap_or(defaults.confirm_leave),
        scope: raw
            .scope
            .map_or(defaults.scope, |name| scope(&mut report, name)),
    };
    report.finish(settings)
}

/// The instance's address without a slash at its end.
fn instance_url(report: &mut Report, written: &str) -> Option<String> {
    if is_empty(report, Name::InstanceUrl, written) {
        return None;
    }
    if !url::is_absolute(written) || written.contains(['?', '#']) {
        let whole = url::with_scheme(written);
        report.add_near(
            Name::InstanceUrl,
            quoted(written),
            Problem::BadUrl,
            whole.as_deref(),
        );
        return None;
    }
    if let Some(instance) = url::without_ccp(written) {
        report.add_near(
            Name::InstanceUrl,
            quoted(written),
            Problem::BadUrl,
            Some(instance),
        );
        return None;
    }
    Some(written.trim_end_matches('/').into())
}

fn logout_url(report: &mut Report, written: &str, instance: Option<&str>) -> Option<String> {
    if is_empty(report, Name::LogoutUrl, written) {
        return None;
    }
    if url::is_absolute(written) {
        return Some(written.into());
    }
    if url::is_path(written) {
        if let Some(instance) = instance {
            return Some([url::origin(instance), written].concat());
        }
        if !report.was_given(Name::InstanceUrl) {
            report.add(
                Name::LogoutUrl,
                quoted(written),
                Problem::MissingInstanceUrl,
            );
        }
        return None;
    }
    let whole = url::with_scheme(written);
    report.add_near(
        Name::LogoutUrl,
        quoted(written),
        Problem::BadUrl,
        whole.as_deref(),
    );
    None
}

fn status(
    report: &mut Report,
    name: String,
    instance: Option<String>,
    logout: Option<String>,
) -> Option<Status> {
    if is_empty(report, Name::Status, &name) {
        return None;
    }
    if !name.as_bytes().windows(6).any(|part| part == b"Logout") {
        return Some(Status::State(name));
    }
    if let Some(url) = logout.or_else(|| instance.map(|instance| instance + "/logout")) {
        return Some(Status::Logout { url });
    }
    if !report.was_given(Name::InstanceUrl) && !report.was_given(Name::LogoutUrl) {
        report.add(Name::Status, quoted(&name), Problem::MissingInstanceUrl);
    }
    None
}

/// A list, in which an empty item is a mistake: as part of a name it would match every name.
fn items(report: &mut Report, name: Name, items: Option<Vec<String>>) -> Vec<String> {
    let items = items.unwrap_or_default();
    for item in &items {
        is_empty(report, name, item);
    }
    items
}

fn timer(report: &mut Report, seconds: f64) -> Millis {
    if !number_in(report, Name::SessionEndTimer, seconds, 0, DAY_MS / 1000) {
        return 0;
    }
    millis((seconds * 1000.0).round())
}

fn keeper_page(report: &mut Report, keeper: &RawKeeper) -> Option<KeeperPage> {
    let url = keeper.url.as_deref().unwrap_or("").trim();
    let mut page = KeeperPage::new(url.into());
    if let Some(width) = keeper.width {
        page.width = small(whole(report, Name::KeeperWidth, width, PIXELS));
    }
    if let Some(height) = keeper.height {
        page.height = small(whole(report, Name::KeeperHeight, height, PIXELS));
    }
    match &keeper.url {
        // `KeeperUrl:` is the text's null.
        Some(_) if url.is_empty() && report.source == Source::Text => return None,
        Some(_) if url.is_empty() => report.add(Name::KeeperUrl, quoted(url), Problem::Empty),
        Some(_) if !url::is_reference(url) => {
            report.add(Name::KeeperUrl, quoted(url), Problem::BadUrl);
        }
        None if !report.was_given(Name::KeeperUrl) => {
            report.add(Name::KeeperUrl, String::new(), Problem::Missing);
        }
        _ => {}
    }
    Some(page)
}

/// The words of `onContact`.
pub(super) const ON_CONTACT: [(&str, OnContact); 3] = [
    ("queue", OnContact::Queue),
    ("wait", OnContact::Wait),
    ("skip", OnContact::Skip),
];

fn on_contact(report: &mut Report, word: &str) -> OnContact {
    if let Some((_, on_contact)) = ON_CONTACT.iter().find(|(known, _)| *known == word) {
        return *on_contact;
    }
    if !is_empty(report, Name::OnContact, word) {
        let near = nearest(word, ON_CONTACT.iter().map(|(known, _)| *known));
        let near = near.map(|near| report.as_written(near));
        report.add_near(
            Name::OnContact,
            quoted(word),
            Problem::NotOneOf,
            near.as_deref(),
        );
    }
    OnContact::Queue
}

fn retry(report: &mut Report, raw: RawRetry) -> Retry {
    let mut retry = Retry::default();
    if let Some(attempts) = raw.attempts {
        retry.attempts = small(whole(report, Name::RetryAttempts, attempts, ATTEMPTS));
    }
    let mut first_is_right = true;
    if let Some(first) = raw.first_delay_ms {
        let first = whole(report, Name::RetryFirstDelayMs, first, (0, DAY_MS));
        first_is_right = first.is_some();
        retry.first_delay = first.unwrap_or(0);
    }
    if let Some(timeout) = raw.attempt_timeout_ms {
        retry.attempt_timeout =
            whole(report, Name::RetryAttemptTimeoutMs, timeout, (1, DAY_MS)).unwrap_or(0);
    }
    if let Some(max) = raw.max_delay_ms {
        let Some(max) = whole(report, Name::RetryMaxDelayMs, max, (0, DAY_MS)) else {
            return retry;
        };
        retry.max_delay = max;
    }
    if first_is_right && retry.max_delay < retry.first_delay {
        let max = retry.max_delay.to_string();
        report.add(Name::RetryMaxDelayMs, max, Problem::TooSmall);
    }
    retry
}

fn scope(report: &mut Report, name: String) -> String {
    if !is_empty(report, Name::Scope, &name) && name.contains('/') {
        report.add(Name::Scope, quoted(&name), Problem::ForbiddenCharacter);
    }
    name
}

fn is_empty(report: &mut Report, name: Name, value: &str) -> bool {
    let empty = value.trim().is_empty();
    if empty {
        report.add(name, quoted(value), Problem::Empty);
    }
    empty
}

/// The whole number, if it is one within the bounds.
fn whole(report: &mut Report, name: Name, number: f64, (least, most): (u64, u64)) -> Option<u64> {
    if number.is_finite() && number >= 0.0 && number.fract() != 0.0 {
        report.add(name, shown_number(number), Problem::NotWhole);
        return None;
    }
    number_in(report, name, number, least, most).then(|| millis(number))
}

#[expect(clippy::cast_precision_loss, reason = "the bounds are far below 2^53")]
fn number_in(report: &mut Report, name: Name, number: f64, least: u64, most: u64) -> bool {
    let problem = if !number.is_finite() {
        Problem::NotFinite
    } else if number < 0.0 {
        Problem::Negative
    } else if number < least as f64 {
        Problem::TooSmall
    } else if number > most as f64 {
        Problem::TooBig
    } else {
        return true;
    };
    report.add(name, shown_number(number), problem);
    false
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to lie within small bounds"
)]
fn millis(number: f64) -> u64 {
    number as u64
}

/// A number whose bounds fit; 0 where it was refused, since then no settings come of it.
fn small(number: Option<u64>) -> u32 {
    number
        .and_then(|number| u32::try_from(number).ok())
        .unwrap_or(0)
}
