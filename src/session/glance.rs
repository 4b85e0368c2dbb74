//! The agent at a glance, as a tab's snapshot and a keeper's window show it.

use serde::Serialize;

use crate::domain::Agent;

/// The agent at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentGlance<'a> {
    /// The login name.
    pub username: &'a str,
    /// The state, a system state among them.
    pub state: &'a str,
    /// The availability state.
    pub availability: &'a str,
    /// The queued state.
    pub next: Option<&'a str>,
}

impl<'a> From<&'a Agent> for AgentGlance<'a> {
    fn from(agent: &'a Agent) -> Self {
        Self {
            username: &agent.username,
            state: &agent.state,
            availability: &agent.availability,
            next: agent.next.as_deref(),
        }
    }
}
