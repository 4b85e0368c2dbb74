//! Everything that can happen to a machine. A refusal of the environment is an input like any other.

use std::sync::Arc;

use strum::{AsRefStr, VariantNames};

use super::{Journal, Message, Timer, WarningCode};
use crate::domain::{Agent, RequestId, Tabs};

/// One thing that happened. An answer to an [`Effect`](super::Effect) carries its id; a machine ignores an id that it
/// no longer waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, AsRefStr, VariantNames)]
pub enum Input {
    /// The machine starts; the first input of all.
    Start,

    /// The browser has granted this window its own lock.
    LockHeld,
    /// The browser has not granted this window its own lock, or has taken it away: another window has it
    /// (`ifAvailable`), another has stolen it, or the browser refuses locks here.
    LockRefused {
        /// What the browser said; empty if another window simply has the lock.
        why: String,
    },
    /// The answer to [`ToBrowser::Look`](super::ToBrowser::Look).
    Looked {
        /// Which look.
        id: RequestId,
        /// The holders of the scope's locks, or the browser's refusal (a partitioned frame in Firefox).
        found: Result<Present, String>,
    },
    /// The lock that [`ToBrowser::Watch`](super::ToBrowser::Watch) waits for was granted: its holder is gone.
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
    /// The page has opened its CCP, at this address.
    CcpOpened {
        /// `ccpUrl`, as the page gives it to `connect.core.initCCP`.
        url: String,
    },
    /// The keeper's CCP could not be loaded.
    CcpFailed {
        /// Which warning it is.
        code: WarningCode,
        /// What is wrong, and what to do.
        why: String,
    },
    /// The answer to [`ToStreams::CheckCcp`](super::ToStreams::CheckCcp), if the CCP does not live.
    CcpDead,
    /// Amazon Connect is about to log the agent out, because the agent is inactive.
    SessionExpiring,
    /// [`ToStreams::SetState`](super::ToStreams::SetState) has called back.
    Attempted {
        /// Which attempt.
        id: RequestId,
        /// Streams' success, or its failure as it came.
        result: Result<(), String>,
    },
    /// The answer to [`ToStreams::LogOut`](super::ToStreams::LogOut) or
    /// [`ToStreams::ProveLogout`](super::ToStreams::ProveLogout).
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
    PageShow,
    /// `visibilitychange` to hidden: the last event that a document is sure to see.
    Hidden,
    /// `resume`: the document was frozen, and may have missed anything.
    Resume,
    /// The browser has a network, or none; until it says so, it has one.
    Online(bool),
    /// The page has a transient user activation: a popup may be opened.
    Activated,
    /// The keeper was to be opened, but the page has no user activation: the browser would block the window.
    PopupBlocked,
    /// The keeper was to be opened, and the page has a user activation, but the browser has opened no window.
    PopupRefused {
        /// What the browser said.
        why: String,
    },
    /// The browser refuses [`ToBrowser::Prompt`](super::ToBrowser::Prompt): nobody has clicked or typed in this page.
    PromptRefused,
    /// The page has no dialog for an agent who stays at the prompt: its file did not load, or the page removes it.
    DialogFailed,
    /// The answer to [`ToBrowser::Read`](super::ToBrowser::Read): what the journal holds, an empty one included.
    Read {
        /// Which question.
        id: RequestId,
        /// What is written down.
        journal: Box<Journal>,
    },
    /// The journal could not be written.
    JournalDenied {
        /// What the browser said.
        why: String,
    },

    /// The browser has not sent a [`ToBrowser::Report`](super::ToBrowser::Report).
    ReportRefused {
        /// What is known of the reason.
        why: String,
    },

    /// The time of [`poll_timeout`](crate::session::Machine::poll_timeout) has come.
    Timer(Timer),

    /// The host's own button: open the keeper now.
    OpenKeeper,
    /// The host's own button: end the session now.
    End,
    /// The host stops the watch, or the keeper.
    Stop,
    /// The keeper's button: do not make this change.
    Cancel,
    /// A button of the keeper, and of a tab that asks: try the failed change again.
    Retry,
    /// A button of a tab that asks: go on working, and take the change back.
    Stay,
    /// A button of a tab that asks: close it without asking again.
    Leave,
}

/// The holders of a lock of the scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Present {
    /// The tabs, this window's own among them if it is one.
    pub tabs: Tabs,
    /// Whether a keeper is there.
    pub keeper: bool,
}
