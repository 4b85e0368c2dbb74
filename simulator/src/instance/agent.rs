//! The agent's states: those to choose from, and the one that is shown.

use serde::{Deserialize, Serialize};

/// The kind of a state (Streams documentation, "`AgentStateType`").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateType {
    /// Contacts are routed to the agent.
    Routable,
    /// The agent is there, but takes no contacts.
    NotRoutable,
    /// The agent is away.
    Offline,
    /// Set by the instance: Busy, `AfterCallWork`.
    System,
    /// Set by the instance when a contact failed.
    Error,
}

/// A state by name and kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgentState {
    /// The name the agent sees.
    pub name: String,
    /// The kind.
    #[serde(rename = "type")]
    pub kind: StateType,
    /// Absent for a state that the instance alone can set.
    #[serde(rename = "agentStateARN", skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
}

/// A state as the control API takes it: a name, or a name with its kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum StateEntry {
    /// The kind follows from the name: Available is routable, Offline offline, all others not routable.
    Name(String),
    /// The kind is given.
    Typed {
        /// The name.
        name: String,
        /// The kind.
        #[serde(rename = "type")]
        kind: StateType,
    },
}

impl AgentState {
    /// The `index`th of the instance's own list.
    pub(crate) fn custom(index: usize, entry: StateEntry) -> Self {
        let (name, kind) = match entry {
            StateEntry::Typed { name, kind } => (name, kind),
            StateEntry::Name(name) => {
                let kind = match name.as_str() {
                    "Available" => StateType::Routable,
                    "Offline" => StateType::Offline,
                    _ => StateType::NotRoutable,
                };
                (name, kind)
            }
        };
        let arn = super::arn(&format!(
            "agent-state/00000000-0000-4000-8000-{:012x}",
            index + 1
        ));
        Self {
            name,
            kind,
            arn: Some(arn),
        }
    }

    /// One of those the instance sets by itself.
    pub(crate) fn of_instance(kind: StateType, name: &str) -> Self {
        Self {
            name: name.into(),
            kind,
            arn: None,
        }
    }
}

/// Those an instance starts with.
pub(crate) fn default_states() -> Vec<AgentState> {
    ["Available", "Offline", "At Lunch", "Break"]
        .into_iter()
        .enumerate()
        .map(|(index, name)| AgentState::custom(index, StateEntry::Name(name.into())))
        .collect()
}
