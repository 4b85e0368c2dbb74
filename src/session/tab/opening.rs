//! What a new document owes the session: to put back what a mere refresh changed, to say what became of a last
//! attempt, and to give the session its first state.
//!
//! Whether a session starts, its record says: one that runs goes on. It has ended if nobody has shown a sign of it for
//! longer than `sessionEndTimer`, or if the keeper says so.

use super::record::Record;
use crate::domain::{
    Agent, Attempted, Failure, FailureCode, Kind, Millis, Outcome, Reason, RequestId, TabId,
};
use crate::policy::{self, Verdict};
use crate::session::change::Goal;
use crate::session::port::journal::is_older;
use crate::session::port::timer::duration;
use crate::session::port::{
    Deadline, Event, Journal, KeeperPhase, LastAttempt, LastOutcome, Message, Timer, ToBrowser,
    WarningCode,
};
use crate::session::presence::{Presence, Seen};
use crate::session::runner::Cx;
use crate::settings::Settings;

/// What this document owes, and what it has read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Opening {
    record: Record,
    owes: Owes,
    first: First,
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
        /// With another tab beside this one: whether it starts with this one all the same.
        beside: Option<IsNew>,
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

/// How far it is with the session's first state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum First {
    Nothing,
    /// The session has not got it yet.
    Owed,
    /// The agent is there. Another tab may have set it meanwhile: the record is read again.
    Asked,
    /// It is being set.
    Tried,
}

/// A state that the tab is to set, and the last attempt that this undoes.
pub(super) type ToSet = (Goal, Option<Box<LastAttempt>>);

impl Opening {
    pub(super) fn new(me: TabId, loading: Millis) -> Self {
        Self {
            record: Record::new(me, loading),
            owes: Owes::Look { heard: None },
            first: First::Nothing,
        }
    }

    pub(super) fn record(&self) -> &Record {
        &self.record
    }

    /// The tab asks for its lock.
    pub(super) fn join(&mut self, cx: &mut Cx<'_>) {
        self.record.join(cx);
    }

    pub(super) fn read(&mut self, cx: &mut Cx<'_>) {
        self.record.read(cx);
    }

