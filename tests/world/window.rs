//! One window of the world: a machine, and what its browser keeps for it.

use std::collections::BTreeMap;

use connect_session_end::domain::{Attempted, By, Millis, Outcome, RequestId};
use connect_session_end::session::{
    Effect, Event, Input, Keeper, KeeperPhase, KeeperStatus, Machine, Runner, Tab, Timer, Unpolled,
    Warning, WarningCode,
};

/// Which window, by the order of their opening.
pub type WindowId = usize;

#[derive(Clone, Debug)]
pub enum Program {
    Tab(Box<Runner<Tab>>),
    Keeper(Box<Runner<Keeper>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Alive,
    /// In the back/forward cache: nothing reaches it.
    Cached,
    Gone,
}

#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one thing that a browser keeps for a window"
)]
pub struct Window {
    pub program: Program,
    pub life: Life,
    /// Whether the last snapshot it was shown had a live contact.
    pub shows_contact: bool,
    /// Whom the last snapshot has shown.
    pub shows: Option<String>,
    /// Whom it showed at each call to the instance.
    pub called_for: Vec<Option<String>>,
    /// Whether the CCP in it has loaded.
    pub has_ccp: bool,
    /// How often one was loaded or removed: what comes of an earlier one is for nobody.
    pub ccps: u32,
    /// Whether its CCP has crashed, or hangs: it says nothing and answers nothing.
    pub is_ccp_dead: bool,
    pub lock: String,
    /// Its calls of `setState` that are neither answered nor given up.
    pub in_flight: BTreeMap<RequestId, Millis>,
    /// When the last of its calls reaches the instance: one worker makes them, in order.
    pub calls_until: Millis,
    pub watches: BTreeMap<RequestId, String>,
    /// How many messages it has heard.
    pub heard: usize,
    pub listens_before_unload: bool,
    pub awaits_activation: bool,
    /// How many times the browser was told to ask whether it may go.
    pub prompts: u32,
    pub active: bool,
    /// Whether it was told that its store is denied, which is said once.
    pub is_denied: bool,
    /// Its script waits in a dialog: it keeps its lock, and hears nothing.
    pub stands_still: bool,
    /// Whether `beforeunload` is being handled in a document that really goes.
    pub is_dying: bool,
    pub events: Vec<Event>,
    pub log: Vec<String>,
}

impl Window {
    pub fn new(program: Program, lock: String) -> Self {
        Self {
            program,
            life: Life::Alive,
            shows_contact: false,
            shows: None,
            called_for: Vec::new(),
            has_ccp: false,
            ccps: 0,
            is_ccp_dead: false,
            lock,
            in_flight: BTreeMap::new(),
            calls_until: 0,
            watches: BTreeMap::new(),
            heard: 0,
            listens_before_unload: false,
            awaits_activation: false,
            prompts: 0,
            active: false,
            is_denied: false,
            stands_still: false,
            is_dying: false,
            events: Vec::new(),
            log: Vec::new(),
        }
    }

    /// Keeps what it has been shown and answered.
    pub fn note(&mut self, input: &Input) {
        match input {
            Input::Heard(_) => self.heard += 1,
            Input::Attempted { id, .. } => _ = self.in_flight.remove(id),
            // A snapshot may be answer enough.
            Input::Agent(agent) => {
                self.in_flight.clear();
                self.shows_contact = agent.has_live_contact();
                self.shows = Some(agent.username.clone());
            }
            _ => {}
        }
    }

    pub fn is_alive(&self) -> bool {
        self.life == Life::Alive
    }

    pub fn is_keeper(&self) -> bool {
        matches!(self.program, Program::Keeper(_))
    }

    /// A call to the instance: whether it is none that puts one agent's state onto another.
    pub fn is_called_for_its_own(&mut self) -> bool {
        self.called_for.push(self.shows.clone());
        match &self.program {
            Program::Keeper(keeper) => {
                let view = keeper.view();
                view.phase != KeeperPhase::Restoring
                    || view
                        .outcome
                        .is_some_and(|outcome| outcome.attempted.agent == self.shows)
            }
            Program::Tab(_) => true,
        }
    }

    /// Whether all calls that came to this outcome were made while its agent was shown. A keeper may tell what a tab has
    /// made.
    pub fn is_of_one_agent(&self, outcome: &Outcome) -> bool {
        let Attempted {
            agent,
            attempts,
            by,
            ..
        } = &outcome.attempted;
        let attempts = usize::try_from(*attempts).unwrap_or(usize::MAX);
        let mut calls = self.called_for.iter().rev().take(attempts);
        !self.is_keeper() || *by == By::Tab || calls.all(|shown| shown == agent)
    }

    /// What the tab said of its keeper's window, in order.
    pub fn keeper_events(&self) -> Vec<KeeperStatus> {
        let mut statuses: Vec<_> = self
            .events
            .iter()
            .filter_map(|event| match event {
                Event::Keeper(news) => Some(news.status),
                Event::Outcome(_) | Event::OverSince(_) | Event::Warning(_) => None,
            })
            .collect();
        statuses.dedup();
        statuses
    }

    pub fn warned(&self) -> Vec<&Warning> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Warning(warning) => Some(warning),
                Event::Outcome(_) | Event::OverSince(_) | Event::Keeper(_) => None,
            })
            .collect()
    }

    pub fn warnings(&self) -> Vec<WarningCode> {
        self.warned().iter().map(|warning| warning.code).collect()
    }

    pub fn outcomes(&self) -> Vec<Outcome> {
        self.events
            .iter()
            .filter_map(|event| match event {
                Event::Outcome(outcome) => Some((**outcome).clone()),
                Event::OverSince(_) | Event::Keeper(_) | Event::Warning(_) => None,
            })
            .collect()
    }
}

impl Machine for Program {
    fn handle(&mut self, now: Millis, input: Input) -> Result<(), Unpolled> {
        match self {
            Self::Tab(tab) => tab.handle(now, input),
            Self::Keeper(keeper) => keeper.handle(now, input),
        }
    }

    fn poll_effect(&mut self) -> Option<Effect> {
        match self {
            Self::Tab(tab) => tab.poll_effect(),
            Self::Keeper(keeper) => keeper.poll_effect(),
        }
    }

    fn poll_timeout(&self) -> Option<(Millis, Timer)> {
        match self {
            Self::Tab(tab) => tab.poll_timeout(),
            Self::Keeper(keeper) => keeper.poll_timeout(),
        }
    }
}
