//! The failures of a change: each with its code and its sentence. `docs/troubleshooting.md` quotes them.

#![allow(
    clippy::must_use_candidate,
    missing_docs,
    reason = "each is named by its sentence"
)]

use super::Waiting;
use crate::domain::{Agent, AgentView, Attempted, Failure, FailureCode, Millis};
use crate::session::port::timer::duration;

pub fn refused(to: &str, why: &str) -> Failure {
    let message = format!("Streams could not set the state “{to}”: {why}");
    Failure::new(FailureCode::SetStateFailed, message)
}

pub fn unanswered(to: &str, timeout: Millis) -> Failure {
    let message = format!(
        "Streams did not answer setState(“{to}”) within {timeout} ms. Check that the CCP's frame still runs."
    );
    Failure::new(FailureCode::AttemptTimedOut, message)
}

pub fn denied(to: &str) -> Failure {
    let message = format!(
        "The CCP did not answer setState(“{to}”). It reported that its login has expired or is denied. Sign in again."
    );
    Failure::new(FailureCode::SignedOut, message)
}

pub fn not_shown(to: &str, timeout: Millis) -> Failure {
    let message = format!(
        "Streams reported that it had set “{to}”, but the agent's snapshot did not show it within {timeout} ms."
    );
    Failure::new(FailureCode::NotConfirmed, message)
}

pub fn not_yet(Failure { code, message }: Failure) -> Failure {
    let message = format!("{message} The library tries again after the agent's contacts.");
    Failure::new(code, message)
}

pub fn still_logged_in() -> Failure {
    let message = "The agent is offline, but still logged in: the logout address answered, and then the CCP showed the \
        agent again. Check instanceUrl and logoutUrl.";
    Failure::new(FailureCode::LogoutFailed, message)
}

pub fn no_logout(why: &str) -> Failure {
    let message = format!(
        "The agent is offline, but the browser could not reach the instance's logout address ({why}). Check \
         instanceUrl and logoutUrl."
    );
    Failure::new(FailureCode::LogoutFailed, message)
}

pub fn too_late(agent: &Agent, late: Millis) -> Failure {
    let minutes = late / 60_000;
    let state = &agent.availability;
    let message = format!(
        "The session ended {minutes} minutes ago, and the state “{state}” was set since. The library left it as it is. \
         The machine may have been asleep."
    );
    Failure::new(FailureCode::TooLate, message)
}

pub fn other_agent(attempted: &Attempted, other: &str) -> Failure {
    let agent = attempted.agent.as_deref().unwrap_or_default();
    let left = left(attempted);
    let message = format!(
        "“{other}” signed in during a change for “{agent}”. By then {left}. The library left “{other}” alone."
    );
    Failure::new(FailureCode::OtherAgent, message)
}

pub fn no_network(attempted: &Attempted) -> Failure {
    let seconds = duration::NO_NETWORK / 1_000;
    let left = left(attempted);
    let message = format!(
        "The browser had no network for {seconds} s. Before that, {left}. Try again when the network is back."
    );
    Failure::new(FailureCode::NoNetwork, message)
}

/// Retry would not mend it: the tabs have to say what they want.
pub fn no_settings() -> Failure {
    Failure::new(
        FailureCode::NoSettings,
        "No tab has told the keeper its settings, so the keeper set nothing. Check that tabs and keeper load the same \
         version of this library.",
    )
}

/// In which state the agent may be.
fn left(attempted: &Attempted) -> String {
    match attempted {
        Attempted {
            agent: Some(agent),
            to: Some(to),
            attempts: 1..,
            ..
        } => format!("“{agent}” may have been set to “{to}”"),
        Attempted {
            agent: Some(agent), ..
        } => format!("nothing had been set for “{agent}”"),
        Attempted { agent: None, .. } => "nothing had been set".into(),
    }
}

/// Why a change cannot go on, told if its window may be gone before it can.
pub fn held_up(waiting: Option<Waiting>, view: &AgentView) -> Option<Failure> {
    match waiting? {
        Waiting::Agent => Some(missing(view)),
        Waiting::Network => Some(Failure::new(
            FailureCode::NoNetwork,
            "The browser had no network when its last window closed, so nothing was set.",
        )),
        Waiting::Contacts | Waiting::Ccps => None,
    }
}

/// Why there is no agent to make a change for.
pub fn missing(view: &AgentView) -> Failure {
    match view {
        AgentView::SignedOut => Failure::new(
            FailureCode::SignedOut,
            "Nobody is signed in to the CCP, so the library could not set the agent's state. It is as it was.",
        ),
        AgentView::Unknown | AgentView::Known(_) => Failure::new(
            FailureCode::AgentUnknown,
            "The CCP never showed an agent. Check that initCCP's ccpUrl loads and that somebody is signed in there.",
        ),
    }
}
