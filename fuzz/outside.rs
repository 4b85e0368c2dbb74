//! What comes from outside, as text: the adapter's text, entries of the journal, messages on the channel. Whatever it is,
//! nothing panics and nothing spins. `cargo xtask fuzz` makes up texts, and `tests/corpus.rs` tries the kept ones.

#![allow(dead_code, reason = "a fuzz target needs one of the functions")]

use std::fmt::Debug;
use std::sync::Arc;

use connect_session_end::domain::{Agent, AgentState, Millis, TabId, Tabs};
use connect_session_end::session::journal::Record;
use connect_session_end::session::{
    Effect, Input, Journal, Keeper, KeeperConfig, LastAgent, LastAttempt, LastOutcome, Machine,
    Message, Present, Runner, Session, Tab, TabConfig, ToBrowser,
};
use connect_session_end::settings::{SettingsErrors, from_text};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The adapter's text is read, or refused with a sentence for each mistake.
pub fn settings(text: &str) {
    let Err(SettingsErrors(errors)) = from_text(text) else {
        return;
    };
    assert!(!errors.is_empty());
    for error in errors {
        assert!(error.message.contains(&error.value), "{}", error.message);
    }
}

/// One entry a line, in the order of the names: session, agent, outcome, last attempt. A tab reads them as it starts.
pub fn journal(text: &str) {
    let mut lines = text.lines();
    let journal = Journal {
        session: lines.next().and_then(entry::<Session>),
        agent: lines.next().and_then(entry::<LastAgent>),
        outcome: lines.next().and_then(entry::<LastOutcome>),
        last_attempt: lines.next().and_then(entry::<LastAttempt>),
    };
    let mut tab = Player::new(tab(), journal.clone());
    tab.starts();
    let mut keeper = Player::new(keeper(), journal);
    keeper.starts();
}

/// One message a line. A tab and a keeper hear them.
pub fn messages(text: &str) {
    let mut tab = Player::new(tab(), Journal::default());
    tab.starts();
    let mut keeper = Player::new(keeper(), Journal::default());
    keeper.starts();
    for message in text.lines().take(32).filter_map(same::<Message>) {
        tab.hears(message.clone());
        keeper.hears(message);
    }
}

fn tab() -> Runner<Tab> {
    Runner::new(Tab::new(TabConfig {
        id: TabId("a".into()),
        settings: from_text("KeeperUrl:/keeper.html").expect("an address"),
        ccp: None,
        loading: 0,
        seed: 1,
    }))
}

fn keeper() -> Runner<Keeper> {
    Runner::new(Keeper::new(KeeperConfig {
        seed: 1,
        replaces: false,
    }))
}

fn entry<T: Serialize + DeserializeOwned + PartialEq + Debug>(line: &str) -> Option<T> {
    same::<Record<T>>(line)?.value()
}

/// What is read is written as it was read.
fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(line: &str) -> Option<T> {
    let read: T = serde_json::from_str(line).ok()?;
    let written = serde_json::to_string(&read).expect("it is written");
    assert_eq!(
        serde_json::from_str::<T>(&written).ok().as_ref(),
        Some(&read)
    );
    Some(read)
}

/// A machine in a browser that answers everything at once.
struct Player<M> {
    machine: M,
    journal: Journal,
    now: Millis,
}

const NOW: Millis = 1_795_000_000_000;
/// More deadlines than anything needs that comes to an end.
const MOST_TURNS: usize = 10_000;
/// In this time everything has come to an end, but for what is asked again for ever.
const LONGEST: Millis = 900_000;

impl<M: Machine> Player<M> {
    fn new(machine: M, journal: Journal) -> Self {
        Self {
            machine,
            journal,
            now: NOW,
        }
    }

    fn starts(&mut self) {
        self.input(Input::Start);
        self.input(Input::LockHeld);
        self.input(Input::Agent(Arc::new(agent())));
        self.passes();
    }

    fn hears(&mut self, message: Message) {
        self.input(Input::Heard(message));
        self.passes();
    }

    fn input(&mut self, input: Input) {
        self.machine
            .handle(self.now, input)
            .expect("every effect was fetched");
        let effects: Vec<Effect> = std::iter::from_fn(|| self.machine.poll_effect()).collect();
        for effect in effects {
            match effect {
                Effect::Browser(ToBrowser::Read { id }) => {
                    let journal = Box::new(self.journal.clone());
                    self.input(Input::Read { id, journal });
                }
                Effect::Browser(ToBrowser::Look { id }) => {
                    let tabs = Tabs::from_iter([TabId("a".into())]);
                    let found = Ok(Present { tabs, keeper: true });
                    self.input(Input::Looked { id, found });
                }
                _ => {}
            }
        }
    }

    /// Its timers come.
    fn passes(&mut self) {
        let end = self.now + LONGEST;
        for _ in 0..MOST_TURNS {
            match self.machine.poll_timeout() {
                Some((at, timer)) if at <= end => {
                    self.now = at.max(self.now);
                    self.input(Input::Timer(timer));
                }
                _ => return,
            }
        }
        panic!("it spins");
    }
}

fn agent() -> Agent {
    let state = |name: &str, kind: &str| AgentState {
        name: name.into(),
        kind: kind.into(),
        arn: String::new(),
    };
    Agent {
        username: "jane".into(),
        state: "Available".into(),
        availability: "Available".into(),
        since: Some(NOW),
        next: None,
        states: [
            state("Available", "routable"),
            state("Offline", "offline"),
            state("Break", "not_routable"),
        ]
        .into(),
        routing_profile: "Basic".into(),
        contacts: Vec::new(),
        ccps: 1,
    }
}
