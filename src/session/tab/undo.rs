//! What a last attempt has changed, in a session that goes on: the earlier state is put back as soon as the agent shows
//! that attempt's.

use crate::domain::{Agent, Attempted, Millis};
use crate::session::change::Goal;
use crate::session::port::journal::is_older;
use crate::session::port::timer::duration;
use crate::session::port::{KeeperPhase, LastAttempt};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Undo {
    attempt: Box<LastAttempt>,
    /// Whether the agent has been seen without it: it may still arrive, but not for ever.
    is_late: bool,
    /// How long it waits for the word of a keeper, which may put the state back itself.
    word_due: Option<Millis>,
}

/// What is to be done by now.
pub(super) enum Step {
    /// The attempt may still arrive, or the keeper may still say what it does.
    Wait,
    Set(Goal),
    /// The agent has picked another state since, or picks one from now on. What they pick stays.
    Over,
}

impl Undo {
    /// `None` if the attempt has changed nothing.
    pub(super) fn new(attempt: LastAttempt) -> Option<Self> {
        let Attempted { from, to, .. } = &attempt.attempted;
        if to.is_none() || from == to {
            return None;
        }
        Some(Self {
            attempt: Box::new(attempt),
            is_late: false,
            word_due: None,
        })
    }

    pub(super) fn into_attempt(self) -> LastAttempt {
        *self.attempt
    }

    /// A keeper is there.
    pub(super) fn await_word(&mut self, now: Millis) {
        self.word_due = Some(now + duration::ROLL_CALL);
    }

    /// The keeper has said what it does. `false` if it puts the state back itself.
    pub(super) fn heard(&mut self, phase: KeeperPhase, now: Millis) -> bool {
        match phase {
            KeeperPhase::Restoring => return false,
            // It has not heard yet of this tab, or of its agent, and says more then.
            KeeperPhase::Countdown | KeeperPhase::Acting | KeeperPhase::Done => {
                self.word_due = self.word_due.map(|_| now + duration::AGENT_SLOW);
            }
            _ => self.word_due = None,
        }
        true
    }

    pub(super) fn keeper_is_gone(&mut self) {
        self.word_due = None;
    }

    pub(super) fn time_passed(&mut self, now: Millis) {
        self.word_due.take_if(|until| *until <= now);
    }

    /// The agent is there.
    pub(super) fn step(&mut self, agent: &Agent, now: Millis) -> Step {
        if self.word_due.is_some() {
            return Step::Wait;
        }
        if self.attempt.is_overtaken(agent) {
            return Step::Over;
        }
        let Attempted { from, to, .. } = &self.attempt.attempted;
        let is_over = is_older(self.attempt.at, now, duration::LATE);
        if self.attempt.attempted.is_shown_by(agent) && !(self.is_late && is_over) {
            return Step::Set(Goal::Restore {
                to: from.clone().unwrap_or_default(),
                ours: to.clone(),
                insists: self.attempt.insists,
            });
        }
        if is_over || !self.attempt.attempted.is_between(agent) {
            return Step::Over;
        }
        self.is_late = true;
        Step::Wait
    }

    pub(super) fn until(&self) -> Option<Millis> {
        self.word_due
    }
}
