//! The state of an agent while another is signed in.

use serde_json::{Value, json};

use super::Instance;
use super::agent::AgentState;
use super::contacts::Contact;
use crate::clock::now_ms;
use crate::options::AgentOptions;

/// An agent who is not signed in; states and contacts stay as they were.
#[derive(Clone, Debug)]
pub struct Seat {
    user: AgentOptions,
    availability: AgentState,
    availability_since: u64,
    next: Option<AgentState>,
    contacts: Vec<Contact>,
    shown: AgentState,
    since: u64,
}

impl Seat {
    /// For the control API.
    pub(crate) fn view(&self) -> Value {
        json!({
            "username": self.user.username,
            "availability": self.availability.name,
            "availabilitySince": self.availability_since,
        })
    }
}

impl Instance {
    /// Makes this the agent from the next login on: as this agent left, or new and in the instance's first state.
    pub fn expect_agent(&mut self, user: AgentOptions) {
        self.expected = Some(user);
    }

    /// The next agent to sign in.
    pub(crate) fn next_user(&self) -> &AgentOptions {
        self.expected.as_ref().unwrap_or(&self.user)
    }

    /// Swaps the signed-in agent for the expected one.
    pub(super) fn seat_expected(&mut self) {
        let Some(user) = self.expected.take() else {
            return;
        };
        if user.username == self.user.username {
            self.user = user;
            return;
        }
        let earlier = self
            .away
            .iter()
            .position(|seat| seat.user.username == user.username);
        let now = now_ms();
        let mut seat = match earlier {
            Some(index) => self.away.remove(index),
            None => Seat {
                user: user.clone(),
                availability: self.states[0].clone(),
                availability_since: now,
                next: None,
                contacts: Vec::new(),
                shown: self.states[0].clone(),
                since: now,
            },
        };
        seat.user = user;
        std::mem::swap(&mut seat.user, &mut self.user);
        std::mem::swap(&mut seat.availability, &mut self.availability);
        std::mem::swap(&mut seat.availability_since, &mut self.availability_since);
        std::mem::swap(&mut seat.next, &mut self.next);
        std::mem::swap(&mut seat.contacts, &mut self.contacts);
        std::mem::swap(&mut seat.shown, &mut self.shown);
        std::mem::swap(&mut seat.since, &mut self.since);
        self.away.push(seat);
        self.first_login = self.login;
        self.outbox.push(("agent", json!({ "at": now })));
    }
}
