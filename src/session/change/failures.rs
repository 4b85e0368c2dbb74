//! What a change says where it fails: each failure with its code and its sentence.

use super::Waiting;
use crate::session::timer::duration;
use crate::session::{AgentView, Failure, FailureCode};
use crate::settings::Millis;

pub(super) fn refused(to: &str, why: &str) -> Failure {
    let message = ["Streams could not set the state “", to, "”: ", why];
    Failure::new(FailureCode::SetStateFailed, message.concat())
}

pub(super) fn unanswered(to: &str, timeout: Millis) -> Failure {
    let message = [
        "Streams did not answer setState(“",
        to,
        "”) within ",
        &timeout.to_string(),
        " ms; is the CCP frame alive?",
    ];
    Failure::new(FailureCode::AttemptTimedOut, message.concat())
}

pub(super) fn denied(to: &str) -> Failure {
    let message = [
        "the CCP did not answer setState(“",
        to,
        "”) but said that its login has expired or is denied; sign in again",
    ];
    Failure::new(FailureCode::SignedOut, message.concat())
}

pub(super) fn not_shown(to: &str, timeout: Millis) -> Failure {
    let message = [
        "Streams said that “",
        to,
        "” was set, but the agent's snapshot did not show it within ",
        &timeout.to_string(),
        " ms",
    ];
    Failure::new(FailureCode::NotConfirmed, message.concat())
}

pub(super) fn no_logout(why: &str) -> Failure {
    let message = [
        "the agent is offline, but the instance's logout could not be reached: ",
        why,
        "; check instanceUrl",
    ];
    Failure::new(FailureCode::LogoutFailed, message.concat())
}

/// What an agent's state is taken for whose change went no further.
fn left(agent: &str, to: Option<&str>, attempts: u32) -> String {
    match to {
        Some(to) if attempts > 0 => [
            "“",
            to,
            "” had been asked for “",
            agent,
            "”, and may have been set",
        ]
        .concat(),
        _ => ["nothing had been set for “", agent, "”"].concat(),
    }
}

pub(super) fn other_agent(agent: &str, other: &str, to: Option<&str>, attempts: u32) -> Failure {
    let message = [
        "“",
        other,
        "” has signed in while a change for “",
        agent,
        "” was under way: ",
        &left(agent, to, attempts),
        "; “",
        other,
        "” was left alone",
    ];
    Failure::new(FailureCode::OtherAgent, message.concat())
}

pub(super) fn offline(agent: &str, to: Option<&str>, attempts: u32) -> Failure {
    let message = [
        "the browser was offline for ",
        &(duration::OFFLINE / 1_000).to_string(),
        " s: ",
        &left(agent, to, attempts),
        "; try again once the network is back",
    ];
    Failure::new(FailureCode::Offline, message.concat())
}

/// Why a change that is under way cannot go on, where its window may be gone before it can.
pub(in crate::session) fn held_up(waiting: Option<Waiting>, view: &AgentView) -> Option<Failure> {
    match waiting? {
        Waiting::Agent => Some(missing(view)),
        Waiting::Network => Some(Failure::new(
            FailureCode::Offline,
            "the browser was offline as its last window closed, so nothing was set",
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
