//! How an end is told, and what of it a return undoes.

use crate::domain::{Attempted, By, Failure, Kind, Millis, Outcome, Reason};
use crate::session::change::Goal;
use crate::session::port::timer::duration;
use crate::session::port::{Entry, Event, LastOutcome, Message, ToBrowser, WarningCode};
use crate::session::runner::Cx;

/// An end for which no call was made.
pub(super) fn without_attempt(
    kind: Kind,
    reason: Option<Reason>,
    error: Option<Failure>,
    ended_at: Millis,
    at: Millis,
) -> Outcome {
    Outcome {
        kind,
        attempted: Attempted::nothing(By::Keeper),
        reason,
        error,
        ended_at,
        at,
    }
}

/// Tells the log, the journal, the tabs and the host.
pub(super) fn tell(outcome: &Outcome, cx: &mut Cx<'_>) {
    cx.log(outcome.to_string());
    save(outcome.clone(), false, cx);
    let outcome = Box::new(outcome.clone());
    cx.push(ToBrowser::Post(Message::Outcome {
        outcome: outcome.clone(),
    }));
    cx.push(Event::Outcome(outcome));
}

/// Tells what became of the way back from this outcome.
pub(super) fn tell_restored(outcome: Outcome, error: Option<Failure>, cx: &mut Cx<'_>) {
    if let Some(error) = error {
        cx.warn_of(WarningCode::NotRestored, error);
    } else {
        cx.log("a tab is back: the agent has the earlier state again");
        save(outcome, true, cx);
    }
}

fn save(outcome: Outcome, answered: bool, cx: &mut Cx<'_>) {
    cx.push(ToBrowser::Save(Entry::Outcome(LastOutcome {
        outcome,
        answered,
    })));
}

/// Whether a tab that is back at `at` may have something put back: what this keeper changed, or may have changed, as long
/// as the outcome is shown.
pub(super) fn may_undo(outcome: &Outcome, at: Millis) -> bool {
    // An agent who is logged out has to log in again: that is a new session.
    let may_stand = matches!(outcome.kind, Kind::Changed | Kind::Queued);
    at <= outcome.at + duration::SHOWN && (is_uncertain(outcome) || may_stand)
}

/// Whether a call may still arrive that is not known to have changed anything.
fn is_uncertain(outcome: &Outcome) -> bool {
    !outcome.has_changed() && outcome.attempted.attempts > 0
}

/// What is put back, if anything, as the agent is shown now.
pub(super) fn undoing(outcome: &Outcome, at: Millis, cx: &Cx<'_>) -> Option<Goal> {
    let to = outcome.attempted.from.clone()?;
    if !may_undo(outcome, at) {
        return None;
    }
    let agent = cx.agent_view().known();
    let is_another =
        agent.is_some_and(|agent| outcome.attempted.agent.as_ref() != Some(&agent.username));
    let uncertain = !is_another && is_uncertain(outcome);
    // What a tab shows may be older than the change: the keeper's CCP shows then which of the two states it is.
    let is_ours = agent.is_some_and(|agent| outcome.attempted.is_between(agent));
    let stands = outcome.has_changed() && is_ours;
    (uncertain || stands).then_some(Goal::Restore {
        to,
        ours: outcome.attempted.to.clone().filter(|_| !uncertain),
    })
}
