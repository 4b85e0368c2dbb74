//! What a new document owes the session: to put back what a mere refresh changed, to say what became of a farewell,
//! and to give a new session its first state.

use std::sync::Arc;

use super::{Own, Tab};
use crate::policy::{self, Verdict};
use crate::session::change::{Change, Goal, kind};
use crate::session::timer::duration;
use crate::session::{
    Agent, AgentView, By, Effect, Entry, Event, Failure, FailureCode, Farewell, KeeperPhase, Kind,
    LastOutcome, Message, Outcome, Reason, Timer, WarningCode,
};
use crate::settings::Millis;

/// How far a document is with what it owes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Begin {
    /// It is not known yet who is there; what a keeper has said meanwhile of this tab's session.
    Pending {
        heard: Option<IsNew>,
    },
    /// A keeper is there: it knows whether the session is new.
    AwaitKeeper {
        ended: Option<Box<Farewell>>,
        alone: bool,
        until: Millis,
    },
    /// The session goes on after a farewell: the state from before is put back once the agent shows ours.
    Refreshed {
        farewell: Box<Farewell>,
    },
    /// The rest needs the agent.
    AwaitAgent {
        ended: Option<Box<Farewell>>,
        is_new: IsNew,
    },
    /// A state is being put; from which farewell, if from one.
    Putting {
        farewell: Option<Box<Farewell>>,
    },
    Over,
}

/// Whether a tab's coming begins a new session.
pub(super) type IsNew = bool;

impl Begin {
    pub(super) fn deadline(&self) -> Option<(Millis, Timer)> {
        match self {
            Self::AwaitKeeper { until, .. } => Some((*until, Timer::RollCall)),
            _ => None,
        }
    }

    /// Whether it has not been said yet what became of the last session's farewell.
    pub(super) fn owes_an_outcome(&self) -> bool {
        matches!(
            self,
            Self::AwaitKeeper { ended: Some(_), .. } | Self::AwaitAgent { ended: Some(_), .. }
        )
    }

    /// Whether a keeper is there that has not said yet what it is at.
    pub(super) fn awaits_keeper(&self) -> bool {
        matches!(self, Self::AwaitKeeper { .. })
    }

    /// Whether it is known who is there, and nothing is owed that a farewell found later would undo.
    pub(super) fn may_be_refreshed(&self) -> bool {
        match self {
            Self::AwaitKeeper { ended, .. } | Self::AwaitAgent { ended, .. } => ended.is_none(),
            Self::Over => true,
            Self::Pending { .. } | Self::Refreshed { .. } | Self::Putting { .. } => false,
        }
    }

    /// The farewell that has not been put back yet.
    pub(super) fn unanswered(&self) -> Option<&Farewell> {
        match self {
            Self::Refreshed { farewell }
            | Self::Putting {
                farewell: Some(farewell),
            } => Some(farewell),
            _ => None,
        }
    }
}

impl Tab {
    /// It is known who is there.
    pub(super) fn begin_looked(&mut self, now: Millis) {
        let Begin::Pending { heard } = self.begin else {
            return;
        };
        let mut ended = None;
        if let Some(farewell) = self.journal.farewell.take() {
            let away = self.started_at.saturating_sub(farewell.at);
            if away <= self.settings.session_end_timer {
                return self.refreshed(farewell);
            }
            // Of several tabs that start at once, one tells the end before.
            let others = self.presence.others();
            if others.first().is_none_or(|first| self.id < *first) {
                ended = Some(Box::new(farewell));
            }
        } else {
            // One may have been written since the document began.
            self.out.push(Effect::ReadFarewell);
        }
        // A keeper that has just come up has not seen who came before: a tab beside another begins nothing.
        let alone = self.presence.others().is_empty();
        if let Some(last) = self.journal.untold()
            && ended.is_none()
            && alone
            && !self.presence.has_keeper()
            && self.started_at.saturating_sub(last.at) > self.settings.session_end_timer
        {
            ended = Some(Box::new(Farewell::unseen(last)));
        }
        self.begin = match heard {
            _ if !self.presence.has_keeper() => Begin::AwaitAgent {
                ended,
                is_new: alone,
            },
            Some(is_new) => Begin::AwaitAgent {
                ended,
                is_new: is_new && alone,
            },
            None => Begin::AwaitKeeper {
                ended,
                alone,
                until: now + duration::ROLL_CALL,
            },
        };
    }

