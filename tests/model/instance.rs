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

/// The two agents that there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    First,
    Second,
}

impl Who {
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "a",
            Self::Second => "b",
        }
    }
}

/// How far the agent's one contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stretch {
    None,
    Live,
    /// It is over, and the agent has still to clear it.
    Work,
}

/// The truth about the agent who is signed in, or was last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instance {
    pub who: Who,
    pub availability: State,
    pub next: Option<State>,
    pub contact: Stretch,
    pub signed_in: bool,
}

impl Instance {
    pub fn in_state(availability: State) -> Self {
        Self {
            who: Who::First,
            availability,
            next: None,
            contact: Stretch::None,
            signed_in: true,
        }
    }

    pub fn settled(self) -> State {
        self.next.unwrap_or(self.availability)
    }

    /// The agent's own hand.
    pub fn pick(&mut self, state: State) {
        if self.contact == Stretch::None {
            self.set(state);
        } else {
            self.next = Some(state);
        }
    }

    /// The contact is over, or its work is. `has_work`: whether work comes after the contact.
    pub fn contact_goes_on(&mut self, has_work: bool) {
        if self.contact == Stretch::Live && has_work {
            self.contact = Stretch::Work;
        } else {
            self.set(self.settled());
        }
    }

    /// Whatever contact work there is ends with it.
    fn set(&mut self, state: State) {
        self.contact = Stretch::None;
        self.availability = state;
        self.next = None;
    }

    /// What the instance says to a call, and does.
    pub fn take(&mut self, what: What) -> Result<(), String> {
        match what {
            _ if !self.signed_in => return Err("nobody is signed in".into()),
            What::Set { to, enqueue: true } if self.contact != Stretch::None => {
                self.next = Some(to);
            }
            What::Set { .. } if self.contact == Stretch::Live => {
                return Err("a contact is live".into());
            }
            What::Set { to, .. } => self.set(to),
            What::LogOut => self.signed_in = false,
        }
        Ok(())
    }

    /// As Streams shows it.
    pub fn snapshot(self) -> Agent {
        let (state, contact) = match self.contact {
            Stretch::None => (self.availability.name(), None),
            Stretch::Live => ("Busy", Some("connected")),
            Stretch::Work => ("AfterCallWork", Some("ended")),
        };
        Agent {
            username: self.who.name().into(),
            state: state.into(),
            availability: self.availability.name().into(),
            since: None,
            next: self.next.map(|next| next.name().into()),
            states: State::ALL
                .into_iter()
                .map(|state| AgentState {
                    name: state.name().into(),
                    kind: state.kind().into(),
                    arn: String::new(),
                })
                .collect(),
            routing_profile: "p".into(),
            contacts: (contact.into_iter())
                .map(|state| Contact {
                    kind: "voice".into(),
                    state: state.into(),
                })
                .collect(),
            ccps: 1,
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
    /// The agent with whose login.
    pub of: Who,
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
