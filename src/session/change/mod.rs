//! One change of the agent's state: attempt, timeout, retry, confirmation, maybe a logout, and one outcome.
//!
//! # Theory of operation
//!
//! A change is `Ready` until its owner lets it [`Go`](Event::Go): a keeper looks for tabs first. It then
//! asks the [policy] about the newest snapshot. The verdict is a call to Streams, a wait, or the end.
//!
//! ```text
//!            ┌────────────── Pause ◄── failed, timed out, not confirmed ──┐
//!            ▼                                                            │
//! Ready ── go ──► Attempt ── success ──► Confirm ── the snapshot shows it ──► Over, or Ready for the logout
//!   ▲         ├─► Logout ── the instance was reached ─► Proof ── no agent ──► Over
//!   └─────────┼── AwaitAgent, AwaitContacts, AwaitCcps, AwaitNetwork
//!             └─► Over (skipped, failed)
//! ```
//!
//! Where Connect does not take a queued state back, a tab waits in `AwaitContacts` until it can replace that state.
//!
//! At most one attempt is in flight. A change gives up one that timed out: its callback is stale. A change belongs to
//! one agent, and is over if another signs in. Only `next` writes the step. The other fields say what was attempted so
//! far and since when the change has been held up; `go` writes them, and nothing outside this file.

pub mod sentences;

use serde::Serialize;
use strum::{AsRefStr, Display, VariantArray};

pub(super) use sentences::missing;

use super::port::timer::duration;
use super::port::{Deadline, Input, LastAttempt, Timer, ToStreams, WarningCode};
use super::runner::Cx;
use crate::domain::{
    Agent, AgentView, Attempted, By, Failure, Kind, Millis, Outcome, Reason, RequestId, Standing,
    Trigger,
};
use crate::policy::{self, Verdict};
use crate::settings::{OnContact, Settings, Status};

/// The purpose of a change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Goal {
    /// To do as the settings say at a session's end.
    End {
        /// The agent as the end has found them. Much later only that very state is replaced.
        found: Option<Standing>,
        /// As in [`Goal::LastAttempt`].
        insists: bool,
    },
    /// The same again, because somebody asks for it.
    Retry,
    /// The same as a window goes. That may be a mere refresh, so a logout is never made.
    LastAttempt {
        /// Whether the browser asks the agent to stay, so that there may be time to wait for the network.
        asks: bool,
        /// Whether another call of this window may still arrive: a state that shows already is asked for all the same.
        insists: bool,
        /// How many tabs go, each with a CCP.
        tabs: usize,
    },
    /// The first state of a new session.
    Start {
        /// The state's name.
        to: String,
    },
    /// To put an earlier state back after a change for an end that was none.
    Restore {
        /// The state's name.
        to: String,
        /// The state that was set by mistake: no other is replaced.
        ours: Option<String>,
        /// Whether that call may still arrive: the state is asked for even if it shows, and only Streams' own answer counts.
        insists: bool,
    },
}

/// One change under way, or over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    goal: Goal,
    ended_at: Millis,
    seed: u64,
    attempted: Attempted,
    /// Attempts since the last step forward: `retry.attempts` bounds them.
    tries: u32,
    no_agent_since: Option<Millis>,
    no_network_since: Option<Millis>,
    has_asked_logout: bool,
    recalled: Option<Reason>,
    step: Step,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, AsRefStr)]
enum Step {
    Ready,
    AwaitAgent {
        until: Millis,
    },
    AwaitContacts,
    AwaitCcps,
    AwaitNetwork {
        until: Millis,
    },
    Attempt {
        id: RequestId,
        until: Millis,
        /// Whether the CCP has said since that nobody is signed in. Streams does not call back then.
        denied: bool,
    },
    Confirm {
        until: Millis,
    },
    Pause {
        until: Millis,
    },
    Logout {
        id: RequestId,
        until: Millis,
    },
    /// The logout's address has answered, if only with an error. The CCP shows whether the agent is still logged in.
    Proof {
        id: RequestId,
        until: Millis,
    },
    Over(Box<Outcome>),
}

