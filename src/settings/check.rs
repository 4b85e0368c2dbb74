//! From what was given to the typed form: which values are legal.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::error::{SettingErrorCode as Code, SettingsErrors};
use super::given::Given;
use super::table::{Setting, Source};
use super::typed::{
    InitialAgentState, KeeperPage, Messages, OnContact, OtherCcps, Retry, Settings, Status,
};
use super::url;
use super::value::Value;
use crate::domain::Millis;
use crate::domain::look::{plain, visible};

/// The typed form, or what is wrong.
pub(super) fn check(mut given: Given) -> Result<Settings, SettingsErrors> {
    let settings = settings(&mut given);
    given.finish(settings)
}

/// The rows' defaults, which are all allowed. A keeper reads no settings, and without a mistake to explain its wasm has no
/// explanations.
pub(super) fn defaults() -> Settings {
    settings(&mut Given::new(Source::Object))
}

fn settings(given: &mut Given) -> Settings {
    Settings {
        // One that is missing was refused.
        status: status(given).unwrap_or(Status::State(String::new())),
        if_profile_name_includes: items(given, Setting::IfProfileNameIncludes),
        if_current_agent_state: items(given, Setting::IfCurrentAgentState),
        session_end_timer: session_end_timer(given),
        initial_agent_state: initial_agent_state(given),
        keeper: keeper(given),
        on_contact: word(given, Setting::OnContact).unwrap_or(OnContact::Queue),
        other_ccps: word(given, Setting::OtherCcps).unwrap_or(OtherCcps::Ignore),
        retry: retry(given),
        confirm_leave: given.value(Setting::ConfirmLeave) == Some(Value::Bool(true)),
        report_url: report_url(given),
        scope: scope(given),
        messages: messages(given),
    }
}

/// What to set, and where to log out.
fn status(given: &mut Given) -> Option<Status> {
    let instance = instance_url(given);
    let logout = logout_url(given, instance.as_deref());
    let name = given.filled(Setting::Status)?;
    if !plain(&name).contains("Logout") {
        return Some(Status::State(name));
    }
    let url = logout.or_else(|| instance.map(|instance| instance + "/logout"));
    // An address that was given and is wrong was refused.
    let is_address_given =
        given.was_given(Setting::InstanceUrl) || given.was_given(Setting::LogoutUrl);
    if url.is_none() && !is_address_given {
        given.refuse(Setting::Status, name.as_str(), Code::MissingInstanceUrl);
    }
    url.map(|url| Status::Logout { url })
}

/// The instance's address, from that of any of its pages.
fn instance_url(given: &mut Given) -> Option<String> {
    let written = given.url(Setting::InstanceUrl)?;
    if url::is_absolute(&written) {
        return Some(url::instance(&written));
    }
    given.refuse(Setting::InstanceUrl, written.as_str(), Code::BadUrl);
    None
}

fn logout_url(given: &mut Given, instance: Option<&str>) -> Option<String> {
    let written = given.url(Setting::LogoutUrl)?;
    let is_absolute = url::is_absolute(&written);
    // The CCP would answer, and that would count as a logout.
    if url::is_ccp(&written) || !(is_absolute || url::is_path(&written)) {
        given.refuse(Setting::LogoutUrl, written.as_str(), Code::BadUrl);
    } else if is_absolute {
        return Some(written);
    } else if let Some(instance) = instance {
        return Some(format!("{}{written}", url::origin(instance)));
    } else if !given.was_given(Setting::InstanceUrl) {
        given.refuse(
            Setting::LogoutUrl,
            written.as_str(),
            Code::MissingInstanceUrl,
        );
    }
    None
}

/// A list without empty items: as part of a name, nothing would match every name.
fn items(given: &mut Given, setting: Setting) -> Vec<String> {
    let Some(Value::List(items)) = given.value(setting) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for item in items {
        if let Value::String(text) = item {
            if visible(&text).trim().is_empty() {
                given.refuse(setting, text.as_str(), Code::Empty);
            }
            texts.push(text);
        }
    }
    texts
}

