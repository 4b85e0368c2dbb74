//! What a new document owes the session: to put back what a mere refresh changed, to say what became of a last
//! attempt, and to give a new session its first state.

use crate::domain::{Agent, Failure, FailureCode, Kind, Millis, Outcome, Reason, RequestId};
use crate::policy::{self, Verdict};
use crate::session::change::Goal;
use crate::session::port::timer::duration;
use crate::session::port::{
    Deadline, Entry, Event, Journal, KeeperPhase, LastAttempt, LastOutcome, Message, Timer,
    ToBrowser, WarningCode,
};
use crate::session::presence::{Presence, Seen};
use crate::session::runner::Cx;
use crate::settings::Settings;

/// What this document owes, and what it has read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Opening {
    /// When the navigation to this document started.
    started_at: Millis,
    reading: Option<RequestId>,
    journal: Journal,
    owes: Owes,
}

/// How far a document is with what it owes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Owes {
    /// It is not known yet who is there. A keeper may have said meanwhile whether the session is new.
    Look {
        heard: Option<IsNew>,
    },
    /// A keeper is there: it knows whether the session is new.
    KeepersWord {
        ended: Option<Box<LastAttempt>>,
        alone: bool,
        until: Millis,
    },
    /// The session goes on after a last attempt: the earlier state is put back once the agent shows that attempt's.
    Undo {
        attempt: Box<LastAttempt>,
        /// Whether the agent has been seen without it: it may still arrive, but not for ever.
        is_late: bool,
    },
    /// The rest needs the agent.
    Agent {
        ended: Option<Box<LastAttempt>>,
        is_new: IsNew,
    },
    Nothing,
}

/// Whether the session starts with this tab.
type IsNew = bool;

/// A state that the tab is to set, and the last attempt that this undoes.
pub(super) type ToSet = (Goal, Option<Box<LastAttempt>>);

impl Opening {
    pub(super) fn new(started_at: Millis) -> Self {
        Self {
            started_at,
            reading: None,
            journal: Journal::default(),
            owes: Owes::Look { heard: None },
        }
    }

    pub(super) fn read(&mut self, cx: &mut Cx<'_>) {
        self.reading = Some(cx.ask(|id| ToBrowser::Read { id }));
    }

    /// The journal was read. `may_undo`: another window may have left a last attempt, and this tab may be here still;
    /// then that was not the session's end.
    pub(super) fn found(&mut self, id: RequestId, journal: Journal, may_undo: bool) {
        if self.reading != Some(id) {
            return;
        }
        self.reading = None;
        match self.owes {
            Owes::Look { .. } => self.journal = journal,
            Owes::Undo { .. } => {}
            _ if !may_undo || self.owes_outcome() => {}
            _ => {
                let attempt = journal.last_attempt;
                self.journal.last_attempt = attempt.filter(|attempt| attempt.at >= self.started_at);
            }
        }
    }

    /// It is known who is there.
    pub(super) fn looked(
        &mut self,
        presence: &Presence,
        seen: Seen,
        settings: &Settings,
        cx: &mut Cx<'_>,
    ) {
        let Owes::Look { heard } = self.owes else {
            return;
        };
        // The window that dealt with the last end has no CCP any more whose log would show it.
        if let Some(last) = self.journal.outcome.as_ref().filter(|last| !last.answered) {
            cx.log(last.outcome.to_string());
        }
        let started_at = self.started_at;
        let is_late = |at: Millis| started_at.saturating_sub(at) > settings.session_end_timer;
        // A keeper that has just come up has not seen who came before: with a tab beside another no session starts.
        let alone = presence.others().is_empty();
        let mut ended = None;
        match self.journal.last_attempt.take() {
            Some(attempt) if !is_late(attempt.at) => return self.undo(attempt, cx),
            // Of several tabs that start at once, one tells the end before.
            Some(attempt) if presence.is_first() => ended = Some(Box::new(attempt)),
            Some(_) => {}
            // One may have been written since the document started.
            None => self.read(cx),
        }
        if let Some(last) = self.journal.untold()
            && ended.is_none()
            && alone
            && !seen.keeper
            && is_late(last.at)
        {
            ended = Some(Box::new(LastAttempt::unseen(last)));
        }
        self.owes = match heard {
            None if seen.keeper => Owes::KeepersWord {
                ended,
                alone,
                until: cx.now + duration::ROLL_CALL,
            },
            heard => Owes::Agent {
                ended,
                is_new: alone && (heard.unwrap_or(true) || !seen.keeper),
            },
        };
    }