    /// The keeper has said what it is at, and whether this tab began the session. What it puts back, no tab does.
    pub(super) fn begin_heard(&mut self, phase: KeeperPhase, opened_by_me: bool) {
        let is_new = match phase {
            // It has not heard of this tab yet, and will say more when it has.
            KeeperPhase::Done => return,
            KeeperPhase::Idle => true,
            KeeperPhase::Watching
            | KeeperPhase::Countdown
            | KeeperPhase::Acting
            | KeeperPhase::Restoring => opened_by_me,
        };
        match &mut self.begin {
            Begin::Pending { heard } => *heard = Some(is_new),
            Begin::AwaitKeeper { ended, alone, .. } => {
                self.begin = Begin::AwaitAgent {
                    ended: ended.take(),
                    is_new: is_new && *alone,
                };
            }
            Begin::Refreshed { .. } if phase == KeeperPhase::Restoring => {
                self.begin = Begin::Over;
                self.save_farewell(None);
            }
            _ => {}
        }
    }

    /// A keeper is there and says nothing: to leave the agent alone does no harm. `true` if that is so now.
    pub(super) fn begin_unheard(&mut self, now: Millis) -> bool {
        match &mut self.begin {
            Begin::AwaitKeeper { ended, until, .. } if *until <= now => {
                self.begin = Begin::AwaitAgent {
                    ended: ended.take(),
                    is_new: false,
                };
                true
            }
            _ => false,
        }
    }

    /// After every input: what is owed may be due, or done.
    pub(super) fn go_on(&mut self, now: Millis) {
        self.take_farewell_back_if_due(now);
        self.begin_agent(now);
        self.with_change(|change, settings, agent, out| change.go(now, settings, agent, out));
        self.note_farewell();
        if let Some(Own::Putting(change)) = &self.own
            && let Some(outcome) = change.outcome().cloned()
        {
            self.own = None;
            self.put(outcome);
        }
    }

    fn begin_agent(&mut self, now: Millis) {
        let AgentView::Known(agent) = &self.agent else {
            return;
        };
        match &mut self.begin {
            Begin::Refreshed { farewell } => {
                if farewell.is_shown(agent) {
                    let farewell = farewell.clone();
                    let to = farewell.from.clone().unwrap_or_default();
                    self.begin = Begin::Putting {
                        farewell: Some(farewell),
                    };
                    self.start_putting(now, Goal::Restore { to, insist: false });
                } else if now > farewell.at + duration::LATE {
                    self.begin = Begin::Over;
                    self.save_farewell(None);
                }
            }
            Begin::AwaitAgent { ended, is_new } => {
                let is_new = *is_new;
                let agent = Arc::clone(agent);
                let ended = ended.take();
                self.begin = Begin::Over;
                if let Some(farewell) = ended {
                    if !is_new && self.is_recalled(&farewell) {
                        self.refreshed(*farewell);
                        return self.begin_agent(now);
                    }
                    self.conclude_farewell(now, *farewell, &agent);
                }
                if is_new {
                    self.set_initial_state(now, &agent);
                }
            }
            Begin::Pending { .. }
            | Begin::AwaitKeeper { .. }
            | Begin::Putting { .. }
            | Begin::Over => {}
        }
    }

