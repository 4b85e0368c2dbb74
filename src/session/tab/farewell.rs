//! The last moment of a last tab that no keeper stands in for.
//!
//! `beforeunload` is the last event at which `setState` still gets out of a document, and it does not say whether the
//! document really goes, or comes back at once. So what was done is written down: the next document of the session
//! puts it back after a mere refresh, or says what became of it; and this one does, if it is still here.
//!
//! With `confirmLeave` the browser asks first. Whoever stays finds the change under way in the page, and says there
//! whether it is to stand: the tab asks until then.

use super::begin::Begin;
use super::{Own, Stage, Tab};
use crate::session::change::{Change, Goal};
use crate::session::timer::duration;
use crate::session::{By, Effect, Entry, Farewell, Kind, Message, WarningCode};
use crate::settings::Millis;

/// A farewell under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::session) struct Leaving {
    pub(in crate::session) change: Change,
    begun_at: Millis,
    /// One from before that has not been put back: the state to go back to is still the earlier one.
    before: Option<Farewell>,
    /// What was written down last.
    farewell: Option<Farewell>,
    /// Whether the browser was told to ask, and the page asks since.
    asks: bool,
    /// Whether the agent wants to go all the same.
    pub(in crate::session) lets_go: bool,
}

impl Tab {
    /// The document may be about to go.
    pub(super) fn before_unload(&mut self, now: Millis) {
        if self.stage != Stage::Joined {
            return;
        }
        self.out.push(Effect::Post(Message::Leaving {
            id: self.id.clone(),
        }));
        self.still_here_at = Some(now + duration::STILL_HERE);
        self.note_agent(now);
        self.say_farewell(now);
        self.ask_to_stay();
    }

    pub(super) fn say_farewell(&mut self, now: Millis) {
        // What the last session left must not be written over; and a keeper that was there before this tab, and is about
        // to say so, sees it go.
        if !self.is_last() || self.begin.owes_an_outcome() || self.begin.awaits_keeper() {
            return;
        }
        let keeper_ready = self.keeper_ready;
        if let Some(leaving) = self.standing() {
            // If the document goes, it goes now; a keeper that was opened since can wait.
            leaving.begun_at = now;
            if !keeper_ready {
                leaving.change.hurry();
            }
            return;
        }
        if keeper_ready {
            return;
        }
        let (mut asks, mut lets_go, mut before) = (false, false, self.begin.unanswered().cloned());
        if let Some(Own::Leaving(leaving)) = &mut self.own {
            (asks, lets_go) = (leaving.asks, leaving.lets_go);
            before = before.or(leaving.before.take());
        }
        // It is this farewell's to answer for now.
        if before.is_some() {
            self.begin = Begin::Over;
        }
        self.own = Some(Own::Leaving(Box::new(Leaving {
            // Who goes at once has nothing to lose by an attempt; who is asked may wait for the network.
            change: Change::new(Goal::Farewell, By::Tab, now, self.seed)
                .in_network(self.online || !self.settings.confirm_leave),
            begun_at: now,
            before,
            farewell: None,
            asks,
            lets_go,
        })));
        self.with_change(|change, settings, agent, out| change.go(now, settings, agent, out));
        self.note_farewell();
    }

    /// The farewell under way, as long as it is not known to have failed or to have been undone.
    fn standing(&mut self) -> Option<&mut Leaving> {
        let Some(Own::Leaving(leaving)) = &mut self.own else {
            return None;
        };
        let stands = leaving
            .change
            .outcome()
            .is_none_or(|outcome| outcome.has_changed() && outcome.is_shown(&self.agent));
        stands.then_some(leaving)
    }

    /// Writes down what a farewell has come to, whenever that is new.
    pub(super) fn note_farewell(&mut self) {
        let Some(Own::Leaving(leaving)) = &mut self.own else {
            return;
        };
        let mut farewell = Farewell::of(&leaving.change, &self.agent, leaving.begun_at);
        if let Some(before) = &leaving.before {
            if farewell.agent.is_none() {
                farewell = Farewell {
                    at: leaving.begun_at,
                    ..before.clone()
                };
            } else {
                farewell = Farewell {
                    from: before.from.clone(),
                    to: before.to.clone(),
                    reason: None,
                    ..farewell
                };
            }
        }
        if leaving.farewell.as_ref() != Some(&farewell) {
            leaving.farewell = Some(farewell.clone());
            self.save_farewell(Some(farewell));
        }
    }

