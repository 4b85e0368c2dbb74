//! Whether a tab is there, and what follows from it.

use super::{Keeper, Phase};
use crate::session::timer::duration;
use crate::session::{Effect, Message, Reason, TabId};
use crate::settings::{Millis, Settings};

impl Keeper {
    /// Looks who is there. Before it is known that nobody is, it is known what the last tab has written down.
    pub(super) fn look(&mut self) {
        self.read_farewell();
        self.presence.look(&mut self.out);
    }

    /// It is known who is there.
    pub(super) fn looked(&mut self, now: Millis) {
        if self.nobody_stays() {
            self.no_tab_is_there(now);
        } else {
            self.tab_is_there(now, None);
        }
    }

    /// Once its own window has begun to close, a tab that may be about to go is as good as gone.
    pub(super) fn nobody_stays(&self) -> bool {
        self.presence.others().is_empty() || (self.farewell.is_some() && self.presence.all_leave())
    }

    pub(super) fn tab_is_there(&mut self, now: Millis, who: Option<TabId>) {
        self.gone_at = None;
        // Whoever is back answers for it.
        self.tabs_farewell = None;
        if !self.presence.is_watching() {
            let next = self.presence.next_tab();
            self.presence.watch(next, &mut self.out);
        }
        if self.settings.is_none() && self.ask_at.is_none() {
            self.ask(now);
        }
        match &mut self.phase {
            Phase::Idle { .. } => {
                self.opener = who.or_else(|| self.presence.others().first().cloned());
                self.begun_at = now;
                self.phase = Phase::Watching;
            }
            Phase::Countdown { .. } => {
                self.out
                    .log("a tab is back before the delay was over: no end");
                self.phase = Phase::Watching;
            }
            Phase::Acting { change } => {
                change.recall(now, Reason::Returned);
            }
            Phase::Done { .. } => self.returned(now, who),
            Phase::Watching
            | Phase::Restoring { .. }
            | Phase::Claiming
            | Phase::Duplicate { .. }
            | Phase::Stopped => {}
        }
    }

    pub(super) fn no_tab_is_there(&mut self, now: Millis) {
        // Nobody is there to answer.
        self.ask_at = None;
        match &mut self.phase {
            Phase::Watching => {
                let ended_at = self.gone_at.take().unwrap_or(now);
                let delay = self.settings.as_ref().map_or_else(
                    || Settings::default().session_end_timer,
                    |settings| settings.session_end_timer,
                );
                self.phase = Phase::Countdown {
                    ended_at,
                    due: ended_at + delay,
                };
                self.opener = None;
                let delay = delay.to_string();
                self.out
                    .log(["the last tab is gone: the change is due in ", &delay, " ms"].concat());
                self.act_if_due(now);
            }
            Phase::Countdown { .. } => self.act_if_due(now),
            Phase::Acting { .. } => {
                self.with_change(|change, settings, agent, out| {
                    change.go(now, settings, agent, out);
                });
            }
            Phase::Idle { until }
            | Phase::Done {
                until: Some(until), ..
            } => {
                if *until <= now {
                    self.out.push(Effect::Close);
                    self.let_go(Phase::Stopped);
                }
            }
            Phase::Done { until: None, .. }
            | Phase::Restoring { .. }
            | Phase::Claiming
            | Phase::Duplicate { .. }
            | Phase::Stopped => {}
        }
    }

    /// Asks for the settings until they are heard, as long as somebody is there to answer; where a watch failed,
    /// looks instead.
    pub(super) fn ask(&mut self, now: Millis) {
        self.ask_at = None;
        if self.settings.is_some() {
            self.look();
        } else if let Some(first) = self.presence.others().first() {
            // One has what all have; all are asked where that one was silent.
            let is_first_time = self.ask_pause == duration::ASK_AGAIN;
            let of = is_first_time.then(|| first.clone());
            self.out.push(Effect::Post(Message::RollCall { of }));
            self.ask_later(now);
        }
    }

    pub(super) fn ask_later(&mut self, now: Millis) {
        self.ask_at = Some(now + self.ask_pause);
        self.ask_pause = (self.ask_pause * 2).min(duration::ASK_AGAIN_MAX);
    }
}
