//! What is written down of a last moment: the last tab's, which has made the change by itself where no keeper was ready,
//! and that of the keeper's own window.

use super::{Keeper, Phase};
use crate::session::change::Change;
use crate::session::{By, Effect, Entry, Farewell, TabId};
use crate::settings::Millis;

impl Keeper {
    /// What was read before may have been taken back since; what this window has written is known.
    pub(super) fn read_farewell(&mut self) {
        if self.farewell.is_none() {
            self.tabs_farewell = None;
            self.out.push(Effect::ReadFarewell);
        }
    }

    /// The journal has one. A session before this one has left it where it is older than the first tab seen.
    pub(super) fn find_farewell(&mut self, farewell: Farewell) {
        let may_end = matches!(
            self.phase,
            Phase::Watching | Phase::Countdown { .. } | Phase::Acting { .. }
        );
        if may_end && farewell.by == By::Tab && farewell.at >= self.begun_at {
            self.tabs_farewell = Some(farewell);
        }
    }

    /// A tab may be about to go, and this window along with it, before a look.
    pub(super) fn tab_leaves(&mut self, id: TabId) {
        self.presence.leaving(id);
        if matches!(self.phase, Phase::Watching) && self.presence.all_leave() {
            self.read_farewell();
        }
    }

    /// What the change has come to since, whenever that is new.
    pub(super) fn note_farewell(&mut self) {
        if let (Some(written), Phase::Acting { change }) = (&self.farewell, &self.phase) {
            let farewell = self.farewell_of(change, written.at);
            if *written != farewell {
                self.write_farewell(farewell);
            }
        }
    }

    /// As long as this keeper has made no call, what a tab did by itself is not written over.
    pub(super) fn farewell_of(&self, change: &Change, at: Millis) -> Farewell {
        match &self.tabs_farewell {
            Some(farewell) if change.attempts() == 0 => farewell.clone(),
            _ => Farewell::of(change, &self.agent, at),
        }
    }

    pub(super) fn write_farewell(&mut self, farewell: Farewell) {
        self.farewell = Some(farewell.clone());
        self.out.push(Effect::Save(Entry::Farewell(Some(farewell))));
    }
}