    fn set_initial_state(&mut self, now: Millis, agent: &Agent) {
        let ours = self.journal.outcome.as_ref().filter(|last| {
            !last.answered
                && last.outcome.has_changed()
                && last.outcome.agent.as_ref() == Some(&agent.username)
        });
        let made_up_for = ours.and_then(|last| last.outcome.to.as_deref());
        if let Verdict::Set { to, .. } = policy::at_begin(&self.settings, agent, made_up_for) {
            self.begin = Begin::Putting { farewell: None };
            self.start_putting(now, Goal::Begin { to });
        } else {
            // This session needs nothing made up for, and a later one is not to do it: the agent has had a say since.
            self.answer_outcome();
        }
    }

    fn answer_outcome(&mut self) {
        if let Some(last) = self.journal.outcome.as_mut().filter(|last| !last.answered) {
            last.answered = true;
            self.out.push(Effect::Save(Entry::Outcome(last.clone())));
        }
    }

    fn start_putting(&mut self, now: Millis, goal: Goal) {
        let change = Change::new(goal, By::Tab, now, self.seed).in_network(self.online);
        self.own = Some(Own::Putting(Box::new(change)));
    }

    /// A state was put, or not.
    fn put(&mut self, outcome: Outcome) {
        let Begin::Putting { farewell } = std::mem::replace(&mut self.begin, Begin::Over) else {
            return;
        };
        if let Some(error) = outcome.error {
            self.warn(WarningCode::NotRestored, error.message);
        } else {
            let state = outcome.to.as_deref().unwrap_or("-");
            let why = if farewell.is_some() {
                "after a refresh"
            } else {
                "at the session's begin"
            };
            self.out
                .log([outcome.kind.as_ref(), " ", state, " ", why].concat());
            self.answer_outcome();
        }
        if farewell.is_some() {
            self.save_farewell(None);
        }
    }

    /// Whether a keeper has let its end go for a tab that is back, before it had done anything itself.
    fn is_recalled(&self, farewell: &Farewell) -> bool {
        self.journal.outcome.as_ref().is_some_and(|last| {
            last.outcome.ended_at >= farewell.at
                && last.outcome.reason == Some(Reason::Returned)
                && last.outcome.attempts == 0
        })
    }

    /// The session that ended with this farewell is over: says what became of it.
    fn conclude_farewell(&mut self, at: Millis, farewell: Farewell, agent: &Agent) {
        self.save_farewell(None);
        if let Some(last) = &mut self.journal.outcome
            && last.outcome.ended_at >= farewell.at
        {
            // A keeper has told it, maybe without having seen the agent: what was changed is to be made up for.
            if last.outcome.attempts == 0 && farewell.is_shown(agent) {
                farewell.join(&mut last.outcome, &self.agent);
                self.out.push(Effect::Save(Entry::Outcome(last.clone())));
            }
            return;
        }
        let (kind, error) = match &farewell.to {
            Some(_) if farewell.is_shown(agent) => (kind(agent), None),
            Some(to) => {
                let message = [
                    "the last window asked for “",
                    to,
                    "” while it was closing, but the agent is “",
                    agent.settled(),
                    "” now; a keeper makes the change after the tab is gone, and confirms it",
                ];
                let unknown = Failure::new(FailureCode::NotConfirmed, message.concat());
                (Kind::Failed, Some(farewell.error.unwrap_or(unknown)))
            }
            None if farewell.error.is_some() => (Kind::Failed, farewell.error),
            None => (Kind::Skipped, None),
        };
        let outcome = Outcome {
            kind,
            agent: farewell.agent,
            from: farewell.from,
            to: farewell.to,
            reason: farewell.reason,
            error,
            attempts: farewell.attempts,
            by: farewell.by,
            ended_at: farewell.at,
            at,
        };
        let last = LastOutcome {
            outcome: outcome.clone(),
            answered: false,
        };
        self.journal.outcome = Some(last.clone());
        self.out.push(Effect::Save(Entry::Outcome(last)));
        self.out.push(Effect::Post(Message::Outcome {
            outcome: Box::new(outcome.clone()),
        }));
        self.out
            .push(Effect::Emit(Event::Outcome(Box::new(outcome))));
    }
}
