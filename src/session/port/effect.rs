//! Everything that a machine can ask for. The type says who carries it out.

use std::sync::Arc;

use strum::AsRefStr;

use super::{Entry, Event, Message, Report};
use crate::domain::{Millis, RequestId, TabId};
use crate::settings::KeeperPage;

/// One thing to do. Its answer returns as an [`Input`](super::Input) with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// For the browser.
    Browser(ToBrowser),
    /// For Streams.
    Streams(ToStreams),
    /// For the host.
    Emit(Event),
}

/// What the browser does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, AsRefStr)]
pub enum ToBrowser {
    /// Ask for this window's own lock: a tab waits for its own, a keeper takes it only if it is free.
    Hold,
    /// Take this window's own lock away from the window that holds it.
    Steal,
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
    /// Ask for the turn to end the session for the host. One tab has it at a time, until `Unwatch`.
    AskForTurn {
        /// Returns in `Gone`, when nobody else has it any more, or in `WatchFailed`.
        id: RequestId,
    },
    /// Wait no longer, or give the turn back.
    Unwatch {
        /// Which watch.
        id: RequestId,
    },
    /// Say this to everyone in the scope.
    Post(Message),
    /// Say when the page has a user activation, or stop saying it.
    AwaitActivation(bool),
    /// Open the keeper's window.
    OpenKeeper {
        /// Its page.
        page: KeeperPage,
        /// Whether it takes the place of the keeper that is there.
        replaces: bool,
    },
    /// Listen to `beforeunload`, or no longer.
    ListenBeforeUnload(bool),
    /// At `beforeunload`: ask whether the document may go. If the browser will not ask, `PromptRefused` returns.
    Prompt,
    /// Close this window.
    Close,
    /// Write into the journal.
    Save(Entry),
    /// Read the journal.
    Read {
        /// Returns in `Read`.
        id: RequestId,
    },
    /// Send this to the host's collector, without an answer. If the browser does not send it, `ReportRefused` returns.
    Report {
        /// The setting `reportUrl`.
        url: String,
        /// What is sent.
        report: Box<Report>,
    },
}

/// What Streams does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, AsRefStr)]
pub enum ToStreams {
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
    /// Load the keeper's CCP once more, in a frame that only the instance's own pages can fill. If somebody is still logged
    /// in, `Agent` returns.
    ProveLogout {
        /// Returns in `LogoutSent`, if it shows nobody.
        id: RequestId,
    },
    /// Write a line into Streams' own log.
    Log(String),
    /// Load the keeper's CCP, in the place of one that is there. `Agent` returns, or `CcpFailed`.
    LoadCcp {
        /// What a tab hands on of the options of `connect.core.initCCP`, as JSON.
        options: Option<Arc<str>>,
        /// For how long it may load: [`Timer::CcpDead`](super::Timer::CcpDead). Streams leaves its frame alone until then.
        patience: Millis,
    },
    /// Ask the keeper's CCP whether it lives. If it does not, `CcpDead` returns.
    CheckCcp,
    /// Remove the keeper's CCP.
    RemoveCcp,
}

impl From<ToBrowser> for Effect {
    fn from(effect: ToBrowser) -> Self {
        Self::Browser(effect)
    }
}

impl From<ToStreams> for Effect {
    fn from(effect: ToStreams) -> Self {
        Self::Streams(effect)
    }
}

impl From<Event> for Effect {
    fn from(event: Event) -> Self {
        Self::Emit(event)
    }
}

/// Another window of the scope.
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
    pub(in crate::session) fn push(&mut self, effect: impl Into<Effect>) {
        self.effects.push(effect.into());
    }

    /// A new id, and the effect that carries it.
    pub(in crate::session) fn ask<E: Into<Effect>>(
        &mut self,
        effect: impl FnOnce(RequestId) -> E,
    ) -> RequestId {
        self.last_id += 1;
        self.push(effect(self.last_id));
        self.last_id
    }

    pub(in crate::session) fn poll(&mut self) -> Option<Effect> {
        (!self.effects.is_empty()).then(|| self.effects.remove(0))
    }

    pub(in crate::session) fn len(&self) -> usize {
        self.effects.len()
    }
}
