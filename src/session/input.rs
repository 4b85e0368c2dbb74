//! Everything that can happen to a machine. What the environment refuses is here too.

use std::sync::Arc;

use super::timer::Timer;
use super::{Agent, Farewell, Journal, Message, RequestId, Tabs};

/// One thing that happened. Those that answer an [`Effect`](super::Effect) carry its id; an id that is not the
/// one waited for is stale, and ignored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The machine starts; the first input of all.
    Start,

    /// The browser has granted this window its own lock.
    LockHeld,
    /// The browser has not granted this window its own lock, or has taken it away: it is another's
    /// (`ifAvailable`), was stolen, or locks are refused here.
    LockRefused {
        /// What the browser said; empty where the lock is simply another's.
        why: String,
    },
    /// [`Effect::Look`](super::Effect::Look) has come to an answer.
    Looked {
        /// Which look.
        id: RequestId,
        /// The holders of the scope's locks, or the browser's refusal (a partitioned frame in Firefox).
        found: Result<Present, String>,
    },
    /// The lock that [`Effect::Watch`](super::Effect::Watch) waits for was granted: its holder is gone.
    Gone {
        /// Which watch.
        id: RequestId,
    },
    /// The browser will not wait for that lock any longer.
    WatchFailed {
        /// Which watch.
        id: RequestId,
        /// What the browser said.
        why: String,
    },
    /// A message came over the channel.
    Heard(Message),

    /// Streams has a new snapshot of the agent.
    Agent(Arc<Agent>),
    /// The CCP has signed the agent out, or its login has expired.
    SignedOut,
    /// [`Effect::SetState`](super::Effect::SetState) has called back.
    Attempted {
        /// Which attempt.
        id: RequestId,
        /// Streams' success, or its failure as it came.
        result: Result<(), String>,
    },
    /// [`Effect::LogOut`](super::Effect::LogOut) has come to an end.
    LogoutSent {
        /// Which logout.
        id: RequestId,
        /// Whether the instance was reached.
        result: Result<(), String>,
    },

    /// `beforeunload`: the document may be about to go.
    BeforeUnload,
    /// `pagehide`: the document goes, into the back/forward cache or for good.
    PageHide,
    /// `pageshow` with `persisted`: the document is back from the back/forward cache.
    PageShow {
        /// What was written down meanwhile.
        journal: Box<Journal>,
    },
    /// `visibilitychange` to hidden: the last event that a document is sure to see.
    Hidden,
    /// `resume`: the document was frozen, and may have missed anything.
    Resume,
    /// The browser has come online, or gone offline; it counts as online until it says otherwise.
    Online(bool),
    /// The page has a transient user activation: a popup may be opened.
    Activated,
    /// The keeper was to be opened, but the page has no user activation: the browser would block the window.
    PopupBlocked,
    /// [`Effect::Prompt`](super::Effect::Prompt) was refused: nobody has clicked or typed in this page yet.
    PromptRefused,
    /// [`Effect::ReadFarewell`](super::Effect::ReadFarewell) has found one that nobody has answered for.
    FarewellRead(Box<Farewell>),
    /// The journal could not be written.
    JournalDenied {
        /// What the browser said.
        why: String,
    },

    /// The time of [`poll_timeout`](super::Machine::poll_timeout) has come.
    Timer(Timer),

    /// The host's own button: open the keeper now.
    OpenKeeper,
    /// The host has had enough.
    Stop,
    /// The keeper's button: do not make this change.
    Cancel,
    /// A button of the keeper's, and of a tab that asks: try the failed change again.
    Retry,
    /// A button of a tab that asks: go on working, and take the change back.
    Stay,
    /// A button of a tab that asks: let it be closed without being asked again.
    Leave,
}

/// Who holds a lock of the scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Present {
    /// The tabs, this window's own among them if it is one.
    pub tabs: Tabs,
    /// Whether a keeper is there.
    pub keeper: bool,
}