    /// The keeper has said what it does, and whether the session started with this tab. What it puts back, no tab does.
    pub(super) fn heard(&mut self, phase: KeeperPhase, opened_by_me: bool, cx: &mut Cx<'_>) {
        let is_new = phase == KeeperPhase::Idle || opened_by_me;
        match &mut self.owes {
            // It waits to hear of this tab and its agent, and says more then.
            Owes::KeepersWord { until, .. } if phase == KeeperPhase::Done => {
                *until = cx.now + duration::AGENT_SLOW;
            }
            _ if phase == KeeperPhase::Done => {}
            Owes::Look { heard } => *heard = Some(is_new),
            Owes::KeepersWord { ended, alone, .. } => {
                self.owes = Owes::Agent {
                    ended: ended.take(),
                    is_new: is_new && *alone,
                };
            }
            Owes::Undo { .. } if phase == KeeperPhase::Restoring => {
                self.owes = Owes::Nothing;
                self.save(None, cx);
            }
            Owes::Undo { .. } | Owes::Agent { .. } | Owes::Nothing => {}
        }
    }

    /// A keeper is there and says nothing: to leave the agent alone does no harm. `true` if that is so now.
    pub(super) fn unheard(&mut self, now: Millis) -> bool {
        match &mut self.owes {
            Owes::KeepersWord { ended, until, .. } if *until <= now => {
                self.owes = Owes::Agent {
                    ended: ended.take(),
                    is_new: false,
                };
                true
            }
            _ => false,
        }
    }

    /// An end was dealt with.
    pub(super) fn told(&mut self, outcome: Outcome) {
        self.journal.outcome = Some(LastOutcome {
            outcome,
            answered: false,
        });
    }

    /// After every input: what is owed may be due. Says which state is to be set.
    pub(super) fn go(&mut self, settings: &Settings, cx: &mut Cx<'_>) -> Option<ToSet> {
        let agent = cx.agent()?;
        match std::mem::replace(&mut self.owes, Owes::Nothing) {
            Owes::Undo { attempt, is_late } => {
                let is_over = cx.now > attempt.at + duration::LATE;
                let is_shown = attempt.attempted.is_shown_by(&agent);
                if is_shown && !(is_late && is_over) {
                    let to = attempt.attempted.from.clone().unwrap_or_default();
                    let ours = attempt.attempted.to.clone();
                    return Some((Goal::Restore { to, ours }, Some(attempt)));
                }
                if is_over || !attempt.attempted.is_between(&agent) {
                    // The agent has picked another state since, or picks one from now on: what they pick stays.
                    self.save(None, cx);
                } else {
                    let is_late = true;
                    self.owes = Owes::Undo { attempt, is_late };
                }
                None
            }
            Owes::Agent { ended, is_new } => {
                if let Some(attempt) = ended {
                    if !is_new && self.is_recalled(&attempt) {
                        self.undo(*attempt, cx);
                        return self.go(settings, cx);
                    }
                    self.conclude(*attempt, &agent, cx);
                }
                is_new
                    .then(|| self.first_state(settings, &agent, cx))
                    .flatten()
            }
            owes => {
                self.owes = owes;
                None
            }
        }
    }

    fn first_state(
        &mut self,
        settings: &Settings,
        agent: &Agent,
        cx: &mut Cx<'_>,
    ) -> Option<ToSet> {
        let ours = self.journal.outcome.as_ref().filter(|last| {
            !last.answered
                && last.outcome.has_changed()
                && last.outcome.attempted.agent.as_ref() == Some(&agent.username)
        });
        let left_in = ours.and_then(|last| last.outcome.attempted.to.as_deref());
        if let Verdict::Set { to, .. } = policy::at_start(settings, agent, left_in) {
            return Some((Goal::Start { to }, None));
        }
        // This session has nothing to make up for, and a later one must not: the agent has had a say since.
        self.answer_outcome(cx);
        None
    }

    /// The state was set, or not.
    pub(super) fn set(&mut self, outcome: Outcome, undoes: Option<&LastAttempt>, cx: &mut Cx<'_>) {
        if let Some(error) = outcome.error {
            cx.warn_of(WarningCode::NotRestored, error);
        } else {
            let kind = outcome.kind;
            let state = outcome.attempted.to.as_deref().unwrap_or("-");
            let when = match undoes {
                Some(_) => "after a refresh",
                None => "at the session's start",
            };
            cx.log(format!("{kind} {state} {when}"));
            self.answer_outcome(cx);
        }
        if undoes.is_some() {
            self.save(None, cx);
        }
    }

