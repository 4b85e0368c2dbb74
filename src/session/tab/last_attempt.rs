//! The last attempt of a last tab that no keeper stands in for.
//!
//! `beforeunload` is the last event at which `setState` still gets out of a document. It does not say whether the
//! document really goes, or comes back at once. So the tab writes its attempt down. After a mere refresh the next
//! document of the session puts the change back; a later one tells the outcome. A document that is still here does so
//! itself.
//!
//! With `confirmLeave` the browser asks first. An agent who stays finds the change under way in the page, and decides
//! there whether it stands. Until then the tab asks.

use crate::domain::{Agent, Attempted, By, Failure, FailureCode, Kind, Millis, Outcome};
use crate::session::change::{self, Change, Goal};
use crate::session::port::{LastAttempt, ToBrowser};
use crate::session::runner::Cx;
use crate::settings::Settings;

/// A last attempt under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leaving {
    change: Change,
    started_at: Millis,
    /// One from before that has not been put back: the state to go back to is still the earlier one.
    before: Option<LastAttempt>,
    /// What was written down last.
    written: Option<LastAttempt>,
    question: Question,
}

/// Whether the agent is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Question {
    /// Nobody is asked.
    #[default]
    None,
    /// The browser was told to ask, and the page asks since.
    Asked,
    /// The agent wants to go all the same.
    LetGo,
}

impl Leaving {
    /// A new attempt. `earlier` is one that it takes the place of. `insists`: a call for another state may still
    /// arrive. `tabs`: how many tabs go.
    pub(super) fn new(
        earlier: Option<Self>,
        undone: Option<LastAttempt>,
        insists: bool,
        tabs: usize,
        settings: &Settings,
        seed: u64,
        cx: &Cx<'_>,
    ) -> Self {
        let goal = Goal::LastAttempt {
            asks: settings.confirm_leave,
            insists,
            tabs,
        };
        let (before, question) = match earlier {
            Some(earlier) => (undone.or(earlier.before), earlier.question),
            None => (undone, Question::None),
        };
        Self {
            change: Change::new(goal, By::Tab, cx.now, seed),
            started_at: cx.now,
            before: before.map(|before| LastAttempt {
                waits: false,
                ..before
            }),
            written: None,
            question,
        }
    }

    pub(super) fn change(&self) -> &Change {
        &self.change
    }

    pub(super) fn tell(&mut self, event: change::Event, settings: &Settings, cx: &mut Cx<'_>) {
        self.change.handle(event, settings, cx);
    }

    /// Whether it is not known to have failed or to have been undone.
    pub(super) fn stands(&self, cx: &Cx<'_>) -> bool {
        (self.change.outcome())
            .is_none_or(|outcome| outcome.has_changed() && outcome.is_shown(cx.agent_view()))
    }

    /// If the document goes, it goes now.
    pub(super) fn starts_anew(&mut self, now: Millis) {
        self.started_at = now;
    }

    /// What is to be written down, if it is new.
    pub(super) fn news(&mut self, cx: &Cx<'_>) -> Option<LastAttempt> {
        let now = self.change.last_attempt(cx.agent_view(), self.started_at);
        let attempt = match &self.before {
            None => now,
            Some(before) if now.attempted.agent.is_none() => LastAttempt {
                at: self.started_at,
                ..before.clone()
            },
            // The agent has picked another state since: that one is the earlier state now.
            Some(before) if !before.attempted.is_around(now.attempted.from.as_deref()) => now,
            Some(before) => LastAttempt {
                attempted: Attempted {
                    from: before.attempted.from.clone(),
                    to: before.attempted.to.clone(),
                    ..now.attempted
                },
                reason: None,
                ..now
            },
        };
        if self.written.as_ref() == Some(&attempt) {
            return None;
        }
        self.written = Some(attempt.clone());
        Some(attempt)
    }

    /// What was written down last: it is taken back.
    pub(super) fn written(self) -> Option<LastAttempt> {
        self.written
    }

    /// `confirmLeave` asks as long as the change is not confirmed, and there is an agent to make it for.
    pub(super) fn ask_to_stay(&mut self, cx: &mut Cx<'_>) {
        let is_open = (self.change.outcome()).is_none_or(|outcome| outcome.kind == Kind::Failed);
        if is_open && self.question != Question::LetGo && cx.agent().is_some() {
            self.question = Question::Asked;
            cx.push(ToBrowser::Prompt);
        }
    }

    /// The browser does not ask, or nothing in the page shows the change's result.
    pub(super) fn asks_no_more(&mut self) {
        self.question = Question::None;
    }

    /// The agent goes, whatever has become of the change.
    pub(super) fn let_go(&mut self) {
        self.question = Question::LetGo;
    }

    /// The agent wants the failed change tried again; `false` if it has not failed.
    pub(super) fn retry(&mut self) -> bool {
        let has_failed =
            (self.change.outcome()).is_some_and(|outcome| outcome.kind == Kind::Failed);
        if has_failed {
            self.question = Question::Asked;
        }
        has_failed
    }

    pub(super) fn asks(&self) -> bool {
        self.question != Question::None
    }

    pub(super) fn lets_go(&self) -> bool {
        self.question == Question::LetGo
    }
}

/// The outcome of a last attempt that nobody saw arrive.
pub(super) fn outcome_of(attempt: LastAttempt, agent: &Agent, at: Millis) -> Outcome {
    let is_shown = attempt.attempted.is_shown_by(agent);
    let (kind, error) = match (&attempt.attempted.to, attempt.error) {
        (Some(_), _) if is_shown => (Kind::shown_by(agent), None),
        (Some(to), error) => {
            let now = agent.settled();
            let message = format!(
                "The last window asked for “{to}” while it was closing, but the agent is “{now}” now. A keeper makes \
                 the change after the tab is gone, and confirms it."
            );
            let unknown = Failure::new(FailureCode::NotConfirmed, message);
            (Kind::Failed, Some(error.unwrap_or(unknown)))
        }
        (None, Some(error)) => (Kind::Failed, Some(error)),
        (None, None) => (Kind::Skipped, None),
    };
    Outcome {
        kind,
        attempted: attempt.attempted,
        reason: attempt.reason,
        error,
        ended_at: attempt.at,
        at,
    }
}