/// News for a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Its owner lets it take the next step.
    Go,
    /// Streams has shown a new snapshot.
    AgentShown,
    /// The CCP has signed the agent out.
    SignedOut,
    /// The browser has a network again.
    Online,
    /// The attempt or the logout of this id has an answer.
    Answered(RequestId, Result<(), String>),
    /// The time of its deadline has come.
    Due,
    /// Its window closes: there is no time for a pause.
    Hurry,
    /// It is to go no further.
    Recall(Reason),
}

impl Event {
    /// The event that an input is to a change, if it is one.
    pub(super) fn of(input: Input) -> Option<Self> {
        match input {
            Input::Agent(_) => Some(Self::AgentShown),
            Input::SignedOut => Some(Self::SignedOut),
            Input::Online(true) => Some(Self::Online),
            Input::Attempted { id, result } | Input::LogoutSent { id, result } => {
                Some(Self::Answered(id, result))
            }
            Input::Timer(_) => Some(Self::Due),
            _ => None,
        }
    }
}

/// A change waits for this, besides its own attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, VariantArray)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Waiting {
    /// The agent's contacts to be over.
    Contacts,
    /// Another CCP of this browser to be gone.
    Ccps,
    /// The CCP to show an agent.
    Agent,
    /// The browser to be online.
    Network,
}

impl Change {
    /// A change that is ready to go. `seed` spreads the pauses of many browsers that fail at once.
    #[must_use]
    pub fn new(goal: Goal, by: By, ended_at: Millis, seed: u64) -> Self {
        Self {
            goal,
            ended_at,
            seed: seed | 1,
            attempted: Attempted::nothing(by),
            tries: 0,
            no_agent_since: None,
            no_network_since: None,
            has_asked_logout: false,
            recalled: None,
            step: Step::Ready,
        }
    }

    /// The same for this agent alone, who may have signed out meanwhile.
    #[must_use]
    pub fn of(mut self, agent: Option<String>) -> Self {
        self.attempted.agent = agent;
        self
    }

    /// The same for an end that the host has asked for: the agent is there, and may pick a state meanwhile.
    #[must_use]
    pub fn asked_for(mut self) -> Self {
        self.attempted.trigger = Trigger::End;
        self
    }

    /// The same after an earlier attempt: a call that was given up may have arrived since.
    #[must_use]
    pub fn after(mut self, attempted: Attempted) -> Self {
        let by = self.attempted.by;
        self.attempted = Attempted { by, ..attempted };
        self
    }

    /// Takes one event.
    pub fn handle(&mut self, event: Event, settings: &Settings, cx: &mut Cx<'_>) {
        let step = std::mem::replace(&mut self.step, Step::Ready);
        self.step = self.next(step, event, settings, cx);
    }

