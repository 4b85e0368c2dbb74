//! The session's first state. It is owed once a session. The tab with which the session started sets it; if that tab
//! does not, another one does.

use super::record::Record;
use crate::domain::{Agent, Millis};
use crate::policy::{self, Verdict};
use crate::session::change::Goal;
use crate::session::port::timer::duration;
use crate::session::presence::Presence;
use crate::session::runner::Cx;
use crate::settings::Settings;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct FirstState {
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum State {
    /// This tab sets none.
    #[default]
    Nothing,
    /// The session has not got it yet.
    Owed,
    /// Until then this tab leaves it to the tab with which the session started.
    Left { until: Millis },
    /// The agent is there. Another tab may have set it meanwhile, so this tab reads the record again.
    Asked,
    /// This tab sets it.
    Tried,
}

impl FirstState {
    /// The session's record says whether it is owed.
    pub(super) fn look(&mut self, record: &Record) {
        if record.owes_first_state() {
            self.state = State::Owed;
        }
    }

    /// This tab sets none any more.
    pub(super) fn give_up(&mut self) {
        self.state = State::Nothing;
    }

    pub(super) fn time_passed(&mut self, now: Millis) {
        if matches!(self.state, State::Left { until } if until <= now) {
            self.state = State::Owed;
        }
    }

    /// The agent is there: which state is to be set, if it is this tab's turn.
    pub(super) fn go(
        &mut self,
        record: &mut Record,
        presence: &Presence,
        settings: &Settings,
        agent: &Agent,
        cx: &mut Cx<'_>,
    ) -> Option<Goal> {
        match self.state {
            State::Owed | State::Left { .. } => {
                self.state = match left_until(record, presence, cx.now) {
                    Some(until) if cx.now < until => State::Left { until },
                    _ => {
                        record.read(cx);
                        State::Asked
                    }
                };
                None
            }
            State::Asked if !record.is_reading() => {
                self.state = State::Nothing;
                let session = record.journal().running();
                if session.is_some_and(|session| !session.owes_first_state) {
                    return None;
                }
                let last = record.journal().outcome.as_ref();
                let left_in = last.and_then(|last| last.left_in(agent));
                if let Verdict::Set { to, .. } = policy::at_start(settings, agent, left_in) {
                    self.state = State::Tried;
                    return Some(Goal::Start { to });
                }
                // This session has nothing to make up for. Nor may a later one, because the agent has had a say since.
                record.settle_first_state(cx);
                record.answer_outcome(cx);
                None
            }
            State::Asked | State::Tried | State::Nothing => None,
        }
    }

    /// A state was set, or the try is over.
    pub(super) fn set(&mut self, record: &mut Record, cx: &mut Cx<'_>) {
        if self.state == State::Tried {
            self.state = State::Nothing;
            record.settle_first_state(cx);
        }
    }

    pub(super) fn until(&self) -> Option<Millis> {
        match self.state {
            State::Left { until } => Some(until),
            _ => None,
        }
    }
}

/// How long the first state is left to the tab with which the session started, if that tab is there. A start that lies
/// in the future was written by a clock that was wrong.
fn left_until(record: &Record, presence: &Presence, now: Millis) -> Option<Millis> {
    let session = record.journal().running()?;
    let is_there = session.started_at <= now && presence.others().contains(&session.id);
    is_there.then(|| session.started_at + duration::TOGETHER)
}
