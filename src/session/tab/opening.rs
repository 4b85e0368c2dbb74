//! The debts of a new document: it puts back a state that a mere refresh has changed, tells the result of a last
//! attempt, and gives the session its first state.
//!
//! The session's record says whether a session starts: a session that runs goes on. It has ended if nobody has shown a
//! sign of it for longer than `sessionEndTimer`, or if the keeper says so.

use super::arrival::{Arrival, Company, Word};
use super::first_state::FirstState;
use super::last_attempt::outcome_of;
use super::record::Record;
use super::undo::{Step, Undo};
use super::view::NotSet;
use crate::domain::{
    Agent, By, FailureCode, Millis, Outcome, Reason, RequestId, Standing, TabId, Tabs,
};
use crate::session::change::Goal;
use crate::session::port::journal::is_older;
use crate::session::port::timer::duration;
use crate::session::port::{
    Deadline, Journal, KeeperPhase, LastAttempt, LastOutcome, Message, Timer, ToBrowser,
    WarningCode,
};
use crate::session::presence::{Presence, Seen};
use crate::session::runner::Cx;
use crate::session::telling;
use crate::settings::Settings;

/// The debts of this document, and the record that it has read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Opening {
    record: Record,
    owes: Owes,
    first_state: FirstState,
    /// Whether a keeper puts a state back just now.
    is_restored: bool,
    /// The state that could not be set, and what the agent had instead.
    not_set: Option<(String, Standing)>,
}

/// How far a document is with its debts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Owes {
    /// The document does not know yet who is there, or whether a session runs.
    Look(Arrival),
    /// A keeper is there: it knows whether the session is new.
    KeepersWord {
        ended: Option<Box<LastAttempt>>,
        /// With another tab beside this one: whether the session starts with this one all the same.
        beside: Option<IsNew>,
        /// The tabs that have come along with this one.
        along: Tabs,
        /// None while there is no agent, because then the document can only wait.
        until: Option<Millis>,
    },
    /// The host has asked for the session's end. The tab that was to make it is gone, so this one makes it.
    End(Box<LastAttempt>),
    /// The session goes on after a last attempt.
    Undo(Undo),
    /// The rest needs the agent.
    Agent {
        ended: Option<Box<LastAttempt>>,
        is_new: IsNew,
    },
    Nothing,
}

impl Owes {
    /// Nothing, if the attempt has changed nothing.
    fn undo(attempt: LastAttempt) -> Self {
        Undo::new(attempt).map_or(Self::Nothing, Self::Undo)
    }
}

/// Whether the session starts with this tab.
type IsNew = bool;

/// A state that the tab is to set, and the last attempt that this undoes.
pub(super) type ToSet = (Goal, Option<Box<LastAttempt>>);

impl Opening {
    pub(super) fn new(me: TabId, loading: Millis) -> Self {
        Self {
            record: Record::new(me, loading),
            owes: Owes::Look(Arrival::default()),
            first_state: FirstState::default(),
            is_restored: false,
            not_set: None,
        }
    }

