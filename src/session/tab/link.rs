//! What a tab knows of its keeper, and how it gets one. The browser opens a window only if the page has a user
//! activation, so a tab without a keeper waits for the first.

use crate::domain::Millis;
use crate::session::port::timer::duration;
use crate::session::port::{Deadline, Event, KeeperStatus, Message, Timer, ToBrowser};
use crate::session::runner::Cx;
use crate::session::warnings;
use crate::settings::KeeperPage;

/// The link to the keeper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Link {
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum State {
    #[default]
    Unknown,
    None,
    Blocked,
    Opening {
        until: Millis,
    },
    Open {
        ready: bool,
        tabs: u32,
    },
    Closed,
    Unreachable,
}

/// What the tab learns of its keeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// A look has found its lock held.
    Seen,
    /// A look has found no keeper.
    NotSeen,
    /// It has spoken.
    Heard { ready: bool, tabs: u32 },
    /// Its lock was let go of.
    Gone,
    /// The host, or the first activation, has it opened.
    Open,
    /// The browser would block its window.
    PopupBlocked,
    /// It was opened long enough ago to have been heard.
    Overdue,
}

impl Link {
    /// Takes the news, and tells the host what is new. `page` is the keeper's, if one is configured.
    pub(super) fn take(&mut self, news: News, page: Option<&KeeperPage>, cx: &mut Cx<'_>) {
        let before = self.status();
        self.state = next(self.state, news, page, cx);
        let status = self.status();
        let is_told = !matches!(
            status,
            KeeperStatus::Unknown | KeeperStatus::None | KeeperStatus::Opening
        );
        if status != before && is_told {
            cx.push(Event::Keeper(status));
        }
        if let (News::Overdue, Some(page)) = (news, page) {
            unheard(page, cx);
        }
    }

    /// What the tab says of it.
    pub(super) fn status(&self) -> KeeperStatus {
        match self.state {
            State::Unknown => KeeperStatus::Unknown,
            State::None => KeeperStatus::None,
            State::Blocked => KeeperStatus::Blocked,
            State::Opening { .. } => KeeperStatus::Opening,
            State::Open { .. } => KeeperStatus::Open,
            State::Closed => KeeperStatus::Closed,
            State::Unreachable => KeeperStatus::Unreachable,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Open { .. })
    }

    /// Whether it could make a change now.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.state, State::Open { ready: true, .. })
    }

    /// How many tabs a keeper that is ready has counted.
    pub(super) fn tabs(&self) -> Option<u32> {
        match self.state {
            State::Open { ready: true, tabs } => Some(tabs),
            _ => None,
        }
    }

    /// Whether the first activation is to open it.
    pub(super) fn awaits_activation(&self) -> bool {
        matches!(self.state, State::Blocked)
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        match self.state {
            State::Opening { until } => Some((until, Timer::KeeperExpected)),
            _ => None,
        }
    }
}

/// The table. A pair that does not stand here leaves the state as it is.
#[allow(clippy::match_same_arms, reason = "it is a table: one row a pair")]
fn next(state: State, news: News, page: Option<&KeeperPage>, cx: &mut Cx<'_>) -> State {
    match (state, news) {
        (State::Open { .. }, News::Seen | News::Open) => state,
        (_, News::Seen) => State::Open {
            ready: false,
            tabs: 0,
        },
        (_, News::Heard { ready, tabs }) => State::Open { ready, tabs },
        (State::Unknown, News::NotSeen) if page.is_some() => State::Blocked,
        (State::Unknown, News::NotSeen) => State::None,
        (_, News::Gone) => State::Closed,
        (State::Opening { .. }, News::PopupBlocked) => State::Blocked,
        (State::Opening { .. }, News::Overdue) => State::Unreachable,
        (State::Opening { .. }, News::Open) => state,
        (_, News::Open) => page.map_or(state, |page| {
            cx.push(ToBrowser::OpenKeeper(page.clone()));
            let until = cx.now + duration::KEEPER_EXPECTED;
            State::Opening { until }
        }),
        (_, News::NotSeen | News::PopupBlocked | News::Overdue) => state,
    }
}

/// It may be there, and its message lost: everybody is asked.
fn unheard(page: &KeeperPage, cx: &mut Cx<'_>) {
    cx.warn(warnings::keeper_unheard(&page.url));
    cx.push(ToBrowser::Post(Message::RollCall { of: None }));
}
