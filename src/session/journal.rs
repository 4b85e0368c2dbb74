//! What survives a reload or a login. Each entry is stored by itself, so that a tab and a keeper that write
//! at the same time do not undo each other.

use serde::{Deserialize, Serialize};

use super::change::{Change, Waiting, held_up, kind};
use super::{Agent, AgentView, By, Failure, FailureCode, Kind, Outcome, Reason};
use crate::settings::Millis;

/// Counts up whenever an older reader would misread an entry.
pub const VERSION: u32 = 1;

/// One thing to write down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// Who was last seen, and in what state.
    Agent(LastAgent),
    /// How the last end was dealt with.
    Outcome(LastOutcome),
    /// What the last window did at its last moment; `None` once it has been answered for.
    Farewell(Option<Farewell>),
}

/// All that is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Journal {
    /// Who was last seen, and in what state.
    pub agent: Option<LastAgent>,
    /// How the last end was dealt with.
    pub outcome: Option<LastOutcome>,
    /// What the last window did at its last moment.
    pub farewell: Option<Farewell>,
}

/// Who was last seen. Where no outcome has been told since, the session may have ended with nobody left to tell it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastAgent {
    /// The login name.
    pub username: String,
    /// The availability state.
    pub availability: String,
    /// When, in milliseconds since the epoch.
    pub at: Millis,
}

/// How the last end was dealt with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastOutcome {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether a later session has already made up for it, so that none does so twice.
    pub answered: bool,
}

/// What the last window did at its last moment, with no one left to see what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Farewell {
    /// The login name, where it was known.
    pub agent: Option<String>,
    /// The state before.
    pub from: Option<String>,
    /// The state asked for, if one was.
    pub to: Option<String>,
    /// Why none was asked for.
    pub reason: Option<Reason>,
    /// Why none could be asked for.
    pub error: Option<Failure>,
    /// When, in milliseconds since the epoch.
    pub at: Millis,
    /// How many calls to Streams were made.
    pub attempts: u32,
    /// Who made them.
    pub by: By,
}

impl Journal {
    /// Who was last seen, if no outcome has been told since.
    pub(super) fn untold(&self) -> Option<&LastAgent> {
        let told = self.outcome.as_ref().map_or(0, |last| last.outcome.at);
        self.agent.as_ref().filter(|last| last.at > told)
    }
}

impl Farewell {
    /// What is told of an end that nobody saw.
    pub(super) fn unseen(last: &LastAgent) -> Self {
        let message = "the browser was closed or killed, or a tab without a keeper crashed, so nobody was left to set \
            a state; it stayed as it was";
        Self {
            agent: Some(last.username.clone()),
            from: Some(last.availability.clone()),
            to: None,
            reason: None,
            error: Some(Failure::new(FailureCode::NobodyLeft, message)),
            at: last.at,
            attempts: 0,
            by: By::Tab,
        }
    }

    /// Whether the agent is, or will be, in the state that it asked for.
    pub(super) fn is_shown(&self, agent: &Agent) -> bool {
        agent.shows(self.agent.as_deref(), self.to.as_deref())
    }

    /// Has a keeper's outcome of the same end tell of it. Where that took no call, and the agent shows what was asked
    /// for here, the change was this one's; a logout that went on from it began with the state before.
    pub(super) fn join(self, outcome: &mut Outcome, view: &AgentView) {
        let agent = view.known().filter(|agent| self.is_shown(agent));
        if outcome.attempts == 0
            && let Some(agent) = agent
        {
            *outcome = Outcome {
                kind: kind(agent),
                agent: self.agent,
                from: self.from,
                to: self.to,
                reason: None,
                error: None,
                attempts: self.attempts,
                by: self.by,
                ended_at: outcome.ended_at,
                at: outcome.at,
            };
        } else if outcome.attempts > 0 && outcome.agent == self.agent && outcome.from == self.to {
            outcome.from = self.from;
        }
    }

    /// What a change that was begun at `at` has come to so far.
    pub(super) fn of(change: &Change, view: &AgentView, at: Millis) -> Self {
        if let Some(outcome) = change.outcome() {
            let asked = outcome.kind != Kind::Skipped || outcome.attempts > 0;
            return Self {
                agent: outcome.agent.clone(),
                from: outcome.from.clone(),
                to: outcome.to.clone().filter(|_| asked),
                reason: outcome.reason,
                error: outcome.error.clone(),
                at,
                attempts: outcome.attempts,
                by: outcome.by,
            };
        }
        let waiting = change.waiting();
        Self {
            agent: change.agent().map(Into::into),
            from: change.from().map(Into::into),
            to: change.to().map(Into::into),
            reason: (waiting == Some(Waiting::Contacts)).then_some(Reason::LiveContact),
            error: held_up(waiting, view),
            at,
            attempts: change.attempts(),
            by: change.by(),
        }
    }
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<T> {
    version: u32,
    value: T,
}

impl<T> Record<T> {
    /// An entry of this version.
    #[must_use]
    pub fn new(value: T) -> Self {
        let version = VERSION;
        Self { version, value }
    }

    /// The entry; none if another version wrote it.
    #[must_use]
    pub fn value(self) -> Option<T> {
        (self.version == VERSION).then_some(self.value)
    }
}
