//! The instance's state and the rules by which it moves. Nothing here knows of HTTP.
//!
//! While there are contacts, they decide the shown state ([`contacts::shown_state`]); else it is the availability state,
//! which the agent has set. Every method that changes something ends in [`Instance::settle`], which alone moves the shown
//! state and writes the transition down.

pub mod agent;
pub mod contacts;
pub mod faults;
pub(crate) mod frames;
pub mod log;
pub mod seat;

use serde_json::{Value, json};

use crate::clock::now_ms;
use crate::options::AgentOptions;
use agent::{AgentState, StateEntry};
use contacts::{Contact, ContactState, ContactType};
use faults::{Delay, Fault, Hold, Latency, Link, Page, Resiliency};
use frames::Frames;
use log::{Cause, Requests, Transition};
use seat::Seat;

/// An instance's ARN must have this shape: Streams reads the instance's id out of the routing profile's.
const ARN: &str =
    "arn:aws:connect:us-east-1:123456789012:instance/00000000-1111-4222-8333-444444444444";

/// Something of the instance: `arn("queue/…")`.
pub(crate) fn arn(what: &str) -> String {
    format!("{ARN}/{what}")
}

/// The instance has no state of this name or ARN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the instance has no state {asked:?}; it has {known}")]
pub struct UnknownState {
    asked: String,
    known: String,
}

/// Why a client's state change is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such state.
    #[error(transparent)]
    Unknown(#[from] UnknownState),
    /// Streams documentation, "agent.setState": not while the agent handles a live contact.
    #[error("the agent has a live contact; pass enqueueNextState to queue the state")]
    LiveContact,
}

/// Whether a state was set or waits for the contacts to be cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It is the availability state.
    Set,
    /// It is the next state.
    Queued,
}

/// The instance.
#[derive(Clone, Debug)]
pub struct Instance {
    initial: AgentOptions,
    /// The agent's user.
    pub user: AgentOptions,
    /// One login session for all browsers.
    pub signed_in: bool,
    /// Counts logins; part of the token.
    pub login: u64,
    /// The agent's first since another was signed in.
    first_login: u64,
    /// The next agent to sign in, if it is another one.
    expected: Option<AgentOptions>,
    /// The agents who were signed in before.
    pub away: Vec<Seat>,
    /// Those an agent can set.
    pub states: Vec<AgentState>,
    /// The one that was set last.
    pub availability: AgentState,
    /// When it was set.
    pub availability_since: u64,
    /// Waits for the contacts to be cleared.
    pub next: Option<AgentState>,
    /// The agent's.
    pub contacts: Vec<Contact>,
    contact_count: u64,
    /// The state that the instance shows.
    pub shown: AgentState,
    /// Since when.
    pub since: u64,
    /// Every change of the shown state.
    pub transitions: Vec<Transition>,
    pub(crate) requests: Requests,
    pub(crate) faults: Vec<Fault>,
    pub(crate) latency: Latency,
    pub(crate) link: Link,
    pub(crate) delays: Vec<Delay>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) page: Page,
    pub(crate) resiliency: Option<Resiliency>,
    /// The login page signs in by itself.
    pub(crate) single_sign_on: bool,
    pub(crate) frames: Frames,
    /// Grows with every change that a snapshot or a login session shows; a snapshot's token.
    pub snapshot_revision: u64,
    /// Events that are not sent yet.
    pub(crate) outbox: Vec<(&'static str, Value)>,
}

impl Instance {
    /// An instance whose agent is Available and signed in.
    #[must_use]
    pub fn new(initial: AgentOptions) -> Self {
        let states = agent::default_states();
        let now = now_ms();
        Self {
            user: initial.clone(),
            initial,
            signed_in: true,
            login: 1,
            first_login: 1,
            expected: None,
            away: Vec::new(),
            availability: states[0].clone(),
            availability_since: now,
            next: None,
            contacts: Vec::new(),
            contact_count: 0,
            shown: states[0].clone(),
            since: now,
            states,
            transitions: Vec::new(),
            requests: Requests::default(),
            faults: Vec::new(),
            latency: Latency::default(),
            link: Link::default(),
            delays: Vec::new(),
            holds: Vec::new(),
            page: Page::default(),
            resiliency: None,
            single_sign_on: false,
            frames: Frames::default(),
            snapshot_revision: 1,
            outbox: Vec::new(),
        }
    }

    /// Back to the start. Revisions, logins and contact ids go on, so that nothing old is mistaken for new.
    pub fn reset(&mut self) {
        let mut fresh = Self::new(self.initial.clone());
        let was_another = !self.away.is_empty();
        fresh.login = self.login + u64::from(!self.signed_in || was_another);
        fresh.first_login = if was_another {
            fresh.login
        } else {
            self.first_login
        };
        fresh.contact_count = self.contact_count;
        fresh.snapshot_revision = self.snapshot_revision + 1;
        fresh.frames = self.frames.emptied();
        std::mem::swap(&mut fresh.requests, &mut self.requests);
        fresh.requests.clear();
        fresh.outbox.push(("reset", json!({ "at": fresh.since })));
        *self = fresh;
    }