    /// The state that could not be set, until a state is picked or another agent signs in.
    pub(super) fn not_set(&self) -> Option<NotSet<'_>> {
        (self.not_set.as_ref()).map(|(to, standing)| NotSet {
            to,
            now: &standing.availability,
            tries_again: false,
        })
    }

    /// Whether it does not know yet which session it is in.
    pub(super) fn is_new(&self) -> bool {
        matches!(self.owes, Owes::Look(_))
    }

    /// Writes down who is seen, as a sign that the session runs.
    pub(super) fn note_agent(&mut self, cx: &mut Cx<'_>) {
        self.not_set.take_if(|(_, standing)| {
            cx.agent()
                .is_none_or(|agent| Standing::from(&*agent) != *standing)
        });
        if !self.is_new() {
            self.record.note_agent(cx);
        }
    }

    /// Another tab has spoken.
    pub(super) fn heard_tab(&mut self, tab: TabId, is_new: bool) {
        if let Owes::Look(arrival) = &mut self.owes {
            arrival.heard(tab, is_new);
        }
    }

    /// The tab asks for its lock.
    pub(super) fn join(&mut self, cx: &mut Cx<'_>) {
        self.record.join(cx);
    }

    pub(super) fn read(&mut self, cx: &mut Cx<'_>) {
        self.record.read(cx);
    }

    /// The answer of the journal. `may_undo`: another window may have left a last attempt. As long as this tab is here,
    /// that attempt was not the session's end. `false` if this answers an older question.
    pub(super) fn found(
        &mut self,
        id: RequestId,
        journal: Journal,
        may_undo: bool,
        seen: Seen,
        agent: Option<&Agent>,
    ) -> bool {
        if !self.record.is_answered(id) {
            return false;
        }
        let journal = journal.brought_up_to_date();
        if self.is_new() {
            self.record.take(journal);
            return true;
        }
        self.record.take_session(journal.session, journal.outcome);
        self.record.take_news_of_end(agent);
        if may_undo && !self.owes_outcome() && !matches!(self.owes, Owes::Undo(_) | Owes::End(_)) {
            let attempt = journal.last_attempt;
            self.record
                .take_attempt(attempt.filter(|attempt| !is_of_keeper(attempt, seen)));
        }
        true
    }

    /// The tab knows who is there. `is_fresh`: it has read the journal since. Another tab may have answered for the
    /// session before, and gone.
    pub(super) fn looked(
        &mut self,
        presence: &Presence,
        seen: Seen,
        is_fresh: bool,
        settings: &Settings,
        cx: &mut Cx<'_>,
    ) {
        let Owes::Look(arrival) = &mut self.owes else {
            return;
        };
        let alone = presence.others().is_empty();
        if alone {
            self.record.drop_old_wait(settings, cx);
        }
        let is_cut_short = self.record.is_cut_short(settings);
        let has_ended = is_cut_short || self.record.journal().last_attempt.is_some();
        if has_ended && !is_fresh {
            return self.record.read(cx);
        }
        let newcomers = if is_cut_short && !alone {
            match arrival.company(presence.others(), cx) {
                // The first of them answers for the session that is over, and writes that down.
                Company::Newcomers(tabs) if presence.is_first() => tabs,
                Company::Newcomers(_) | Company::Unknown => return,
                Company::Settled => Tabs::new(),
            }
        } else {
            Tabs::new()
        };
        let word = arrival.word.take();
        // The window that made the last end has no CCP any more whose log would show it.
        if let Some(last) = self
            .record
            .journal()
            .outcome
            .as_ref()
            .filter(|last| !last.answered)
        {
            cx.log(last.outcome.to_string());
        }
        let mut ended = None;
        let runs = self.record.journal().running();
        let is_answered_for = runs.is_some_and(|runs| presence.others().contains(&runs.id));
        match self.record.attempt() {
            Some(attempt) if attempt.is_with_one_of(presence.others()) => {}
            // If the keeper goes, this tab reads the journal again.
            Some(attempt)
                if is_of_keeper(&attempt, seen) && !self.record.is_late(attempt.at, settings) => {}
            Some(attempt)
                if attempt.waits || !self.record.is_late(self.seen_after(&attempt), settings) =>
            {
                self.first_state.look(&self.record);
                self.go_on_after(attempt, cx);
                return self.await_word(seen, word, cx);
            }
            // Of several tabs that start at once, one tells the end before.
            Some(attempt) if presence.is_first() && !is_answered_for => {
                ended = Some(Box::new(attempt));
            }
            Some(_) => {}
            // One may have been written since the document started.
            None => self.record.read(cx),
        }
        let starts_along = !newcomers.is_empty();
        if ended.is_none() && is_cut_short && (alone || starts_along) {
            let seen = self.record.journal().seen();
            ended = seen.map(|last| {
                let started_at = self.record.started_at();
                Box::new(LastAttempt {
                    started_at,
                    ..LastAttempt::unseen(last)
                })
            });
        }
        let is_ended = ended.is_none() && self.record.journal().ended_by_host().is_some();
        if is_ended && !self.record.is_ended_long_ago(settings) {
            self.is_over(cx);
            return;
        }
        // A keeper that has just come up has not seen the tabs that came before it. So a session starts with a tab
        // beside another only if that tab is the first of several that start at once.
        let is_over = ended.is_some() || self.record.journal().running().is_none();
        let is_begin = is_over && self.record.session().is_some() && presence.is_first();
        let beside = (!alone && !starts_along).then_some(is_begin);
        let until = Some(cx.now + duration::ROLL_CALL);
        self.owes = Owes::KeepersWord {
            ended,
            beside,
            along: newcomers,
            until,
        };
        if is_ended && !alone {
            // Another tab may have been there at that end, however long ago that was. That tab says so.
        } else if !seen.keeper {
            self.is_said(true, settings, cx);
        } else if let Some(word) = word {
            self.take_word(&word, settings, cx);
        }
    }

    /// The tab knows whether the session starts with it, unless the record shows that the session runs.
    fn is_said(&mut self, is_new: IsNew, settings: &Settings, cx: &mut Cx<'_>) {
        let Owes::KeepersWord { ended, beside, .. } = &mut self.owes else {
            return;
        };
        if self.record.ended().is_some() {
            // This very tab has ended it meanwhile.
            self.owes = Owes::Nothing;
            return;
        }
        let (ended, is_new) = (ended.take(), beside.unwrap_or(is_new));
        let is_new = is_new && (ended.is_some() || !self.record.is_running(settings));
        // If the session goes on after all, nothing has ended unseen, unless that was the one before.
        let session = self.record.session();
        let ended = ended.filter(|ended| is_new || !ended.is_unseen() || ended.session != session);
        if is_new {
            // This document may go before it can tell.
            if let Some(ended) = ended.as_deref()
                && ended.is_unseen()
                && ended.session == session
            {
                self.record.save_attempt(Some(ended.clone()), cx);
            }
            // An agent who is back soon after a crash still works in the state that they have picked.
            let patience = settings.session_end_timer + duration::TOO_LATE;
            let is_soon = (ended.as_ref())
                .is_some_and(|ended| ended.is_unseen() && !is_older(ended.at, cx.now, patience));
            self.record.begin(!is_soon, cx);
        }
        self.first_state.look(&self.record);
        self.owes = Owes::Agent { ended, is_new };
        self.note_agent(cx);
    }

    fn take_word(&mut self, word: &Word, settings: &Settings, cx: &mut Cx<'_>) {
        if let Owes::KeepersWord { along, beside, .. } = &mut self.owes {
            let is_new = word.is_of_new(self.record.me(), along);
            // The session goes on, however many tabs are back at once.
            if word.phase == KeeperPhase::Restoring {
                *beside = beside.map(|_| false);
            }
            self.is_said(is_new, settings, cx);
        }
    }

    /// The last sign of the tab that has made this attempt.
    fn seen_after(&self, attempt: &LastAttempt) -> Millis {
        let seen = self
            .record
            .journal()
            .seen()
            .filter(|_| attempt.is_end_by_host());
        seen.map_or(attempt.at, |last| last.at.max(attempt.at))
    }

    /// The host has ended the session, and it does not start anew with this tab.
    fn is_over(&mut self, cx: &Cx<'_>) {
        self.record.take_end(cx.agent().as_deref());
        self.owes = Owes::Nothing;
        self.first_state.give_up();
    }

    /// A tab has said that the session is over since the host ended it.
    pub(super) fn heard_end(&mut self, outcome: Box<Outcome>, cx: &Cx<'_>) {
        let is_open = matches!(self.owes, Owes::Look(_) | Owes::KeepersWord { .. });
        if is_open || self.record.was_there(outcome.at) {
            self.record.hears_end(outcome, cx.agent().as_deref());
            self.gives_way();
        }
        if is_open {
            self.owes = Owes::Nothing;
        }
    }

    /// A tab has said that a state was picked since.
    pub(super) fn heard_pick(&mut self) {
        self.record.hears_pick();
    }

    /// The host ends the session in another tab: nothing is set here any more.
    pub(super) fn gives_way(&mut self) {
        self.first_state.give_up();
        if matches!(self.owes, Owes::Undo(_)) {
            self.owes = Owes::Nothing;
        }
    }

    /// Whether a state may still arrive that a keeper puts back.
    pub(super) fn is_restored(&self) -> bool {
        self.is_restored
    }

    /// The keeper has said what it does, and with which tab the session started. A tab puts nothing back that the
    /// keeper puts back.
    pub(super) fn heard(
        &mut self,
        phase: KeeperPhase,
        opener: Option<TabId>,
        settings: &Settings,
        cx: &mut Cx<'_>,
    ) {
        let word = Word { phase, opener };
        self.is_restored = phase == KeeperPhase::Restoring;
        if phase == KeeperPhase::Ended
            && matches!(self.owes, Owes::Look(_) | Owes::KeepersWord { .. })
        {
            return self.is_over(cx);
        }
        match &mut self.owes {
            Owes::Undo(undo) => {
                if !undo.heard(phase, cx.now) {
                    self.leave_to_keeper(cx);
                }
            }
            // The keeper waits for a word of this tab and of its agent, and says more then.
            Owes::KeepersWord { until, .. } if phase == KeeperPhase::Done => {
                *until = Some(cx.now + duration::AGENT_SLOW);
            }
            _ if phase == KeeperPhase::Done => {}
            Owes::Look(arrival) => arrival.word = Some(word),
            Owes::KeepersWord { .. } => self.take_word(&word, settings, cx),
            Owes::End(_) | Owes::Agent { .. } | Owes::Nothing => {}
        }
    }

    /// A keeper may put back what this tab has to put back. That depends on what the keeper does.
    fn await_word(&mut self, seen: Seen, word: Option<Word>, cx: &mut Cx<'_>) {
        let Owes::Undo(undo) = &mut self.owes else {
            return;
        };
        if !seen.keeper {
            return;
        }
        undo.await_word(cx.now);
        if word.is_some_and(|word| !undo.heard(word.phase, cx.now)) {
            self.leave_to_keeper(cx);
        }
    }

    /// The keeper puts the earlier state back.
    fn leave_to_keeper(&mut self, cx: &mut Cx<'_>) {
        self.owes = Owes::Nothing;
        self.record.save_attempt(None, cx);
    }

    /// The keeper could not put back what it has changed at this end. The tab has another CCP, and can wait for the end
    /// of a contact.
    pub(super) fn not_restored(&mut self, outcome: Outcome) {
        if matches!(self.owes, Owes::Nothing) {
            let attempt = LastAttempt::told(outcome, self.record.session());
            self.owes = Owes::undo(attempt);
        }
    }

    /// The keeper is gone, and puts nothing back any more.
    pub(super) fn keeper_is_gone(&mut self, now: Millis) {
        self.is_restored = false;
        match &mut self.owes {
            Owes::Undo(undo) => undo.keeper_is_gone(),
            // Another keeper may still speak.
            Owes::KeepersWord { until, .. } => {
                *until = until.map(|until| until.min(now + duration::ROLL_CALL));
            }
            _ => {}
        }
    }

    /// It may have waited long enough for the other tabs.
    pub(super) fn time_passed(&mut self, now: Millis) {
        match &mut self.owes {
            Owes::Look(arrival) => arrival.time_passed(now),
            Owes::Undo(undo) => undo.time_passed(now),
            _ => {}
        }
        self.first_state.time_passed(now);
    }

    /// The keeper has said nothing for long enough. If it is still there, the tab leaves the agent alone, because that
    /// does no harm. `true` if that is so now.
    pub(super) fn unheard(&mut self, seen: Seen, settings: &Settings, cx: &mut Cx<'_>) -> bool {
        let Owes::KeepersWord { until, .. } = &mut self.owes else {
            return false;
        };
        if until.is_none_or(|until| until > cx.now) {
            return false;
        }
        if cx.agent().is_none() {
            // The debts wait for the agent, and the keeper may wait too.
            *until = None;
            return false;
        }
        // A keeper puts a state back only while it shows the outcome. After that the next session has started.
        let told = self.record.journal().outcome.as_ref();
        let told_at = told.map_or(0, |last| last.outcome.at);
        let is_known = self.record.session().is_some() && self.record.journal().running().is_none();
        let is_new = !seen.keeper || is_known && is_older(told_at, cx.now, duration::SHOWN);
        self.is_said(is_new, settings, cx);
        true
    }

    /// The agent is there, or there again.
    pub(super) fn agent_appeared(&mut self, cx: &mut Cx<'_>) {
        // A session may have started with another tab since.
        self.read(cx);
        if let Owes::KeepersWord { until, .. } = &mut self.owes {
            // The keeper may have waited for that.
            *until = (*until).max(Some(cx.now + duration::ROLL_CALL));
        }
    }

    /// Another window has told the outcome of an end.
    pub(super) fn told(&mut self, outcome: Outcome, agent: Option<&Agent>) {
        let session = self.record.session();
        self.record.told(LastOutcome::new(outcome, session, agent));
    }

    /// After every input: a debt may be due. Returns the state to set. `is_free`: the tab is setting none.
    pub(super) fn go(
        &mut self,
        presence: &Presence,
        settings: &Settings,
        is_free: bool,
        cx: &mut Cx<'_>,
    ) -> Option<ToSet> {
        let agent = cx.agent()?;
        match std::mem::replace(&mut self.owes, Owes::Nothing) {
            Owes::Undo(mut undo) => match undo.step(&agent, cx.now) {
                Step::Set(goal) => return Some((goal, Some(Box::new(undo.into_attempt())))),
                Step::Over => self.record.save_attempt(None, cx),
                Step::Wait => {
                    self.owes = Owes::Undo(undo);
                    return None;
                }
            },
            Owes::Agent { ended, is_new } => {
                if let Some(attempt) = ended {
                    if !is_new && self.is_recalled(&attempt) {
                        self.undo(*attempt, cx);
                        return self.go(presence, settings, is_free, cx);
                    }
                    self.conclude(*attempt, &agent, settings, cx);
                }
            }
            Owes::Nothing => {}
            owes => {
                self.owes = owes;
                return None;
            }
        }
        if !is_free {
            return None;
        }
        let goal = (self.first_state).go(&mut self.record, presence, settings, &agent, cx)?;
        Some((goal, None))
    }

    /// The state was set, or not.
    pub(super) fn set(&mut self, outcome: Outcome, undoes: Option<&LastAttempt>, cx: &mut Cx<'_>) {
        self.first_state.set(&mut self.record, cx);
        if let Some(error) = outcome.error {
            // Another agent need not hear of it.
            if error.code != FailureCode::OtherAgent {
                let now = cx.agent().map(|agent| Standing::from(&*agent));
                self.not_set = outcome.attempted.to.zip(now);
            }
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

    /// Whether a keeper has dropped this end for a tab that is back, before it had done anything itself.
    fn is_recalled(&self, attempt: &LastAttempt) -> bool {
        self.record.journal().has_told(attempt)
            && self.record.journal().outcome.as_ref().is_some_and(|last| {
                last.outcome.reason == Some(Reason::Returned)
                    && last.outcome.attempted.attempts == 0
            })
    }

    /// The session that ended with this attempt is over: tells the outcome.
    fn conclude(
        &mut self,
        attempt: LastAttempt,
        agent: &Agent,
        settings: &Settings,
        cx: &mut Cx<'_>,
    ) {
        self.record.save_attempt(None, cx);
        if self.record.journal().has_told(&attempt) {
            // A keeper has told it, perhaps without having seen the agent. The next start makes up for the change.
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
        let started_at = attempt.started_at;
        let outcome = outcome_of(attempt, agent, cx.now);
        let mut last = LastOutcome::new(outcome.clone(), session, Some(agent));
        // An agent who has worked elsewhere since has had a say.
        last.answered = is_overtaken;
        self.record.tell(last, cx);
        telling::tell(outcome, started_at, Some(settings), cx);
    }

    /// The end that the host has asked for has its outcome: the tab tells everybody.
    pub(super) fn end(&mut self, outcome: Outcome, settings: &Settings, cx: &mut Cx<'_>) {
        cx.log(outcome.to_string());
        self.first_state.give_up();
        if outcome.is_end_by_host() {
            self.record.end(&outcome, cx);
        }
        let (session, started_at) = (self.record.session(), self.record.started_at());
        let last = LastOutcome::new(outcome.clone(), session, cx.agent().as_deref());
        self.record.tell(last, cx);
        self.record.save_attempt(None, cx);
        telling::tell(outcome, started_at, Some(settings), cx);
        if let Some(message) = self.word_of_end() {
            cx.push(ToBrowser::Post(message));
        }
    }

    /// The message about the session's end, if the host has ended it and tabs are still there.
    pub(super) fn word_of_end(&self) -> Option<Message> {
        let outcome = Box::new(self.record.ended()?.clone());
        Some(Message::Ended(outcome))
    }

    /// How the host has ended the session, if it has, and nobody has picked a state since.
    pub(super) fn ended(&self) -> Option<&Outcome> {
        self.record.ended()
    }

    /// The same, or what has become of an end that the host has asked for since.
    pub(super) fn ended_since(&self, asked_at: Millis) -> Option<&Outcome> {
        self.record.ended_since(asked_at)
    }

    /// The attempt of a tab that is gone.
    pub(super) fn unfinished(&mut self) -> Option<LastAttempt> {
        (self.record.attempt()).filter(|attempt| attempt.attempted.attempts > 0)
    }

    /// The end that this tab has written down is another's now.
    pub(super) fn forget_attempt(&mut self, cx: &mut Cx<'_>) {
        self.record.save_attempt(None, cx);
    }

    /// Whether an answer of the journal is on its way.
    pub(super) fn is_reading(&self) -> bool {
        self.record.is_reading()
    }

    /// Somebody may have picked a state since.
    pub(super) fn note_pick(&mut self, me: &TabId, cx: &mut Cx<'_>) {
        if self.record.is_picked_up(cx) {
            cx.log("a state was picked after the end that the host had asked for: a session runs again");
            cx.push(ToBrowser::Post(Message::PickedUp(me.clone())));
        }
    }

    /// Writes down a last attempt.
    pub(super) fn save(&mut self, attempt: LastAttempt, cx: &mut Cx<'_>) {
        self.record.save_attempt(Some(attempt), cx);
    }

    /// The window that made this attempt is gone, and the session has not ended with it. This tab puts the change back,
    /// or makes the end that the host has asked for.
    fn go_on_after(&mut self, attempt: LastAttempt, cx: &mut Cx<'_>) {
        if !attempt.is_end_by_host() {
            return self.undo(attempt, cx);
        }
        if self.record.journal().has_told(&attempt) {
            // A keeper has made it.
            self.record.save_attempt(None, cx);
            return self.is_over(cx);
        }
        self.owes = Owes::End(Box::new(attempt));
    }

    /// The end that the host has asked for, if this tab is to make it.
    pub(super) fn take_over(&mut self) -> Option<LastAttempt> {
        match std::mem::replace(&mut self.owes, Owes::Nothing) {
            Owes::End(attempt) => Some(*attempt),
            owes => {
                self.owes = owes;
                None
            }
        }
    }

    /// The session goes on: the change of this attempt is put back as soon as the agent shows it.
    pub(super) fn undo(&mut self, attempt: LastAttempt, cx: &mut Cx<'_>) {
        if attempt.waits {
            // This tab waits from now on.
            self.record.save_attempt(Some(attempt.clone()), cx);
        }
        self.owes = Owes::undo(attempt);
        if matches!(self.owes, Owes::Nothing) {
            self.record.save_attempt(None, cx);
        }
    }

    /// The session goes on after the attempt in the journal, unless the tab still has to tell an end.
    pub(super) fn undo_what_was_found(&mut self, presence: &Presence, cx: &mut Cx<'_>) {
        let may_undo = match &self.owes {
            Owes::KeepersWord { ended, .. } | Owes::Agent { ended, .. } => ended.is_none(),
            Owes::Nothing => true,
            Owes::Look(_) | Owes::Undo(_) | Owes::End(_) => false,
        };
        if may_undo
            && let Some(attempt) = self.record.attempt()
            && !attempt.is_with_one_of(presence.others())
            // One of the tabs that stay goes on with the end.
            && (presence.is_first() || !attempt.is_end_by_host())
        {
            self.go_on_after(attempt, cx);
        }
    }

    /// The attempt that is not put back yet. Another last attempt answers for it now.
    pub(super) fn hand_over(&mut self) -> Option<LastAttempt> {
        match std::mem::replace(&mut self.owes, Owes::Nothing) {
            Owes::Undo(undo) => Some(undo.into_attempt()),
            owes => {
                self.owes = owes;
                None
            }
        }
    }

    /// Whether nobody has told the outcome of the last session's end yet.
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
        let until = match &self.owes {
            Owes::Look(arrival) => arrival.until(),
            Owes::KeepersWord { until, .. } => *until,
            Owes::Undo(undo) => undo.until(),
            _ => None,
        };
        let until = until.or(self.first_state.until());
        until.map(|until| (until, Timer::RollCall))
    }
}

/// Whether a keeper made this attempt, is still here, and puts it back by itself. That keeper's calls arrive in order;
/// a tab's would come between them.
fn is_of_keeper(attempt: &LastAttempt, seen: Seen) -> bool {
    seen.keeper && attempt.attempted.by == By::Keeper && !attempt.waits
}
