//! Whether an agent qualifies, what to set, and what to do about live contacts: one snapshot and the settings in,
//! one verdict with its reason out.

use serde::Serialize;
use strum::{AsRefStr, VariantNames};

use crate::domain::{Agent, Failure, FailureCode, Reason, look};
use crate::settings::{InitialAgentState, OnContact, OtherCcps, Settings, Status};

/// The verdict on an agent, just now. Its `kind` says which it is.
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
    if !states.is_empty() && !states.iter().any(|state| agent.has_chosen(state)) {
        return Verdict::Skip {
            reason: Reason::CurrentState,
        };
    }
    go_on(settings, agent)
}

/// What to do next for an agent who qualified before the change started: this library's own change may have replaced
/// the agent's state since.
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
    // A logout cuts off only a person who needs the agent now.
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

/// Whether the agent works on in a CCP beyond our own; `ours` is the number of those.
#[must_use]
pub fn works_elsewhere(settings: &Settings, agent: &Agent, ours: usize) -> bool {
    settings.other_ccps == OtherCcps::Count && agent.ccps > ours
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
    if agent.has_live_contact() && left_in != Some(agent.settled()) {
        return Verdict::Skip {
            reason: Reason::LiveContact,
        };
    }
    start_with(agent, wanted)
}

/// What to do to start a session in the state `wanted`. Under a live contact it only takes the place of a queued state.
#[must_use]
pub fn start_with(agent: &Agent, wanted: &str) -> Verdict {
    let Some(to) = agent.find_state(wanted) else {
        return Verdict::Fail {
            error: unknown_state("initialAgentState", wanted, agent),
        };
    };
    let is_in_contact = agent.has_live_contact();
    if is_in_contact && agent.next.is_none() {
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
            enqueue: is_in_contact || agent.has_contact_work(),
            logs_out: false,
        }
    }
}

/// What to do to bring the agent back to the state `earlier`. With a contact it is queued, because the change that it
/// undoes was queued too. `ours`: only if the agent still shows this state, which that change has set; if it is not
/// known whether it has, in any case. If `earlier` is in no list, the rule for a session's first state holds.
#[must_use]
pub fn back_to(settings: &Settings, agent: &Agent, earlier: &str, ours: Option<&str>) -> Verdict {
    if ours.is_some_and(|ours| agent.settled() != ours) {
        return Verdict::Skip {
            reason: Reason::AlreadySet,
        };
    }
    let first = match &settings.initial_agent_state {
        InitialAgentState::Always(state) => Some(state.as_str()),
        InitialAgentState::AfterOurChange => Some(InitialAgentState::AFTER_OUR_CHANGE),
        InitialAgentState::Never => None,
    };
    let is_listed = agent.states.iter().any(|state| state.name == earlier);
    let to = if is_listed {
        Some(earlier)
    } else {
        first.and_then(|first| agent.find_state(first))
    };
    match to {
        Some(to) => Verdict::Set {
            to: to.to_owned(),
            enqueue: !agent.contacts.is_empty(),
            logs_out: false,
        },
        None => Verdict::Fail {
            error: not_listed(earlier, agent),
        },
    }
}

/// Why the agent cannot go back to the state `earlier`: an agent may be in one that nobody can choose.
#[must_use]
pub fn not_listed(earlier: &str, agent: &Agent) -> Failure {
    no_such_state("The agent was in the state", earlier, agent)
}

/// The settings that name a state which the agent's instance does not have.
#[must_use]
pub fn unknown_states(settings: &Settings, agent: &Agent) -> Vec<Failure> {
    let mut unknown = Vec::from_iter(target(settings, agent).err());
    if let InitialAgentState::Always(state) = &settings.initial_agent_state
        && agent.find_state(state).is_none()
    {
        unknown.push(unknown_state("initialAgentState", state, agent));
    }
    for name in &settings.if_current_agent_state {
        if agent.find_state(name).is_none() {
            let mut failure = unknown_state("ifCurrentAgentState", name, agent);
            failure.message += FILTER;
            unknown.push(failure);
        }
    }
    unknown
}

/// Why the filter may not find a name that the CCP shows. ("`AgentStateType`" in Streams' documentation: system.)
const FILTER: &str = " The filter looks at the state that the agent chose, never at one that Connect sets by itself, such \
                      as Busy, AfterCallWork or MissedCallAgent.";

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
    let profile = look::plain(&agent.routing_profile);
    parts.is_empty()
        || parts
            .iter()
            .any(|part| profile.contains(&look::plain(part)))
}

fn unknown_state(setting: &str, wanted: &str, agent: &Agent) -> Failure {
    no_such_state(&format!("{setting} names the state"), wanted, agent)
}

fn no_such_state(who: &str, wanted: &str, agent: &Agent) -> Failure {
    let mut names = String::new();
    for state in &agent.states {
        names += if names.is_empty() { "“" } else { ", “" };
        names += &state.name;
        names += "”";
    }
    let odd = look::oddities(wanted);
    let message =
        format!("{who} “{wanted}”, but this instance has no such state. It has: {names}.{odd}");
    Failure::new(FailureCode::UnknownState, message)
}
