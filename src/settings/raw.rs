//! The one form that both sources give: all optional, of the right types, not yet of legal values.

use super::check::check;
use super::error::SettingsErrors;
use super::name::{Name, Source};
use super::report::Report;
use super::typed::Settings;

/// The settings as given; see [`Settings`] for what each means.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawSettings {
    /// A state's name.
    pub status: Option<String>,
    /// Parts of routing profile names.
    pub if_profile_name_includes: Option<Vec<String>>,
    /// State names.
    pub if_current_agent_state: Option<Vec<String>>,
    /// Seconds.
    pub session_end_timer: Option<f64>,
    /// A state's name; empty means never.
    pub initial_agent_state: Option<String>,
    /// The keeper; `null` and not given are the same.
    pub keeper: Option<RawKeeper>,
    /// The Connect instance's address.
    pub instance_url: Option<String>,
    /// Where to log out, if not at `<instanceUrl>/logout`.
    pub logout_url: Option<String>,
    /// `queue`, `wait` or `skip`.
    pub on_contact: Option<String>,
    /// Retrying.
    pub retry: RawRetry,
    /// Whether to ask before the last tab closes.
    pub confirm_leave: Option<bool>,
    /// The scope's name.
    pub scope: Option<String>,
}

/// The keeper as given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawKeeper {
    /// Its page.
    pub url: Option<String>,
    /// CSS pixels.
    pub width: Option<f64>,
    /// CSS pixels.
    pub height: Option<f64>,
}

/// Retrying as given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RawRetry {
    /// How many in all.
    pub attempts: Option<f64>,
    /// Milliseconds.
    pub first_delay_ms: Option<f64>,
    /// Milliseconds.
    pub max_delay_ms: Option<f64>,
    /// Milliseconds.
    pub attempt_timeout_ms: Option<f64>,
}

impl TryFrom<RawSettings> for Settings {
    type Error = SettingsErrors;

    fn try_from(raw: RawSettings) -> Result<Self, SettingsErrors> {
        let mut report = Report::new(Source::Object);
        // An address that was given but is bad is not missing as well.
        for (name, given) in [
            (Name::InstanceUrl, raw.instance_url.is_some()),
            (Name::LogoutUrl, raw.logout_url.is_some()),
        ] {
            if given {
                report.next(Some(name));
            }
        }
        check(raw, report)
    }
}
