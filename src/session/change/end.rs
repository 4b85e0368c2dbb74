//! How a change ends.

use super::{Change, Step};
use crate::session::{Agent, Failure, Kind, Outcome, Reason};
use crate::settings::Millis;

impl Change {
    /// Goes no further. What is in flight is waited for: it may have arrived.
    pub(in crate::session) fn recall(&mut self, now: Millis, reason: Reason) {
        match self.step {
            Step::Attempt { .. } | Step::Confirm { .. } | Step::Logout { .. } => {
                self.recalled = Some(reason);
            }
            Step::Over(_) => {}
            Step::Ready
            | Step::AwaitAgent { .. }
            | Step::AwaitContacts
            | Step::AwaitNetwork { .. }
            | Step::Pause { .. } => {
                self.finish(now, Kind::Skipped, Some(reason), None);
            }
        }
    }

    /// Where an attempt came before, the agent is where we put it: a reason now only says why it went no further.
    pub(super) fn skip(&mut self, now: Millis, reason: Reason, agent: &Agent) {
        if self.attempts == 0 || !self.is_shown(agent) {
            if reason == Reason::AlreadySet {
                self.to = Some(agent.settled().to_owned());
            }
            self.finish(now, Kind::Skipped, Some(reason), None);
        } else {
            let unfinished = (reason != Reason::AlreadySet).then_some(reason);
            self.finish(now, kind(agent), unfinished, None);
        }
    }

    pub(super) fn fail(&mut self, now: Millis, error: Failure) {
        self.finish(now, Kind::Failed, None, Some(error));
    }

    pub(super) fn finish(
        &mut self,
        at: Millis,
        kind: Kind,
        reason: Option<Reason>,
        error: Option<Failure>,
    ) {
        self.step = Step::Over(Box::new(Outcome {
            kind,
            agent: self.agent.take(),
            from: self.from.clone(),
            to: self.to.take(),
            reason,
            error,
            attempts: self.attempts,
            by: self.by,
            ended_at: self.ended_at,
            at,
        }));
    }
}

/// What a change has come to that this agent shows.
pub(in crate::session) fn kind(agent: &Agent) -> Kind {
    if agent.next.is_some() {
        Kind::Queued
    } else {
        Kind::Changed
    }
}
