//! What the model remembers of its past to judge the machines by, and the judging.

use std::collections::BTreeSet;

use connect_session_end::domain::Millis;
use connect_session_end::session::{KeeperPhase, Timer, Unready};

use crate::instance::{Stage, State, What};
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
    OnlyQueuedInACall,
    NothingLeftBehind,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// The state that a tab of the running session has to find, where that is certain.
    pub choice: Option<State>,
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
            choice: Some(State::Break),
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
        }
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
        let shown_contact = window.seen.is_some_and(|seen| seen.contact);
        let mut broken = Vec::new();
        let is_farewell = !is_keeper && end.is_some();
        if in_flight && !is_farewell {
            broken.push(Promise::OneAttempt);
        }
        match what {
            What::LogOut if shown_contact => broken.push(Promise::NoLogoutInACall),
            What::Set { enqueue: false, .. } if shown_contact => {
                broken.push(Promise::OnlyQueuedInACall);
            }
            What::LogOut | What::Set { .. } => {}
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

    pub fn judge_outcome(&mut self, slot: usize) {
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
    }

    /// A document has hidden for good: what it would take into the back/forward cache counts as left behind.
    pub fn judge_hidden(&mut self, slot: usize) {
        let window = self.window(slot).expect("it was there");
        if window.lock != Lock::None || window.watch.is_some() || window.awaits_activation {
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
                Timer::RollCall
                | Timer::StillHere
                | Timer::Attempt
                | Timer::Confirm
                | Timer::Retry
                | Timer::AgentMissing
                | Timer::NoNetwork => true,
                Timer::AskAgain
                | Timer::LoadCcp
                | Timer::CcpSlow
                | Timer::CcpDead
                | Timer::SessionEnd
                | Timer::Logout
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
                Timer::CcpSlow | Timer::CcpDead => window.has_ccp && window.seen.is_none(),
                Timer::Attempt
                | Timer::Confirm
                | Timer::Retry
                | Timer::AgentMissing
                | Timer::NoNetwork
                | Timer::Logout => {
                    matches!(phase, KeeperPhase::Acting | KeeperPhase::Restoring)
                }
                Timer::Shown => matches!(phase, KeeperPhase::Done | KeeperPhase::Duplicate),
                Timer::Idle => phase == KeeperPhase::Idle,
                Timer::StillHere => window.is_closing,
                Timer::Look => window.look.is_some(),
                Timer::RollCall | Timer::KeeperExpected | Timer::AgentSlow => false,
            }
        }
        (None, None) => false,
    }
}