fn session_end_timer(given: &mut Given) -> Millis {
    let seconds = given.number(Setting::SessionEndTimer);
    whole((seconds * 1000.0).round_ties_even())
}

fn initial_agent_state(given: &mut Given) -> InitialAgentState {
    match given.text(Setting::InitialAgentState) {
        Some(name) if visible(&name).trim().is_empty() => InitialAgentState::Never,
        Some(name) => InitialAgentState::Always(name),
        None => InitialAgentState::AfterOurChange,
    }
}

fn keeper(given: &mut Given) -> Option<KeeperPage> {
    let parts = [
        Setting::KeeperUrl,
        Setting::KeeperWidth,
        Setting::KeeperHeight,
    ];
    let has_parts = parts.iter().any(|part| given.was_given(*part));
    // An object without parts lacks its page.
    let is_object = matches!(given.value(Setting::Keeper), Some(Value::Object(_)));
    if !has_parts && !is_object {
        return None;
    }
    let written = given.text(Setting::KeeperUrl).map(|url| plain(&url));
    let url = written.as_deref().map(str::trim);
    match url {
        // `KeeperUrl:` is the text's null.
        Some("") if given.source == Source::Text => return None,
        Some("") => given.refuse(Setting::KeeperUrl, "", Code::Empty),
        Some(other) if !url::is_reference(other) => {
            given.refuse(Setting::KeeperUrl, other, Code::BadUrl);
        }
        None if !given.was_given(Setting::KeeperUrl) => {
            given.refuse(Setting::KeeperUrl, Value::Undefined, Code::Missing);
        }
        _ => {}
    }
    Some(page(given, url.unwrap_or_default().into()))
}

/// The page in a window of the given size, or of the default one.
pub(super) fn page(given: &mut Given, url: String) -> KeeperPage {
    KeeperPage {
        url,
        width: small(given.number(Setting::KeeperWidth)),
        height: small(given.number(Setting::KeeperHeight)),
    }
}

/// One of the setting's words; none if another was given, which was refused.
fn word<T: FromStr>(given: &mut Given, setting: Setting) -> Option<T> {
    given.text(setting)?.parse().ok()
}

fn retry(given: &mut Given) -> Retry {
    let attempts = given.number(Setting::RetryAttempts);
    let first = given.number(Setting::RetryFirstDelayMs);
    let max = given.number(Setting::RetryMaxDelayMs);
    let timeout = given.number(Setting::RetryAttemptTimeoutMs);
    if max < first
        && let Some(written) = given.value(Setting::RetryMaxDelayMs)
    {
        given.refuse(Setting::RetryMaxDelayMs, written, Code::TooSmall);
    }
    Retry {
        attempts: small(attempts),
        first_delay: whole(first),
        max_delay: whole(max),
        attempt_timeout: whole(timeout),
    }
}

fn report_url(given: &mut Given) -> Option<String> {
    let written = given.text(Setting::ReportUrl)?;
    let url = written.trim();
    match url {
        // `ReportUrl:` says that there is none, as an attribute does that nobody has filled in.
        "" if given.source == Source::Text => return None,
        "" => given.refuse(Setting::ReportUrl, "", Code::Empty),
        url if !url::is_private_reference(url) => {
            given.refuse(Setting::ReportUrl, url, Code::BadUrl);
        }
        _ => {}
    }
    Some(url.into())
}

fn scope(given: &mut Given) -> String {
    let scope = given.filled(Setting::Scope).unwrap_or_default();
    if scope.contains('/') {
        given.refuse(Setting::Scope, scope.as_str(), Code::ForbiddenCharacter);
    }
    scope
}

fn messages(given: &mut Given) -> Messages {
    let Some(Value::Object(properties)) = given.value(Setting::Messages) else {
        return Messages::default();
    };
    let mut texts = BTreeMap::new();
    for (name, value) in properties {
        if let Value::String(text) = value {
            texts.insert(name, text);
        }
    }
    Messages(texts)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within the row's bounds, or refused"
)]
fn whole(number: f64) -> Millis {
    number as Millis
}

fn small(number: f64) -> u32 {
    u32::try_from(whole(number)).unwrap_or_default()
}
