//! What survives a reload or a login. Each entry is stored by itself, so that a tab and a keeper that write
//! at the same time do not undo each other.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Agent, Attempted, By, Failure, FailureCode, Kind, Millis, Outcome, Reason, Standing, TabId,
    Tabs, Trigger,
};
use crate::session::port::timer::duration;

/// Counts up whenever an older reader would misread an entry.
pub const VERSION: u32 = 2;

/// How long an entry that names an agent is kept: thirty days.
pub const KEPT: Millis = 30 * 24 * 60 * 60 * 1_000;

/// One thing to write down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// The session that runs, or ran last.
    Session(Session),
    /// Who was last seen, and in what state.
    Agent(LastAgent),
    /// How the last end was dealt with.
    Outcome(LastOutcome),
    /// What the last window tried as it went; `None` once it has been answered for.
    LastAttempt(Option<LastAttempt>),
}

/// All that is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Journal {
    /// The session that runs, or ran last.
    pub session: Option<Session>,
    /// Who was last seen, and in what state.
    pub agent: Option<LastAgent>,
    /// How the last end was dealt with.
    pub outcome: Option<LastOutcome>,
    /// What the last window tried as it went.
    pub last_attempt: Option<LastAttempt>,
}

/// What a session is, so that no document has to guess it from times: written by the tab with which it starts, and by
/// whoever deals with its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Session {
    /// The tab with which it started.
    pub id: TabId,
    /// When, in milliseconds since the epoch.
    pub started_at: Millis,
    /// Whether its first state has still to be set: by the first tab that shows an agent.
    pub owes_first_state: bool,
    /// Whether its end has an outcome.
    pub is_over: bool,
}

/// Who was last seen, and in what state.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LastAgent {
    /// Who, and in what state.
    pub standing: Standing,
    /// In which session.
    pub session: Option<TabId>,
    /// When, in milliseconds since the epoch.
    pub at: Millis,
}

/// How the last end was dealt with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LastOutcome {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether a later session has already made up for it, so that none does so twice.
    pub answered: bool,
    /// Which session ended.
    pub session: Option<TabId>,
    /// Since when the agent is in the state that was set, in milliseconds since the epoch by the instance's clock, if the
    /// agent has shown it.
    pub since: Option<Millis>,
    /// If no call was made: the last outcome that some session has still to make up for.
    #[serde(default)]
    pub earlier: Option<Box<LastOutcome>>,
}

/// What the last window tried as it went, with no one left to see the result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LastAttempt {
    /// On whom, from which state, to which one if one was asked for, and by whom.
    #[serde(flatten)]
    pub attempted: Attempted,
    /// Why no state was asked for.
    pub reason: Option<Reason>,
    /// Why none could be asked for.
    pub error: Option<Failure>,
    /// Whether another call of its window may still have arrived after what the agent showed.
    pub insists: bool,
    /// Which session it was to end.
    pub session: Option<TabId>,
    /// When that session started, in milliseconds since the epoch, if it is known.
    #[serde(default)]
    pub started_at: Option<Millis>,
    /// The tab that makes it, if a tab does. It may still be there if the host has asked for the end.
    #[serde(default)]
    pub tab: Option<TabId>,
    /// Whether a tab waits for the end of the agent's contacts to undo it. If that tab goes, another one waits on.
    #[serde(default)]
    pub waits: bool,
    /// When, in milliseconds since the epoch.
    pub at: Millis,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<T> {
    version: u32,
    value: T,
}

impl<T> Record<T> {
    /// The entry, marked with this version.
    pub fn new(value: T) -> Self {
        Self {
            version: VERSION,
            value,
        }
    }

    /// The entry; none if another version wrote it.
    #[must_use]
    pub fn value(self) -> Option<T> {
        (self.version == VERSION).then_some(self.value)
    }
}

/// How long ago this was. None if it is from the future: somebody has set the clock back since.
fn age(at: Millis, now: Millis) -> Option<Millis> {
    (at <= now + duration::CLOCK_STEP).then(|| now.saturating_sub(at))
}

/// Whether this was longer ago than that.
#[must_use]
pub fn is_older(at: Millis, now: Millis, than: Millis) -> bool {
    age(at, now).is_none_or(|age| age > than)
}

impl Journal {
    /// The session that runs, as far as is written down.
    #[must_use]
    pub fn running(&self) -> Option<&Session> {
        self.session.as_ref().filter(|session| !session.is_over)
    }

    /// Who was last seen in the session that runs.
    #[must_use]
    pub fn seen(&self) -> Option<&LastAgent> {
        let session = self.running()?;
        (self.agent.as_ref()).filter(|last| last.session.as_ref() == Some(&session.id))
    }

    /// The same, as it stands now: while a tab waits to undo an attempt, each sign of the session is one of the attempt.
    #[must_use]
    pub(in crate::session) fn brought_up_to_date(mut self) -> Self {
        let seen = self.seen().map(|last| last.at);
        if let Some(attempt) = self.last_attempt.as_mut().filter(|attempt| attempt.waits) {
            attempt.at = seen.map_or(attempt.at, |at| at.max(attempt.at));
        }
        self
    }

    /// How the host has ended the session that ran last, if it did, and nobody has picked a state since.
    #[must_use]
    pub fn ended_by_host(&self) -> Option<&Outcome> {
        let session = self.session.as_ref().filter(|session| session.is_over)?;
        let last = (self.outcome.as_ref())
            .filter(|last| !last.answered && last.session.as_ref() == Some(&session.id))?;
        Some(&last.outcome).filter(|outcome| outcome.is_end_by_host())
    }

