//! How a tab comes and goes: its lock says that it is there, in the back/forward cache it is not.

use std::sync::Arc;

use super::begin::Begin;
use super::{Own, Stage, Tab};
use crate::session::timer::duration;
use crate::session::{AgentView, Effect, Journal, KeeperStatus, Message, WarningCode};
use crate::settings::Millis;

impl Tab {
    /// Its lock is held.
    pub(super) fn joined(&mut self) {
        self.stage = Stage::Joined;
        self.presence.look(&mut self.out);
        self.introduce();
    }

    pub(super) fn introduce(&mut self) {
        let message = Message::Tab {
            id: self.id.clone(),
            settings: Some(Arc::clone(&self.settings)),
        };
        self.out.push(Effect::Post(message));
    }

    pub(super) fn refused(&mut self, why: &str) {
        self.stage = Stage::Blind;
        self.presence.leave(&mut self.out);
        self.await_activation(false);
        let message = "the browser refuses this tab its lock, so its end cannot be seen: ";
        self.warn(WarningCode::LocksDenied, [message, why].concat());
    }

    /// A page in the back/forward cache would keep its lock, so it is let go of here.
    pub(super) fn go_away(&mut self, stage: Stage) {
        if self.stage == stage {
            return;
        }
        if self.stage == Stage::Joined {
            self.out.push(Effect::Post(Message::Left {
                id: self.id.clone(),
            }));
        }
        self.presence.leave(&mut self.out);
        self.await_activation(false);
        self.out.push(Effect::Release);
        self.stage = stage;
        self.keeper = KeeperStatus::Unknown;
        self.keeper_ready = false;
        self.keeper_due = None;
        self.agent_due = None;
        self.still_here_at = None;
        // A farewell that failed is tried again for as long as the document lives.
        if stage == Stage::Stopped || matches!(self.own, Some(Own::Putting(_))) {
            self.own = None;
        }
    }

    pub(super) fn come_back(&mut self, now: Millis, journal: Journal) {
        if self.stage == Stage::Away {
            self.journal = journal;
            self.stage = Stage::Joining;
            self.started_at = now;
            self.begin = Begin::Pending { heard: None };
            self.own = None;
            // What was last seen of the agent is as old as the page's stay in the cache.
            self.agent = AgentView::Unknown;
            self.agent_due = Some(now + duration::AGENT_SLOW);
            self.out.push(Effect::Hold);
        }
    }
}
