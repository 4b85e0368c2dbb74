//! The session's record, and what else is written down, as this tab has read and written it.

use crate::domain::{Millis, RequestId, TabId};
use crate::session::port::journal::is_older;
use crate::session::port::{
    Entry, Journal, LastAgent, LastAttempt, LastOutcome, Session, ToBrowser,
};
use crate::session::runner::Cx;
use crate::settings::Settings;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Record {
    me: TabId,
    /// How long this document took to load: that is no absence.
    loading: Millis,
    joined_at: Millis,
    reading: Option<RequestId>,
    journal: Journal,
}

impl Record {
    pub(super) fn new(me: TabId, loading: Millis) -> Self {
        Self {
            me,
            loading,
            joined_at: 0,
            reading: None,
            journal: Journal::default(),
        }
    }

    /// The tab asks for its lock.
    pub(super) fn join(&mut self, cx: &mut Cx<'_>) {
        self.joined_at = cx.now;
        self.read(cx);
    }

    pub(super) fn read(&mut self, cx: &mut Cx<'_>) {
        self.reading = Some(cx.ask(|id| ToBrowser::Read { id }));
    }

    /// Whether this answers the newest question.
    pub(super) fn is_answered(&mut self, id: RequestId) -> bool {
        self.reading.take_if(|asked| *asked == id).is_some()
    }

    pub(super) fn is_reading(&self) -> bool {
        self.reading.is_some()
    }

    /// All that the journal holds.
    pub(super) fn take(&mut self, journal: Journal) {
        self.journal = journal;
    }

    /// Which session runs by now.
    pub(super) fn take_session(&mut self, session: Option<Session>) {
        self.journal.session = session;
    }

    /// What another window of this session has tried since.
    pub(super) fn take_attempt(&mut self, attempt: Option<LastAttempt>) {
        self.journal.last_attempt = attempt.filter(|attempt| attempt.session == self.session());
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The name of the session.
    pub(super) fn session(&self) -> Option<TabId> {
        let session = self.journal.session.as_ref();
        session.map(|session| session.id.clone())
    }

    /// Whether nothing was seen of it for longer than the session's end takes.
    pub(super) fn is_late(&self, at: Millis, settings: &Settings) -> bool {
        let patience = settings.session_end_timer + self.loading;
        is_older(at, self.joined_at, patience)
    }

    /// Whether the session that is written down goes on, as far as this tab can tell by itself.
    pub(super) fn is_running(&self, settings: &Settings) -> bool {
        let last = self.journal.seen().map(|last| last.at);
        (self.journal.running())
            .is_some_and(|session| !self.is_late(last.unwrap_or(session.started_at), settings))
    }

    pub(super) fn owes_first_state(&self) -> bool {
        (self.journal.running()).is_some_and(|session| session.owes_first_state)
    }

    /// A session starts with this tab.
    pub(super) fn begin(&mut self, owes_first_state: bool, cx: &mut Cx<'_>) {
        let session = Session {
            id: self.me.clone(),
            started_at: cx.now,
            owes_first_state,
            is_over: false,
        };
        self.write(session, cx);
    }

    /// The session has its first state, or does without.
    pub(super) fn settle_first_state(&mut self, cx: &mut Cx<'_>) {
        if let Some(session) = self.journal.session.clone() {
            let owes_first_state = false;
            let session = Session {
                owes_first_state,
                ..session
            };
            self.write(session, cx);
        }
    }

    fn write(&mut self, session: Session, cx: &mut Cx<'_>) {
        self.journal.session = Some(session.clone());
        cx.push(ToBrowser::Save(Entry::Session(session)));
        // An answer that is on its way is older.
        if self.is_reading() {
            self.read(cx);
        }
    }

    /// Who is seen in which state, in this session.
    pub(super) fn note_agent(&self, cx: &mut Cx<'_>) {
        if let Some(agent) = cx.agent() {
            cx.push(ToBrowser::Save(Entry::Agent(LastAgent {
                standing: agent.as_ref().into(),
                session: self.session(),
                at: cx.now,
            })));
        }
    }

    /// An end was told by another window, which has written it down.
    pub(super) fn told(&mut self, last: LastOutcome) {
        self.journal.outcome = Some(last);
    }

    /// This tab tells an end.
    pub(super) fn tell(&mut self, last: LastOutcome, cx: &mut Cx<'_>) {
        cx.push(ToBrowser::Save(Entry::Outcome(last.clone())));
        self.told(last);
    }

    /// The last end is made up for, or needs not to be.
    pub(super) fn answer_outcome(&mut self, cx: &mut Cx<'_>) {
        if let Some(last) = self.journal.outcome.take_if(|last| !last.answered) {
            let answered = true;
            self.tell(LastOutcome { answered, ..last }, cx);
        }
    }

    /// Writes down a last attempt, or that none is left to answer for.
    pub(super) fn save_attempt(&mut self, attempt: Option<LastAttempt>, cx: &mut Cx<'_>) {
        let session = self.session();
        let attempt = attempt.map(|attempt| LastAttempt { session, ..attempt });
        self.journal.last_attempt.clone_from(&attempt);
        cx.push(ToBrowser::Save(Entry::LastAttempt(attempt)));
    }

    /// What a window has tried as it went: it is dealt with now.
    pub(super) fn attempt(&mut self) -> Option<LastAttempt> {
        self.journal.last_attempt.take()
    }
}
