//! What a tab knows of its keeper, and how it gets one. The browser opens a window only if the page has a user
//! activation, so a tab without a keeper waits for the first.

use std::sync::Arc;

use crate::domain::{Agent, AgentView, Millis};
use crate::session::port::timer::duration;
use crate::session::port::{
    Deadline, Event, KeeperNews, KeeperStatus, Message, Timer, ToBrowser, Unready,
};
use crate::session::runner::{Cx, Said};
use crate::session::warnings;
use crate::settings::KeeperPage;

/// The link to the keeper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Link {
    state: State,
    /// What the keeper was told of the agent.
    told: Said<Option<Arc<Agent>>>,
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
        unready: Option<Unready>,
        tabs: u32,
        /// Whether it asks this tab what its CCP shows.
        asks: bool,
    },
    Outdated,
    Newer,
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
    Heard {
        unready: Option<Unready>,
        tabs: u32,
        asks: bool,
    },
    /// It has spoken as an older version of this library does.
    Outdated,
    /// It has spoken as a newer version does.
    Newer,
    /// Its lock was let go of.
    Gone,
    /// The host, or the first activation, has it opened.
    Open,
    /// The browser would block its window, or has.
    PopupBlocked,
    /// It was opened long enough ago to have been heard.
    Overdue,
}

impl Link {
    /// Takes the news, and tells the host what is new. `page` is the keeper's, if one is configured.
    pub(super) fn take(&mut self, news: News, page: Option<&KeeperPage>, cx: &mut Cx<'_>) {
        let before = self.news();
        self.state = next(self.state, news, page, cx);
        let now = self.news();
        let is_told = !matches!(
            now.status,
            KeeperStatus::Unknown | KeeperStatus::None | KeeperStatus::Opening
        );
        if now != before && is_told {
            cx.push(Event::Keeper(now));
        }
        if !self.is_asked() {
            self.told.repeat();
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
            State::Outdated => KeeperStatus::Outdated,
            State::Newer => KeeperStatus::Newer,
            State::Closed => KeeperStatus::Closed,
            State::Unreachable => KeeperStatus::Unreachable,
        }
    }

    fn news(&self) -> KeeperNews {
        KeeperNews {
            status: self.status(),
            ready: self.is_ready(),
            unready: self.unready(),
        }
    }

    /// Why it could not make a change now, if it is there.
    pub(super) fn unready(&self) -> Option<Unready> {
        match self.state {
            State::Open { unready, .. } => unready,
            _ => None,
        }
    }

    fn is_asked(&self) -> bool {
        matches!(self.state, State::Open { asks: true, .. })
    }

    /// The agent to tell the keeper of, if it asks this tab and the agent is news. Before the CCP has shown an agent,
    /// another tab's word counts.
    pub(super) fn word(&mut self, agent: &AgentView) -> Option<Message> {
        let agent = match agent {
            _ if !self.is_asked() => return None,
            AgentView::Unknown => return None,
            AgentView::Known(agent) => Some(Arc::clone(agent)),
            AgentView::SignedOut => None,
        };
        self.told.news(agent).map(|agent| Message::Agent { agent })
    }

    /// The keeper may not have heard it.
    pub(super) fn tell_again(&mut self) {
        self.told.repeat();
    }

    /// Whether it is there.
    pub(super) fn is_open(&self) -> bool {
        matches!(
            self.state,
            State::Open { .. } | State::Outdated | State::Newer
        )
    }

    /// Whether it could make a change now.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.state, State::Open { unready: None, .. })
    }

    /// How many tabs a keeper that is ready has counted.
    pub(super) fn tabs(&self) -> Option<u32> {
        match self.state {
            State::Open {
                unready: None,
                tabs,
                ..
            } => Some(tabs),
            _ => None,
        }
    }

    /// Whether the next activation is to open it.
    pub(super) fn awaits_activation(&self) -> bool {
        matches!(self.state, State::Blocked | State::Outdated)
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
        // Another in the place of a newer one would be as new.
        (State::Open { .. } | State::Newer, News::Seen | News::Open) => state,
        (State::Outdated, News::Seen) => state,
        // The old one speaks until the new one has taken its place.
        (State::Opening { .. }, News::Seen | News::Outdated) => state,
        (_, News::Seen) => State::Open {
            unready: Some(Unready::NoSettings),
            tabs: 0,
            asks: false,
        },
        (
            _,
            News::Heard {
                unready,
                tabs,
                asks,
            },
        ) => State::Open {
            unready,
            tabs,
            asks,
        },
        (State::Unknown, News::NotSeen) if page.is_some() => State::Blocked,
        (State::Unknown, News::NotSeen) => State::None,
        (_, News::Gone) => State::Closed,
        (_, News::Outdated) => State::Outdated,
        (_, News::Newer) => State::Newer,
        (State::Opening { .. }, News::PopupBlocked) => State::Blocked,
        (State::Opening { .. }, News::Overdue) => State::Unreachable,
        (State::Opening { .. }, News::Open) => state,
        (_, News::Open) => page.map_or(state, |page| {
            cx.push(ToBrowser::OpenKeeper {
                page: page.clone(),
                replaces: matches!(state, State::Outdated),
            });
            let until = cx.now + duration::KEEPER_EXPECTED;
            State::Opening { until }
        }),
        (_, News::NotSeen | News::PopupBlocked | News::Overdue) => state,
    }
}

/// The keeper may be there, and its message lost: the tab asks everybody.
fn unheard(page: &KeeperPage, cx: &mut Cx<'_>) {
    cx.warn(warnings::keeper_unheard(&page.url));
    cx.push(ToBrowser::Post(Message::RollCall { of: None }));
}
