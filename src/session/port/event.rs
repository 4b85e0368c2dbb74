//! What the host is told.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, VariantArray};

use super::Unready;
use crate::domain::Outcome;

/// One event of a watch.
#[derive(Clone, Debug, PartialEq, Eq, Hash, AsRefStr)]
pub enum Event {
    /// A session's end has been dealt with.
    Outcome(Box<Outcome>),
    /// The host wants the session ended, which has been over since this outcome.
    OverSince(Box<Outcome>),
    /// The tab knows something new of its keeper.
    Keeper(KeeperNews),
    /// Something will not work as the settings say.
    Warning(Warning),
}

/// What a tab tells of its keeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeeperNews {
    /// What it knows of the window.
    pub status: KeeperStatus,
    /// Whether the keeper could make a change now.
    pub ready: bool,
    /// Why it could not, if it is there.
    pub unready: Option<Unready>,
}

/// What a tab knows of its keeper.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum KeeperStatus {
    /// None is configured and none is there.
    None,
    /// The tab has not looked yet.
    Unknown,
    /// The browser opens no window: none before the user has done something on the page, or none at all.
    Blocked,
    /// The window was asked for and has not been heard.
    Opening,
    /// It is there.
    Open,
    /// It is there, but of an older version of this library: it is replaced at the next click.
    Outdated,
    /// It is there, but of a newer version of this library: the tab's page is to be reloaded.
    Newer,
    /// It was there and is gone.
    Closed,
    /// It was asked for, and nothing was heard: the browser blocked it, the page did not load, or it lives in
    /// another storage partition.
    Unreachable,
}

/// A warning: a stable code and a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Warning {
    /// Which warning it is.
    pub code: WarningCode,
    /// What is wrong, with what, and what to do.
    pub message: String,
}

/// The warnings that there are.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum WarningCode {
    /// A setting names a state that the instance does not have.
    UnknownState,
    /// The CCP has shown no agent for half a minute.
    AgentUnknown,
    /// The agent was signed out.
    SignedOut,
    /// Amazon Connect is about to sign the agent out.
    SessionExpiring,
    /// The browser refuses the journal its storage.
    StorageDenied,
    /// The browser refuses locks to this window.
    LocksDenied,
    /// The browser has opened no window for the keeper, although somebody has clicked.
    KeeperBlocked,
    /// The keeper was opened and is not heard.
    KeeperUnreachable,
    /// The first state, or the earlier one, could not be set.
    NotRestored,
    /// `confirmLeave` could not ask.
    PromptRefused,
    /// `confirmLeave` has no dialog for an agent who stays.
    DialogFailed,
    /// The keeper could not load its CCP.
    CcpFailed,
    /// The keeper's copy of Streams is too old for its CCP.
    OldStreams,
    /// The browser has not sent an outcome to `reportUrl`.
    ReportRefused,
}
