//! The session's record, and what else is written down, as this tab has read and written it.

use crate::domain::{Agent, Millis, Outcome, RequestId, TabId, Trigger};
use crate::session::ended::Ended;
use crate::session::port::journal::is_older;
use crate::session::port::{
    Entry, Journal, LastAgent, LastAttempt, LastOutcome, Session, ToBrowser,
};
use crate::session::runner::Cx;
use crate::settings::Settings;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Record {
    me: TabId,
    /// How long this document took to load. That time is no absence.
    loading: Millis,
    joined_at: Millis,
    reading: Option<RequestId>,
    journal: Journal,
    /// The end by the host, if this tab was there, or came while others were.
    ended: Option<Ended>,
}

impl Record {
    pub(super) fn new(me: TabId, loading: Millis) -> Self {
        Self {
            me,
            loading,
            joined_at: 0,
            reading: None,
            journal: Journal::default(),
            ended: None,
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

    /// Which session runs by now, and how the last one ended.
    pub(super) fn take_session(&mut self, session: Option<Session>, outcome: Option<LastOutcome>) {
        self.journal.session = session;
        if outcome.is_some() {
            self.journal.outcome = outcome;
        }
    }

    /// What another window of this session has tried since.
    pub(super) fn take_attempt(&mut self, attempt: Option<LastAttempt>) {
        self.journal.last_attempt = attempt.filter(|attempt| attempt.session == self.session());
    }

    pub(super) fn me(&self) -> &TabId {
        &self.me
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The name of the session.
    pub(super) fn session(&self) -> Option<TabId> {
        let session = self.journal.session.as_ref();
        session.map(|session| session.id.clone())
    }

    /// When the session started.
    pub(super) fn started_at(&self) -> Option<Millis> {
        let session = self.journal.session.as_ref();
        session.map(|session| session.started_at)
    }

    /// Whether nobody has shown a sign of it for longer than the session's end takes.
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

    /// Whether the journal has a session that nobody has ended, and of which nobody has shown a sign for long.
    pub(super) fn is_cut_short(&self, settings: &Settings) -> bool {
        self.journal.running().is_some()
            && self.journal.last_attempt.is_none()
            && !self.is_running(settings)
    }

    pub(super) fn owes_first_state(&self) -> bool {
        (self.journal.running()).is_some_and(|session| session.owes_first_state)
    }

    /// How the host has ended the session, as far as this tab knows, if it is over since.
    pub(super) fn ended(&self) -> Option<&Outcome> {
        self.ended.as_ref().map(Ended::outcome)
    }

    /// The same, or the result of an end that the host has asked for since.
    pub(super) fn ended_since(&self, asked_at: Millis) -> Option<&Outcome> {
        let told = self.journal.outcome.as_ref();
        let told = told.map(|last| &last.outcome);
        let is_since =
            |told: &&Outcome| told.attempted.trigger == Trigger::End && told.at >= asked_at;
        self.ended().or(told.filter(is_since))
    }

    /// Whether the session has been over since the host ended it, and none of its tabs has shown a sign for longer than a
    /// refresh takes.
    pub(super) fn is_ended_long_ago(&self, settings: &Settings) -> bool {
        let last = self.journal.agent.as_ref();
        let seen = last.filter(|last| last.session == self.session());
        (self.journal.ended_by_host()).is_some_and(|outcome| {
            let at = seen.map_or(outcome.at, |last| last.at.max(outcome.at));
            self.is_late(at, settings)
        })
    }

    /// The end by the host that the journal has is this tab's too.
    pub(super) fn take_end(&mut self, agent: Option<&Agent>) {
        if self.ended.is_none()
            && let Some(outcome) = self.journal.ended_by_host()
        {
            self.ended = Some(Ended::new(Box::new(outcome.clone()), agent));
        }
    }

    /// The same if this tab was there. An agent who has picked a state since has taken the end back.
    pub(super) fn take_news_of_end(&mut self, agent: Option<&Agent>) {
        let outcome = self.journal.ended_by_host();
        if outcome.is_some_and(|outcome| self.was_there(outcome.at)) {
            self.take_end(agent);
        }
        // The newest entry of another process may not be there yet. Then the session is still the one that has ended.
        let running = self.journal.running();
        let ended_at = self.ended.as_ref().map(|ended| ended.outcome().at);
        if running.is_some_and(|session| Some(session.started_at) >= ended_at) {
            self.ended = None;
        }
    }

    /// Another tab says that the host has ended the session. That tab may not know of a state that was picked since.
    pub(super) fn hears_end(&mut self, outcome: Box<Outcome>, agent: Option<&Agent>) {
        let last = self.journal.outcome.as_ref();
        let is_answered = last.is_some_and(|last| last.answered && last.outcome.at >= outcome.at);
        if self.ended.is_none() && !is_answered {
            self.end_here(true);
            self.ended = Some(Ended::new(outcome, agent));
        }
    }

    /// Another tab says that a state was picked since.
    pub(super) fn hears_pick(&mut self) {
        if self.ended.take().is_some() {
            self.end_here(false);
        }
    }

    /// As another tab has written it down.
    fn end_here(&mut self, is_over: bool) {
        if let Some(session) = &mut self.journal.session {
            session.is_over = is_over;
        }
    }

    /// Whether this was while the tab was there.
    pub(super) fn was_there(&self, at: Millis) -> bool {
        at >= self.joined_at
    }

    /// The host has ended the session in this tab.
    pub(super) fn end(&mut self, outcome: &Outcome, cx: &mut Cx<'_>) {
        let session = self.journal.running().cloned().unwrap_or(Session {
            id: self.me.clone(),
            started_at: self.joined_at,
            owes_first_state: false,
            is_over: false,
        });
        let session = Session {
            owes_first_state: false,
            is_over: true,
            ..session
        };
        self.write(session, cx);
        self.ended = Some(Ended::new(Box::new(outcome.clone()), cx.agent().as_deref()));
    }

    /// Whether somebody has picked a state since the host has ended the session. Then a session runs again. It keeps the
    /// name, so that all tabs, each of which sees that, write the same.
    pub(super) fn is_picked_up(&mut self, cx: &mut Cx<'_>) -> bool {
        let (Some(ended), Some(agent)) = (&mut self.ended, cx.agent()) else {
            return false;
        };
        if !ended.is_picked_up_by(&agent) {
            return false;
        }
        self.ended = None;
        if let Some(session) = self.journal.session.clone() {
            let session = Session {
                started_at: cx.now,
                is_over: false,
                ..session
            };
            self.write(session, cx);
        }
        // An agent who has picked a state has had a say.
        self.answer_outcome(cx);
        self.note_agent(cx);
        true
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
        self.save(Entry::Session(session), cx);
    }

    fn save(&mut self, entry: Entry, cx: &mut Cx<'_>) {
        cx.push(ToBrowser::Save(entry));
        // An answer that is on its way is older.
        if self.is_reading() {
            self.read(cx);
        }
    }

    /// Writes down the agent and their state, for this session.
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
        let before = self.journal.outcome.take();
        self.journal.outcome = Some(last.after(before));
    }

    /// This tab tells an end.
    pub(super) fn tell(&mut self, last: LastOutcome, cx: &mut Cx<'_>) {
        self.told(last);
        if let Some(last) = self.journal.outcome.clone() {
            cx.push(ToBrowser::Save(Entry::Outcome(last)));
        }
    }

    /// The session has made up for the last end, or need not.
    pub(super) fn answer_outcome(&mut self, cx: &mut Cx<'_>) {
        if let Some(last) = self.journal.outcome.take_if(|last| !last.answered) {
            let answered = true;
            self.tell(LastOutcome { answered, ..last }, cx);
        }
    }

    /// Writes down a last attempt, or that nobody has to answer for one any more.
    pub(super) fn save_attempt(&mut self, attempt: Option<LastAttempt>, cx: &mut Cx<'_>) {
        let (session, started_at) = (self.session(), self.started_at());
        let attempt = attempt.map(|attempt| LastAttempt {
            session,
            started_at,
            tab: Some(self.me.clone()),
            ..attempt
        });
        self.journal.last_attempt.clone_from(&attempt);
        self.save(Entry::LastAttempt(attempt), cx);
    }

    /// Nobody waits any more to undo an attempt of a session that has ended meanwhile.
    pub(super) fn drop_old_wait(&mut self, settings: &Settings, cx: &mut Cx<'_>) {
        let attempt = self.journal.last_attempt.as_ref();
        if attempt.is_some_and(|attempt| attempt.waits && self.is_late(attempt.at, settings)) {
            self.save_attempt(None, cx);
        }
    }

    /// Takes the attempt that a window made as it went. The caller answers for it.
    pub(super) fn attempt(&mut self) -> Option<LastAttempt> {
        self.journal.last_attempt.take()
    }
}
