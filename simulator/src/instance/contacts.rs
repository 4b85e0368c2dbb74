//! Contacts: the agent's work.

use serde::{Deserialize, Serialize};

use super::agent::{AgentState, StateType};

/// The channel of a contact (Streams documentation, "`ContactType`").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactType {
    /// A call.
    Voice,
    /// A call that the queue makes for the agent.
    QueueCallback,
    /// A chat.
    Chat,
    /// A task.
    Task,
    /// An e-mail.
    Email,
}

/// The state of a contact (Streams documentation, "`ContactStateType`").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactState {
    /// A queued callback is offered.
    Incoming,
    /// About to connect.
    Pending,
    /// It rings.
    Connecting,
    /// In conversation.
    Connected,
    /// A task that the agent has put aside.
    Paused,
    /// The agent did not answer.
    Missed,
    /// The agent declined.
    Rejected,
    /// It failed.
    Error,
    /// Over, but not yet cleared: contact work.
    Ended,
}

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The contact's id.
    pub id: String,
    /// The channel.
    #[serde(rename = "type")]
    pub kind: ContactType,
    /// Its state.
    pub state: ContactState,
    /// Since when, in epoch milliseconds.
    pub since: u64,
}

impl ContactState {
    /// The instance refuses a plain state change under a live contact.
    #[must_use]
    pub fn is_live(self) -> bool {
        match self {
            Self::Incoming | Self::Pending | Self::Connecting | Self::Connected | Self::Paused => {
                true
            }
            Self::Missed | Self::Rejected | Self::Error | Self::Ended => false,
        }
    }
}

/// The state the instance shows because of these contacts, if it shows one.
pub(crate) fn shown_state(contacts: &[Contact]) -> Option<AgentState> {
    let any = |wanted: &[ContactState]| {
        contacts
            .iter()
            .any(|contact| wanted.contains(&contact.state))
    };
    let system = |name| Some(AgentState::of_instance(StateType::System, name));
    let error = |name| Some(AgentState::of_instance(StateType::Error, name));
    if any(&[ContactState::Connected]) {
        system("Busy")
    } else if any(&[
        ContactState::Incoming,
        ContactState::Pending,
        ContactState::Connecting,
    ]) {
        system("PendingBusy")
    } else if any(&[ContactState::Missed, ContactState::Rejected]) {
        error("MissedCallAgent")
    } else if any(&[ContactState::Error]) {
        error("FailedConnectCustomer")
    } else if any(&[ContactState::Ended]) {
        system("AfterCallWork")
    } else {
        None
    }
}