    /// The journal was read. `may_undo`: another window may have left a last attempt, and this tab may be here still;
    /// then that was not the session's end.
    pub(super) fn found(&mut self, id: RequestId, journal: Journal, may_undo: bool) {
        if !self.record.is_answered(id) {
            return;
        }
        if matches!(self.owes, Owes::Look { .. }) {
            return self.record.take(journal);
        }
        self.record.take_session(journal.session);
        if may_undo && !self.owes_outcome() && !matches!(self.owes, Owes::Undo { .. }) {
            self.record.take_attempt(journal.last_attempt);
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
        if let Some(last) = self
            .record
            .journal()
            .outcome
            .as_ref()
            .filter(|last| !last.answered)
        {
            cx.log(last.outcome.to_string());
        }
        let alone = presence.others().is_empty();
        let mut ended = None;
        match self.record.attempt() {
            Some(attempt) if !self.record.is_late(attempt.at, settings) => {
                self.owe_first_state();
                return self.undo(attempt, cx);
            }
            // Of several tabs that start at once, one tells the end before.
            Some(attempt) if presence.is_first() => ended = Some(Box::new(attempt)),
            Some(_) => {}
            // One may have been written since the document started.
            None => self.record.read(cx),
        }
        if let Some(last) = self.record.journal().seen()
            && ended.is_none()
            && alone
            && self.record.is_late(last.at, settings)
        {
            ended = Some(Box::new(LastAttempt::unseen(last)));
        }
        // A keeper that has just come up has not seen who came before: with a tab beside another no session starts, but
        // with the first of several that start at once.
        let is_over = ended.is_some() || self.record.journal().running().is_none();
        let is_begin = is_over && self.record.session().is_some() && presence.is_first();
        let beside = (!alone).then_some(is_begin);
        let until = cx.now + duration::ROLL_CALL;
        self.owes = Owes::KeepersWord {
            ended,
            beside,
            until,
        };
        if !seen.keeper {
            self.is_said(true, settings, cx);
        } else if let Some(is_new) = heard {
            self.is_said(is_new, settings, cx);
        }
    }

    /// It is known whether the session starts with this tab, unless its record shows that it runs.
    fn is_said(&mut self, is_new: IsNew, settings: &Settings, cx: &mut Cx<'_>) {
        let Owes::KeepersWord { ended, beside, .. } = &mut self.owes else {
            return;
        };
        let (ended, is_new) = (ended.take(), beside.unwrap_or(is_new));
        let is_new = is_new && (ended.is_some() || !self.record.is_running(settings));
        // If the session goes on after all, nothing has ended unseen.
        let ended = ended.filter(|ended| is_new || !ended.is_unseen());
        if is_new {
            // Whoever is back soon after a crash still works in the state that they have picked.
            let patience = settings.session_end_timer + duration::TOO_LATE;
            let is_soon = (ended.as_ref())
                .is_some_and(|ended| ended.is_unseen() && !is_older(ended.at, cx.now, patience));
            self.record.begin(!is_soon, cx);
        }
        self.owe_first_state();
        self.owes = Owes::Agent { ended, is_new };
    }

    fn owe_first_state(&mut self) {
        if self.record.owes_first_state() {
            self.first = First::Owed;
        }
    }

    /// The keeper has said what it does, and whether the session started with this tab. What it puts back, no tab does.
    pub(super) fn heard(
        &mut self,
        phase: KeeperPhase,
        opened_by_me: bool,
        settings: &Settings,
        cx: &mut Cx<'_>,
    ) {
        let is_new = phase == KeeperPhase::Idle || opened_by_me;
        match &mut self.owes {
            // It waits to hear of this tab and its agent, and says more then.
            Owes::KeepersWord { until, .. } if phase == KeeperPhase::Done => {
                *until = cx.now + duration::AGENT_SLOW;
            }
            _ if phase == KeeperPhase::Done => {}
            Owes::Look { heard } => *heard = Some(is_new),
            Owes::KeepersWord { .. } => self.is_said(is_new, settings, cx),
            Owes::Undo { .. } if phase == KeeperPhase::Restoring => {
                self.owes = Owes::Nothing;
                self.record.save_attempt(None, cx);
            }
            Owes::Undo { .. } | Owes::Agent { .. } | Owes::Nothing => {}
        }
    }

    /// A keeper is there and says nothing: to leave the agent alone does no harm. `true` if that is so now.
    pub(super) fn unheard(&mut self, settings: &Settings, cx: &mut Cx<'_>) -> bool {
        let is_over = matches!(self.owes, Owes::KeepersWord { until, .. } if until <= cx.now);
        if is_over {
            // What a keeper shows no more, it puts back no more: the next session has begun.
            let told = self.record.journal().outcome.as_ref();
            let told_at = told.map_or(0, |last| last.outcome.at);
            let is_known =
                self.record.session().is_some() && self.record.journal().running().is_none();
            let is_new = is_known && is_older(told_at, cx.now, duration::SHOWN);
            self.is_said(is_new, settings, cx);
        }
        is_over
    }

    /// An end was dealt with.
    pub(super) fn told(&mut self, outcome: Outcome, agent: Option<&Agent>) {
        let session = self.record.session();
        self.record.told(LastOutcome::new(outcome, session, agent));
    }

    /// After every input: what is owed may be due. Says which state is to be set. `is_free`: none is being set.
    pub(super) fn go(
        &mut self,
        settings: &Settings,
        is_free: bool,
        cx: &mut Cx<'_>,
    ) -> Option<ToSet> {
        let agent = cx.agent()?;
        match std::mem::replace(&mut self.owes, Owes::Nothing) {
            Owes::Undo { attempt, is_late } => {
                let is_over = cx.now > attempt.at + duration::LATE;
                let is_shown = attempt.attempted.is_shown_by(&agent);
                if is_shown && !(is_late && is_over) {
                    let to = attempt.attempted.from.clone().unwrap_or_default();
                    let ours = attempt.attempted.to.clone();
                    let insists = attempt.insists;
                    return Some((Goal::Restore { to, ours, insists }, Some(attempt)));
                }
                if is_over || !attempt.attempted.is_between(&agent) {
                    // The agent has picked another state since, or picks one from now on: what they pick stays.
                    self.record.save_attempt(None, cx);
                } else {
                    let is_late = true;
                    self.owes = Owes::Undo { attempt, is_late };
                    return None;
                }
            }
            Owes::Agent { ended, is_new } => {
                if let Some(attempt) = ended {
                    if !is_new && self.is_recalled(&attempt) {
                        self.undo(*attempt, cx);
                        return self.go(settings, is_free, cx);
                    }
                    self.conclude(*attempt, &agent, cx);
                }
            }
            Owes::Nothing => {}
            owes => {
                self.owes = owes;
                return None;
            }
        }
        let goal = is_free.then(|| self.first_state(settings, &agent, cx))??;
        Some((goal, None))
    }

    fn first_state(&mut self, settings: &Settings, agent: &Agent, cx: &mut Cx<'_>) -> Option<Goal> {
        match self.first {
            First::Owed => {
                self.record.read(cx);
                self.first = First::Asked;
                None
            }
            First::Asked if !self.record.is_reading() => {
                let record = self.record.journal().running();
                if record.is_some_and(|session| !session.owes_first_state) {
                    self.first = First::Nothing;
                    return None;
                }
                let left_in = self.record.journal().outcome.as_ref();
                let left_in = left_in.and_then(|last| last.left_in(agent));
                if let Verdict::Set { to, .. } = policy::at_start(settings, agent, left_in) {
                    self.first = First::Tried;
                    return Some(Goal::Start { to });
                }
                // This session has nothing to make up for, and a later one must not: the agent has had a say since.
                self.first = First::Nothing;
                self.record.settle_first_state(cx);
                self.record.answer_outcome(cx);
                None
            }
            First::Asked | First::Tried | First::Nothing => None,
        }
    }

    /// The state was set, or not.
    pub(super) fn set(&mut self, outcome: Outcome, undoes: Option<&LastAttempt>, cx: &mut Cx<'_>) {
        if self.first == First::Tried {
            self.first = First::Nothing;
            self.record.settle_first_state(cx);
        }
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
            self.record.answer_outcome(cx);
        }
        if undoes.is_some() {
            self.record.save_attempt(None, cx);
        }
    }

