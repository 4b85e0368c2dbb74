//! One change of the agent's state: attempt, timeout, retry, confirmation, maybe a logout, and one outcome.
//!
//! ```text
//!            ┌────────────── Pause ◄── failed, timed out, not confirmed ──┐
//!            ▼                                                            │
//! Ready ── go ──► Attempt ── success ──► Confirm ── the snapshot shows it ──► Over, or Ready for the logout
//!   ▲         ├─► Logout ── the instance was reached ───────────────────────► Over
//!   └─────────┼── AwaitAgent, AwaitContacts, AwaitNetwork
//!             └─► Over (skipped, failed)
//! ```
//!
//! Its owner lets it go whenever it [is ready](Change::is_ready): a keeper looks for tabs first.
//! At most one attempt is in flight; one that timed out is given up, and its callback is stale.
//!
//! It belongs to one agent: where another signs in, it is over.

mod failures;

use super::outcome::{By, Failure, Kind, Outcome, Reason};
use super::timer::duration;
use super::{Agent, AgentView, Effect, Outbox, RequestId, Timer};
use crate::plain::words;
use crate::policy::{self, Verdict};
use crate::settings::{Millis, Settings, Status};
pub(super) use failures::{held_up, missing};

/// What a change is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Goal {
    /// What the settings say about a session's end.
    End,
    /// The same at a window's last moment, which cannot wait for the delay and so may be a mere refresh: never a logout.
    Farewell,
    /// The first state of a new session.
    Begin {
        /// The state's name.
        to: String,
    },
    /// To put an earlier state back after a change that was none too many.
    Restore {
        /// The state's name.
        to: String,
        /// Whether to set it even where the snapshot shows it: an earlier attempt at another may still arrive.
        insist: bool,
    },
}

/// One change under way, or over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    goal: Goal,
    by: By,
    ended_at: Millis,
    seed: u64,
    /// Whose change it is, once that is known.
    agent: Option<String>,
    from: Option<String>,
    to: Option<String>,
    attempts: u32,
    /// Attempts since the last step forward: what `retry.attempts` bounds.
    tries: u32,
    agent_missing_since: Option<Millis>,
    /// What the browser says of the network.
    online: bool,
    offline_since: Option<Millis>,
    logout_asked: bool,
    /// Whether the CCP has said since the last attempt that nobody is signed in.
    denied: bool,
    recalled: Option<Reason>,
    step: Step,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Ready,
    AwaitAgent { until: Millis },
    AwaitContacts,
    AwaitNetwork { until: Millis },
    Attempt { id: RequestId, until: Millis },
    Confirm { until: Millis },
    Pause { until: Millis, error: Failure },
    Logout { id: RequestId, until: Millis },
    Over(Box<Outcome>),
}

/// What a change is waiting for besides its own attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waiting {
    /// The agent's contacts to be over.
    Contacts,
    /// The CCP to show an agent.
    Agent,
    /// The browser to be online.
    Network,
}

words!(only to Waiting {
    Contacts: "contacts",
    Agent: "agent",
    Network: "network",
});

impl Change {
    /// A change that is ready to go. `seed` spreads the pauses of many browsers that fail at once.
    #[must_use]
    pub fn new(goal: Goal, by: By, ended_at: Millis, seed: u64) -> Self {
        Self {
            goal,
            by,
            ended_at,
            seed: seed | 1,
            agent: None,
            from: None,
            to: None,
            attempts: 0,
            tries: 0,
            agent_missing_since: None,
            online: true,
            offline_since: None,
            logout_asked: false,
            denied: false,
            recalled: None,
            step: Step::Ready,
        }
    }

    /// The same for this agent and nobody else, who may have signed out meanwhile.
    #[must_use]
    pub fn of(mut self, agent: Option<String>) -> Self {
        self.agent = agent;
        self
    }

    /// The same where the browser has said that it is online, or not.
    #[must_use]
    pub fn in_network(mut self, online: bool) -> Self {
        self.online = online;
        self
    }

