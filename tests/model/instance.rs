//! The instance's side: the agent's state on the server, and the calls on their way to it.

use connect_session_end::domain::{Agent, AgentState, Contact, Millis, RequestId};

/// The states of the modelled instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Available,
    Break,
    Offline,
}

impl State {
    const ALL: [Self; 3] = [Self::Available, Self::Break, Self::Offline];

    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Break => "Break",
            Self::Offline => "Offline",
        }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Available => "routable",
            Self::Break => "not_routable",
            Self::Offline => "offline",
        }
    }

    pub fn of_name(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or_else(|| panic!("a machine asked for the state “{name}”, which no agent has"))
    }
}

/// The truth about the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    pub availability: State,
    pub next: Option<State>,
    pub contact: bool,
    pub signed_in: bool,
}

impl Instance {
    pub fn in_state(availability: State) -> Self {
        Self {
            availability,
            next: None,
            contact: false,
            signed_in: true,
        }
    }

    pub fn settled(self) -> State {
        self.next.unwrap_or(self.availability)
    }

    /// The agent's own hand.
    pub fn pick(&mut self, state: State) {
        if self.contact {
            self.next = Some(state);
        } else {
            self.availability = state;
            self.next = None;
        }
    }

    pub fn end_contact(&mut self) {
        self.contact = false;
        self.availability = self.settled();
        self.next = None;
    }

    /// What the instance says to a call, and does.
    pub fn take(&mut self, what: What) -> Result<(), String> {
        match what {
            _ if !self.signed_in => return Err("nobody is signed in".into()),
            What::Set { to, .. } if !self.contact => {
                self.availability = to;
                self.next = None;
            }
            What::Set { to, enqueue: true } => self.next = Some(to),
            What::Set { enqueue: false, .. } => return Err("a contact is live".into()),
            What::LogOut => self.signed_in = false,
        }
        Ok(())
    }

    /// As Streams shows it.
    pub fn snapshot(self) -> Agent {
        let state = if self.contact {
            "Busy"
        } else {
            self.availability.name()
        };
        Agent {
            username: "a".into(),
            state: state.into(),
            availability: self.availability.name().into(),
            since: None,
            next: self.next.map(|next| next.name().into()),
            states: State::ALL
                .into_iter()
                .map(|state| AgentState {
                    name: state.name().into(),
                    kind: state.kind().into(),
                })
                .collect(),
            routing_profile: "p".into(),
            contacts: if self.contact {
                vec![Contact {
                    kind: "voice".into(),
                    state: "connected".into(),
                }]
            } else {
                Vec::new()
            },
        }
    }
}

/// What a call asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    Set { to: State, enqueue: bool },
    LogOut,
}

/// A call on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// The document that made it.
    pub by: u8,
    pub id: RequestId,
    pub sent_at: Millis,
    pub what: What,
    /// The session end that it is for; none where it puts a state.
    pub end: Option<u8>,
    pub stage: Stage,
    /// The same document has made a farewell since, which arrives later.
    pub is_superseded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Sent,
    /// The instance has dealt with it, and the answer is on its way back.
    Answered(Result<(), String>),
    /// It will not be answered; it may still arrive, for as long as the machines reckon with it.
    Hung,
}
