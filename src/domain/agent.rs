//! The agent as the machines see it: plain data, read off Streams at the door.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::look;

/// One snapshot of the signed-in agent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// The login name: Streams' `agent.getConfiguration().username`.
    pub username: String,
    /// The name of `agent.getState()`; may be a system state such as `Busy`.
    pub state: String,
    /// The name of `agent.getAvailabilityState()`: the state that the agent chose.
    pub availability: String,
    /// Since when, in milliseconds since the epoch by the instance's clock, if Streams says so.
    #[serde(default)]
    pub since: Option<u64>,
    /// The name of `agent.getNextState()`, if one is queued.
    pub next: Option<String>,
    /// `agent.getAgentStates()`: all that may be set.
    pub states: Vec<AgentState>,
    /// The name of `agent.getRoutingProfile()`.
    pub routing_profile: String,
    /// `agent.getContacts()`, live or not.
    pub contacts: Vec<Contact>,
    /// How many CCPs the CCP's shared worker serves, this one among them: `connect.numberOfConnectedCCPs`.
    #[serde(default)]
    pub ccps: usize,
}

/// One entry of `agent.getAgentStates()`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AgentState {
    /// The name that the instance's administrator gave it.
    pub name: String,
    /// Streams' `AgentStateType`: `routable`, `not_routable`, `offline`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Streams' `agentStateARN`, which stays the same when the state is renamed; empty if it gives none.
    #[serde(default)]
    pub arn: String,
}

impl AgentState {
    /// Whether this is the state of an ARN or of the id at its end. An id belongs to one instance alone; with Global
    /// Resiliency the ARNs of the two Regions differ, and their ids do not.
    fn has_id(&self, wanted: &str) -> bool {
        !self.arn.is_empty() && id(&self.arn).eq_ignore_ascii_case(id(wanted))
    }
}

fn id(arn: &str) -> &str {
    let slash = arn.bytes().rposition(|byte| byte == b'/');
    &arn[slash.map_or(0, |at| at + 1)..]
}

/// One entry of `agent.getContacts()`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contact {
    /// Streams' `ContactType`: `voice`, `queue_callback`, `chat`, `task`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Streams' `ContactStateType`.
    pub state: String,
}

impl Contact {
    /// Whether it is under way: Streams' `CONTACT_ACTIVE_STATES`. An ended contact stays listed through its contact work
    /// ("Contact API", `contact.getState()`), a missed, rejected or failed one until it is cleared.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(
            self.state.as_str(),
            "paused" | "incoming" | "pending" | "connecting" | "connected"
        )
    }

    /// Whether a person waits for the agent. A task or an e-mail is still there at the next login.
    #[must_use]
    pub fn needs_agent(&self) -> bool {
        self.is_live() && !matches!(self.kind.as_str(), "task" | "email")
    }
}

impl Agent {
    /// Whether any contact is live.
    #[must_use]
    pub fn has_live_contact(&self) -> bool {
        self.contacts.iter().any(Contact::is_live)
    }

    /// Whether any contact needs the agent now.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.contacts.iter().any(Contact::needs_agent)
    }

    /// Whether no contact is live, but one is not cleared: in after-call work, or after a missed call.
    #[must_use]
    pub fn has_contact_work(&self) -> bool {
        !self.contacts.is_empty() && !self.has_live_contact()
    }

    /// The state that the agent is in, or will be in once the contacts are over.
    #[must_use]
    pub fn settled(&self) -> &str {
        self.next.as_deref().unwrap_or(&self.availability)
    }

    /// The agent's own name for `wanted`: the state of that name, else of one that looks the same, else of that ARN or id. An
    /// administrator can rename every state, so `Offline` is also the state of type offline, and `Available` the first that
    /// is routable.
    #[must_use]
    pub fn find_state(&self, wanted: &str) -> Option<&str> {
        let plain = look::plain(wanted);
        let plain = plain.trim();
        let kind = match plain {
            "Offline" => "offline",
            "Available" => "routable",
            _ => "",
        };
        let rank = |state: &AgentState| match state {
            state if state.name == wanted => 0,
            state if look::is_alike(&state.name, plain) => 1,
            state if state.has_id(plain) => 2,
            state if state.kind == kind => 3,
            _ => 4,
        };
        let ranked = self.states.iter().map(|state| (rank(state), state));
        let (rank, state) = ranked.min_by_key(|(rank, _)| *rank)?;
        (rank < 4).then_some(&state.name)
    }

    /// Whether `wanted` means the state that the agent chose. That one may be in no list.
    #[must_use]
    pub fn has_chosen(&self, wanted: &str) -> bool {
        let chosen = &self.availability;
        let looks_chosen = || look::is_alike(wanted, chosen);
        wanted == chosen
            || (self.find_state(wanted)).map_or_else(looks_chosen, |name| name == chosen)
    }
}

/// An agent, the state and its time: they tell whether somebody has set a state since, even the same one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// The login name.
    pub username: String,
    /// The availability state.
    pub availability: String,
    /// Since when, in milliseconds since the epoch by the instance's clock, if Streams says so.
    pub since: Option<u64>,
}

impl From<&Agent> for Standing {
    fn from(agent: &Agent) -> Self {
        Self {
            username: agent.username.clone(),
            availability: agent.availability.clone(),
            since: agent.since,
        }
    }
}

/// The agent as known just now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum AgentView {
    /// The CCP has not shown an agent yet.
    #[default]
    Unknown,
    /// The newest snapshot.
    Known(Arc<Agent>),
    /// The CCP has said that nobody is signed in any more.
    SignedOut,
}

impl AgentView {
    /// The newest snapshot, if there is one.
    #[must_use]
    pub fn known(&self) -> Option<&Agent> {
        match self {
            Self::Known(agent) => Some(agent),
            Self::Unknown | Self::SignedOut => None,
        }
    }

    /// Whether the CCP has said that nobody is signed in any more.
    #[must_use]
    pub fn is_signed_out(&self) -> bool {
        matches!(self, Self::SignedOut)
    }
}