    /// The table. A pair that does not stand here leaves the step as it is.
    #[allow(
        clippy::match_same_arms,
        clippy::too_many_lines,
        reason = "it is a table: one row a pair"
    )]
    fn next(&mut self, step: Step, event: Event, settings: &Settings, cx: &mut Cx<'_>) -> Step {
        let agent = cx.agent();
        let agent = agent.as_deref();
        match (step, event) {
            (step @ Step::Over(_), _) => step,
            (_, Event::Go | Event::AgentShown) if let Some(other) = self.other(agent) => {
                self.fail(sentences::other_agent(&self.attempted, &other.username), cx)
            }

            // The agent's hand wins.
            (_, Event::Go | Event::AgentShown) if self.is_overruled(agent) => {
                self.over(Kind::Skipped, Some(Reason::CurrentState), None, cx)
            }
            (_, Event::Go | Event::AgentShown) if self.is_called_off(settings, agent) => {
                self.over(Kind::Skipped, Some(Reason::Cancelled), None, cx)
            }

            (Step::Ready, Event::Go) => self.go(settings, cx),

            (Step::AwaitAgent { .. }, Event::AgentShown) => Step::Ready,
            (Step::AwaitContacts, Event::AgentShown)
                if let (Some(agent), Goal::Restore { .. }) = (self.shown(agent), &self.goal) =>
            {
                self.confirmed(agent, settings, cx)
            }
            (Step::AwaitContacts, Event::AgentShown)
                if agent.is_some_and(|agent| !self.awaits_contacts(settings, agent)) =>
            {
                Step::Ready
            }
            (Step::AwaitCcps, Event::AgentShown) => Step::Ready,
            // The agent is gone, and no snapshot will say that nothing holds the change up any more.
            (Step::AwaitContacts | Step::AwaitCcps, Event::SignedOut) => Step::Ready,
            // An insisted-on state shows from the start: only Streams' own answer says that it was set anew.
            (
                Step::Attempt { .. } | Step::Pause { .. } | Step::AwaitNetwork { .. },
                Event::AgentShown,
            ) if let (Some(agent), false) = (self.shown(agent), self.insists()) => {
                self.confirmed(agent, settings, cx)
            }
            (Step::Confirm { .. }, Event::AgentShown) if let Some(agent) = self.shown(agent) => {
                self.confirmed(agent, settings, cx)
            }
            (Step::AwaitNetwork { .. }, Event::Online) => Step::Ready,

            (Step::Attempt { id: asked, .. }, Event::Answered(id, result)) if id == asked => {
                match (result, self.shown(agent)) {
                    (Err(why), _) => {
                        self.pause(sentences::refused(self.target(), &why), settings, cx)
                    }
                    (Ok(()), Some(agent)) => self.confirmed(agent, settings, cx),
                    (Ok(()), None) => Step::Confirm {
                        until: cx.now + settings.retry.attempt_timeout,
                    },
                }
            }
            (Step::Logout { id: asked, .. }, Event::Answered(id, result)) if id == asked => {
                match result {
                    Ok(()) => Step::Proof {
                        id: cx.ask(|id| ToStreams::ProveLogout { id }),
                        until: cx.now + duration::PROOF,
                    },
                    Err(why) => self.pause(sentences::no_logout(&why), settings, cx),
                }
            }
            (Step::Proof { id: asked, .. }, Event::Answered(id, _)) if id == asked => {
                self.over(Kind::LoggedOut, None, None, cx)
            }
            (Step::Proof { .. }, Event::AgentShown) => {
                self.pause(sentences::still_logged_in(), settings, cx)
            }
            // Nothing has shown an agent. An agent who is back has logged in again.
            (Step::Proof { .. }, Event::Due | Event::Recall(_)) => {
                self.over(Kind::LoggedOut, None, None, cx)
            }
            // If a logout was asked for, that is its answer.
            (_, Event::SignedOut) if self.has_asked_logout => {
                self.over(Kind::LoggedOut, None, None, cx)
            }
            (Step::Attempt { id, until, .. }, Event::SignedOut) => Step::Attempt {
                id,
                until,
                denied: true,
            },

            (Step::Attempt { denied: true, .. }, Event::Due) => {
                self.pause(sentences::denied(self.target()), settings, cx)
            }
            (Step::Attempt { .. }, Event::Due) => {
                let timeout = settings.retry.attempt_timeout;
                self.pause(sentences::unanswered(self.target(), timeout), settings, cx)
            }
            (Step::Confirm { .. }, Event::Due) => {
                let timeout = settings.retry.attempt_timeout;
                self.pause(sentences::not_shown(self.target(), timeout), settings, cx)
            }
            (Step::Logout { .. }, Event::Due) => self.pause(
                sentences::no_logout("it did not answer in time"),
                settings,
                cx,
            ),
            (Step::Pause { .. }, Event::Due | Event::Hurry) => Step::Ready,
            // The call may be lost by now, and there is no later.
            (Step::Attempt { until, .. }, Event::Hurry)
                if self.attempted.by == By::Tab
                    && until + duration::UNHEARD <= cx.now + settings.retry.attempt_timeout =>
            {
                self.go(settings, cx)
            }
            (Step::AwaitAgent { .. }, Event::Due) => self.fail(missing(cx.agent_view()), cx),
            (Step::AwaitNetwork { .. }, Event::Due) => {
                self.fail(sentences::no_network(&self.attempted), cx)
            }

            // The call in flight may have arrived, so the change waits for its answer.
            (
                step @ (Step::Attempt { .. } | Step::Confirm { .. } | Step::Logout { .. }),
                Event::Recall(reason),
            ) => {
                self.recalled = Some(reason);
                step
            }
            (_, Event::Recall(reason)) => self.over(Kind::Skipped, Some(reason), None, cx),

            (step, _) => step,
        }
    }

    /// The next step on the newest snapshot.
    fn go(&mut self, settings: &Settings, cx: &mut Cx<'_>) -> Step {
        let Some(agent) = cx.agent() else {
            if let Some(step) = self.signed_out_as_wanted(settings, cx) {
                return step;
            }
            if !cx.is_online() {
                return self.await_network(cx);
            }
            let since = *self.no_agent_since.get_or_insert(cx.now);
            return Step::AwaitAgent {
                until: since + duration::AGENT_MISSING,
            };
        };
        self.no_agent_since = None;
        // A state that somebody picks between two attempts is the state before from then on.
        if self.attempted.attempts == 0 || !self.attempted.is_around(Some(agent.settled())) {
            self.attempted.agent = Some(agent.username.clone());
            self.attempted.from = Some(agent.settled().to_owned());
        }
        let until = cx.now + settings.retry.attempt_timeout;
        match self.verdict(settings, &agent) {
            Verdict::Set { .. } | Verdict::LogOut { .. }
                if self.is_too_late(settings, &agent, cx) =>
            {
                self.fail(sentences::too_late(&agent, cx.now - self.ended_at), cx)
            }
            Verdict::Set { .. } | Verdict::LogOut { .. } | Verdict::Wait
                if self.works_elsewhere(settings, &agent) =>
            {
                Step::AwaitCcps
            }
            Verdict::Set { .. } | Verdict::LogOut { .. } if !self.has_network(cx) => {
                self.await_network(cx)
            }
            Verdict::Set { to, enqueue, .. } => {
                self.say_if_another(&to, &agent, cx);
                self.count(&to);
                let id = cx.ask(|id| ToStreams::SetState {
                    id,
                    name: to,
                    enqueue,
                });
                let denied = false;
                Step::Attempt { id, until, denied }
            }
            Verdict::LogOut { url } => {
                self.count(agent.settled());
                self.has_asked_logout = true;
                let id = cx.ask(|id| ToStreams::LogOut { id, url });
                Step::Logout { id, until }
            }
            Verdict::Wait => Step::AwaitContacts,
            Verdict::Skip { reason } => self.skip(reason, &agent, cx),
            Verdict::Fail { error } => self.fail(error, cx),
        }
    }

    /// Somebody has set the state since, and the end is so long ago that they may be working elsewhere by now.
    fn is_too_late(&self, settings: &Settings, agent: &Agent, cx: &Cx<'_>) -> bool {
        let Goal::End { found, .. } = &self.goal else {
            return false;
        };
        let due = self.ended_at + settings.session_end_timer;
        let is_ours = self.shown(Some(agent)).is_some();
        !is_ours && cx.now > due + duration::TOO_LATE && *found != Some(agent.into())
    }

    /// The proper end of a shift: the agent has signed out, and was by then as the settings want it.
    fn signed_out_as_wanted(&mut self, settings: &Settings, cx: &Cx<'_>) -> Option<Step> {
        let last = cx.signed_out()?;
        if self.attempted.attempts > 0 || self.other(Some(&last)).is_some() {
            return None;
        }
        let reason = leaves_nothing(&self.verdict(settings, &last))?;
        self.attempted.agent = Some(last.username.clone());
        self.attempted.from = Some(last.settled().to_owned());
        Some(self.skip(reason, &last, cx))
    }

    /// A change that has been tried is finished, even if a CCP has come since. The host ends the session everywhere.
    fn works_elsewhere(&self, settings: &Settings, agent: &Agent) -> bool {
        if self.attempted.trigger == Trigger::End {
            return false;
        }
        let ours = match self.goal {
            // The keeper's own.
            Goal::End { .. } | Goal::Retry => 1,
            Goal::LastAttempt { tabs, .. } => tabs,
            Goal::Start { .. } | Goal::Restore { .. } => return false,
        };
        self.attempted.attempts == 0 && policy::works_elsewhere(settings, agent, ours)
    }

    fn await_network(&mut self, cx: &Cx<'_>) -> Step {
        let since = *self.no_network_since.get_or_insert(cx.now);
        Step::AwaitNetwork {
            until: since + duration::NO_NETWORK,
        }
    }

    fn verdict(&self, settings: &Settings, agent: &Agent) -> Verdict {
        let end = || {
            if self.attempted.attempts == 0 {
                policy::at_end(settings, agent)
            } else {
                policy::go_on(settings, agent)
            }
        };
        match &self.goal {
            Goal::End { .. } | Goal::Retry => self.insisting(end(), settings, agent),
            Goal::LastAttempt { .. } => match self.insisting(end(), settings, agent) {
                // A logout at a mere refresh could not be put back.
                Verdict::LogOut { .. } => Verdict::Skip {
                    reason: Reason::AlreadySet,
                },
                // Nor could contact work, which a queued state leaves to the agent.
                Verdict::Set { to, logs_out, .. } if agent.has_contact_work() => Verdict::Set {
                    to,
                    enqueue: true,
                    logs_out,
                },
                verdict => verdict,
            },
            Goal::Start { to } => policy::start_with(agent, to),
            Goal::Restore { to, ours, insists } => {
                let is_anew = *insists && agent.settled() == to;
                policy::back_to(settings, agent, to, ours.as_deref().filter(|_| !is_anew))
            }
        }
    }

    /// Whether nothing is to be done before the agent's contacts are over.
    fn awaits_contacts(&self, settings: &Settings, agent: &Agent) -> bool {
        match self.goal {
            Goal::Restore { .. } => !agent.contacts.is_empty(),
            _ => self.verdict(settings, agent) == Verdict::Wait,
        }
    }

    /// A state that shows already is asked for once all the same, if another call may still arrive.
    fn insisting(&self, verdict: Verdict, settings: &Settings, agent: &Agent) -> Verdict {
        match verdict {
            Verdict::Skip {
                reason: Reason::AlreadySet,
            } if self.insists() && self.attempted.attempts == 0 => Verdict::Set {
                to: agent.settled().to_owned(),
                // A contact may begin while the call is on its way.
                enqueue: settings.on_contact == OnContact::Queue || !agent.contacts.is_empty(),
                logs_out: false,
            },
            verdict => verdict,
        }
    }

    /// Says that another state is set than the one to go back to.
    fn say_if_another(&self, to: &str, agent: &Agent, cx: &mut Cx<'_>) {
        if let Goal::Restore { to: earlier, .. } = &self.goal
            && earlier != to
            && self.attempted.attempts == 0
        {
            let Failure { code, message } = policy::not_listed(earlier, agent);
            let message = format!("{message} The library sets “{to}” instead.");
            cx.warn_of(WarningCode::NotRestored, Failure::new(code, message));
        }
    }

    fn count(&mut self, to: &str) {
        self.attempted.to = Some(to.to_owned());
        self.attempted.attempts += 1;
        self.tries += 1;
        self.no_network_since = None;
    }

    /// A window that goes at once has nothing to lose by an attempt.
    fn has_network(&self, cx: &Cx<'_>) -> bool {
        cx.is_online() || matches!(self.goal, Goal::LastAttempt { asks: false, .. })
    }

    /// The agent's snapshot shows the state: the change is over, or its logout is next.
    fn confirmed(&mut self, agent: &Agent, settings: &Settings, cx: &Cx<'_>) -> Step {
        let logs_out = matches!(
            (&self.goal, &settings.status),
            (Goal::End { .. } | Goal::Retry, Status::Logout { .. })
        );
        if logs_out && self.recalled.is_none() {
            self.tries = 0;
            Step::Ready
        } else {
            self.over(Kind::shown_by(agent), None, None, cx)
        }
    }

    /// Tries again after a pause that doubles, anywhere in its second half.
    fn pause(&mut self, error: Failure, settings: &Settings, cx: &mut Cx<'_>) -> Step {
        if let Some(reason) = self.recalled {
            return self.over(Kind::Skipped, Some(reason), None, cx);
        }
        if self.tries >= settings.retry.attempts {
            return self.give_up(error, cx);
        }
        // The document may be gone before the shortest pause is over.
        if matches!(self.goal, Goal::LastAttempt { .. }) && self.tries == 1 {
            return Step::Ready;
        }
        let doubled = (settings.retry.first_delay).saturating_mul(1 << (self.tries - 1).min(32));
        let longest = doubled.min(settings.retry.max_delay);
        let pause = longest - self.random() % (longest / 2 + 1);
        Step::Pause {
            until: cx.now + pause,
        }
    }

    /// A queued state that cannot be taken back begins once the contacts are over, and can be replaced then. That may be
    /// hours away, and a keeper has no CCP for so long.
    fn give_up(&mut self, error: Failure, cx: &mut Cx<'_>) -> Step {
        let is_in_contact = cx.agent().is_some_and(|agent| !agent.contacts.is_empty());
        if is_in_contact
            && self.attempted.by == By::Tab
            && matches!(self.goal, Goal::Restore { .. })
        {
            cx.warn_of(WarningCode::NotRestored, sentences::not_yet(error));
            self.tries = 0;
            return Step::AwaitContacts;
        }
        self.fail(error, cx)
    }

    /// Marsaglia, "Xorshift RNGs" (2003), the (13, 7, 17) triple.
    fn random(&mut self) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }

    /// Nothing is left to do. After an attempt the agent is where the change put it, and the reason only says why it
    /// went no further.
    fn skip(&mut self, reason: Reason, agent: &Agent, cx: &Cx<'_>) -> Step {
        if self.attempted.attempts > 0 && self.shown(Some(agent)).is_some() {
            let unfinished = (reason != Reason::AlreadySet).then_some(reason);
            return self.over(Kind::shown_by(agent), unfinished, None, cx);
        }
        if reason == Reason::AlreadySet {
            self.attempted.to = Some(agent.settled().to_owned());
        }
        self.over(Kind::Skipped, Some(reason), None, cx)
    }

    fn fail(&self, error: Failure, cx: &Cx<'_>) -> Step {
        self.over(Kind::Failed, None, Some(error), cx)
    }

    fn over(
        &self,
        kind: Kind,
        reason: Option<Reason>,
        error: Option<Failure>,
        cx: &Cx<'_>,
    ) -> Step {
        Step::Over(Box::new(Outcome {
            kind,
            attempted: self.attempted.clone(),
            reason,
            error,
            ended_at: self.ended_at,
            at: cx.now,
        }))
    }

    /// The agent, if it is another than the change's.
    fn other<'a>(&self, agent: Option<&'a Agent>) -> Option<&'a Agent> {
        let mine = self.attempted.agent.as_ref()?;
        agent.filter(|agent| agent.username != *mine)
    }

    /// The agent, if it shows the state that was asked for.
    fn shown<'a>(&self, agent: Option<&'a Agent>) -> Option<&'a Agent> {
        agent.filter(|agent| self.attempted.to.as_deref() == Some(agent.settled()))
    }

    /// Whether somebody has picked another state since a change was tried that starts a session or puts a state back,
    /// or after `beforeunload`: an agent who picks a state stays.
    fn is_overruled(&self, agent: Option<&Agent>) -> bool {
        let ours = match &self.goal {
            Goal::Start { .. } | Goal::LastAttempt { insists: false, .. } => None,
            Goal::Restore { ours, .. } => ours.as_deref(),
            Goal::End { .. } | Goal::Retry | Goal::LastAttempt { .. } => return false,
        };
        let has_tried = self.attempted.attempts > 0;
        has_tried
            && agent.is_some_and(|agent| {
                !self.attempted.is_between(agent) && ours != Some(agent.settled())
            })
    }

    /// Whether somebody has picked another state since the host has asked for the end. A state of an earlier call that still
    /// arrives is nobody's.
    fn is_called_off(&self, settings: &Settings, agent: Option<&Agent>) -> bool {
        self.attempted.trigger == Trigger::End
            && self.attempted.by == By::Tab
            && !self.insists()
            && self.attempted.agent.is_some()
            && agent.is_some_and(|agent| {
                !self.attempted.is_between(agent)
                    && policy::target(settings, agent).ok() != Some(agent.settled())
            })
    }

    fn insists(&self) -> bool {
        matches!(
            self.goal,
            Goal::End { insists: true, .. }
                | Goal::Restore { insists: true, .. }
                | Goal::LastAttempt { insists: true, .. }
        )
    }

    fn target(&self) -> &str {
        self.attempted.to.as_deref().unwrap_or_default()
    }
}

