//! What survives a reload or a login. Each entry is stored by itself, so that a tab and a keeper that write
//! at the same time do not undo each other.

use serde::{Deserialize, Serialize};

use crate::domain::{Agent, Attempted, By, Failure, FailureCode, Kind, Millis, Outcome, Reason};

/// Counts up whenever an older reader would misread an entry.
pub const VERSION: u32 = 1;

/// One thing to write down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// Who was last seen, and in what state.
    Agent(LastAgent),
    /// How the last end was dealt with.
    Outcome(LastOutcome),
    /// What the last window tried as it went; `None` once it has been answered for.
    LastAttempt(Option<LastAttempt>),
}

/// All that is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Journal {
    /// Who was last seen, and in what state.
    pub agent: Option<LastAgent>,
    /// How the last end was dealt with.
    pub outcome: Option<LastOutcome>,
    /// What the last window tried as it went.
    pub last_attempt: Option<LastAttempt>,
}

/// Who was last seen. If no outcome has been told since, the session may have ended with nobody left to tell it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
pub struct LastOutcome {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether a later session has already made up for it, so that none does so twice.
    pub answered: bool,
}

/// What the last window tried as it went, with no one left to see the result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LastAttempt {
    /// On whom, from which state, to which one if one was asked for, and by whom.
    #[serde(flatten)]
    pub attempted: Attempted,
    /// Why no state was asked for.
    pub reason: Option<Reason>,
    /// Why none could be asked for.
    pub error: Option<Failure>,
    /// When, in milliseconds since the epoch.
    pub at: Millis,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<T> {
    version: u32,
    value: T,
}

impl<T> Record<T> {
    /// The entry, marked with this version.
    pub fn new(value: T) -> Self {
        Self {
            version: VERSION,
            value,
        }
    }

    /// The entry; none if another version wrote it.
    #[must_use]
    pub fn value(self) -> Option<T> {
        (self.version == VERSION).then_some(self.value)
    }
}

impl LastAgent {
    /// This agent, seen now.
    #[must_use]
    pub fn seen(agent: &Agent, at: Millis) -> Self {
        Self {
            username: agent.username.clone(),
            availability: agent.availability.clone(),
            at,
        }
    }
}

impl Journal {
    /// Who was last seen, if no outcome has been told since.
    #[must_use]
    pub fn untold(&self) -> Option<&LastAgent> {
        let told = self.outcome.as_ref().map_or(0, |last| last.outcome.at);
        self.agent.as_ref().filter(|last| last.at > told)
    }
}

impl LastAttempt {
    /// What is told of an end that nobody saw.
    #[must_use]
    pub fn unseen(last: &LastAgent) -> Self {
        let message = "The browser was closed or killed, or a tab without a keeper crashed. Nobody was left to set a \
            state, so it stayed as it was.";
        Self {
            attempted: Attempted {
                agent: Some(last.username.clone()),
                from: Some(last.availability.clone()),
                ..Attempted::nothing(By::Tab)
            },
            reason: None,
            error: Some(Failure::new(FailureCode::NobodyLeft, message)),
            at: last.at,
        }
    }

    /// Tells of it in a keeper's outcome of the same end. If that took no call, and the agent shows what was asked for
    /// here, this window made the change; a logout that went on from it started with the state before.
    pub(in crate::session) fn join(self, outcome: &mut Outcome, agent: Option<&Agent>) {
        let told = &mut outcome.attempted;
        let shown = agent.filter(|agent| self.attempted.is_shown_by(agent));
        if let (0, Some(agent)) = (told.attempts, shown) {
            *told = self.attempted;
            outcome.kind = Kind::shown_by(agent);
            outcome.reason = None;
            outcome.error = None;
        } else if told.attempts > 0
            && told.agent == self.attempted.agent
            && told.from == self.attempted.to
        {
            told.from = self.attempted.from;
        }
    }
}
