//! A simulated Connect instance: the agent's state as the server holds it, and the faults of the calls that ask for
//! another.

use std::collections::VecDeque;

use connect_session_end::domain::{Agent, AgentState, Contact, Millis};

/// What becomes of the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Refused; nothing is set.
    Refuse,
    /// Nothing is set, and nobody answers.
    Hang,
    /// The same, and the CCP says that nobody is signed in, before it shows the agent again.
    Deny,
    /// Set, but the answer is lost.
    Mute,
    /// Answered with success, but nothing is set.
    Lie,
    /// Arrives this much later than others.
    Late(Millis),
}

/// What the server has logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    pub at: Millis,
    pub state: String,
}

#[derive(Clone, Debug)]
pub struct Instance {
    pub agent: Agent,
    pub signed_in: bool,
    /// One each for the next calls of `setState`.
    pub faults: VecDeque<Fault>,
    /// One each for the next logouts.
    pub logout_faults: VecDeque<Fault>,
    /// Every call of `setState` that reached the server, applied or not.
    pub calls: Vec<Transition>,
    /// Every change of the availability state, whoever made it.
    pub transitions: Vec<Transition>,
    /// When the agent was logged out.
    pub logouts: Vec<Millis>,
}

impl Instance {
    pub fn new() -> Self {
        Self {
            agent: agent("Available"),
            signed_in: true,
            faults: VecDeque::new(),
            logout_faults: VecDeque::new(),
            calls: Vec::new(),
            transitions: Vec::new(),
            logouts: Vec::new(),
        }
    }

    /// `PutAgentState`: under a live contact a state can only be queued.
    pub fn set_state(&mut self, now: Millis, name: &str, enqueue: bool) -> Result<(), String> {
        if !self.signed_in {
            return Err("nobody is signed in".into());
        }
        if self.agent.states.iter().all(|state| state.name != name) {
            return Err(format!("no state “{name}”"));
        }
        if enqueue && !self.agent.contacts.is_empty() {
            self.agent.next = Some(name.into());
        } else if self.agent.has_live_contact() {
            return Err("InvalidStateException".into());
        } else {
            // It ends contact work.
            self.agent.contacts.clear();
            self.settle(now, name);
        }
        Ok(())
    }

    pub fn start_contact(&mut self, kind: &str) {
        self.agent.contacts.push(Contact {
            kind: kind.into(),
            state: "connected".into(),
        });
        self.agent.state = "Busy".into();
    }

    pub fn end_contacts(&mut self, now: Millis) {
        self.agent.contacts.clear();
        let settled = self.agent.settled().to_owned();
        self.settle(now, &settled);
    }

    fn settle(&mut self, at: Millis, name: &str) {
        self.agent.next = None;
        self.agent.state = name.into();
        if self.agent.availability != name {
            self.agent.availability = name.into();
            self.agent.since = Some(at);
            self.transitions.push(Transition {
                at,
                state: name.into(),
            });
        }
    }
}

const ARN: &str =
    "arn:aws:connect:us-east-1:123456789012:instance/00000000-1111-4222-8333-444444444444";

/// The ARN that the state of this name has from the start.
pub fn arn(name: &str) -> String {
    format!(
        "{ARN}/agent-state/00000000-0000-4000-8000-{:012x}",
        name.len()
    )
}

/// An agent in this state, without contacts.
pub fn agent(state: &str) -> Agent {
    let kinds = [
        ("Available", "routable"),
        ("At Lunch", "not_routable"),
        ("Away", "not_routable"),
        ("Offline", "offline"),
    ];
    Agent {
        username: "kim".into(),
        state: state.into(),
        availability: state.into(),
        since: None,
        next: None,
        states: kinds
            .map(|(name, kind)| AgentState {
                name: name.into(),
                kind: kind.into(),
                arn: arn(name),
            })
            .into(),
        routing_profile: "Basic Routing Profile".into(),
        contacts: Vec::new(),
        ccps: 1,
    }
}
