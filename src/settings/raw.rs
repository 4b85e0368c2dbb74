//! Settings as Rust gives them: all optional, of the right types, not yet of legal values.

use super::error::SettingsErrors;
use super::explain::from_object;
use super::typed::{Messages, Settings};
use crate::plain::{IfAny, ToPlain, Value, object};

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
    /// Sentences by their names.
    pub messages: Messages,
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
        from_object(&raw.to_plain())
    }
}

impl ToPlain for RawSettings {
    fn to_plain(&self) -> Value {
        object(&[
            ("status", &IfAny(self.status.as_ref())),
            (
                "ifProfileNameIncludes",
                &IfAny(self.if_profile_name_includes.as_ref()),
            ),
            (
                "ifCurrentAgentState",
                &IfAny(self.if_current_agent_state.as_ref()),
            ),
            ("sessionEndTimer", &IfAny(self.session_end_timer.as_ref())),
            (
                "initialAgentState",
                &IfAny(self.initial_agent_state.as_ref()),
            ),
            ("keeper", &IfAny(self.keeper.as_ref())),
            ("instanceUrl", &IfAny(self.instance_url.as_ref())),
            ("logoutUrl", &IfAny(self.logout_url.as_ref())),
            ("onContact", &IfAny(self.on_contact.as_ref())),
            ("retry", &self.retry),
            ("confirmLeave", &IfAny(self.confirm_leave.as_ref())),
            ("scope", &IfAny(self.scope.as_ref())),
            ("messages", &self.messages),
        ])
    }
}

impl ToPlain for RawKeeper {
    fn to_plain(&self) -> Value {
        object(&[
            ("url", &IfAny(self.url.as_ref())),
            ("width", &IfAny(self.width.as_ref())),
            ("height", &IfAny(self.height.as_ref())),
        ])
    }
}

impl ToPlain for RawRetry {
    fn to_plain(&self) -> Value {
        object(&[
            ("attempts", &IfAny(self.attempts.as_ref())),
            ("firstDelayMs", &IfAny(self.first_delay_ms.as_ref())),
            ("maxDelayMs", &IfAny(self.max_delay_ms.as_ref())),
            ("attemptTimeoutMs", &IfAny(self.attempt_timeout_ms.as_ref())),
        ])
    }
}