/// Whether nothing is left to do at an end: the agent has signed out, and was by then as the settings want it.
pub(super) fn is_needless(settings: &Settings, cx: &Cx<'_>) -> bool {
    (cx.signed_out()).is_some_and(|last| leaves_nothing(&policy::at_end(settings, &last)).is_some())
}

/// Why this verdict on an agent who has signed out leaves nothing to do. What becomes of a contact nobody can say.
fn leaves_nothing(verdict: &Verdict) -> Option<Reason> {
    match verdict {
        Verdict::Skip { reason } if *reason != Reason::LiveContact => Some(*reason),
        Verdict::LogOut { .. } => Some(Reason::AlreadySet),
        _ => None,
    }
}

impl Change {
    /// Whether its owner is to let it go on.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        matches!(self.step, Step::Ready)
    }

    /// Whether it waits for what only a living CCP gives: an answer, or a snapshot that shows the state. A CCP whose
    /// login was denied lives, and gives neither.
    #[must_use]
    pub fn waits_for_ccp(&self) -> bool {
        matches!(
            self.step,
            Step::Attempt { denied: false, .. } | Step::Confirm { .. }
        )
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.step {
            Step::Over(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The attempt so far.
    #[must_use]
    pub fn attempted(&self) -> &Attempted {
        &self.attempted
    }

    /// How many calls to Streams it has made.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempted.attempts
    }

    /// The name of its step.
    #[must_use]
    pub fn step(&self) -> &str {
        self.step.as_ref()
    }

    /// The cause of its wait.
    #[must_use]
    pub fn waiting(&self) -> Option<Waiting> {
        match self.step {
            Step::AwaitAgent { .. } => Some(Waiting::Agent),
            Step::AwaitContacts => Some(Waiting::Contacts),
            Step::AwaitCcps => Some(Waiting::Ccps),
            Step::AwaitNetwork { .. } => Some(Waiting::Network),
            _ => None,
        }
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        match self.step {
            Step::AwaitAgent { until } => Some((until, Timer::AgentMissing)),
            Step::AwaitNetwork { until } => Some((until, Timer::NoNetwork)),
            Step::Attempt { until, .. } => Some((until, Timer::Attempt)),
            Step::Confirm { until } => Some((until, Timer::Confirm)),
            Step::Pause { until } => Some((until, Timer::Retry)),
            Step::Logout { until, .. } | Step::Proof { until, .. } => Some((until, Timer::Logout)),
            Step::Ready | Step::AwaitContacts | Step::AwaitCcps | Step::Over(_) => None,
        }
    }

    /// Its work so far, as the last attempt of a window that goes, started at `at`.
    pub(super) fn last_attempt(&self, view: &AgentView, at: Millis) -> LastAttempt {
        if let Some(outcome) = self.outcome() {
            let mut attempted = outcome.attempted.clone();
            if outcome.kind == Kind::Skipped && attempted.attempts == 0 {
                attempted.to = None;
            }
            return LastAttempt {
                attempted,
                reason: outcome.reason,
                error: outcome.error.clone(),
                insists: self.insists(),
                session: None,
                started_at: None,
                tab: None,
                waits: false,
                at,
            };
        }
        let waiting = self.waiting();
        LastAttempt {
            attempted: self.attempted.clone(),
            reason: match waiting {
                Some(Waiting::Contacts) => Some(Reason::LiveContact),
                Some(Waiting::Ccps) => Some(Reason::OtherCcp),
                _ => None,
            },
            error: sentences::held_up(waiting, view),
            insists: self.insists(),
            session: None,
            started_at: None,
            tab: None,
            waits: false,
            at,
        }
    }
}
