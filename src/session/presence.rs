//! The windows that live in the scope.
//!
//! A held lock is a life: the browser lets go of it however the window ends. A window that needs to know whether others
//! live looks once (`locks.query()`) and then waits for locks of theirs; when one is granted, its holder is gone, and the
//! window looks again. A tab waits for one lock, the keeper's or that of the next tab, so it costs the same whatever the
//! number of tabs. The keeper waits for every tab's: a tab beside it waits for no other, and a death that nobody waits
//! for would be noticed only when the windows close together, too late to ask the browser.
//! If the browser refuses the query, a roll call on the channel takes its place.

use super::port::timer::duration;
use super::port::{Deadline, Message, Peer, Present, Timer, ToBrowser};
use super::runner::Cx;
use crate::domain::{Millis, RequestId, TabId, Tabs};

/// One window's knowledge of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Presence {
    me: Option<TabId>,
    others: Tabs,
    /// Those of the others that may be about to go.
    leaving: Tabs,
    look: Look,
    /// The locks that it waits for.
    watches: Vec<(RequestId, Peer)>,
}

/// How far a look is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
enum Look {
    /// Nobody has looked yet.
    #[default]
    None,
    /// The browser is asked. Its answer may be older than a tab that has spoken since, and it may never come.
    Asked {
        id: RequestId,
        spoken: Tabs,
        knew: bool,
        until: Millis,
    },
    /// The browser has refused, and the windows there are asked.
    RollCall { until: Millis, keeper: bool },
    /// It is known who is there.
    Known,
}

/// A look has an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// Whether a keeper is there.
    pub keeper: bool,
}

impl Presence {
    /// The view of a tab of this name; a keeper has none.
    #[must_use]
    pub fn new(me: Option<TabId>) -> Self {
        Self {
            me,
            ..Self::default()
        }
    }

    /// The other tabs, as far as known.
    #[must_use]
    pub fn others(&self) -> &Tabs {
        &self.others
    }

    /// Whether it knows of no other tab that would stay if this window went now.
    #[must_use]
    pub fn all_leave(&self) -> bool {
        let knows = matches!(self.look, Look::Known | Look::Asked { knew: true, .. });
        knows && self.others.iter().all(|tab| self.leaving.contains(tab))
    }

    /// Whether it knows of tabs, and all of them may be about to go.
    #[must_use]
    pub fn are_all_leaving(&self) -> bool {
        !self.others.is_empty() && self.all_leave()
    }

    /// Whether this tab comes first of all that it knows of, and so does what one of them is to do.
    #[must_use]
    pub fn is_first(&self) -> bool {
        let first = self.others.first();
        first.is_none_or(|first| self.me.as_ref() < Some(first))
    }

