//! What a tab does to the agent by itself.

use super::last_attempt::Leaving;
use crate::domain::{By, Outcome};
use crate::session::change::{self, Change, Goal};
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
        }
    }

    /// A state was set, or not: how that ended, and the last attempt that it undoes.
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
        }
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        self.change().and_then(Change::deadline)
    }
}
