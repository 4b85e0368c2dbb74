//! The journal, as the keeper has read and written it: the session's record; the last moment of the last tab, which has
//! made the change by itself because no keeper was ready; and that of the keeper's own window.

use crate::domain::{Agent, By, Millis, Outcome, RequestId, TabId};
use crate::session::change::Change;
use crate::session::port::{Entry, Journal, LastAttempt, LastOutcome, Session, ToBrowser};
use crate::session::runner::Cx;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct LastMoment {
    /// Which question to the journal is open.
    reading: Option<RequestId>,
    /// The session's record, as it was read last.
    session: Option<Session>,
    /// How the host has ended it.
    ended: Option<Outcome>,
    /// The outcome that was told last.
    told: Option<LastOutcome>,
    /// The last tab's entry about the change that it made by itself.
    of_tab: Option<LastAttempt>,
    /// This keeper's entry about a change made while its window was closing.
    own: Option<LastAttempt>,
}

impl LastMoment {
    /// Whether this window has started to close, and has written that down.
    pub(super) fn is_written(&self) -> bool {
        self.own.is_some()
    }

    /// Whether the last tab has written down a change of its own.
    pub(super) fn is_of_tab(&self) -> bool {
        self.of_tab.is_some()
    }

    /// Reads what a tab has written down. An entry read before may have been taken back since.
    pub(super) fn read(&mut self, cx: &mut Cx<'_>) {
        if self.own.is_none() {
            self.of_tab = None;
            self.reading = Some(cx.ask(|id| ToBrowser::Read { id }));
        }
    }

    /// The journal was read. `may_end`: the session that runs has not been told as over.
    pub(super) fn found(&mut self, id: RequestId, journal: Journal, may_end: bool) {
        if self.reading != Some(id) {
            return;
        }
        self.reading = None;
        self.ended = journal.ended_by_host().cloned();
        self.session = journal.session;
        self.told = journal.outcome;
        let session = self.session();
        self.of_tab = journal.last_attempt.filter(|attempt| {
            may_end && attempt.attempted.by == By::Tab && attempt.session == session
        });
    }

    pub(super) fn session(&self) -> Option<TabId> {
        self.session.as_ref().map(|session| session.id.clone())
    }

    pub(super) fn record(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// How the host has ended the session, as it was read last, if it is over since.
    pub(super) fn ended(&self) -> Option<&Outcome> {
        self.ended.as_ref()
    }

    /// Whether the record says that a session runs.
    pub(super) fn is_running(&self) -> bool {
        (self.session.as_ref()).is_some_and(|session| !session.is_over)
    }

    /// Whether the host has asked for the end that a tab has not finished.
    pub(super) fn is_asked_for(&self) -> bool {
        (self.of_tab.as_ref()).is_some_and(LastAttempt::is_end_by_host)
    }

    /// The outcome of an end is told: writes it down. `answered`: a session has made up for it.
    pub(super) fn tell(&mut self, outcome: Outcome, answered: bool, cx: &mut Cx<'_>) {
        let agent = cx.agent();
        let told = LastOutcome {
            answered,
            ..LastOutcome::new(outcome, self.session(), agent.as_deref())
        };
        let told = told.after(self.told.take());
        self.told = Some(told.clone());
        cx.push(ToBrowser::Save(Entry::Outcome(told)));
    }

    /// Writes down whether the session is over.
    pub(super) fn write_session(&mut self, is_over: bool, cx: &mut Cx<'_>) {
        if let Some(session) = &mut self.session
            && session.is_over != is_over
        {
            session.is_over = is_over;
            cx.push(ToBrowser::Save(Entry::Session(session.clone())));
        }
    }

    /// A tab is back, and answers for it.
    pub(super) fn leave_to_the_tab(&mut self) {
        self.reading = None;
        self.of_tab = None;
    }

    /// Writes down what the change has done. As long as it has made no call, a tab's own attempt stands.
    pub(super) fn write(&mut self, change: &Change, at: Millis, cx: &mut Cx<'_>) {
        let attempt = match &self.of_tab {
            Some(attempt) if change.attempts() == 0 => attempt.clone(),
            _ => LastAttempt {
                session: self.session(),
                started_at: self.session.as_ref().map(|session| session.started_at),
                ..change.last_attempt(cx.agent_view(), at)
            },
        };
        if self.own.as_ref() != Some(&attempt) {
            self.own = Some(attempt.clone());
            cx.push(ToBrowser::Save(Entry::LastAttempt(Some(attempt))));
        }
    }

    /// Writes down what the change has done since, if this window is closing.
    pub(super) fn update(&mut self, change: &Change, cx: &mut Cx<'_>) {
        if let Some(written) = &self.own {
            let at = written.at;
            self.write(change, at, cx);
        }
    }

    /// The end is told, so the keeper's own entry goes. A tab's entry stays for the next tab, whose navigation may have
    /// started within the delay.
    pub(super) fn close(&mut self, outcome: &mut Outcome, agent: Option<&Agent>, cx: &mut Cx<'_>) {
        if (self.own.take()).is_some_and(|written| written.attempted.by == By::Keeper) {
            cx.push(ToBrowser::Save(Entry::LastAttempt(None)));
        }
        if let Some(attempt) = self.of_tab.take() {
            attempt.join(outcome, agent);
        }
    }
}
