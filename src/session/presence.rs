//! Who is alive in the scope.
//!
//! A held lock is a life: the browser lets go of it however the window ends. Who needs to know whether others live
//! looks once (`locks.query()`) and then waits for *one* of their locks; when that is granted, its holder is gone,
//! and the look is taken again. So the cost of a tab is one held and one waited lock, whatever the number of tabs.
//! Where the browser refuses the query, a roll call on the channel takes its place.

use super::timer::duration;
use super::{Effect, Message, Outbox, Peer, Present, RequestId, TabId, Tabs, Timer};
use crate::settings::Millis;

/// What one window knows of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Presence {
    me: Option<TabId>,
    others: Tabs,
    /// Those of the others that may be about to go.
    leaving: Tabs,
    keeper: bool,
    /// Whether a look has come to an answer.
    knows: bool,
    look: Option<RequestId>,
    /// Who has spoken since the look began: its answer may be older than they are.
    heard: Tabs,
    roll_call: Option<Millis>,
    watch: Option<(RequestId, Peer)>,
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
        self.knows && self.others.iter().all(|tab| self.leaving.contains(tab))
    }

    /// Whether the keeper's lock was held when last looked at.
    #[must_use]
    pub fn has_keeper(&self) -> bool {
        self.keeper
    }

    /// Whether a look is under way.
    #[must_use]
    pub fn is_looking(&self) -> bool {
        self.look.is_some() || self.roll_call.is_some()
    }

    /// Whether another's lock is waited for.
    #[must_use]
    pub fn is_watching(&self) -> bool {
        self.watch.is_some()
    }

    /// Looks, or looks anew.
    pub(super) fn look(&mut self, out: &mut Outbox) {
        self.roll_call = None;
        self.heard.clear();
        self.look = Some(out.ask(|id| Effect::Look { id }));
    }

    /// Takes the answer to a look; `true` when it is known who is there.
    pub(super) fn looked(
        &mut self,
        now: Millis,
        id: RequestId,
        found: Result<Present, String>,
        out: &mut Outbox,
    ) -> bool {
        if self.look != Some(id) {
            return false;
        }
        self.look = None;
        self.others = std::mem::take(&mut self.heard);
        self.knows = found.is_ok();
        if let Ok(present) = found {
            self.others.extend(present.tabs);
            if let Some(me) = &self.me {
                self.others.remove(me);
            }
            self.keeper = present.keeper;
            self.leaving.keep(&self.others);
            return true;
        }
        self.keeper = false;
        self.roll_call = Some(now + duration::ROLL_CALL);
        out.push(Effect::Post(Message::RollCall { of: None }));
        false
    }

    /// Ends the roll call when its time has come; `true` when it is known who is there.
    pub(super) fn roll_call_over(&mut self, now: Millis) -> bool {
        let over = self.roll_call.is_some_and(|until| until <= now);
        if over {
            self.roll_call = None;
            self.knows = true;
        }
        over
    }

    /// A tab has spoken.
    pub(super) fn heard_tab(&mut self, tab: TabId) {
        if self.me.as_ref() != Some(&tab) {
            self.leaving.remove(&tab);
            if self.look.is_some() {
                self.heard.insert(tab.clone());
            }
            self.others.insert(tab);
        }
    }

    /// The keeper has spoken.
    pub(super) fn heard_keeper(&mut self) {
        self.keeper = true;
    }

    /// A tab has said that it may be about to go.
    pub(super) fn leaving(&mut self, tab: TabId) {
        if self.others.contains(&tab) {
            self.leaving.insert(tab);
        }
    }

    /// A tab has said that it goes. If it is the one waited for, its lock decides.
    pub(super) fn left(&mut self, tab: &TabId) {
        self.heard.remove(tab);
        if matches!(&self.watch, Some((_, Peer::Tab(watched))) if watched == tab) {
            self.leaving(tab.clone());
        } else {
            self.forget(tab);
        }
    }

    /// Waits for this one's lock, and for no other's.
    pub(super) fn watch(&mut self, whose: Option<Peer>, out: &mut Outbox) {
        if self.watch.as_ref().map(|(_, peer)| peer) == whose.as_ref() {
            return;
        }
        if let Some((id, _)) = self.watch.take() {
            out.push(Effect::Unwatch { id });
        }
        if let Some(whose) = whose {
            let id = out.ask(|id| Effect::Watch {
                id,
                whose: whose.clone(),
            });
            self.watch = Some((id, whose));
        }
    }

    /// The next tab in the ring of names: where each tab waits for its next, one that goes is missed by one.
    #[must_use]
    pub fn next_tab(&self) -> Option<Peer> {
        let after = self.me.as_ref().and_then(|me| self.others.first_after(me));
        after
            .or_else(|| self.others.first())
            .cloned()
            .map(Peer::Tab)
    }

    /// Whose lock this watch waited for, if it is the one under way; the watch is over.
    pub(super) fn ended(&mut self, id: RequestId) -> Option<Peer> {
        let (_, peer) = self.watch.take_if(|(watch, _)| *watch == id)?;
        match &peer {
            Peer::Tab(tab) => self.forget(tab),
            Peer::Keeper => self.keeper = false,
        }
        Some(peer)
    }

    fn forget(&mut self, tab: &TabId) {
        self.others.remove(tab);
        self.leaving.remove(tab);
    }

    /// Forgets all, waits for nothing.
    pub(super) fn leave(&mut self, out: &mut Outbox) {
        self.watch(None, out);
        *self = Self::new(self.me.take());
    }

    pub(super) fn deadline(&self) -> Option<(Millis, Timer)> {
        self.roll_call.map(|until| (until, Timer::RollCall))
    }
}