    /// A client's `PutAgentState`.
    ///
    /// # Errors
    /// The state is unknown, or a live contact forbids setting it now.
    pub fn put_state(&mut self, asked: &str, enqueue: bool) -> Result<Put, Refusal> {
        let state = self.find_state(asked)?;
        let live = self.contacts.iter().any(|contact| contact.state.is_live());
        if live && !enqueue {
            return Err(Refusal::LiveContact);
        }
        // A status change in the contact work of a single chat closes that chat (Connect's documented behaviour).
        let lone_chat = matches!(self.contacts.as_slice(), [one] if one.kind == ContactType::Chat);
        if enqueue && (live || (!self.contacts.is_empty() && !lone_chat)) {
            self.outbox
                .push(("next", json!({ "at": now_ms(), "next": &state.name })));
            self.next = Some(state);
            self.touch();
            return Ok(Put::Queued);
        }
        // Setting a state ends contact work, and clears missed and failed contacts.
        self.contacts.clear();
        self.set_availability(state, Cause::PutAgentState);
        Ok(Put::Set)
    }

    /// Sets the state as the server may at any time; a queued state is forgotten.
    ///
    /// # Errors
    /// The state is unknown.
    pub fn force_state(&mut self, asked: &str) -> Result<(), UnknownState> {
        let state = self.find_state(asked)?;
        self.set_availability(state, Cause::Control);
        Ok(())
    }

    /// Sets another list of states. As on a real instance the availability state stays, even if it is not listed.
    pub fn set_states(&mut self, entries: Vec<StateEntry>) {
        self.states = entries
            .into_iter()
            .enumerate()
            .map(|(index, entry)| AgentState::custom(index, entry))
            .collect();
        self.touch();
    }

    /// A new contact; its id.
    pub fn add_contact(&mut self, kind: ContactType, state: ContactState) -> String {
        self.contact_count += 1;
        let id = format!("c0000000-0000-4000-8000-{:012x}", self.contact_count);
        let contact = Contact {
            id: id.clone(),
            kind,
            state,
            since: now_ms(),
        };
        self.tell_contact(&contact);
        self.contacts.push(contact);
        self.settle(Cause::Contact);
        id
    }

    /// Moves a contact; false if no contact has that id.
    pub fn update_contact(&mut self, id: &str, state: ContactState) -> bool {
        let Some(contact) = self.contacts.iter_mut().find(|contact| contact.id == id) else {
            return false;
        };
        contact.state = state;
        contact.since = now_ms();
        let moved = contact.clone();
        self.tell_contact(&moved);
        self.settle(Cause::Contact);
        true
    }

    /// Takes a contact away; after the last one the queued state comes into force. False if no contact has that id.
    pub fn clear_contact(&mut self, id: &str) -> bool {
        let before = self.contacts.len();
        self.contacts.retain(|contact| contact.id != id);
        if self.contacts.len() == before {
            return false;
        }
        self.outbox.push((
            "contact",
            json!({ "at": now_ms(), "id": id, "state": "cleared" }),
        ));
        self.after_clearing();
        true
    }

    /// Takes all contacts away.
    pub fn clear_contacts(&mut self) {
        if !self.contacts.is_empty() {
            self.contacts.clear();
            self.outbox
                .push(("contact", json!({ "at": now_ms(), "state": "cleared" })));
        }
        self.after_clearing();
    }

    /// Whether a CCP's page that is loaded now finds its session.
    pub fn has_session(&self) -> bool {
        self.signed_in && self.page.storage
    }

    /// Starts or ends the login session. The agent's state does not change with it.
    pub fn set_signed_in(&mut self, signed_in: bool) {
        if self.signed_in != signed_in {
            self.signed_in = signed_in;
            if signed_in {
                self.login += 1;
                self.seat_expected();
            }
            self.outbox
                .push(("login", json!({ "at": now_ms(), "signedIn": signed_in })));
            self.touch();
        }
    }

    /// The session's token, which the CCP page hands to Streams.
    #[must_use]
    pub fn token(&self) -> String {
        format!("simulated-session-{}", self.login)
    }

    /// Every token of the agent is good while there is a session: a worker that outlived a login may go on.
    #[must_use]
    pub fn accepts(&self, token: &str) -> bool {
        let login = token.strip_prefix("simulated-session-");
        let login = login.and_then(|login| login.parse::<u64>().ok());
        self.signed_in && login.is_some_and(|login| login >= self.first_login)
    }

    /// Answers the clients that wait for a change.
    pub fn touch(&mut self) {
        self.snapshot_revision += 1;
    }

    fn find_state(&self, asked: &str) -> Result<AgentState, UnknownState> {
        let found = self
            .states
            .iter()
            .find(|state| state.name == asked || state.arn.as_deref() == Some(asked));
        found.cloned().ok_or_else(|| UnknownState {
            asked: asked.into(),
            known: self
                .states
                .iter()
                .map(|state| state.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    fn set_availability(&mut self, state: AgentState, cause: Cause) {
        self.availability = state;
        self.availability_since = now_ms();
        self.next = None;
        self.settle(cause);
    }

    fn after_clearing(&mut self) {
        match self.next.take() {
            Some(next) if self.contacts.is_empty() => self.set_availability(next, Cause::Queued),
            next => {
                self.next = next;
                self.settle(Cause::Contact);
            }
        }
    }

    fn settle(&mut self, cause: Cause) {
        let shown =
            contacts::shown_state(&self.contacts).unwrap_or_else(|| self.availability.clone());
        if shown != self.shown {
            let transition = Transition {
                at: now_ms(),
                from: self.shown.name.clone(),
                to: shown.name.clone(),
                cause,
            };
            self.since = transition.at;
            self.outbox.push(("transition", json!(transition)));
            self.transitions.push(transition);
            self.shown = shown;
        }
        self.touch();
    }

    fn tell_contact(&mut self, contact: &Contact) {
        self.outbox.push(("contact", json!({ "at": contact.since, "id": contact.id, "type": contact.kind, "state": contact.state })));
    }
}
