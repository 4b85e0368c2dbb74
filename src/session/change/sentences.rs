//! What a change says if it fails: each failure with its code and its sentence.

use super::Waiting;
use crate::domain::{AgentView, Attempted, Failure, FailureCode, Millis};
use crate::session::port::timer::duration;

pub(super) fn refused(to: &str, why: &str) -> Failure {
    let message = format!("Streams could not set the state “{to}”: {why}");
    Failure::new(FailureCode::SetStateFailed, message)
}

pub(super) fn unanswered(to: &str, timeout: Millis) -> Failure {
    let message = format!(
        "Streams did not answer setState(“{to}”) within {timeout} ms; is the CCP frame alive?"
    );
    Failure::new(FailureCode::AttemptTimedOut, message)
}

pub(super) fn denied(to: &str) -> Failure {
    let message = format!(
        "the CCP did not answer setState(“{to}”) but said that its login has expired or is denied; sign in again"
    );
    Failure::new(FailureCode::SignedOut, message)
}

pub(super) fn not_shown(to: &str, timeout: Millis) -> Failure {
    let message = format!(
        "Streams said that “{to}” was set, but the agent's snapshot did not show it within {timeout} ms"
    );
    Failure::new(FailureCode::NotConfirmed, message)
}

pub(super) fn no_logout(why: &str) -> Failure {
    let message = format!(
        "the agent is offline, but the instance's logout could not be reached: {why}; check instanceUrl"
    );
    Failure::new(FailureCode::LogoutFailed, message)
}

pub(super) fn other_agent(attempted: &Attempted, other: &str) -> Failure {
    let agent = attempted.agent.as_deref().unwrap_or_default();
    let left = left(attempted);
    let message = format!(
        "“{other}” has signed in while a change for “{agent}” was under way: {left}; “{other}” was left alone"
    );
    Failure::new(FailureCode::OtherAgent, message)
}

pub(super) fn no_network(attempted: &Attempted) -> Failure {
    let seconds = duration::NO_NETWORK / 1_000;
    let left = left(attempted);
    let message = format!(
        "the browser had no network for {seconds} s: {left}; try again once the network is back"
    );
    Failure::new(FailureCode::NoNetwork, message)
}

/// In which state the agent may be.
fn left(attempted: &Attempted) -> String {
    let agent = attempted.agent.as_deref().unwrap_or_default();
    match &attempted.to {
        Some(to) if attempted.attempts > 0 => {
            format!("“{to}” had been asked for “{agent}”, and may have been set")
        }
        _ => format!("nothing had been set for “{agent}”"),
    }
}

/// Why a change cannot go on, told if its window may be gone before it can.
pub(super) fn held_up(waiting: Option<Waiting>, view: &AgentView) -> Option<Failure> {
    match waiting? {
        Waiting::Agent => Some(missing(view)),
        Waiting::Network => Some(Failure::new(
            FailureCode::NoNetwork,
            "the browser had no network as its last window closed, so nothing was set",
        )),
        Waiting::Contacts => None,
    }
}

/// Why there is no agent to make a change for.
pub(in crate::session) fn missing(view: &AgentView) -> Failure {
    match view {
        AgentView::SignedOut => Failure::new(
            FailureCode::SignedOut,
            "nobody is signed in to the CCP, so the agent's state could not be set; it is as it was",
        ),
        AgentView::Unknown | AgentView::Known(_) => Failure::new(
            FailureCode::AgentUnknown,
            "the CCP never showed an agent; check that initCCP's ccpUrl loads and is signed in",
        ),
    }
}
