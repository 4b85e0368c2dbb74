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
    cx.log(line(outcome));
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

fn line(outcome: &Outcome) -> String {
    let kind = outcome.kind;
    let to = outcome.attempted.to.as_deref().unwrap_or("-");
    let calls = match outcome.attempted.attempts {
        1 => "1 attempt".into(),
        attempts => format!("{attempts} attempts"),
    };
    let why = match &outcome.error {
        Some(error) => format!(": {}", error.message),
        None => String::new(),
    };
    format!("session end: {kind} {to} after {calls}{why}")
}

/// What a tab that is back has put back, if anything: what this keeper changed, or may have changed, as long as the
/// outcome is shown.
pub(super) fn undoing(outcome: &Outcome, cx: &Cx<'_>) -> Option<Goal> {
    let to = outcome.attempted.from.clone()?;
    if cx.now > outcome.at + duration::SHOWN {
        return None;
    }
    let is_another = (cx.agent_view().known())
        .is_some_and(|agent| outcome.attempted.agent.as_ref() != Some(&agent.username));
    let uncertain = !is_another && !outcome.has_changed() && outcome.attempted.attempts > 0;
    // An agent who is logged out has to log in again: that is a new session.
    let stands =
        matches!(outcome.kind, Kind::Changed | Kind::Queued) && outcome.is_shown(cx.agent_view());
    (uncertain || stands).then_some(Goal::Restore {
        to,
        insist: uncertain,
    })
}
