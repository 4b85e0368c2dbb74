//! What the model remembers of its past to judge the machines by, and the judging.

use std::collections::BTreeSet;

use connect_session_end::domain::{By, Kind, Millis, Outcome, Trigger};
use connect_session_end::session::timer::duration;
use connect_session_end::session::{KeeperPhase, Timer, Unready};
use connect_session_end::settings::Retry;

use crate::instance::{Call, Stage, State, Stretch, What, Who};
use crate::window::{Lock, Window};
use crate::world::World;

/// What the machines promise at the moment of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Promise {
    NoChangeWhileATabIsThere,
    NoChangeBeforeItsTime,
    OneAttempt,
    OneChange,
    OneOutcome,
    NoLogoutInACall,
    OnlyQueued,
    NothingLeftBehind,
    NoOthersChange,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools, reason = "each has happened or not")]
pub struct Ghost {
    pub broken: BTreeSet<Promise>,
    /// How many times the last tab's lock has been let go of, and when that was last.
    pub ends: u8,
    pub ended_at: Option<Millis>,
    /// Whether a keeper has made an attempt for the last end.
    pub attempted: bool,
    /// The end for which a tab has written a farewell.
    pub attempted_end: u8,
    /// For each end, the outcomes told and the changes of the agent's state on the instance.
    pub outcomes: [u8; 8],
    pub changes: [u8; 8],
    /// Whether the agent has to be found Offline if nobody comes back: a keeper has told so, or a last tab on its own could
    /// make its call.
    pub is_to_be_offline: bool,
    /// The state that a tab of the running session has to find, where that is certain. After an end that the host has asked
    /// for, that is Offline.
    pub choice: Option<State>,
    /// The agent whom the CCPs have shown last while a tab was there, and whose session ended last.
    pub shown: Who,
    pub ended: Who,
    /// The end of the browser that has restored its tabs since; 0: none.
    pub restored_end: u8,
    /// Whether the host has ended the session, and nobody has picked a state since.
    pub is_ended_by_host: bool,
    /// Whether the host has asked for an end.
    pub is_asked: bool,
}

impl Default for Ghost {
    fn default() -> Self {
        Self {
            broken: BTreeSet::new(),
            ends: 0,
            ended_at: None,
            attempted: false,
            attempted_end: 0,
            outcomes: [0; 8],
            changes: [0; 8],
            is_to_be_offline: false,
            choice: Some(State::Break),
            shown: Who::First,
            ended: Who::First,
            restored_end: 0,
            is_ended_by_host: false,
            is_asked: false,
        }
    }
}

impl World {
    /// The last tab's lock may have been let go of in the step that is over.
    pub fn note_end(&mut self, had_tab: bool, delay: Millis) {
        if had_tab && !self.has_tab() {
            self.ghost.ends += 1;
            self.ghost.ended_at = Some(self.now);
            self.ghost.attempted = false;
            self.ghost.ended = self.ghost.shown;
            // Who goes before having looked leaves a farewell that is too old for the next.
            let attempt = self.journal.last_attempt.as_ref();
            if attempt.is_some_and(|attempt| self.now > attempt.at + delay) {
                self.ghost.choice = None;
            }
        }
    }

    /// A tab's lock is about to be granted: either its session goes on, or nothing is promised for the agent's state.
    pub fn note_begin(&mut self, started_at: Millis, delay: Millis) {
        if self.has_tab() {
            return;
        }
        let Some(ended_at) = self.ghost.ended_at else {
            return;
        };
        // The keeper sees the lock, a farewell counts to the document's beginning.
        let at = if self.keeper().is_some() {
            self.now
        } else {
            started_at
        };
        let is_in_time = at <= ended_at + delay && !self.ghost.attempted;
        let is_shown = self.keeper().is_some_and(|window| {
            window.keeper().is_some_and(|keeper| {
                let view = keeper.view();
                match view.phase {
                    KeeperPhase::Acting | KeeperPhase::Countdown => true,
                    KeeperPhase::Done => view.closes_at.is_some_and(|at| at > self.now),
                    _ => false,
                }
            })
        });
        if !is_in_time && !is_shown {
            self.ghost.choice = None;
            self.ghost.is_ended_by_host = false;
        }
    }

