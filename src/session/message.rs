//! What tabs and keeper say to each other on the channel. Any of it may be lost: the locks decide.

use std::sync::Arc;

use super::{Outcome, TabId};
use crate::plain::{FromPlain, ToPlain, Value, get, object, words};
use crate::settings::Settings;

/// One message on the scope's channel; everyone in the scope but the sender hears it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// "Who is there?": every tab and the keeper answer with what they are.
    RollCall {
        /// The one tab that is to answer, where one is enough: all hear what one says.
        of: Option<TabId>,
    },
    /// "I am a tab, and these are the settings."
    Tab {
        /// The tab's own name.
        id: TabId,
        /// What this tab was told; the latest heard counts. `presence.js`, which speaks first, knows none yet.
        settings: Option<Arc<Settings>>,
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
    /// "I am the keeper, and this is what I am at."
    Keeper {
        /// What the keeper is at.
        phase: KeeperPhase,
        /// Whether it knows the agent and the settings, and so can make a change.
        ready: bool,
        /// How many tabs it knows of.
        tabs: u32,
        /// The tab whose coming began the session, where this keeper was there to see it.
        opener: Option<TabId>,
    },
    /// "This is how the session's end was dealt with."
    Outcome {
        /// How it ended.
        outcome: Box<Outcome>,
    },
}

/// Its `type` says which it is.
impl ToPlain for Message {
    fn to_plain(&self) -> Value {
        match self {
            Self::RollCall { of } => object(&[("type", &"rollCall"), ("of", of)]),
            Self::Tab { id, settings } => {
                object(&[("type", &"tab"), ("id", id), ("settings", settings)])
            }
            Self::Leaving { id } => object(&[("type", &"leaving"), ("id", id)]),
            Self::Left { id } => object(&[("type", &"left"), ("id", id)]),
            Self::Keeper {
                phase,
                ready,
                tabs,
                opener,
            } => object(&[
                ("type", &"keeper"),
                ("phase", phase),
                ("ready", ready),
                ("tabs", tabs),
                ("opener", opener),
            ]),
            Self::Outcome { outcome } => object(&[("type", &"outcome"), ("outcome", outcome)]),
        }
    }
}

impl FromPlain for Message {
    fn from_plain(value: &Value) -> Option<Self> {
        let kind: String = get(value, "type")?;
        Some(match kind.as_str() {
            "rollCall" => Self::RollCall {
                of: get(value, "of")?,
            },
            "tab" => Self::Tab {
                id: get(value, "id")?,
                settings: get(value, "settings")?,
            },
            "leaving" => Self::Leaving {
                id: get(value, "id")?,
            },
            "left" => Self::Left {
                id: get(value, "id")?,
            },
            "keeper" => Self::Keeper {
                phase: get(value, "phase")?,
                ready: get(value, "ready")?,
                tabs: get(value, "tabs")?,
                opener: get(value, "opener")?,
            },
            "outcome" => Self::Outcome {
                outcome: get(value, "outcome")?,
            },
            _ => return None,
        })
    }
}

/// What a keeper is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeeperPhase {
    /// No tab has been seen yet.
    Idle,
    /// At least one tab lives.
    Watching,
    /// The last tab is gone, the delay runs.
    Countdown,
    /// The change is being made.
    Acting,
    /// The change has an outcome, which is shown.
    Done,
    /// A tab came back after the change: the earlier state is being put back.
    Restoring,
}

words!(KeeperPhase {
    Idle: "idle",
    Watching: "watching",
    Countdown: "countdown",
    Acting: "acting",
    Done: "done",
    Restoring: "restoring",
});
