//! When a keeper asks again for what it has not heard: the settings, or a lock that the browser does not wait for.

use crate::domain::{Millis, TabId};
use crate::session::port::timer::duration;
use crate::session::port::{Deadline, Timer};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Inquiry {
    at: Option<Millis>,
    /// How long the next pause is.
    pause: Millis,
    /// The tab that was asked last, and has not spoken since.
    silent: Option<TabId>,
}

impl Default for Inquiry {
    fn default() -> Self {
        Self {
            at: None,
            pause: duration::ASK_AGAIN,
            silent: None,
        }
    }
}

impl Inquiry {
    pub(super) fn is_under_way(&self) -> bool {
        self.at.is_some()
    }

    /// Whether one tab is enough to ask: the one that was asked last has answered.
    pub(super) fn asks_one(&self) -> bool {
        self.silent.is_none()
    }

    /// A tab was asked.
    pub(super) fn asked(&mut self, tab: Option<TabId>, now: Millis) {
        self.silent = tab;
        self.later(now);
    }

    /// A tab has spoken.
    pub(super) fn heard(&mut self, tab: &TabId) {
        self.silent.take_if(|silent| silent == tab);
    }

    /// Whether it has asked so often that a lost answer is no reason any more.
    pub(super) fn is_spent(&self) -> bool {
        self.pause == duration::ASK_AGAIN_MAX
    }

    /// Asks again after a pause, and then after one that is twice as long.
    pub(super) fn later(&mut self, now: Millis) {
        self.at = Some(now + self.pause);
        self.pause = (self.pause * 2).min(duration::ASK_AGAIN_MAX);
    }

    pub(super) fn stop(&mut self) {
        self.at = None;
    }

    /// It has heard what it needs: the next question is a first one again.
    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        self.at.map(|at| (at, Timer::AskAgain))
    }
}