    fn answer_outcome(&mut self, cx: &mut Cx<'_>) {
        if let Some(last) = self.journal.outcome.as_mut().filter(|last| !last.answered) {
            last.answered = true;
            cx.push(ToBrowser::Save(Entry::Outcome(last.clone())));
        }
    }

    /// Whether a keeper has let its end go for a tab that is back, before it had done anything itself.
    fn is_recalled(&self, attempt: &LastAttempt) -> bool {
        self.journal.outcome.as_ref().is_some_and(|last| {
            last.outcome.ended_at >= attempt.at
                && last.outcome.reason == Some(Reason::Returned)
                && last.outcome.attempted.attempts == 0
        })
    }

    /// The session that ended with this attempt is over: says what became of it.
    fn conclude(&mut self, attempt: LastAttempt, agent: &Agent, cx: &mut Cx<'_>) {
        self.save(None, cx);
        if let Some(last) = &mut self.journal.outcome
            && last.outcome.ended_at >= attempt.at
        {
            // A keeper has told it, maybe without having seen the agent: what was changed is to be made up for.
            if last.outcome.attempted.attempts == 0 && attempt.attempted.is_shown_by(agent) {
                attempt.join(&mut last.outcome, Some(agent));
                cx.push(ToBrowser::Save(Entry::Outcome(last.clone())));
            }
            return;
        }
        let outcome = outcome_of(attempt, agent, cx.now);
        self.told(outcome.clone());
        cx.push(ToBrowser::Save(Entry::Outcome(LastOutcome {
            outcome: outcome.clone(),
            answered: false,
        })));
        let outcome = Box::new(outcome);
        cx.push(ToBrowser::Post(Message::Outcome {
            outcome: outcome.clone(),
        }));
        cx.push(Event::Outcome(outcome));
    }

    /// Writes down a last attempt, or that none is left to answer for.
    pub(super) fn save(&mut self, attempt: Option<LastAttempt>, cx: &mut Cx<'_>) {
        self.journal.last_attempt.clone_from(&attempt);
        cx.push(ToBrowser::Save(Entry::LastAttempt(attempt)));
    }

    /// The session goes on: what this attempt changed is put back as soon as the agent shows it.
    pub(super) fn undo(&mut self, attempt: LastAttempt, cx: &mut Cx<'_>) {
        if attempt.attempted.to.is_some() {
            self.owes = Owes::Undo {
                attempt: Box::new(attempt),
                is_late: false,
            };
        } else {
            self.owes = Owes::Nothing;
            self.save(None, cx);
        }
    }

    /// The session goes on after what the journal holds, if nothing is owed that this would undo.
    pub(super) fn undo_what_was_found(&mut self, cx: &mut Cx<'_>) {
        let may_undo = match &self.owes {
            Owes::KeepersWord { ended, .. } | Owes::Agent { ended, .. } => ended.is_none(),
            Owes::Nothing => true,
            Owes::Look { .. } | Owes::Undo { .. } => false,
        };
        if may_undo && let Some(attempt) = self.journal.last_attempt.take() {
            self.undo(attempt, cx);
        }
    }

    /// What has not been put back yet. It is another last attempt's to answer for now.
    pub(super) fn hand_over(&mut self) -> Option<LastAttempt> {
        match std::mem::replace(&mut self.owes, Owes::Nothing) {
            Owes::Undo { attempt, .. } => Some(*attempt),
            owes => {
                self.owes = owes;
                None
            }
        }
    }

    /// Whether it has not been said yet what became of the last session's end.
    pub(super) fn owes_outcome(&self) -> bool {
        matches!(
            self.owes,
            Owes::KeepersWord { ended: Some(_), .. } | Owes::Agent { ended: Some(_), .. }
        )
    }

    /// Whether a keeper is there that has not said yet what it does.
    pub(super) fn awaits_keeper(&self) -> bool {
        matches!(self.owes, Owes::KeepersWord { .. })
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        match self.owes {
            Owes::KeepersWord { until, .. } => Some((until, Timer::RollCall)),
            _ => None,
        }
    }
}

/// What became of a last attempt that nobody saw arrive.
fn outcome_of(attempt: LastAttempt, agent: &Agent, at: Millis) -> Outcome {
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
