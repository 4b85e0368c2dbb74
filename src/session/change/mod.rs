//! One change of the agent's state: attempt, timeout, retry, confirmation, maybe a logout, and one outcome.
//!
//! ```text
//!            ┌────────────── Pause ◄── failed, timed out, not confirmed ──┐
//!            ▼                                                            │
//! Ready ── go ──► Attempt ── success ──► Confirm ── the snapshot shows it ──► Over, or Ready for the logout
//!   ▲         ├─► Logout ── the instance was reached ───────────────────────► Over
//!   └─────────┼── AwaitAgent, AwaitContacts, AwaitNetwork
//!             └─► Over (skipped, failed)
//! ```
//!
//! Its owner lets it go whenever it [is ready](Change::is_ready): a keeper looks for tabs first.
//! At most one attempt is in flight; one that timed out is given up, and its callback is stale.
//!
//! It belongs to one agent: where another signs in, it is over.
//!
//! What comes next is in `go`, what it has heard in `answer`, how it ends in `end`.

mod answer;
mod end;
mod failures;
mod go;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, VariantArray};

use super::outcome::{By, Failure, Outcome, Reason};
use super::{Agent, RequestId, Timer};
use crate::settings::Millis;
pub(super) use end::kind;
pub(super) use failures::{held_up, missing};

/// What a change is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Goal {
    /// What the settings say about a session's end.
    End,
    /// The same at a window's last moment, which cannot wait for the delay and so may be a mere refresh: never a logout.
    Farewell,
    /// The first state of a new session.
    Begin {
        /// The state's name.
        to: String,
    },
    /// To put an earlier state back after a change that was none too many.
    Restore {
        /// The state's name.
        to: String,
        /// Whether to set it even where the snapshot shows it: an earlier attempt at another may still arrive.
        insist: bool,
    },
}

/// One change under way, or over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    goal: Goal,
    by: By,
    ended_at: Millis,
    seed: u64,
    /// Whose change it is, once that is known.
    agent: Option<String>,
    from: Option<String>,
    to: Option<String>,
    attempts: u32,
    /// Attempts since the last step forward: what `retry.attempts` bounds.
    tries: u32,
    agent_missing_since: Option<Millis>,
    /// What the browser says of the network.
    online: bool,
    offline_since: Option<Millis>,
    logout_asked: bool,
    /// Whether the CCP has said since the last attempt that nobody is signed in.
    denied: bool,
    recalled: Option<Reason>,
    step: Step,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Ready,
    AwaitAgent { until: Millis },
    AwaitContacts,
    AwaitNetwork { until: Millis },
    Attempt { id: RequestId, until: Millis },
    Confirm { until: Millis },
    Pause { until: Millis, error: Failure },
    Logout { id: RequestId, until: Millis },
    Over(Box<Outcome>),
}

/// What a change is waiting for besides its own attempts.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Waiting {
    /// The agent's contacts to be over.
    Contacts,
    /// The CCP to show an agent.
    Agent,
    /// The browser to be online.
    Network,
}

impl Change {
    /// A change that is ready to go. `seed` spreads the pauses of many browsers that fail at once.
    #[must_use]
    pub fn new(goal: Goal, by: By, ended_at: Millis, seed: u64) -> Self {
        Self {
            goal,
            by,
            ended_at,
            seed: seed | 1,
            agent: None,
            from: None,
            to: None,
            attempts: 0,
            tries: 0,
            agent_missing_since: None,
            online: true,
            offline_since: None,
            logout_asked: false,
            denied: false,
            recalled: None,
            step: Step::Ready,
        }
    }

    /// The same for this agent and nobody else, who may have signed out meanwhile.
    #[must_use]
    pub fn of(mut self, agent: Option<String>) -> Self {
        self.agent = agent;
        self
    }

    /// The same where the browser has said that it is online, or not.
    #[must_use]
    pub fn in_network(mut self, online: bool) -> Self {
        self.online = online;
        self
    }

    /// Whether its owner is to let it go on.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.step, Step::Ready)
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.step {
            Step::Over(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The agent's state before, once it is known.
    #[must_use]
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// The state that was asked for, as long as it is under way.
    #[must_use]
    pub fn to(&self) -> Option<&str> {
        self.to.as_deref()
    }

    /// The login name of the agent it is for, as long as it is under way and once that is known.
    #[must_use]
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// Who makes it.
    #[must_use]
    pub fn by(&self) -> By {
        self.by
    }

    /// How many calls to Streams it has made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What it waits for.
    #[must_use]
    pub fn waiting(&self) -> Option<Waiting> {
        match self.step {
            Step::AwaitAgent { .. } => Some(Waiting::Agent),
            Step::AwaitContacts => Some(Waiting::Contacts),
            Step::AwaitNetwork { .. } => Some(Waiting::Network),
            _ => None,
        }
    }

    pub(super) fn deadline(&self) -> Option<(Millis, Timer)> {
        match self.step {
            Step::AwaitAgent { until } => Some((until, Timer::AgentMissing)),
            Step::AwaitNetwork { until } => Some((until, Timer::Offline)),
            Step::Attempt { until, .. } => Some((until, Timer::Attempt)),
            Step::Confirm { until } => Some((until, Timer::Confirm)),
            Step::Pause { until, .. } => Some((until, Timer::Retry)),
            Step::Logout { until, .. } => Some((until, Timer::Logout)),
            Step::Ready | Step::AwaitContacts | Step::Over(_) => None,
        }
    }

    fn is_shown(&self, agent: &Agent) -> bool {
        self.to.as_deref() == Some(agent.settled())
    }
}
