//! The end that the host has asked for by `end()`: this tab makes the change, and stays.
//!
//! Several tabs may be asked at once. Each asks for its turn, which one has at a time, and the next finds in the journal
//! what the one before has told.
//!
//! It is made like any other end. What is done so far is written down as a last attempt, so that another window can go
//! on with it, or tell of it, if this one goes meanwhile.

use crate::domain::{By, Millis, Outcome, RequestId, Standing};
use crate::session::change::{self, Change, Goal};
use crate::session::port::timer::duration;
use crate::session::port::{Deadline, LastAttempt, Timer, ToBrowser};
use crate::session::runner::Cx;
use crate::settings::Settings;

/// This tab's turn to end the session. The browser gives it to one tab at a time, and to the next if that one dies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Turn {
    #[default]
    NotAsked,
    Asked(RequestId),
    Mine(RequestId),
    /// The end is told. The next that has its turn has to find that in the journal.
    Told {
        id: RequestId,
        until: Millis,
    },
}

impl Turn {
    pub(super) fn ask(&mut self, cx: &mut Cx<'_>) {
        *self = match self {
            Self::NotAsked => Self::Asked(cx.ask(|id| ToBrowser::AskForTurn { id })),
            Self::Told { id, .. } => Self::Mine(*id),
            Self::Asked(_) | Self::Mine(_) => return,
        };
    }

    /// Whether it has come by the answer to this request. A browser without locks refuses it; then nobody else waits.
    pub(super) fn has_come(&mut self, id: RequestId) -> bool {
        let has_come = *self == Self::Asked(id);
        if has_come {
            *self = Self::Mine(id);
        }
        has_come
    }

    pub(super) fn is_mine(&self) -> bool {
        matches!(self, Self::Mine(_) | Self::Told { .. })
    }

    pub(super) fn told(&mut self, now: Millis) {
        if let Self::Mine(id) = *self {
            let until = now + duration::STORED;
            *self = Self::Told { id, until };
        }
    }

    /// Leaves it to the next.
    pub(super) fn pass(&mut self, cx: &mut Cx<'_>) {
        match std::mem::take(self) {
            Self::NotAsked => {}
            Self::Asked(id) | Self::Mine(id) | Self::Told { id, .. } => {
                cx.push(ToBrowser::Unwatch { id });
            }
        }
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        match self {
            Self::Told { until, .. } => Some((*until, Timer::Turn)),
            _ => None,
        }
    }
}

/// Such an end under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ending {
    change: Change,
    asked_at: Millis,
    /// Whether the other windows know of it.
    is_said: bool,
    /// Until it is this tab's turn, and the journal is read, nothing is done.
    has_begun: bool,
    /// A last attempt that nobody has put back: what it has changed is a part of this end.
    before: Option<LastAttempt>,
    /// What was written down last.
    written: Option<LastAttempt>,
}

impl Ending {
    /// A new one. `insists`: a call for another state may still arrive.
    pub(super) fn new(insists: bool, seed: u64, cx: &Cx<'_>) -> Self {
        Self::since(cx.now, insists, seed, cx)
    }

    /// What another window has started, and not finished.
    pub(super) fn taken_over(attempt: LastAttempt, seed: u64, cx: &Cx<'_>) -> Self {
        let mut ending = Self::since(attempt.at, attempt.insists, seed, cx);
        ending.change = ending.change.after(attempt.attempted);
        ending
    }

    fn since(asked_at: Millis, insists: bool, seed: u64, cx: &Cx<'_>) -> Self {
        let found = cx.agent().as_deref().map(Standing::from);
        let goal = Goal::End { found, insists };
        Self {
            change: Change::new(goal, By::Tab, asked_at, seed).asked_for(),
            asked_at,
            is_said: false,
            has_begun: false,
            before: None,
            written: None,
        }
    }

    pub(super) fn change(&self) -> &Change {
        &self.change
    }

    pub(super) fn tell(&mut self, event: change::Event, settings: &Settings, cx: &mut Cx<'_>) {
        if self.has_begun {
            self.change.handle(event, settings, cx);
        }
    }

    /// Whether the other windows are to be told of it; they are told once.
    pub(super) fn is_to_say(&mut self) -> bool {
        !std::mem::replace(&mut self.is_said, true)
    }

    /// When the host has asked for it.
    pub(super) fn asked_at(&self) -> Millis {
        self.asked_at
    }

    pub(super) fn begins(&mut self) {
        self.has_begun = true;
    }

    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// The session does not go on, so this is not put back.
    pub(super) fn comes_after(&mut self, attempt: LastAttempt) {
        self.before = Some(attempt);
    }

    /// What is to be written down, if it is new.
    pub(super) fn news(&mut self, cx: &Cx<'_>) -> Option<LastAttempt> {
        if !self.has_begun {
            return None;
        }
        let attempt = self.change.last_attempt(cx.agent_view(), self.asked_at);
        if self.written.as_ref() == Some(&attempt) {
            return None;
        }
        self.written = Some(attempt.clone());
        Some(attempt)
    }

    /// How it ended, once that is known.
    pub(super) fn outcome(&self, cx: &Cx<'_>) -> Option<Outcome> {
        let mut outcome = self.change.outcome()?.clone();
        if let Some(before) = &self.before {
            before.clone().join(&mut outcome, cx.agent().as_deref());
        }
        Some(outcome)
    }
}
