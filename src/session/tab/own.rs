//! The change that a tab makes by itself.

use super::ending::Ending;
use super::last_attempt::Leaving;
use crate::domain::{By, Outcome};
use crate::session::change::{self, Change, Goal, Waiting};
use crate::session::port::{Deadline, LastAttempt};
use crate::session::runner::Cx;
use crate::settings::Settings;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, strum::AsRefStr)]
pub(super) enum Own {
    #[default]
    Nothing,
    /// Sets a state: the session's first, or the one from before the last attempt that it undoes.
    Setting {
        change: Box<Change>,
        undoes: Option<Box<LastAttempt>>,
    },
    /// Makes a last attempt.
    Leaving(Box<Leaving>),
    /// Makes the end that the host has asked for.
    Ending(Box<Ending>),
}

impl Own {
    pub(super) fn setting(
        goal: Goal,
        undoes: Option<Box<LastAttempt>>,
        seed: u64,
        cx: &Cx<'_>,
    ) -> Self {
        Self::Setting {
            change: Box::new(Change::new(goal, By::Tab, cx.now, seed)),
            undoes,
        }
    }

    pub(super) fn tell(&mut self, event: change::Event, settings: &Settings, cx: &mut Cx<'_>) {
        match self {
            Self::Nothing => {}
            Self::Setting { change, .. } => change.handle(event, settings, cx),
            Self::Leaving(leaving) => leaving.tell(event, settings, cx),
            Self::Ending(ending) => ending.tell(event, settings, cx),
        }
    }

    /// The outcome of a state that it has set or tried to set, and the last attempt that this undoes.
    pub(super) fn take_set(&mut self) -> Option<(Outcome, Option<Box<LastAttempt>>)> {
        match std::mem::take(self) {
            Self::Setting { change, undoes } if change.outcome().is_some() => {
                change.outcome().cloned().zip(Some(undoes))
            }
            other => {
                *self = other;
                None
            }
        }
    }

    /// The end that the host has asked for, once it has its outcome.
    pub(super) fn take_ended(&mut self, cx: &Cx<'_>) -> Option<Outcome> {
        let Self::Ending(ending) = self else {
            return None;
        };
        let outcome = ending.outcome(cx)?;
        *self = Self::Nothing;
        Some(outcome)
    }

    /// The attempt to write down, if it is new.
    pub(super) fn attempt(&mut self, cx: &Cx<'_>) -> Option<LastAttempt> {
        match self {
            Self::Leaving(leaving) => leaving.news(cx),
            Self::Ending(ending) => ending.news(cx),
            Self::Setting {
                change,
                undoes: Some(undoes),
            } if change.waiting() == Some(Waiting::Contacts) && !undoes.waits => {
                undoes.waits = true;
                Some((**undoes).clone())
            }
            Self::Nothing | Self::Setting { .. } => None,
        }
    }

    /// Whether nothing is done yet.
    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Ending(ending) => !ending.has_begun(),
            Self::Setting { .. } | Self::Leaving(_) => false,
        }
    }

    /// Whether it may go on in a document that goes, for as long as that lives.
    pub(super) fn outlasts_the_page(&self) -> bool {
        matches!(self, Self::Leaving(_) | Self::Ending(_))
    }

    /// Whether a state that it sets has been asked for, and may arrive at any time.
    pub(super) fn has_set(&self) -> bool {
        matches!(self, Self::Setting { change, .. } if change.attempts() > 0)
    }

    /// The last attempt, if the page asks the agent about it.
    pub(super) fn asking(&mut self) -> Option<&mut Leaving> {
        match self {
            Self::Leaving(leaving) if leaving.asks() => Some(leaving),
            _ => None,
        }
    }

    pub(super) fn change(&self) -> Option<&Change> {
        match self {
            Self::Nothing => None,
            Self::Setting { change, .. } => Some(change),
            Self::Leaving(leaving) => Some(leaving.change()),
            Self::Ending(ending) => Some(ending.change()),
        }
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        self.change().and_then(Change::deadline)
    }
}