    /// Whether an outcome of the end that this attempt was made for has been told.
    #[must_use]
    pub fn has_told(&self, attempt: &LastAttempt) -> bool {
        (self.outcome.as_ref()).is_some_and(|last| {
            last.session == attempt.session && last.outcome.ended_at >= attempt.at
        })
    }
}

impl LastOutcome {
    /// The outcome of an end, as the agent is shown now.
    #[must_use]
    pub fn new(outcome: Outcome, session: Option<TabId>, agent: Option<&Agent>) -> Self {
        // A queued state begins later, and one before a logout may begin anew with the next login.
        let is_set = outcome.kind == Kind::Changed;
        let shown = agent.filter(|agent| is_set && outcome.attempted.is_shown_by(agent));
        let since = shown.and_then(|agent| agent.since);
        Self {
            outcome,
            answered: false,
            session,
            since,
            earlier: None,
        }
    }

    /// The same, told after this one.
    #[must_use]
    pub(in crate::session) fn after(mut self, before: Option<Self>) -> Self {
        if self.outcome.attempted.attempts == 0
            && let Some(before) = before.filter(|before| !before.answered)
        {
            self.earlier = if before.outcome.attempted.attempts > 0 {
                Some(Box::new(before))
            } else {
                before.earlier
            };
        }
        self
    }

    /// Whether a call that was given up has arrived after all: the agent is in its state since then.
    fn has_come_late(&self, agent: &Agent) -> bool {
        let Outcome { ended_at, at, .. } = self.outcome;
        let in_time = ended_at..=at.saturating_add(duration::LATE);
        self.outcome.attempted.attempts > 0
            && self.outcome.attempted.is_shown_by(agent)
            && agent.since.is_some_and(|since| in_time.contains(&since))
    }

    /// The state in which it has left this agent, if they are in it since, and no session has made up for it yet.
    #[must_use]
    pub fn left_in(&self, agent: &Agent) -> Option<&str> {
        if let (Some(earlier), false) = (&self.earlier, self.answered) {
            return earlier.left_in(agent);
        }
        let is_ours = !self.answered
            && (self.outcome.has_changed() || self.has_come_late(agent))
            && self.outcome.attempted.agent.as_ref() == Some(&agent.username);
        let is_set_anew =
            self.since.is_some() && agent.since.is_some() && self.since != agent.since;
        (self.outcome.attempted.to.as_deref()).filter(|_| is_ours && !is_set_anew)
    }
}

impl LastAttempt {
    /// What is told of an end that nobody saw.
    #[must_use]
    pub fn unseen(last: &LastAgent) -> Self {
        let message = "The browser was closed or killed, or a tab without a keeper crashed. Nobody was left to set a \
            state, so it stayed as it was.";
        Self {
            attempted: Attempted {
                agent: Some(last.standing.username.clone()),
                from: Some(last.standing.availability.clone()),
                ..Attempted::nothing(By::Tab)
            },
            reason: None,
            error: Some(Failure::new(FailureCode::NobodyLeft, message)),
            insists: false,
            session: last.session.clone(),
            started_at: None,
            tab: None,
            waits: false,
            at: last.at,
        }
    }

    /// What a keeper has tried, as it has told it.
    pub(in crate::session) fn told(outcome: Outcome, session: Option<TabId>) -> Self {
        Self {
            attempted: outcome.attempted,
            reason: outcome.reason,
            error: outcome.error,
            insists: false,
            session,
            started_at: None,
            tab: None,
            waits: false,
            at: outcome.at,
        }
    }

    /// Whether it is the end that the host has asked for: it is not to be undone.
    #[must_use]
    pub fn is_end_by_host(&self) -> bool {
        self.attempted.trigger == Trigger::End
    }

    /// Whether one of these tabs sees to it: it makes the end that the host has asked for, or waits to undo the attempt.
    #[must_use]
    pub(in crate::session) fn is_with_one_of(&self, tabs: &Tabs) -> bool {
        let is_there = self.tab.as_ref().is_some_and(|tab| tabs.contains(tab));
        (self.is_end_by_host() || self.waits) && is_there
    }

    /// Whether it was none: nobody was left to make one.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        (self.error.as_ref()).is_some_and(|error| error.code == FailureCode::NobodyLeft)
    }

    /// Whether this agent is in the state that it asked for, but somebody has set it long after.
    #[must_use]
    pub(in crate::session) fn is_overtaken(&self, agent: &Agent) -> bool {
        let set = agent.since.filter(|_| agent.next.is_none());
        set.is_some_and(|since| since > self.at.saturating_add(duration::TOO_LATE))
    }

    /// Tells of it in a keeper's outcome of the same end. If that took no call, and the agent shows what was asked for
    /// here, this window made the change; a logout that went on from it started with the state before.
    pub(in crate::session) fn join(self, outcome: &mut Outcome, agent: Option<&Agent>) {
        let told = &mut outcome.attempted;
        let is_by_host = self.is_end_by_host() || told.trigger == Trigger::End;
        let shown = agent.filter(|agent| self.attempted.is_shown_by(agent));
        if let (0, Some(agent)) = (told.attempts, shown) {
            *told = self.attempted;
            outcome.kind = Kind::shown_by(agent);
            outcome.reason = None;
            outcome.error = None;
        } else if told.attempts > 0
            && told.agent == self.attempted.agent
            && told.from == self.attempted.to
        {
            told.from = self.attempted.from;
        }
        if is_by_host {
            outcome.attempted.trigger = Trigger::End;
        }
    }
}
