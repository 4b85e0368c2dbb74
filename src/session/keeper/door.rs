//! The keeper's own window is closing: while tabs stay it asks, and when none does it cannot wait for the delay.

use super::{Keeper, Phase};
use crate::session::Effect;
use crate::session::timer::duration;
use crate::settings::Millis;

impl Keeper {
    /// The window may be about to close.
    pub(super) fn before_unload(&mut self, now: Millis) {
        match &mut self.phase {
            Phase::Watching if self.presence.all_leave() => {
                self.phase = Phase::Countdown {
                    ended_at: now,
                    due: now,
                };
            }
            Phase::Watching | Phase::Restoring { .. } => {
                self.out.push(Effect::Prompt);
                self.await_still_here(now);
                return;
            }
            Phase::Countdown { due, .. } => *due = now,
            Phase::Acting { change } => change.hurry(),
            Phase::Idle { .. }
            | Phase::Done { .. }
            | Phase::Claiming
            | Phase::Duplicate { .. }
            | Phase::Stopped => return,
        }
        // Nobody may be left to answer a look.
        self.act_if_due(now);
        self.with_change(|change, settings, agent, out| change.go(now, settings, agent, out));
        self.await_still_here(now);
        if let Phase::Acting { change } = &self.phase {
            let farewell = self.farewell_of(change, now);
            self.write_farewell(farewell);
        }
    }

    /// Until then the tabs know that they cannot rely on this keeper.
    fn await_still_here(&mut self, now: Millis) {
        self.still_here_at = Some(now + duration::STILL_HERE);
    }
}