    /// `confirmLeave`: as long as the change is not confirmed, and there is an agent to make it for.
    fn ask_to_stay(&mut self) {
        if let Some(Own::Leaving(leaving)) = &mut self.own
            && self.settings.confirm_leave
            && self.agent.known().is_some()
            && !leaving.lets_go
            && leaving
                .change
                .outcome()
                .is_none_or(|outcome| outcome.kind == Kind::Failed)
        {
            leaving.asks = true;
            self.out.push(Effect::Prompt);
        }
    }

    pub(super) fn prompt_refused(&mut self) {
        if let Some(leaving) = self.asking() {
            leaving.asks = false;
            self.warn(
                WarningCode::PromptRefused,
                "confirmLeave could not ask: a browser asks only where somebody has clicked or typed in the page".into(),
            );
        }
    }

    /// The document has not gone: somebody stayed at a prompt, or it was a download.
    pub(super) fn still_here(&mut self) {
        self.still_here_at = None;
        self.introduce();
        if matches!(&self.own, Some(Own::Leaving(leaving)) if !leaving.asks) {
            self.take_farewell_back();
        }
    }

    /// The agent goes on working.
    pub(super) fn stay(&mut self, now: Millis) {
        if let Some(leaving) = self.asking() {
            // What was asked for last may still arrive.
            leaving.begun_at = now;
            self.note_farewell();
            self.take_farewell_back();
        }
    }

    /// The agent goes whatever has become of the change.
    pub(super) fn leave(&mut self) {
        if let Some(leaving) = self.asking() {
            leaving.lets_go = true;
        }
    }

    /// The agent wants the failed change tried again.
    pub(super) fn retry(&mut self, now: Millis) {
        if let Some(leaving) = self.asking()
            && matches!(leaving.change.outcome(), Some(outcome) if outcome.kind == Kind::Failed)
        {
            leaving.lets_go = false;
            self.say_farewell(now);
        }
    }

    fn asking(&mut self) -> Option<&mut Leaving> {
        match &mut self.own {
            Some(Own::Leaving(leaving)) if leaving.asks => Some(leaving),
            _ => None,
        }
    }

    /// The farewell that the page asks about.
    pub(in crate::session) fn asked_about(&self) -> Option<&Leaving> {
        match &self.own {
            Some(Own::Leaving(leaving)) if leaving.asks && self.stage == Stage::Joined => {
                Some(leaving)
            }
            _ => None,
        }
    }

    /// Another window has left one, and this tab may be here still: then that was not the session's end.
    pub(super) fn find_farewell(&mut self, farewell: Farewell) {
        if self.stage == Stage::Joined
            && self.own.is_none()
            && !self.begin.owes_an_outcome()
            && self.begin.unanswered().is_none()
            && farewell.at >= self.started_at
        {
            self.journal.farewell = Some(farewell);
        }
    }

    /// After every input: the session may go on after all.
    pub(super) fn take_farewell_back_if_due(&mut self, now: Millis) {
        if self.stage != Stage::Joined {
            return;
        }
        match &self.own {
            // Another tab is there.
            Some(Own::Leaving(leaving)) if leaving.asks && !self.presence.all_leave() => {
                self.stay(now);
            }
            None if self.begin.may_be_refreshed() && self.still_here_at.is_none() => {
                if let Some(farewell) = self.journal.farewell.take() {
                    self.refreshed(farewell);
                }
            }
            _ => {}
        }
    }

    fn take_farewell_back(&mut self) {
        if let Some(Own::Leaving(leaving)) = self.own.take()
            && let Some(farewell) = leaving.farewell
        {
            self.out
                .log("this tab is still here: its farewell is taken back");
            self.refreshed(farewell);
        }
    }

    pub(super) fn save_farewell(&mut self, farewell: Option<Farewell>) {
        self.out
            .push(Effect::Save(Entry::Farewell(farewell.clone())));
        self.journal.farewell = farewell;
    }

    /// The session goes on: what a farewell changed is to be put back as soon as the agent shows it.
    pub(super) fn refreshed(&mut self, farewell: Farewell) {
        if farewell.to.is_some() {
            self.begin = Begin::Refreshed {
                farewell: Box::new(farewell),
            };
        } else {
            self.begin = Begin::Over;
            self.save_farewell(None);
        }
    }
}
