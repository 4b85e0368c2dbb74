//! Into what a tab comes. The record of a browser that was killed says that its session runs. If nobody has shown a sign
//! of it for long, only the other tabs can tell: one that was there before is sure of the session, and says so. If all
//! have just come, as when a browser restores its windows, that session is over, and the first of them answers for it.

use crate::domain::{Millis, TabId, Tabs};
use crate::session::port::timer::duration;
use crate::session::port::{KeeperPhase, Message, ToBrowser};
use crate::session::runner::Cx;

/// What a tab has heard before it is sure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Arrival {
    /// What a keeper has said.
    pub(super) word: Option<Word>,
    newcomers: Tabs,
    /// Whether a tab is sure, or has said nothing for so long that it was there before.
    is_vouched: bool,
    /// The tab that was asked last.
    asked: Option<TabId>,
    /// How long it waits for an answer.
    until: Option<Millis>,
}

/// What a keeper says of the session.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Word {
    /// What it does.
    pub(super) phase: KeeperPhase,
    /// The tab with which the session started.
    pub(super) opener: Option<TabId>,
}

/// Who the other tabs are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Company {
    /// It is not known yet.
    Unknown,
    /// One of them was there before.
    Settled,
    /// All have just come.
    Newcomers(Tabs),
}

impl Arrival {
    /// Another tab has spoken.
    pub(super) fn heard(&mut self, tab: TabId, is_new: bool) {
        if is_new {
            self.newcomers.insert(tab);
        } else {
            self.is_vouched = true;
        }
    }

    /// Who these others are. It asks one after the other, until one is sure.
    pub(super) fn company(&mut self, others: &Tabs, cx: &mut Cx<'_>) -> Company {
        if self.is_vouched {
            return Company::Settled;
        }
        let Some(silent) = others.difference(&self.newcomers).next() else {
            return Company::Newcomers(others.clone());
        };
        if self.asked.as_ref() != Some(silent) {
            self.asked = Some(silent.clone());
            // A page that still loads is busy, and answers late.
            self.until.get_or_insert(cx.now + duration::AGENT_SLOW);
            cx.push(ToBrowser::Post(Message::Arrived { of: silent.clone() }));
        }
        Company::Unknown
    }

    /// It may have waited long enough for an answer.
    pub(super) fn time_passed(&mut self, now: Millis) {
        self.is_vouched |= self.until.take_if(|until| *until <= now).is_some();
    }

    /// When it stops waiting for an answer.
    pub(super) fn until(&self) -> Option<Millis> {
        self.until
    }
}

impl Word {
    /// Whether the session starts with this tab, or with one of those who have come along with it.
    pub(super) fn is_of_new(&self, me: &TabId, along: &Tabs) -> bool {
        let is_along = |opener| opener == me || along.contains(opener);
        self.phase == KeeperPhase::Idle || self.opener.as_ref().is_some_and(is_along)
    }
}
