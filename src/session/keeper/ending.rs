//! How an end is told, and what of it a return undoes.

use crate::domain::{Attempted, By, Failure, Kind, Millis, Outcome, Reason, TabId};
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
pub(super) fn tell(outcome: &Outcome, session: Option<TabId>, cx: &mut Cx<'_>) {
    cx.log(outcome.to_string());
    save(outcome.clone(), session, false, cx);
    let outcome = Box::new(outcome.clone());
    cx.push(ToBrowser::Post(Message::Outcome {
        outcome: outcome.clone(),
    }));
    cx.push(Event::Outcome(outcome));
}

/// Tells what became of the way back from this outcome.
pub(super) fn tell_restored(
    outcome: Outcome,
    session: Option<TabId>,
    error: Option<Failure>,
    cx: &mut Cx<'_>,
) {
    if let Some(error) = error {
        cx.warn_of(WarningCode::NotRestored, error);
    } else {
        cx.log("a tab is back: the agent has the earlier state again");
        save(outcome, session, true, cx);
    }
}

fn save(outcome: Outcome, session: Option<TabId>, answered: bool, cx: &mut Cx<'_>) {
    let agent = cx.agent();
    cx.push(ToBrowser::Save(Entry::Outcome(LastOutcome {
        answered,
        ..LastOutcome::new(outcome, session, agent.as_deref())
    })));
}

/// Whether a tab that is back at `at` may have something put back: what this keeper changed, or may have changed, as long
/// as the outcome is shown.
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

/// Whether it is another agent's than the one who is shown now.
pub(super) fn is_of_another(outcome: &Outcome, cx: &Cx<'_>) -> bool {
    let agent = cx.agent_view().known();
    let whose = outcome.attempted.agent.as_ref();
    agent.is_some_and(|agent| whose.is_some_and(|whose| *whose != agent.username))
}

/// What is put back, if anything, as the agent is shown now.
pub(super) fn undoing(outcome: &Outcome, at: Millis, cx: &Cx<'_>) -> Option<Goal> {
    let to = outcome.attempted.from.clone()?;
    if !may_undo(outcome, at) {
        return None;
    }
    // What a tab shows may be older than the change: the keeper's CCP shows then which of the two states it is. If it is
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
