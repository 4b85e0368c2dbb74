//! Whether an agent qualifies, what to set, and what to do about live contacts: one snapshot and the settings in,
//! one verdict with its reason out.

use serde::Serialize;
use strum::{AsRefStr, VariantNames};

use crate::domain::{Agent, Failure, FailureCode, Reason};
use crate::settings::{InitialAgentState, OnContact, Settings, Status};

/// What is to be done with an agent, just now. Its `kind` says which it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, AsRefStr, VariantNames)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[strum(serialize_all = "camelCase")]
pub enum Verdict {
    /// Set this state, and confirm it.
    Set {
        /// One of the agent's own states.
        to: String,
        /// Streams' `enqueueNextState`: if a contact comes first, the state is queued instead of refused. In contact work
        /// it is queued as well, behind work that nobody may be left to clear.
        enqueue: bool,
        /// Whether a logout follows.
        logs_out: bool,
    },
    /// The agent is offline already: log out.
    LogOut {
        /// The instance's logout address.
        url: String,
    },
    /// A contact is live, and the settings say to wait.
    Wait,
    /// Leave the agent alone.
    Skip {
        /// Why.
        reason: Reason,
    },
    /// It cannot be done.
    Fail {
        /// Why.
        error: Failure,
    },
}

/// What to do at the session's end.
#[must_use]
pub fn at_end(settings: &Settings, agent: &Agent) -> Verdict {
    if !includes_profile(settings, agent) {
        return Verdict::Skip {
            reason: Reason::Profile,
        };
    }
    let states = &settings.if_current_agent_state;
    if !states.is_empty() && !states.contains(&agent.availability) {
        return Verdict::Skip {
            reason: Reason::CurrentState,
        };
    }
    go_on(settings, agent)
}

/// What to do next for an agent who qualified before the change started: this library's own change may have made the
/// agent's state another since.
#[must_use]
pub fn go_on(settings: &Settings, agent: &Agent) -> Verdict {
    let to = match target(settings, agent) {
        Ok(to) => to.to_owned(),
        Err(error) => return Verdict::Fail { error },
    };
    let logout = match &settings.status {
        Status::State(_) => None,
        Status::Logout { url } => Some(url),
    };
    // A logout cuts off only who needs the agent now.
    let is_held_up = match logout {
        Some(_) => agent.is_needed(),
        None => agent.has_live_contact(),
    };
    if is_held_up {
        match (settings.on_contact, logout) {
            (OnContact::Wait, _) => return Verdict::Wait,
            // A logout would not wait for the queued state that goes with it.
            (OnContact::Skip, _) | (OnContact::Queue, Some(_)) => {
                return Verdict::Skip {
                    reason: Reason::LiveContact,
                };
            }
            (OnContact::Queue, None) => {}
        }
    }
    match logout {
        _ if agent.settled() != to => Verdict::Set {
            to,
            enqueue: agent.has_live_contact()
                || (settings.on_contact == OnContact::Queue && !agent.has_contact_work()),
            logs_out: logout.is_some(),
        },
        Some(url) => Verdict::LogOut { url: url.clone() },
        None => Verdict::Skip {
            reason: Reason::AlreadySet,
        },
    }
}

/// What to do when a new session starts. `left_in` is the state in which this library left the agent at the last end,
/// if no session has made up for it yet.
#[must_use]
pub fn at_start(settings: &Settings, agent: &Agent, left_in: Option<&str>) -> Verdict {
    let wanted = match &settings.initial_agent_state {
        InitialAgentState::Always(state) => state,
        InitialAgentState::AfterOurChange if left_in == Some(agent.settled()) => {
            InitialAgentState::AFTER_OUR_CHANGE
        }
        InitialAgentState::AfterOurChange | InitialAgentState::Never => {
            return Verdict::Skip {
                reason: Reason::CurrentState,
            };
        }
    };
    if !includes_profile(settings, agent) {
        return Verdict::Skip {
            reason: Reason::Profile,
        };
    }
    start_with(agent, wanted)
}

/// What to do to start a session in the state `wanted`: nothing under a live contact.
#[must_use]
pub fn start_with(agent: &Agent, wanted: &str) -> Verdict {
    let Some(to) = agent.find_state(wanted) else {
        return Verdict::Fail {
            error: unknown_state("initialAgentState", wanted, agent),
        };
    };
    if agent.has_live_contact() {
        Verdict::Skip {
            reason: Reason::LiveContact,
        }
    } else if agent.settled() == to {
        Verdict::Skip {
            reason: Reason::AlreadySet,
        }
    } else {
        Verdict::Set {
            to: to.to_owned(),
            // Contact work is the agent's to end.
            enqueue: agent.has_contact_work(),
            logs_out: false,
        }
    }
}

/// What to do to bring the agent back to the state `earlier`. With a contact it is queued, because the change that it
/// undoes was queued too. `ours`: only if the agent still shows this state, which that change has set; if it is not
/// known whether it has, in any case.
#[must_use]
pub fn back_to(agent: &Agent, earlier: &str, ours: Option<&str>) -> Verdict {
    if ours.is_some_and(|ours| agent.settled() != ours) {
        return Verdict::Skip {
            reason: Reason::AlreadySet,
        };
    }
    Verdict::Set {
        to: earlier.to_owned(),
        enqueue: !agent.contacts.is_empty(),
        logs_out: false,
    }
}

/// The settings that name a state which the agent's instance does not have.
#[must_use]
pub fn unknown_states(settings: &Settings, agent: &Agent) -> Vec<Failure> {
    let end = target(settings, agent).err();
    let start = match &settings.initial_agent_state {
        InitialAgentState::Always(state) if agent.find_state(state).is_none() => {
            Some(unknown_state("initialAgentState", state, agent))
        }
        _ => None,
    };
    let filter = settings.if_current_agent_state.iter();
    let filter = filter
        .filter(|name| agent.states.iter().all(|state| state.name != **name))
        .map(|name| unknown_state("ifCurrentAgentState", name, agent));
    end.into_iter().chain(start).chain(filter).collect()
}

/// The agent's own name for the state that `status` asks for.
///
/// # Errors
/// The instance has no such state.
pub fn target<'a>(settings: &Settings, agent: &'a Agent) -> Result<&'a str, Failure> {
    let wanted = match &settings.status {
        Status::State(name) => name,
        Status::Logout { .. } => "Offline",
    };
    agent
        .find_state(wanted)
        .ok_or_else(|| unknown_state("status", wanted, agent))
}

fn includes_profile(settings: &Settings, agent: &Agent) -> bool {
    let parts = &settings.if_profile_name_includes;
    parts.is_empty()
        || parts
            .iter()
            .any(|part| agent.routing_profile.contains(part))
}

fn unknown_state(setting: &str, wanted: &str, agent: &Agent) -> Failure {
    let known: Vec<&str> = agent
        .states
        .iter()
        .map(|state| state.name.as_str())
        .collect();
    let known = known.join(", ");
    let message = format!(
        "{setting} names the state “{wanted}”, but this instance has no such state. It has: {known}"
    );
    Failure::new(FailureCode::UnknownState, message)
}