    /// Whether its owner is to let it go on.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.step, Step::Ready)
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.step {
            Step::Over(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The agent's state before, once it is known.
    #[must_use]
    pub fn from(&self) -> Option<&str> {
        self.from.as_deref()
    }

    /// The state that was asked for, as long as it is under way.
    #[must_use]
    pub fn to(&self) -> Option<&str> {
        self.to.as_deref()
    }

    /// The login name of the agent it is for, as long as it is under way and once that is known.
    #[must_use]
    pub fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }

    /// Who makes it.
    #[must_use]
    pub fn by(&self) -> By {
        self.by
    }

    /// How many calls to Streams it has made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What it waits for.
    #[must_use]
    pub fn waiting(&self) -> Option<Waiting> {
        match self.step {
            Step::AwaitAgent { .. } => Some(Waiting::Agent),
            Step::AwaitContacts => Some(Waiting::Contacts),
            Step::AwaitNetwork { .. } => Some(Waiting::Network),
            _ => None,
        }
    }

    /// Takes the next step on the newest snapshot.
    pub(super) fn go(
        &mut self,
        now: Millis,
        settings: &Settings,
        view: &AgentView,
        out: &mut Outbox,
    ) {
        if !self.is_ready() {
            return;
        }
        let Some(agent) = view.known() else {
            let since = *self.agent_missing_since.get_or_insert(now);
            self.step = Step::AwaitAgent {
                until: since + duration::AGENT_MISSING,
            };
            return;
        };
        self.agent_missing_since = None;
        if self.is_for_another(now, agent) {
            return;
        }
        if self.attempts == 0 {
            self.agent = Some(agent.username.clone());
            self.from = Some(agent.settled().to_owned());
        }
        match self.verdict(settings, agent) {
            Verdict::Set { .. } | Verdict::LogOut { .. } if !self.online => {
                let since = *self.offline_since.get_or_insert(now);
                self.step = Step::AwaitNetwork {
                    until: since + duration::OFFLINE,
                };
            }
            Verdict::Set { to, enqueue, .. } => {
                self.count();
                self.to = Some(to.clone());
                let id = out.ask(|id| Effect::SetState {
                    id,
                    name: to,
                    enqueue,
                });
                self.step = Step::Attempt {
                    id,
                    until: now + settings.retry.attempt_timeout,
                };
            }
            Verdict::LogOut { url } => {
                self.count();
                self.logout_asked = true;
                self.to = Some(agent.settled().to_owned());
                let id = out.ask(|id| Effect::LogOut { id, url });
                self.step = Step::Logout {
                    id,
                    until: now + settings.retry.attempt_timeout,
                };
            }
            Verdict::Wait => self.step = Step::AwaitContacts,
            Verdict::Skip { reason } => self.skip(now, reason, agent),
            Verdict::Fail { error } => self.fail(now, error),
        }
    }

    fn verdict(&self, settings: &Settings, agent: &Agent) -> Verdict {
        match &self.goal {
            Goal::End if self.attempts == 0 => policy::at_end(settings, agent),
            Goal::End => policy::go_on(settings, agent),
            Goal::Farewell => {
                let verdict = if self.attempts == 0 {
                    policy::at_end(settings, agent)
                } else {
                    policy::go_on(settings, agent)
                };
                // A logout at a mere refresh could not be put back.
                if matches!(verdict, Verdict::LogOut { .. }) {
                    let reason = Reason::AlreadySet;
                    return Verdict::Skip { reason };
                }
                verdict
            }
            Goal::Begin { to } => policy::begin_with(agent, to),
            Goal::Restore { to, insist } => policy::back_to(agent, to, *insist),
        }
    }

    /// The agent has changed, or is gone.
    pub(super) fn agent_changed(&mut self, now: Millis, settings: &Settings, view: &AgentView) {
        let Some(agent) = view.known() else { return };
        if self.is_for_another(now, agent) {
            return;
        }
        match self.step {
            Step::Attempt { .. }
            | Step::Confirm { .. }
            | Step::Pause { .. }
            | Step::AwaitNetwork { .. } => {
                // An insisted-on state shows from the start: only Streams' own answer says that it was set anew.
                let insisted = matches!(self.goal, Goal::Restore { insist: true, .. });
                let is_set = matches!(self.step, Step::Confirm { .. });
                if self.is_shown(agent) && (is_set || !insisted) {
                    self.confirm(now, settings, agent);
                }
            }
            Step::AwaitAgent { .. } => self.step = Step::Ready,
            Step::AwaitContacts if !agent.has_live_contact() => self.step = Step::Ready,
            Step::AwaitContacts | Step::Ready | Step::Logout { .. } | Step::Over(_) => {}
        }
    }

    /// The browser has come online, or gone offline. What is in flight is left to its timeout.
    pub(super) fn network_changed(&mut self, online: bool) {
        self.online = online;
        if online && matches!(self.step, Step::AwaitNetwork { .. }) {
            self.step = Step::Ready;
        }
    }

    /// Whether another agent than the change's is signed in now: then it is over.
    fn is_for_another(&mut self, now: Millis, shown: &Agent) -> bool {
        let other = &shown.username;
        let Some(agent) = self.agent.as_ref().filter(|agent| *agent != other) else {
            return false;
        };
        if self.outcome().is_none() {
            let to = self.to.as_deref();
            let error = failures::other_agent(agent, other, to, self.attempts);
            self.fail(now, error);
        }
        true
    }

    /// Streams has called back.
    pub(super) fn attempted(
        &mut self,
        now: Millis,
        id: RequestId,
        result: Result<(), String>,
        settings: &Settings,
        view: &AgentView,
    ) {
        if !matches!(self.step, Step::Attempt { id: current, .. } if current == id) {
            return;
        }
        match result {
            Ok(()) => {
                self.step = Step::Confirm {
                    until: now + settings.retry.attempt_timeout,
                };
                if let Some(agent) = view.known().filter(|agent| self.is_shown(agent)) {
                    self.confirm(now, settings, agent);
                }
            }
            Err(why) => {
                let to = self.to.as_deref().unwrap_or_default();
                let error = failures::refused(to, &why);
                self.pause(now, settings, error);
            }
        }
    }

    /// The CCP has signed the agent out; where a logout was asked for, that is its answer.
    pub(super) fn signed_out(&mut self, now: Millis) {
        if self.logout_asked && self.outcome().is_none() {
            self.finish(now, Kind::LoggedOut, None, None);
        } else if matches!(self.step, Step::Attempt { .. }) {
            // Streams calls back neither success nor failure then.
            self.denied = true;
        }
    }

    /// The instance's logout address was reached, or not.
    pub(super) fn logout_sent(
        &mut self,
        now: Millis,
        id: RequestId,
        result: Result<(), String>,
        settings: &Settings,
    ) {
        if !matches!(self.step, Step::Logout { id: current, .. } if current == id) {
            return;
        }
        match result {
            Ok(()) => self.finish(now, Kind::LoggedOut, None, None),
            Err(why) => self.logout_failed(now, settings, &why),
        }
    }

    /// The time of [`deadline`](Self::deadline) has come.
    pub(super) fn timer(
        &mut self,
        now: Millis,
        timer: Timer,
        settings: &Settings,
        view: &AgentView,
    ) {
        if self
            .deadline()
            .is_none_or(|(at, due)| due != timer || at > now)
        {
            return;
        }
        let to = self.to.as_deref();
        let timeout = settings.retry.attempt_timeout;
        match self.step {
            Step::Attempt { .. } => {
                let to = to.unwrap_or_default();
                let error = if self.denied {
                    failures::denied(to)
                } else {
                    failures::unanswered(to, timeout)
                };
                self.pause(now, settings, error);
            }
            Step::Confirm { .. } => {
                let error = failures::not_shown(to.unwrap_or_default(), timeout);
                self.pause(now, settings, error);
            }
            Step::Logout { .. } => self.logout_failed(now, settings, "it did not answer in time"),
            Step::Pause { .. } => self.step = Step::Ready,
            Step::AwaitAgent { .. } => self.fail(now, missing(view)),
            Step::AwaitNetwork { .. } => {
                let agent = self.agent.as_deref().unwrap_or_default();
                let error = failures::offline(agent, to, self.attempts);
                self.fail(now, error);
            }
            Step::Ready | Step::AwaitContacts | Step::Over(_) => {}
        }
    }

    pub(super) fn deadline(&self) -> Option<(Millis, Timer)> {
        match self.step {
            Step::AwaitAgent { until } => Some((until, Timer::AgentMissing)),
            Step::AwaitNetwork { until } => Some((until, Timer::Offline)),
            Step::Attempt { until, .. } => Some((until, Timer::Attempt)),
            Step::Confirm { until } => Some((until, Timer::Confirm)),
            Step::Pause { until, .. } => Some((until, Timer::Retry)),
            Step::Logout { until, .. } => Some((until, Timer::Logout)),
            Step::Ready | Step::AwaitContacts | Step::Over(_) => None,
        }
    }

    /// There is no time for a pause.
    pub(super) fn hurry(&mut self) {
        if matches!(self.step, Step::Pause { .. }) {
            self.step = Step::Ready;
        }
    }

    /// Goes no further. What is in flight is waited for: it may have arrived.
    pub(super) fn recall(&mut self, now: Millis, reason: Reason) {
        match self.step {
            Step::Attempt { .. } | Step::Confirm { .. } | Step::Logout { .. } => {
                self.recalled = Some(reason);
            }
            Step::Over(_) => {}
            Step::Ready
            | Step::AwaitAgent { .. }
            | Step::AwaitContacts
            | Step::AwaitNetwork { .. }
            | Step::Pause { .. } => {
                self.finish(now, Kind::Skipped, Some(reason), None);
            }
        }
    }

    fn is_shown(&self, agent: &Agent) -> bool {
        self.to.as_deref() == Some(agent.settled())
    }

    fn confirm(&mut self, now: Millis, settings: &Settings, agent: &Agent) {
        let logs_out = matches!(
            (&self.goal, &settings.status),
            (Goal::End, Status::Logout { .. })
        );
        if logs_out && self.recalled.is_none() {
            self.tries = 0;
            self.step = Step::Ready;
        } else {
            self.finish(now, kind(agent), None, None);
        }
    }

    fn logout_failed(&mut self, now: Millis, settings: &Settings, why: &str) {
        self.pause(now, settings, failures::no_logout(why));
    }

    /// Tries again after a pause that doubles, anywhere in its second half.
    fn pause(&mut self, now: Millis, settings: &Settings, error: Failure) {
        if let Some(reason) = self.recalled {
            self.finish(now, Kind::Skipped, Some(reason), None);
        } else if self.tries >= settings.retry.attempts {
            self.fail(now, error);
        } else if matches!(self.goal, Goal::Farewell) && self.tries == 1 {
            // The document may be gone before the shortest pause is over.
            self.step = Step::Ready;
        } else {
            let doubled = settings
                .retry
                .first_delay
                .saturating_mul(1 << (self.tries - 1).min(32));
            let longest = doubled.min(settings.retry.max_delay);
            let pause = longest - self.random() % (longest / 2 + 1);
            self.step = Step::Pause {
                until: now + pause,
                error,
            };
        }
    }

    /// Marsaglia, "Xorshift RNGs" (2003), the (13, 7, 17) triple.
    fn random(&mut self) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }

