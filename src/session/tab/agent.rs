//! The agent, as the tab's CCP shows it.

use std::sync::Arc;

use super::Tab;
use crate::policy;
use crate::session::change::missing;
use crate::session::journal::LastAgent;
use crate::session::{Agent, AgentView, Effect, Entry, WarningCode};
use crate::settings::Millis;

impl Tab {
    pub(super) fn agent_seen(&mut self, now: Millis, agent: Arc<Agent>) {
        let is_first = self.agent.known().is_none();
        self.agent = AgentView::Known(agent);
        self.agent_due = None;
        if is_first {
            self.note_agent(now);
        }
        self.check_states();
        self.with_change(|change, settings, agent, _| {
            change.agent_changed(now, settings, agent);
        });
    }

    pub(super) fn signed_out(&mut self, now: Millis) {
        self.agent = AgentView::SignedOut;
        let message =
            "the CCP has signed the agent out: nothing can be set before somebody signs in";
        self.warn(WarningCode::SignedOut, message.into());
        self.with_change(|change, _, _, _| change.signed_out(now));
    }

    pub(super) fn agent_slow(&mut self) {
        self.agent_due = None;
        self.warn(
            WarningCode::AgentUnknown,
            missing(&AgentView::Unknown).message,
        );
    }

    /// A status that the instance does not have is said now, not at the end.
    fn check_states(&mut self) {
        if let (false, Some(agent)) = (self.checked_states, self.agent.known()) {
            self.checked_states = true;
            for unknown in policy::unknown_states(&self.settings, agent) {
                self.warn(WarningCode::UnknownState, unknown.message);
            }
        }
    }

    pub(super) fn note_agent(&mut self, now: Millis) {
        if let Some(agent) = self.agent.known() {
            let entry = LastAgent {
                username: agent.username.clone(),
                availability: agent.availability.clone(),
                at: now,
            };
            self.out.push(Effect::Save(Entry::Agent(entry)));
        }
    }
}