    /// A tab is closed by hand. If it knows all that there is to know, it can call.
    pub fn note_tab_closed(&mut self, slot: usize) {
        let Some(window) = self.window(slot) else {
            return;
        };
        let is_last = window.holds() && self.present().tabs.len() == 1;
        let is_alone = self.windows().all(|other| other.keeper().is_none()) && !self.is_loading();
        let can_call =
            self.is_online() && self.instance.signed_in && window.seen == Some(self.instance);
        let knows_who_is_there = window.look.is_none()
            && window.inbox.is_empty()
            && !self.is_watched_gone(window)
            && !window.is_closing;
        // A call that the host has asked for may have been lost just now.
        let is_unheard = |(until, timer)| {
            let sent_at = until - Retry::default().attempt_timeout;
            timer == Timer::Attempt && self.now < sent_at + duration::UNHEARD
        };
        let may_be_lost = self.ghost.is_asked && window.timeout().is_some_and(is_unheard);
        let is_free = self.calls.iter().all(|call| call.by == window.uid);
        self.ghost.is_to_be_offline = is_last
            && is_alone
            && knows_who_is_there
            && can_call
            && is_free
            && !may_be_lost
            && window.listens
            && !window.asks();
    }

    /// A keeper is closed by hand: what it has attempted nobody else puts back, nor does it know a state that was picked
    /// in this moment.
    pub fn note_keeper_closed(&mut self, slot: usize) {
        let is_behind = self
            .window(slot)
            .is_some_and(|window| window.has_news(self.instance));
        if self.ghost.attempted || is_behind {
            self.ghost.choice = None;
        }
    }

    pub fn judge_call(&mut self, slot: usize, what: What, end: Option<u8>) {
        let window = self.window(slot).expect("it was there");
        let is_keeper = window.keeper().is_some();
        // A farewell cannot wait, nor does what comes after it: one window's calls arrive in order.
        let in_flight = self.calls.iter().any(|call| {
            call.by == window.uid
                && call.stage == Stage::Sent
                && call.end == end
                && !call.is_superseded
        });
        let shown = window.seen.map(|seen| seen.contact);
        let is_in_call = shown == Some(Stretch::Live);
        let mut broken = Vec::new();
        let is_farewell = !is_keeper && end.is_some();
        if in_flight && !is_farewell {
            broken.push(Promise::OneAttempt);
        }
        match what {
            What::LogOut if is_in_call => broken.push(Promise::NoLogoutInACall),
            What::Set { enqueue: false, .. } if is_in_call => {
                broken.push(Promise::OnlyQueued);
            }
            // A tab may only be refreshed, and puts back what was none of the agent's doing.
            What::Set { enqueue: false, .. } if !is_keeper && shown == Some(Stretch::Work) => {
                broken.push(Promise::OnlyQueued);
            }
            What::LogOut | What::Set { .. } => {}
        }
        // A keeper's calls are all for the end that it deals with. A tab that puts a state back does so for the attempt that
        // is written down.
        let belongs = if is_keeper {
            Some(self.ghost.ended.name())
        } else {
            let attempt = self.journal.last_attempt.as_ref();
            let whose = attempt.and_then(|attempt| attempt.attempted.agent.as_deref());
            whose.filter(|_| !is_farewell)
        };
        let seen = window.seen.map(|seen| seen.who.name());
        if belongs.is_some() && seen != belongs {
            broken.push(Promise::NoOthersChange);
        }
        // One whose window is closing cannot wait; a tab that was there all the same puts the state back.
        if is_keeper && end.is_some() && !window.is_closing {
            if self.has_tab() {
                broken.push(Promise::NoChangeWhileATabIsThere);
            }
            let delay = window.keeper().map_or(0, |keeper| keeper.view().delay);
            if window.ended_at.is_none_or(|at| self.now < at + delay) {
                broken.push(Promise::NoChangeBeforeItsTime);
            }
        }
        self.ghost.attempted |= is_keeper && end.is_some();
        self.ghost.broken.extend(broken);
    }

    pub fn judge_arrival(&mut self, end: Option<u8>, is_change: bool) {
        match end {
            Some(end) if is_change => {
                let changes = &mut self.ghost.changes[usize::from(end)];
                *changes += 1;
                if *changes > 1 {
                    self.ghost.broken.insert(Promise::OneChange);
                }
            }
            // What is put back is changed no more: a farewell before a mere refresh, an end that was none.
            None if is_change => {
                self.ghost.changes.fill(0);
            }
            Some(_) | None => {}
        }
    }

    pub fn judge_outcome(&mut self, slot: usize, outcome: &Outcome) {
        let is_of_this = outcome.attempted.agent.as_deref() == Some(self.instance.who.name());
        let is_changed =
            is_of_this && outcome.kind == Kind::Changed && outcome.attempted.by == By::Keeper;
        self.ghost.is_to_be_offline |= is_changed && !self.has_tab();
        let window = self.window(slot).expect("it was there");
        let end = if window.keeper().is_some() {
            window.end
        } else {
            self.ghost.attempted_end
        };
        let outcomes = &mut self.ghost.outcomes[usize::from(end)];
        *outcomes += 1;
        if *outcomes > 1 {
            self.ghost.broken.insert(Promise::OneOutcome);
        }
        if outcome.attempted.trigger == Trigger::End {
            self.note_end_by_host(end, outcome);
        }
    }