    fn count(&mut self) {
        self.attempts += 1;
        self.tries += 1;
        self.denied = false;
        self.offline_since = None;
    }

    /// Where an attempt came before, the agent is where we put it: a reason now only says why it went no further.
    fn skip(&mut self, now: Millis, reason: Reason, agent: &Agent) {
        if self.attempts == 0 || !self.is_shown(agent) {
            if reason == Reason::AlreadySet {
                self.to = Some(agent.settled().to_owned());
            }
            self.finish(now, Kind::Skipped, Some(reason), None);
        } else {
            let unfinished = (reason != Reason::AlreadySet).then_some(reason);
            self.finish(now, kind(agent), unfinished, None);
        }
    }

    fn fail(&mut self, now: Millis, error: Failure) {
        self.finish(now, Kind::Failed, None, Some(error));
    }

    fn finish(&mut self, at: Millis, kind: Kind, reason: Option<Reason>, error: Option<Failure>) {
        self.step = Step::Over(Box::new(Outcome {
            kind,
            agent: self.agent.take(),
            from: self.from.clone(),
            to: self.to.take(),
            reason,
            error,
            attempts: self.attempts,
            by: self.by,
            ended_at: self.ended_at,
            at,
        }));
    }
}

/// What a change has come to that this agent shows.
pub(super) fn kind(agent: &Agent) -> Kind {
    if agent.next.is_some() {
        Kind::Queued
    } else {
        Kind::Changed
    }
}
