//! The settings as the machines read them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString, VariantArray, VariantNames};

use super::check;
use super::given::Given;
use super::table::Source;
use crate::domain::Millis;

/// What is to happen at a session's end and at its start.
///
/// Made by [`from_object`](super::from_object) or [`from_text`](super::from_text); travels from the tabs to the
/// keeper as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
// Between versions a setting may be missing, or be one too many: the tab is there all the same, and its keeper makes
// the change by those that it knows.
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// What to set at the session's end. Default: the state `Offline`. Adapter: `Status`.
    pub status: Status,

    /// Only agents whose routing profile's name contains one of these, case-sensitive; governs the initial state
    /// too. Default: empty, every agent. Adapter: `IfProfileNameIncludes`.
    pub if_profile_name_includes: Vec<String>,

    /// Only if the agent's availability state is one of these by name. Default: empty, every state.
    /// Adapter: `IfCurrentAgentState`.
    pub if_current_agent_state: Vec<String>,

    /// How long after the last tab is gone the change is made, given in seconds. A refresh that takes longer is
    /// taken for an end; 0 takes every refresh for one. Default: 5 s. Adapter: `SessionEndTimer`.
    pub session_end_timer: Millis,

    /// What to set when a new session starts. Default: `Available`, only after a change of this library's.
    /// Adapter: `InitialAgentState`.
    pub initial_agent_state: InitialAgentState,

    /// The popup that makes the change. Default: none, only the tab's own last-moment attempt.
    /// Adapter: `KeeperUrl`, `KeeperWidth`, `KeeperHeight`.
    pub keeper: Option<KeeperPage>,

    /// What to do while the agent has a live contact. Default: queue. Adapter: `OnContact`.
    pub on_contact: OnContact,

    /// Whether another CCP of this browser counts as a tab. Default: it is ignored. Adapter: `OtherCcps`.
    pub other_ccps: OtherCcps,

    /// How often and how patiently one change is tried. Not in the adapter's text.
    pub retry: Retry,

    /// Without a keeper: have the browser ask before the last tab closes, and show an agent who stays what became of
    /// the change. Default: no. Adapter: `ConfirmLeave`.
    pub confirm_leave: bool,

    /// Where each outcome is sent, for the host's own reports. Default: nowhere. Adapter: `ReportUrl`.
    pub report_url: Option<String>,

    /// The name under which tabs and their keeper find each other: one per Connect instance on an origin. Never
    /// empty, never with a `/`, which separates the parts of a lock's name. Default: `default`. Adapter: `Scope`.
    pub scope: String,

    /// The host's own words in place of English ones. Default: none. Not in the adapter's text.
    pub messages: Messages,
}

/// Sentences by their names, those of js-shim/words.js; `{…}` in them is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Messages(pub BTreeMap<String, String>);

/// What to set at the session's end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// The state of this name; `Offline` also means the state of type offline under another name.
    State(String),
    /// Offline, then log out: what a name that contains `Logout` (case-sensitive) asks for.
    Logout {
        /// Where the logout is asked for: `<instanceUrl>/logout`, or `logoutUrl`.
        url: String,
    },
}

/// What to set when a new session starts; never on a refresh, in a second tab, or under a live contact, where it only takes
/// the place of a status that this library has queued.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InitialAgentState {
    /// Not given: [`AFTER_OUR_CHANGE`](Self::AFTER_OUR_CHANGE), only if this library made the last change.
    AfterOurChange,
    /// Given as an empty name.
    Never,
    /// Given: this state at every session's start.
    Always(String),
}

impl InitialAgentState {
    /// The state set if none was given.
    pub const AFTER_OUR_CHANGE: &'static str = "Available";
}

/// The keeper's page and the size of its window.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeeperPage {
    /// Relative to the tab's page, or an absolute http(s) URL. Adapter: `KeeperUrl`.
    pub url: String,
    /// Inner width in CSS pixels. Default: 360, room for a CCP's login. Adapter: `KeeperWidth`.
    pub width: u32,
    /// Inner height in CSS pixels. Default: 480. Adapter: `KeeperHeight`.
    pub height: u32,
}

impl KeeperPage {
    /// The page in a window of the default size.
    #[must_use]
    pub fn new(url: String) -> Self {
        check::page(&mut Given::new(Source::Object), url)
    }
}

/// What to do while the agent has a live contact.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    EnumString,
    VariantArray,
    VariantNames,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum OnContact {
    /// Set the state as the next one; Connect makes it so when the contacts end. A logout is skipped instead.
    Queue,
    /// Wait for the contacts to end.
    Wait,
    /// Leave the state as it is.
    Skip,
}

/// What to make of a CCP in this browser that no watched tab has, at the session's end.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    EnumString,
    VariantArray,
    VariantNames,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum OtherCcps {
    /// Nothing.
    Ignore,
    /// The agent works there: wait until it is gone.
    Count,
}

/// How one change is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Retry {
    /// Attempts in all, 1 to 100. Default: 5.
    pub attempts: u32,
    /// The pause after the first failed attempt; each further one doubles. Default: 250 ms.
    pub first_delay: Millis,
    /// The longest pause, never below the first. Default: 4000 ms.
    pub max_delay: Millis,
    /// How long an attempt may go unanswered, never 0. Default: 3000 ms. Streams may never call back.
    pub attempt_timeout: Millis,
}

/// The rows' defaults.
impl Default for Settings {
    fn default() -> Self {
        check::defaults()
    }
}

impl Default for Retry {
    fn default() -> Self {
        Settings::default().retry
    }
}
