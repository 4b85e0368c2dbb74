//! What a tab knows of its keeper, and how it comes to one: the browser opens a window only where the page has a
//! user activation, so a tab waits for the first.

use super::{Stage, Tab};
use crate::session::timer::duration;
use crate::session::{Effect, Event, KeeperStatus, Message, Peer, WarningCode};
use crate::settings::Millis;

impl Tab {
    /// The keeper was seen or heard.
    pub(super) fn keeper_is_there(&mut self) {
        self.presence.watch(Some(Peer::Keeper), &mut self.out);
        self.keeper_due = None;
        self.await_activation(false);
        self.say_keeper(KeeperStatus::Open);
    }

    /// A look has found no keeper.
    pub(super) fn no_keeper_is_there(&mut self) {
        match self.keeper {
            KeeperStatus::Unknown if self.settings.keeper.is_some() => {
                self.say_keeper(KeeperStatus::Blocked);
                self.await_activation(true);
            }
            KeeperStatus::Unknown => self.keeper = KeeperStatus::None,
            // A keeper heard on the channel where locks cannot be queried.
            KeeperStatus::Open => self.presence.watch(Some(Peer::Keeper), &mut self.out),
            KeeperStatus::None
            | KeeperStatus::Blocked
            | KeeperStatus::Opening
            | KeeperStatus::Closed
            | KeeperStatus::Unreachable => {}
        }
    }

    /// Its lock was let go of.
    pub(super) fn keeper_gone(&mut self) {
        self.keeper_ready = false;
        self.keeper_tabs = 0;
        self.say_keeper(KeeperStatus::Closed);
        self.presence.look(&mut self.out);
    }

    pub(super) fn activated(&mut self, now: Millis) {
        if self.awaits_activation {
            self.open_keeper(now);
        }
    }

    /// Opens the keeper, at the host's wish or at the first activation.
    pub(super) fn open_keeper(&mut self, now: Millis) {
        if self.stage != Stage::Joined
            || matches!(self.keeper, KeeperStatus::Open | KeeperStatus::Opening)
        {
            return;
        }
        if let Some(page) = self.settings.keeper.clone() {
            self.await_activation(false);
            self.keeper = KeeperStatus::Opening;
            self.keeper_due = Some(now + duration::KEEPER_EXPECTED);
            self.out.push(Effect::OpenKeeper(page));
        }
    }

    pub(super) fn popup_blocked(&mut self) {
        if self.keeper == KeeperStatus::Opening {
            self.keeper_due = None;
            self.say_keeper(KeeperStatus::Blocked);
            self.await_activation(true);
        }
    }

    /// It was opened long enough ago to have been heard.
    pub(super) fn keeper_unheard(&mut self) {
        self.keeper_due = None;
        self.say_keeper(KeeperStatus::Unreachable);
        let page = self
            .settings
            .keeper
            .as_ref()
            .map_or("", |page| page.url.as_str());
        let message = [
            "the keeper ",
            page,
            " was opened and is not heard: the browser may have blocked its window, the page may not have loaded, or \
             it lives in another storage partition; open it under the top-level site of this tab",
        ];
        self.warn(WarningCode::KeeperUnreachable, message.concat());
        // It may be there, and its message lost.
        self.out.push(Effect::Post(Message::RollCall { of: None }));
        self.presence.look(&mut self.out);
    }

    pub(super) fn await_activation(&mut self, wanted: bool) {
        if self.awaits_activation != wanted {
            self.awaits_activation = wanted;
            self.out.push(Effect::AwaitActivation(wanted));
        }
    }

    fn say_keeper(&mut self, status: KeeperStatus) {
        if self.keeper != status {
            self.keeper = status;
            self.out.push(Effect::Emit(Event::Keeper(status)));
        }
    }
}