    /// Whether a keeper has let its end go for a tab that is back, before it had done anything itself.
    fn is_recalled(&self, attempt: &LastAttempt) -> bool {
        self.record.journal().has_told(attempt)
            && self.record.journal().outcome.as_ref().is_some_and(|last| {
                last.outcome.reason == Some(Reason::Returned)
                    && last.outcome.attempted.attempts == 0
            })
    }

    /// The session that ended with this attempt is over: says what became of it.
    fn conclude(&mut self, attempt: LastAttempt, agent: &Agent, cx: &mut Cx<'_>) {
        self.record.save_attempt(None, cx);
        if self.record.journal().has_told(&attempt) {
            // A keeper has told it, maybe without having seen the agent: what was changed is to be made up for.
            if let Some(mut last) = self.record.journal().outcome.clone()
                && last.outcome.attempted.attempts == 0
                && attempt.attempted.is_shown_by(agent)
            {
                attempt.join(&mut last.outcome, Some(agent));
                self.record.tell(last, cx);
            }
            return;
        }
        let (session, is_overtaken) = (attempt.session.clone(), attempt.is_overtaken(agent));
        let outcome = outcome_of(attempt, agent, cx.now);
        let mut last = LastOutcome::new(outcome.clone(), session, Some(agent));
        // Who has worked elsewhere since has had a say.
        last.answered = is_overtaken;
        self.record.tell(last, cx);
        let outcome = Box::new(outcome);
        cx.push(ToBrowser::Post(Message::Outcome {
            outcome: outcome.clone(),
        }));
        cx.push(Event::Outcome(outcome));
    }

    /// Writes down a last attempt.
    pub(super) fn save(&mut self, attempt: LastAttempt, cx: &mut Cx<'_>) {
        self.record.save_attempt(Some(attempt), cx);
    }

    /// The session goes on: what this attempt changed is put back as soon as the agent shows it.
    pub(super) fn undo(&mut self, attempt: LastAttempt, cx: &mut Cx<'_>) {
        let Attempted { from, to, .. } = &attempt.attempted;
        if to.is_some() && from != to {
            self.owes = Owes::Undo {
                attempt: Box::new(attempt),
                is_late: false,
            };
        } else {
            self.owes = Owes::Nothing;
            self.record.save_attempt(None, cx);
        }
    }

    /// The session goes on after what the journal holds, if nothing is owed that this would undo.
    pub(super) fn undo_what_was_found(&mut self, cx: &mut Cx<'_>) {
        let may_undo = match &self.owes {
            Owes::KeepersWord { ended, .. } | Owes::Agent { ended, .. } => ended.is_none(),
            Owes::Nothing => true,
            Owes::Look { .. } | Owes::Undo { .. } => false,
        };
        if may_undo && let Some(attempt) = self.record.attempt() {
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
