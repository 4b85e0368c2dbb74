//! One window: its machine, and what the browser keeps for it.

use std::sync::Arc;

use connect_session_end::domain::{Millis, RequestId, Trigger};
use connect_session_end::session::{
    Effect, Input, Keeper, KeeperPhase, Machine, Message, Peer, Runner, Tab, Timer,
};

use crate::instance::Instance;

/// The very machines that are shipped; a world shares those that a step does not touch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    Tab(Arc<Runner<Tab>>),
    Keeper(Arc<Runner<Keeper>>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lock {
    None,
    Asked,
    Held,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one thing that a browser keeps for a window"
)]
pub struct Window {
    /// New with every document; a tab's name on its lock.
    pub uid: u8,
    pub actor: Actor,
    /// When the navigation to it began.
    pub since: Millis,
    pub lock: Lock,
    pub look: Option<RequestId>,
    pub watches: Vec<(RequestId, Peer)>,
    /// The turn to end that it asks for, and the one that it has.
    pub asks_for_turn: Option<RequestId>,
    pub turn: Option<RequestId>,
    /// What the channel still has to bring, in order for each sender.
    pub inbox: Vec<(u8, Arc<Message>)>,
    /// Whether it has a CCP: a tab always, a keeper while it needs one.
    pub has_ccp: bool,
    /// What Streams has shown last.
    pub seen: Option<Instance>,
    pub listens: bool,
    /// Whether somebody has begun to close it.
    pub is_closing: bool,
    pub awaits_activation: bool,
    /// Of a keeper: the session end that it counts down to or deals with.
    pub end: u8,
    /// Of a keeper: when that was.
    pub ended_at: Option<Millis>,
}

impl Window {
    pub fn new(uid: u8, actor: Actor, since: Millis) -> Self {
        Self {
            uid,
            has_ccp: matches!(actor, Actor::Tab(_)),
            actor,
            since,
            lock: Lock::None,
            look: None,
            watches: Vec::new(),
            asks_for_turn: None,
            turn: None,
            inbox: Vec::new(),
            seen: None,
            listens: false,
            is_closing: false,
            awaits_activation: false,
            end: 0,
            ended_at: None,
        }
    }

    /// One input goes in, and all effects come out.
    pub fn take(&mut self, now: Millis, input: Input) -> Vec<Effect> {
        match &mut self.actor {
            Actor::Tab(tab) => turn(Arc::make_mut(tab), now, input),
            Actor::Keeper(keeper) => turn(Arc::make_mut(keeper), now, input),
        }
    }

    /// Whether Streams has something new to show.
    pub fn has_news(&self, instance: Instance) -> bool {
        self.has_ccp && self.seen != Some(instance)
    }

    pub fn timeout(&self) -> Option<(Millis, Timer)> {
        match &self.actor {
            Actor::Tab(tab) => tab.poll_timeout(),
            Actor::Keeper(keeper) => keeper.poll_timeout(),
        }
    }

    pub fn keeper(&self) -> Option<&Runner<Keeper>> {
        match &self.actor {
            Actor::Tab(_) => None,
            Actor::Keeper(keeper) => Some(keeper),
        }
    }

    pub fn tab(&self) -> Option<&Runner<Tab>> {
        match &self.actor {
            Actor::Tab(tab) => Some(tab),
            Actor::Keeper(_) => None,
        }
    }

    pub fn phase(&self) -> Option<KeeperPhase> {
        self.keeper().map(|keeper| keeper.view().phase)
    }

    /// Whether the page asks the agent whether a change is to stand.
    pub fn asks(&self) -> bool {
        self.tab().is_some_and(|tab| tab.view().dialog.is_some())
    }

    pub fn holds(&self) -> bool {
        self.lock == Lock::Held
    }

    /// The channel keeps the order of each sender, and of no two.
    pub fn queue(&mut self, from: u8, message: Arc<Message>) {
        if self.heeds(&message) {
            let at = self.inbox.partition_point(|(sender, _)| *sender <= from);
            self.inbox.insert(at, (from, message));
        }
    }

    /// What no machine of the kind does anything about is left out of the world.
    fn heeds(&self, message: &Message) -> bool {
        match (&self.actor, message) {
            // A tab that is ended by the host says so to all.
            (_, Message::Outcome { outcome }) => outcome.attempted.trigger == Trigger::End,
            (Actor::Tab(_), Message::Agent { .. })
            | (
                Actor::Keeper(_),
                Message::Arrived { .. } | Message::Keeper { .. } | Message::NotRestored(_),
            ) => false,
            (
                Actor::Tab(_),
                Message::RollCall { .. }
                | Message::Arrived { .. }
                | Message::Tab { .. }
                | Message::Leaving { .. }
                | Message::Left { .. }
                | Message::Ending(_)
                | Message::Ended(_)
                | Message::PickedUp(_)
                | Message::NotRestored(_)
                | Message::Keeper { .. },
            )
            | (
                Actor::Keeper(_),
                Message::RollCall { .. }
                | Message::Tab { .. }
                | Message::Leaving { .. }
                | Message::Left { .. }
                | Message::Ending(_)
                | Message::Ended(_)
                | Message::PickedUp(_)
                | Message::Agent { .. },
            ) => true,
        }
    }
}

fn turn(machine: &mut impl Machine, now: Millis, input: Input) -> Vec<Effect> {
    machine
        .handle(now, input)
        .expect("every effect was fetched");
    std::iter::from_fn(|| machine.poll_effect()).collect()
}
