//! Everything that a machine can ask for.

use super::{Entry, Event, Message, RequestId, TabId};
use crate::settings::KeeperPage;

/// One thing to do. What it comes to returns as an [`Input`](super::Input) with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Ask for this window's own lock: a tab waits for its own, a keeper takes it only if it is free.
    Hold,
    /// Let go of this window's own lock.
    Release,
    /// Ask who holds the scope's locks.
    Look {
        /// Returns in `Looked`.
        id: RequestId,
    },
    /// Wait for the lock of another.
    Watch {
        /// Returns in `Gone` or `WatchFailed`.
        id: RequestId,
        /// Whose lock.
        whose: Peer,
    },
    /// Wait no longer.
    Unwatch {
        /// Which watch.
        id: RequestId,
    },
    /// Say this to everyone in the scope.
    Post(Message),

    /// Call `agent.setState` with the state of this name.
    SetState {
        /// Returns in `Attempted`.
        id: RequestId,
        /// One of the agent's own states.
        name: String,
        /// Streams' `enqueueNextState`.
        enqueue: bool,
    },
    /// Log the agent out of the instance.
    LogOut {
        /// Returns in `LogoutSent`.
        id: RequestId,
        /// The instance's logout address.
        url: String,
    },
    /// Write a line into Streams' own log.
    Log(String),

    /// Say when the page has a user activation, or stop saying it.
    AwaitActivation(bool),
    /// Open the keeper's window.
    OpenKeeper(KeeperPage),
    /// Listen to `beforeunload`, or no longer.
    ListenBeforeUnload(bool),
    /// At `beforeunload`: have the browser ask whether the document may go. Where it will not, `PromptRefused` returns.
    Prompt,
    /// Close this window.
    Close,
    /// Write into the journal.
    Save(Entry),
    /// Look whether the journal has a farewell; returns in `FarewellRead` if it has.
    ReadFarewell,
    /// Tell the host.
    Emit(Event),
}

/// Somebody else in the scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Peer {
    /// The tab of this name.
    Tab(TabId),
    /// The keeper.
    Keeper,
}

/// What a machine has asked for and not yet handed out, and the ids that it asks under.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outbox {
    /// A handful at most.
    effects: Vec<Effect>,
    last_id: RequestId,
}

impl Outbox {
    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn log(&mut self, line: impl Into<String>) {
        self.push(Effect::Log(line.into()));
    }

    /// A new id, and the effect that carries it.
    pub(super) fn ask(&mut self, effect: impl FnOnce(RequestId) -> Effect) -> RequestId {
        self.last_id += 1;
        self.push(effect(self.last_id));
        self.last_id
    }

    pub(super) fn poll(&mut self) -> Option<Effect> {
        (!self.effects.is_empty()).then(|| self.effects.remove(0))
    }

    pub(super) fn len(&self) -> usize {
        self.effects.len()
    }
}
