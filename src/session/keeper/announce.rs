//! What the tabs are told of the keeper.

use super::{Keeper, Phase};
use crate::session::{Effect, KeeperPhase, Message, TabId};

/// What the tabs were told last.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Announcement {
    phase: KeeperPhase,
    ready: bool,
    tabs: u32,
    opener: Option<TabId>,
}

impl Keeper {
    /// What the tabs are told, whenever it is new.
    pub(super) fn announce(&mut self) {
        let phase = match self.phase {
            Phase::Claiming | Phase::Duplicate { .. } | Phase::Stopped => return,
            Phase::Idle { .. } => KeeperPhase::Idle,
            Phase::Watching => KeeperPhase::Watching,
            Phase::Countdown { .. } => KeeperPhase::Countdown,
            Phase::Acting { .. } => KeeperPhase::Acting,
            Phase::Done { .. } => KeeperPhase::Done,
            Phase::Restoring { .. } => KeeperPhase::Restoring,
        };
        let tabs = u32::try_from(self.presence.others().len()).unwrap_or(u32::MAX);
        let news = Announcement {
            phase,
            ready: self.is_ready(),
            tabs,
            opener: self.opener.clone(),
        };
        if self.announced.as_ref() != Some(&news) {
            self.out.push(Effect::Post(Message::Keeper {
                phase,
                ready: news.ready,
                tabs,
                opener: news.opener.clone(),
            }));
            self.announced = Some(news);
        }
    }
}
