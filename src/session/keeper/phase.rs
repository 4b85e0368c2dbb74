//! A keeper's phases, and the events that move it.

use super::ccp::Ccp;
use crate::domain::{Millis, Outcome, TabId};
use crate::session::change::{self, Change};
use crate::session::ended::Ended;
use crate::session::port::{Deadline, KeeperPhase, Timer};

/// A keeper's phase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    Claiming,
    Duplicate {
        until: Millis,
    },
    Idle {
        until: Millis,
    },
    Watching,
    /// The host has ended the session while tabs are there.
    Ended {
        ended: Ended,
        /// When the last of them has been gone for longer than a refresh takes.
        until: Option<Millis>,
    },
    Countdown(Countdown),
    Acting {
        change: Box<Change>,
    },
    Done {
        outcome: Box<Outcome>,
        until: Option<Millis>,
        /// When a tab has spoken, if no look has shown yet whether it is there.
        spoke_at: Option<Millis>,
    },
    /// A tab is back while the outcome is shown, and has not said yet what the agent shows.
    Back {
        outcome: Box<Outcome>,
        at: Millis,
    },
    Restoring {
        outcome: Box<Outcome>,
        change: Box<Change>,
    },
    Stopped,
}

/// The delay after the last tab runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Countdown {
    pub(super) ended_at: Millis,
    pub(super) due: Millis,
    /// The agent has cancelled it, but the last tab may have made the change by itself: the CCP shows that.
    pub(super) is_cancelled: bool,
}

/// The news of an input for the keeper.
#[derive(Debug)]
pub(super) enum Event {
    /// The window is there, and may ask for the lock.
    Shown,
    Held,
    Refused {
        why: String,
    },
    /// A tab is there that stays: this one, if it said so itself.
    TabThere(Option<TabId>),
    /// A tab has spoken while the outcome is shown.
    TabSpoke,
    /// A look has found nobody who stays.
    NobodyThere,
    /// A tab has said what its CCP shows.
    AgentTold,
    /// A tab has said that it makes the change, because the host ends the session.
    Ending,
    /// A tab has said that the host has ended the session.
    Ended(Box<Outcome>),
    /// A tab has said that a state was picked since.
    PickedUp,
    /// Something for the change under way.
    Change(change::Event),
    /// The change under way has its outcome.
    ChangeOver(Box<Outcome>),
    /// The window may be about to close.
    Closing,
    Cancel,
    Retry,
    /// The outcome of a refused lock was shown long enough.
    ShownLongEnough,
    /// The document goes, into the back/forward cache or for good.
    Hidden,
    Stop,
}

impl Phase {
    /// The name by which tabs and people know it.
    pub(super) fn name(&self) -> KeeperPhase {
        match self {
            Self::Claiming => KeeperPhase::Claiming,
            Self::Duplicate { .. } => KeeperPhase::Duplicate,
            Self::Idle { .. } => KeeperPhase::Idle,
            Self::Watching => KeeperPhase::Watching,
            Self::Ended { .. } => KeeperPhase::Ended,
            Self::Countdown(_) => KeeperPhase::Countdown,
            Self::Acting { .. } => KeeperPhase::Acting,
            // The result of the return is not known yet.
            Self::Done { .. } | Self::Back { .. } => KeeperPhase::Done,
            Self::Restoring { .. } => KeeperPhase::Restoring,
            Self::Stopped => KeeperPhase::Stopped,
        }
    }

    /// Whether a keeper in this phase needs a CCP at this moment.
    pub(super) fn needs_ccp(&self, ccp: &Ccp, knows_settings: bool, now: Millis) -> bool {
        match self {
            Self::Watching => knows_settings && ccp.needs_proof(),
            // One that is there stays, however short its load was: a second load would be no sooner.
            Self::Countdown(count) => {
                count.is_cancelled || !ccp.is_away() || ccp.load_at(*count) <= now
            }
            Self::Acting { .. } | Self::Restoring { .. } => true,
            Self::Claiming
            | Self::Duplicate { .. }
            | Self::Idle { .. }
            | Self::Ended { .. }
            | Self::Done { .. }
            | Self::Back { .. }
            | Self::Stopped => false,
        }
    }

    /// Its deadline.
    pub(super) fn deadline(&self) -> Option<Deadline> {
        match self {
            Self::Idle { until } => Some((*until, Timer::Idle)),
            Self::Countdown(count) => Some((count.due, Timer::SessionEnd)),
            Self::Acting { change } | Self::Restoring { change, .. } => change.deadline(),
            Self::Duplicate { until } => Some((*until, Timer::Shown)),
            Self::Ended { until, .. } | Self::Done { until, .. } => {
                until.map(|until| (until, Timer::Shown))
            }
            Self::Claiming | Self::Watching | Self::Back { .. } | Self::Stopped => None,
        }
    }
}
