//! What a change has heard since: an answer, a snapshot, the network, or nothing in time.

use super::end::kind;
use super::{Change, Goal, Step, failures, missing};
use crate::session::{Agent, AgentView, Failure, Kind, RequestId, Timer};
use crate::settings::{Millis, Settings, Status};

impl Change {
    /// The agent has changed, or is gone.
    pub(in crate::session) fn agent_changed(
        &mut self,
        now: Millis,
        settings: &Settings,
        view: &AgentView,
    ) {
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
    pub(in crate::session) fn network_changed(&mut self, online: bool) {
        self.online = online;
        if online && matches!(self.step, Step::AwaitNetwork { .. }) {
            self.step = Step::Ready;
        }
    }

    /// Streams has called back.
    pub(in crate::session) fn attempted(
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
    pub(in crate::session) fn signed_out(&mut self, now: Millis) {
        if self.logout_asked && self.outcome().is_none() {
            self.finish(now, Kind::LoggedOut, None, None);
        } else if matches!(self.step, Step::Attempt { .. }) {
            // Streams calls back neither success nor failure then.
            self.denied = true;
        }
    }

    /// The instance's logout address was reached, or not.
    pub(in crate::session) fn logout_sent(
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
    pub(in crate::session) fn timer(
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

    /// There is no time for a pause.
    pub(in crate::session) fn hurry(&mut self) {
        if matches!(self.step, Step::Pause { .. }) {
            self.step = Step::Ready;
        }
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
}
