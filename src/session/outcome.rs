//! How a change ended.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, VariantArray};
use thiserror::Error;

use super::AgentView;
use crate::settings::Millis;

/// How one session's end was dealt with: the same object in the event, in the journal and in the keeper.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// What became of it.
    pub kind: Kind,
    /// The agent's login name, where it was known.
    pub agent: Option<String>,
    /// The availability state before.
    pub from: Option<String>,
    /// The state that was to be set.
    pub to: Option<String>,
    /// Why it was skipped, or went only half the way.
    pub reason: Option<Reason>,
    /// Why it failed.
    pub error: Option<Failure>,
    /// How many calls to Streams it took.
    pub attempts: u32,
    /// Who made it.
    pub by: By,
    /// When the session ended, in milliseconds since the epoch.
    pub ended_at: Millis,
    /// When the outcome was known, in milliseconds since the epoch.
    pub at: Millis,
}

impl Outcome {
    /// Whether this library put the agent into the state `to`.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        matches!(self.kind, Kind::Changed | Kind::Queued | Kind::LoggedOut)
    }

    /// Whether its agent is, or will be, in the state `to`.
    #[must_use]
    pub fn is_shown(&self, view: &AgentView) -> bool {
        view.known()
            .is_some_and(|agent| agent.shows(self.agent.as_deref(), self.to.as_deref()))
    }
}

/// What became of a change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "camelCase")]
#[strum(serialize_all = "camelCase")]
pub enum Kind {
    /// The agent's own snapshot shows the state.
    Changed,
    /// The agent's own snapshot shows the state as the next one, for when the contacts are over.
    Queued,
    /// The agent is offline and logged out.
    LoggedOut,
    /// Nothing was to be done.
    Skipped,
    /// It could not be done.
    Failed,
}

/// Who made a change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum By {
    /// The keeper, after the last tab was gone.
    Keeper,
    /// The last tab itself, while it was going.
    Tab,
}

/// Why a change was not made.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// `ifProfileNameIncludes` names no part of the agent's routing profile.
    Profile,
    /// `ifCurrentAgentState` does not name the agent's availability state.
    CurrentState,
    /// The agent was in that state already.
    AlreadySet,
    /// A contact is live.
    LiveContact,
    /// A tab came back before the change was made.
    Returned,
    /// The agent said so in the keeper's window.
    Cancelled,
}

/// Why a change failed: a stable code and a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct Failure {
    /// Which failure it is.
    pub code: FailureCode,
    /// What is wrong, with what, and what to do.
    pub message: String,
}

/// The failures that there are.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FailureCode {
    /// Streams called `failure`.
    SetStateFailed,
    /// Streams called neither `success` nor `failure` in time.
    AttemptTimedOut,
    /// Streams called `success`, but the agent's snapshot never showed the state.
    NotConfirmed,
    /// The instance has no state of that name.
    UnknownState,
    /// Nobody is signed in to the CCP.
    SignedOut,
    /// The CCP never showed an agent.
    AgentUnknown,
    /// Another agent signed in while the change was under way.
    OtherAgent,
    /// The browser was offline, and did not come online in time.
    Offline,
    /// The instance's logout address could not be reached.
    LogoutFailed,
    /// No tab ever said what its settings are.
    NoSettings,
    /// Nobody was left to make the change: the whole browser ended, or a tab without a keeper crashed.
    NobodyLeft,
}

impl Failure {
    /// A failure with its sentence.
    #[must_use]
    pub fn new(code: FailureCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
