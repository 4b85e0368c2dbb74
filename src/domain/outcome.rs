//! How a change ended.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, VariantArray};
use thiserror::Error;

use super::{Agent, AgentView, Millis};

/// The attempt on an agent. A change has it while it is under way; its outcome and a last attempt keep it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attempted {
    /// The agent's login name, if it was known.
    pub agent: Option<String>,
    /// The state before.
    pub from: Option<String>,
    /// The state that was to be set.
    pub to: Option<String>,
    /// How many calls to Streams it took.
    pub attempts: u32,
    /// The window that made them.
    pub by: By,
    /// What ended the session; an older build wrote none.
    #[serde(default)]
    pub trigger: Trigger,
}

impl Attempted {
    /// Nothing yet.
    #[must_use]
    pub fn nothing(by: By) -> Self {
        Self {
            agent: None,
            from: None,
            to: None,
            attempts: 0,
            by,
            trigger: Trigger::LastTab,
        }
    }

    /// Whether this is its agent, who is in the state `to`, or will be once the contacts are over.
    #[must_use]
    pub fn is_shown_by(&self, agent: &Agent) -> bool {
        self.agent.as_ref() == Some(&agent.username) && self.to.as_deref() == Some(agent.settled())
    }

    /// Whether this is one of its two states.
    #[must_use]
    pub fn is_around(&self, state: Option<&str>) -> bool {
        [self.from.as_deref(), self.to.as_deref()].contains(&state)
    }

    /// Whether this is its agent, who is in the state `to` or still in the state `from`: nobody has picked another since.
    #[must_use]
    pub fn is_between(&self, agent: &Agent) -> bool {
        self.agent.as_ref() == Some(&agent.username) && self.is_around(Some(agent.settled()))
    }
}

/// How one session's end was dealt with: the same object in the event, in the journal and in the keeper.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The result.
    pub kind: Kind,
    /// On whom, from which state, to which one, and by whom.
    #[serde(flatten)]
    pub attempted: Attempted,
    /// Why it was skipped, or went only half the way.
    pub reason: Option<Reason>,
    /// Why it failed.
    pub error: Option<Failure>,
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

    /// Whether the host has ended the session with it. After a failure, during a contact that needs the agent, and if the
    /// agent has picked a state meanwhile, the session goes on.
    #[must_use]
    pub fn is_end_by_host(&self) -> bool {
        let is_end = match self.kind {
            Kind::Failed => false,
            Kind::Skipped => !matches!(
                self.reason,
                Some(Reason::LiveContact | Reason::Returned | Reason::Cancelled)
            ),
            Kind::Changed | Kind::Queued | Kind::LoggedOut => true,
        };
        is_end && self.attempted.trigger == Trigger::End
    }

    /// Whether its agent is in the state `to`, or will be once the contacts are over.
    #[must_use]
    pub fn is_shown(&self, view: &AgentView) -> bool {
        (view.known()).is_some_and(|agent| self.attempted.is_shown_by(agent))
    }
}

/// As a line of a log.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind, attempted, ..
        } = self;
        let to = attempted.to.as_deref().unwrap_or("-");
        let attempts = attempted.attempts;
        let plural = if attempts == 1 { "" } else { "s" };
        write!(
            f,
            "session end: {kind} {to} after {attempts} attempt{plural}"
        )?;
        match &self.error {
            Some(error) => write!(f, ": {error}"),
            None => Ok(()),
        }
    }
}

/// The result of a change.
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

impl Kind {
    /// The result of a change whose state this agent shows.
    #[must_use]
    pub fn shown_by(agent: &Agent) -> Self {
        if agent.next.is_some() {
            Self::Queued
        } else {
            Self::Changed
        }
    }
}

/// The window that made a change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum By {
    /// The keeper, after the last tab was gone.
    Keeper,
    /// The last tab itself, as it went.
    Tab,
}

/// What ended a session.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Trigger {
    /// The last tab was gone, or going.
    #[default]
    LastTab,
    /// The host asked for it, by `end()`.
    End,
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
    /// Another CCP of this browser is open.
    OtherCcp,
    /// A tab came back before the change was made.
    Returned,
    /// The agent said so in the keeper's window, or picked another state while an end was made that the host had asked for.
    Cancelled,
}

/// Why a change failed: a stable code and a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Failure {
    /// Which failure it is.
    pub code: FailureCode,
    /// The problem, its value, and what to do.
    pub message: String,
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
    /// The browser had no network, and did not come online in time.
    NoNetwork,
    /// The instance's logout address could not be reached.
    LogoutFailed,
    /// No tab ever told its settings.
    NoSettings,
    /// The change came more than five minutes late, and somebody had set another state since.
    TooLate,
    /// Nobody was left to make the change: the whole browser ended, or a tab without a keeper crashed.
    NobodyLeft,
}
