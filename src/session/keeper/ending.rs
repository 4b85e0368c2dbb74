//! How an end is told, and how a return undoes it.

use super::last_attempt::LastMoment;
use crate::domain::{Attempted, By, Failure, Kind, Millis, Outcome, Reason};
use crate::session::change::Goal;
use crate::session::port::timer::duration;
use crate::session::port::{Message, ToBrowser, WarningCode};
use crate::session::runner::Cx;
use crate::session::telling;
use crate::settings::Settings;

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

/// Tells the log, the journal, and everybody.
pub(super) fn tell(
    outcome: &Outcome,
    journal: &mut LastMoment,
    settings: Option<&Settings>,
    cx: &mut Cx<'_>,
) {
    cx.log(outcome.to_string());
    journal.tell(outcome.clone(), false, cx);
    let started_at = journal.record().map(|session| session.started_at);
    telling::tell(outcome.clone(), started_at, settings, cx);
}

/// Tells the result of the way back from this outcome.
pub(super) fn tell_restored(
    outcome: Outcome,
    journal: &mut LastMoment,
    error: Option<Failure>,
    cx: &mut Cx<'_>,
) {
    if let Some(error) = error {
        cx.warn_of(WarningCode::NotRestored, error);
        cx.push(ToBrowser::Post(Message::NotRestored(Box::new(outcome))));
    } else {
        let agent = cx.agent();
        let state = agent.as_ref().map(|agent| agent.settled());
        let is_back = state == outcome.attempted.from.as_deref();
        cx.log(if is_back {
            "a tab is back: the agent has the earlier state again"
        } else {
            "a tab is back: the agent has picked a state since, which stays"
        });
        journal.tell(outcome, true, cx);
    }
}

/// Whether a tab that is back at `at` may have a state put back: this keeper changed it, or may have changed it, and
/// the outcome is shown.
pub(super) fn may_undo(outcome: &Outcome, at: Millis) -> bool {
    let may_stand = matches!(outcome.kind, Kind::Changed | Kind::Queued);
    goes_on(outcome, at) && (is_uncertain(outcome) || may_stand)
}

/// Whether the session goes on with a tab that is back at `at`.
pub(super) fn goes_on(outcome: &Outcome, at: Millis) -> bool {
    // An agent who is logged out has to log in again: that is a new session.
    let is_shown = at <= outcome.at + duration::SHOWN && outcome.kind != Kind::LoggedOut;
    is_shown || outcome.reason == Some(Reason::Returned)
}

/// Whether a call may still arrive that is not known to have changed anything.
fn is_uncertain(outcome: &Outcome) -> bool {
    !outcome.has_changed() && outcome.attempted.attempts > 0
}

/// Whether its agent is another than the one shown now.
pub(super) fn is_of_another(outcome: &Outcome, cx: &Cx<'_>) -> bool {
    let agent = cx.agent_view().known();
    let whose = outcome.attempted.agent.as_ref();
    agent.is_some_and(|agent| whose.is_some_and(|whose| *whose != agent.username))
}

/// The restore to make for the agent as shown now, if any.
pub(super) fn undoing(outcome: &Outcome, at: Millis, cx: &Cx<'_>) -> Option<Goal> {
    let to = outcome.attempted.from.clone()?;
    if !may_undo(outcome, at) {
        return None;
    }
    // A tab's view may be older than the change: the keeper's CCP then shows which of the two states it is. If it is
    // neither, it is another agent's, or somebody has picked it.
    let agent = cx.agent_view().known();
    let is_ours = agent.is_some_and(|agent| outcome.attempted.is_between(agent));
    let uncertain = is_uncertain(outcome) && (is_ours || agent.is_none());
    let stands = outcome.has_changed() && is_ours;
    (uncertain || stands).then_some(Goal::Restore {
        to,
        ours: outcome.attempted.to.clone(),
        insists: uncertain,
    })
}
