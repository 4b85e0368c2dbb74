//! The next step of a change, on the newest snapshot.

use super::{Change, Goal, Step, failures};
use crate::policy::{self, Verdict};
use crate::session::timer::duration;
use crate::session::{Agent, AgentView, Effect, Outbox, Reason};
use crate::settings::{Millis, Settings};

impl Change {
    /// Takes the next step on the newest snapshot.
    pub(in crate::session) fn go(
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

    /// Whether another agent than the change's is signed in now: then it is over.
    pub(super) fn is_for_another(&mut self, now: Millis, shown: &Agent) -> bool {
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

    fn count(&mut self) {
        self.attempts += 1;
        self.tries += 1;
        self.denied = false;
        self.offline_since = None;
    }
}
