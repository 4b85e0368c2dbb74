//! What tabs and keeper say to each other on the channel. Any message may be lost: the locks decide.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, VariantArray};

use crate::domain::{Agent, Outcome, TabId};
use crate::settings::Settings;

/// Counts up whenever a tab would misread a keeper of another build. An older tab says that a keeper is newer only if it
/// can read [`Message::Keeper`], so `phase` and `tabs` stay in it.
pub const VERSION: u32 = 3;

/// One message on the scope's channel. Everyone in the scope but the sender hears it.
// What a tab tells, only the keeper needs. So a wasm for tabs alone does not read it, and one for the keeper alone does not
// write it: for the settings and the agent that is 6 kB of code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr)]
#[serde(rename_all = "camelCase")]
pub enum Message {
    /// "Who is there?": every tab and the keeper answer with what they are.
    RollCall {
        /// The one tab that is to answer, if one is enough: all hear what one says.
        of: Option<TabId>,
    },
    /// "I have just come. Do you know which session runs?": this tab answers with what it is, and with no settings.
    Arrived {
        /// The tab that is asked.
        of: TabId,
    },
    /// "I am a tab, and these are the settings."
    Tab {
        /// The tab's own name.
        id: TabId,
        /// The settings of this tab; the latest heard count. `presence.js`, which speaks first, knows none yet.
        #[cfg_attr(not(feature = "keeper"), serde(skip_deserializing))]
        #[cfg_attr(not(feature = "tab"), serde(skip_serializing))]
        settings: Option<Arc<Settings>>,
        /// The options of this tab's `connect.core.initCCP` as JSON, if the page hands them on.
        ccp: Option<Arc<str>>,
        /// Whether it has just come, and does not know yet which session it is in.
        #[serde(default)]
        new: bool,
    },
    /// "My CCP shows this": said by the one tab that the keeper asks.
    Agent {
        /// The newest snapshot; none if nobody is signed in.
        #[cfg_attr(not(feature = "keeper"), serde(skip_deserializing))]
        #[cfg_attr(not(feature = "tab"), serde(skip_serializing))]
        agent: Option<Arc<Agent>>,
    },
    /// "I am a tab, and may be about to go": said at `beforeunload`, taken back by [`Message::Tab`].
    Leaving {
        /// The tab's own name.
        id: TabId,
    },
    /// "I am a tab, and I am going."
    Left {
        /// The tab's own name.
        id: TabId,
    },
    /// "I am the keeper, and this is what I do."
    Keeper {
        /// Its [`VERSION`]; the first build said none.
        #[serde(default)]
        version: u32,
        /// What the keeper does.
        phase: KeeperPhase,
        /// Why it could not make a change now, if it could not.
        unready: Option<Unready>,
        /// How many tabs it knows of.
        tabs: u32,
        /// The tab with which the session started, if this keeper was there to see it.
        opener: Option<TabId>,
        /// The tab that is to say what its CCP shows.
        asks: Option<TabId>,
    },
    /// "This is how the session's end was dealt with."
    Outcome {
        /// How it ended.
        outcome: Box<Outcome>,
    },
    /// "The host has asked me, the tab of this name, to end the session, and I make the change."
    Ending(TabId),
    /// "The host has ended the session like this, and tabs are still there": said as that is so, and to each window that
    /// comes later.
    Ended(Box<Outcome>),
    /// "I am the tab of this name. A state was picked since, and a session runs again."
    PickedUp(TabId),
    /// "I am the keeper. I could not put back what I have changed at this end."
    NotRestored(Box<Outcome>),
}

/// Why a keeper could not make a change now.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Unready {
    /// No tab has told it the settings yet.
    NoSettings,
    /// No tab shows an agent yet.
    NoAgent,
    /// Its CCP loads for the first time.
    CcpLoading,
    /// Its CCP shows no agent: somebody may have to sign in or to grant storage in its window.
    CcpSilent,
    /// Its CCP could not be loaded.
    CcpFailed,
    /// Nobody is signed in.
    SignedOut,
    /// Its window may be about to close.
    Closing,
}

/// What a keeper does: the name of its phase.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum KeeperPhase {
    /// The keeper waits for its lock.
    Claiming,
    /// Another keeper has the lock.
    Duplicate,
    /// No tab has been seen yet.
    Idle,
    /// At least one tab lives.
    Watching,
    /// The host has ended the session, and tabs are still there: nothing is left to do.
    Ended,
    /// The last tab is gone, the delay runs.
    Countdown,
    /// The change is being made.
    Acting,
    /// The change has an outcome, which is shown.
    Done,
    /// A tab came back after the change: the earlier state is being put back.
    Restoring,
    /// The keeper has ended.
    Stopped,
}