    /// Whether the newest look has its answer.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.look == Look::Known
    }

    /// Whether a look is under way.
    #[must_use]
    pub fn is_looking(&self) -> bool {
        matches!(self.look, Look::Asked { .. } | Look::RollCall { .. })
    }

    /// Looks, or looks anew.
    pub(super) fn look(&mut self, cx: &mut Cx<'_>) {
        self.look = Look::Asked {
            id: cx.ask(|id| ToBrowser::Look { id }),
            spoken: Tabs::new(),
            knew: matches!(self.look, Look::Known | Look::Asked { knew: true, .. }),
            until: cx.now + duration::LOOK,
        };
    }

    /// Takes the browser's answer, if it is the one waited for.
    pub(super) fn looked(
        &mut self,
        id: RequestId,
        found: Result<Present, String>,
        cx: &mut Cx<'_>,
    ) -> Option<Seen> {
        let spoken = match &mut self.look {
            Look::Asked {
                id: asked, spoken, ..
            } if *asked == id => std::mem::take(spoken),
            _ => return None,
        };
        let Ok(present) = found else {
            self.call_roll(cx);
            return None;
        };
        self.look = Look::Known;
        self.others = spoken;
        self.others.extend(present.tabs);
        if let Some(me) = &self.me {
            self.others.remove(me);
        }
        self.leaving.retain(|tab| self.others.contains(tab));
        let keeper = present.keeper;
        Some(Seen { keeper })
    }

    /// Asks the windows that are there. One whose script stands still says nothing: a known tab stays known until its
    /// lock is let go of.
    fn call_roll(&mut self, cx: &mut Cx<'_>) {
        self.look = Look::RollCall {
            until: cx.now + duration::ROLL_CALL,
            keeper: false,
        };
        cx.push(ToBrowser::Post(Message::RollCall { of: None }));
    }

    /// The time of a look is over: without an answer of the browser's the roll is called, and that ends by itself.
    pub(super) fn time_is_over(&mut self, cx: &mut Cx<'_>) -> Option<Seen> {
        match self.look {
            Look::Asked { until, .. } if until <= cx.now => {
                self.call_roll(cx);
                None
            }
            Look::RollCall { until, keeper } if until <= cx.now => {
                self.look = Look::Known;
                Some(Seen { keeper })
            }
            _ => None,
        }
    }

    /// A tab has spoken.
    pub(super) fn heard_tab(&mut self, tab: TabId) {
        if self.me.as_ref() != Some(&tab) {
            self.leaving.remove(&tab);
            if let Look::Asked { spoken, .. } = &mut self.look {
                spoken.insert(tab.clone());
            }
            self.others.insert(tab);
        }
    }

    /// The keeper has spoken.
    pub(super) fn heard_keeper(&mut self) {
        if let Look::RollCall { keeper, .. } = &mut self.look {
            *keeper = true;
        }
    }

    /// A tab has said that it may be about to go.
    pub(super) fn leaving(&mut self, tab: TabId) {
        if self.others.contains(&tab) {
            self.leaving.insert(tab);
        }
    }

    /// A tab has said that it goes. If this window waits for that tab's lock, the lock decides.
    pub(super) fn left(&mut self, tab: &TabId) {
        if let Look::Asked { spoken, .. } = &mut self.look {
            spoken.remove(tab);
        }
        let is_watched =
            |(_, peer): &(_, Peer)| matches!(peer, Peer::Tab(watched) if watched == tab);
        if self.watches.iter().any(is_watched) {
            self.leaving(tab.clone());
        } else {
            self.forget(tab);
        }
    }

    /// Waits for these locks, and for no others.
    fn watch(&mut self, wanted: &[Peer], cx: &mut Cx<'_>) {
        self.watches.retain(|(id, peer)| {
            let is_wanted = wanted.contains(peer);
            if !is_wanted {
                cx.push(ToBrowser::Unwatch { id: *id });
            }
            is_wanted
        });
        for whose in wanted {
            if self.watches.iter().all(|(_, peer)| peer != whose) {
                let id = cx.ask(|id| ToBrowser::Watch {
                    id,
                    whose: whose.clone(),
                });
                self.watches.push((id, whose.clone()));
            }
        }
    }

    /// Waits for the keeper.
    pub(super) fn watch_keeper(&mut self, cx: &mut Cx<'_>) {
        self.watch(&[Peer::Keeper], cx);
    }

    /// Waits for the next tab in the ring of names. As long as each tab waits for its next, one of them notices each tab
    /// that dies, and tells the others.
    pub(super) fn watch_next(&mut self, cx: &mut Cx<'_>) {
        let after = (self.me.as_ref()).and_then(|me| self.others.iter().find(|tab| *tab > me));
        let next = after.or_else(|| self.others.first());
        let wanted = next.cloned().map(Peer::Tab);
        self.watch(wanted.as_slice(), cx);
    }

    /// Waits for each tab.
    pub(super) fn watch_each(&mut self, cx: &mut Cx<'_>) {
        let wanted: Vec<_> = self.others.iter().cloned().map(Peer::Tab).collect();
        self.watch(&wanted, cx);
    }

    /// The lock that this watch waits for was let go of. Nobody else may have waited for it, so this window tells the
    /// others, unless the tab has said that it goes.
    pub(super) fn gone(&mut self, id: RequestId, cx: &mut Cx<'_>) -> Option<Peer> {
        let has_said = |peer: &Peer| matches!(peer, Peer::Tab(tab) if self.leaving.contains(tab));
        let said = (self.watches.iter()).any(|(watch, peer)| *watch == id && has_said(peer));
        let peer = self.ended(id)?;
        if let (Peer::Tab(tab), false) = (&peer, said) {
            cx.push(ToBrowser::Post(Message::Left { id: tab.clone() }));
        }
        Some(peer)
    }

    /// Ends this watch, if it is under way, and returns its lock's owner.
    pub(super) fn ended(&mut self, id: RequestId) -> Option<Peer> {
        let at = self.watches.iter().position(|(watch, _)| *watch == id)?;
        let (_, peer) = self.watches.remove(at);
        if let Peer::Tab(tab) = &peer {
            self.forget(tab);
        }
        Some(peer)
    }

    fn forget(&mut self, tab: &TabId) {
        self.others.remove(tab);
        self.leaving.remove(tab);
    }

    /// Forgets all, waits for nothing.
    pub(super) fn leave(&mut self, cx: &mut Cx<'_>) {
        self.watch(&[], cx);
        *self = Self::new(self.me.take());
    }

    pub(super) fn deadline(&self) -> Option<Deadline> {
        match self.look {
            Look::Asked { until, .. } => Some((until, Timer::Look)),
            Look::RollCall { until, .. } => Some((until, Timer::RollCall)),
            Look::None | Look::Known => None,
        }
    }
}