    /// The host has asked for the session's end: until it has its outcome, any state may be there.
    pub fn note_asked(&mut self) {
        self.ghost.is_asked = true;
        if !self.ghost.is_ended_by_host {
            self.ghost.choice = None;
        }
    }

    fn note_end_by_host(&mut self, end: u8, outcome: &Outcome) {
        if !outcome.is_end_by_host() {
            // The session goes on, and has an end of its own.
            self.ghost.outcomes[usize::from(end)] = 0;
            return;
        }
        self.ghost.is_ended_by_host = true;
        let offline = |call: &Call| {
            matches!(
                call.what,
                What::Set {
                    to: State::Offline,
                    ..
                }
            )
        };
        // A call of before may still arrive.
        let is_certain = self.has_tab() && self.calls.iter().all(offline);
        self.ghost.choice = is_certain.then_some(State::Offline);
    }

    /// Somebody has picked a state: a session runs again, with an end of its own.
    pub fn note_picked(&mut self) {
        if std::mem::take(&mut self.ghost.is_asked) {
            // What is on its way was called off.
            self.calls.iter_mut().for_each(|call| call.end = None);
        }
        if std::mem::take(&mut self.ghost.is_ended_by_host) {
            let next = usize::from(self.ghost.ends) + 1;
            self.ghost.outcomes[next] = 0;
        }
    }

    /// A document has hidden for good: what it would take into the back/forward cache counts as left behind.
    pub fn judge_hidden(&mut self, slot: usize) {
        let window = self.window(slot).expect("it was there");
        let has_locks = window.lock != Lock::None || window.turn.or(window.asks_for_turn).is_some();
        if has_locks || !window.watches.is_empty() || window.awaits_activation {
            self.ghost.broken.insert(Promise::NothingLeftBehind);
        }
    }
}

/// Whether the timer that a window has armed is one that it has a reason for.
pub fn has_reason(window: &Window) -> bool {
    let Some((_, timer)) = window.timeout() else {
        return true;
    };
    match (window.tab(), window.keeper()) {
        (Some(tab), _) => {
            let snapshot = tab.snapshot();
            match timer {
                Timer::KeeperExpected => {
                    snapshot.keeper == connect_session_end::session::KeeperStatus::Opening
                }
                Timer::AgentSlow => snapshot.agent.is_none(),
                Timer::Look => window.look.is_some(),
                Timer::Lock => window.lock == Lock::Asked,
                Timer::RollCall
                | Timer::StillHere
                | Timer::Attempt
                | Timer::Confirm
                | Timer::Retry
                | Timer::AgentMissing
                | Timer::NoNetwork
                | Timer::Logout => true,
                Timer::Turn => window.turn.is_some(),
                Timer::AskAgain
                | Timer::LoadCcp
                | Timer::CcpSlow
                | Timer::CcpDead
                | Timer::SessionEnd
                | Timer::Shown
                | Timer::Idle => false,
            }
        }
        (None, Some(keeper)) => {
            let phase = keeper.view().phase;
            match timer {
                Timer::AskAgain => {
                    let is_somebody_there = keeper.view().tabs > 0 || window.look.is_some();
                    let owed = [Unready::NoSettings, Unready::NoAgent, Unready::Closing];
                    let needs_word = (keeper.view().unready).is_some_and(|why| owed.contains(&why));
                    is_somebody_there && (needs_word || phase == KeeperPhase::Done)
                }
                Timer::SessionEnd | Timer::LoadCcp => phase == KeeperPhase::Countdown,
                Timer::CcpSlow | Timer::CcpDead => {
                    window.has_ccp && window.seen.is_none_or(|seen| !seen.signed_in)
                }
                Timer::Attempt
                | Timer::Confirm
                | Timer::Retry
                | Timer::AgentMissing
                | Timer::NoNetwork
                | Timer::Logout => {
                    matches!(phase, KeeperPhase::Acting | KeeperPhase::Restoring)
                }
                Timer::Shown => matches!(
                    phase,
                    KeeperPhase::Done | KeeperPhase::Ended | KeeperPhase::Duplicate
                ),
                Timer::Idle => phase == KeeperPhase::Idle,
                Timer::StillHere => window.is_closing,
                Timer::Look => window.look.is_some(),
                Timer::Lock
                | Timer::RollCall
                | Timer::KeeperExpected
                | Timer::AgentSlow
                | Timer::Turn => false,
            }
        }
        (None, None) => false,
    }
}
