//! The rule of the loop, kept for every machine in one place: one input at a time, and all its effects are fetched
//! before the next.
//!
//! No machine arms a timer. Each part says in its `deadline` what it waits for, read off its state, so a timer that is
//! no longer wanted needs no disarming: the runner lets a [`Timer`] in only while it is the next deadline.

use std::sync::Arc;

use thiserror::Error;

use super::port::{Deadline, Effect, Event, Input, Outbox, Timer, ToStreams, Warning, WarningCode};
use crate::domain::{Agent, AgentView, Failure, Millis, RequestId};

/// A machine as the loop sees it: an input goes in, effects come out, and one moment is waited for.
pub trait Machine {
    /// Takes one input at the time `now`.
    ///
    /// # Errors
    /// [`Unpolled`] if effects of the input before have not been fetched; the input is not taken.
    fn handle(&mut self, now: Millis, input: Input) -> Result<(), Unpolled>;

    /// The next thing to do, until there is none.
    fn poll_effect(&mut self) -> Option<Effect>;

    /// When to hand in `Input::Timer`, and with which reason.
    fn poll_timeout(&self) -> Option<Deadline>;
}

/// The loop's one rule was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[error("effects are waiting ({0}): call poll_effect until it returns None, then call handle")]
pub struct Unpolled(pub usize);

/// A machine as its runner sees it.
pub trait Logic {
    /// Takes one input, and all that follows from it.
    fn take(&mut self, input: Input, cx: &mut Cx<'_>);

    /// The next moment that it waits for.
    fn deadline(&self) -> Option<Deadline>;

    /// Whether it has ended: no input reaches it any more.
    fn is_stopped(&self) -> bool;
}

/// A machine, the facts that it knows of the world, and its effects.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Runner<L> {
    logic: L,
    facts: Facts,
    out: Outbox,
}

impl<L: Logic> Runner<L> {
    /// The machine before its first input.
    #[must_use]
    pub fn new(logic: L) -> Self {
        Self {
            logic,
            facts: Facts::default(),
            out: Outbox::default(),
        }
    }

    /// The machine, to look at.
    #[must_use]
    pub fn logic(&self) -> &L {
        &self.logic
    }

    pub(super) fn agent(&self) -> &AgentView {
        &self.facts.agent
    }
}

impl<L: Logic> Machine for Runner<L> {
    fn handle(&mut self, now: Millis, input: Input) -> Result<(), Unpolled> {
        if self.out.len() > 0 {
            return Err(Unpolled(self.out.len()));
        }
        if self.logic.is_stopped() || self.is_stale(now, &input) {
            return Ok(());
        }
        let had_agent = self.facts.agent.known().is_some();
        self.facts.note(&input);
        let mut cx = Cx {
            now,
            had_agent,
            facts: &mut self.facts,
            out: &mut self.out,
        };
        self.logic.take(input, &mut cx);
        Ok(())
    }

    fn poll_effect(&mut self) -> Option<Effect> {
        self.out.poll()
    }

    fn poll_timeout(&self) -> Option<Deadline> {
        self.logic.deadline()
    }
}

impl<L: Logic> Runner<L> {
    fn is_stale(&self, now: Millis, input: &Input) -> bool {
        let Input::Timer(timer) = input else {
            return false;
        };
        self.poll_timeout()
            .is_none_or(|(at, due): (Millis, Timer)| due != *timer || at > now)
    }
}

/// The facts about the world that every machine keeps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    agent: AgentView,
    /// The snapshot before the sign-out, while nobody is signed in.
    signed_out: Option<Arc<Agent>>,
    online: bool,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            agent: AgentView::Unknown,
            signed_out: None,
            online: true,
        }
    }
}

impl Facts {
    fn note(&mut self, input: &Input) {
        match input {
            Input::Agent(agent) => self.see(AgentView::Known(Arc::clone(agent))),
            Input::SignedOut => self.see(AgentView::SignedOut),
            Input::Online(online) => self.online = *online,
            _ => {}
        }
    }

    fn see(&mut self, agent: AgentView) {
        self.signed_out = match (&agent, &self.agent) {
            (AgentView::SignedOut, AgentView::Known(last)) => Some(Arc::clone(last)),
            (AgentView::SignedOut, AgentView::SignedOut) => self.signed_out.take(),
            _ => None,
        };
        self.agent = agent;
    }
}

/// The context of a machine while it takes one input: the time, the facts, and the way out for its effects.
#[derive(Debug)]
pub struct Cx<'a> {
    /// The time of the input.
    pub now: Millis,
    had_agent: bool,
    facts: &'a mut Facts,
    out: &'a mut Outbox,
}

impl Cx<'_> {
    pub(super) fn agent_view(&self) -> &AgentView {
        &self.facts.agent
    }

    /// The newest snapshot of the agent, if there is one; shared, so that a machine may act while it reads it.
    pub(super) fn agent(&self) -> Option<Arc<Agent>> {
        match &self.facts.agent {
            AgentView::Known(agent) => Some(Arc::clone(agent)),
            AgentView::Unknown | AgentView::SignedOut => None,
        }
    }

    /// Whether this input shows an agent after none was known.
    pub(super) fn has_agent_appeared(&self) -> bool {
        !self.had_agent && self.facts.agent.known().is_some()
    }

    /// The agent as the CCP has shown them last, if they have signed out since.
    pub(super) fn signed_out(&self) -> Option<Arc<Agent>> {
        self.facts.signed_out.clone()
    }

    /// The agent as last seen is too old to count.
    pub(super) fn forget_agent(&mut self) {
        self.facts.see(AgentView::Unknown);
    }

    /// Another window has said what its CCP shows.
    pub(super) fn learn_agent(&mut self, agent: AgentView) {
        self.facts.see(agent);
    }

    pub(super) fn is_online(&self) -> bool {
        self.facts.online
    }

    pub(super) fn push(&mut self, effect: impl Into<Effect>) {
        self.out.push(effect);
    }

    pub(super) fn ask<E: Into<Effect>>(
        &mut self,
        effect: impl FnOnce(RequestId) -> E,
    ) -> RequestId {
        self.out.ask(effect)
    }

    pub(super) fn log(&mut self, line: impl Into<String>) {
        self.push(ToStreams::Log(line.into()));
    }

    /// Says in the log and to the host that something will not work.
    pub(super) fn warn(&mut self, warning: Warning) {
        self.log(warning.message.clone());
        self.push(Event::Warning(warning));
    }

    /// The same of a state that could not be set, or cannot be.
    pub(super) fn warn_of(&mut self, code: WarningCode, failure: Failure) {
        let message = failure.message;
        self.warn(Warning { code, message });
    }
}

/// The earliest of these.
pub(super) fn earliest<const N: usize>(deadlines: [Option<Deadline>; N]) -> Option<Deadline> {
    deadlines.into_iter().flatten().min()
}

/// The last value said, so that only news is said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Said<T>(Option<T>);

impl<T> Default for Said<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> From<T> for Said<T> {
    fn from(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T: Clone + PartialEq> Said<T> {
    /// The value, if it is not the last one said; from now on it is.
    pub(super) fn news(&mut self, value: T) -> Option<T> {
        if self.0.as_ref() == Some(&value) {
            return None;
        }
        self.0 = Some(value.clone());
        Some(value)
    }

    /// Somebody may not have heard it: it is news again.
    pub(super) fn repeat(&mut self) {
        self.0 = None;
    }
}
