//! The session has ended: the change, its outcome, and the way back where a tab returns after all.

use super::{Keeper, Phase};
use crate::session::change::{Change, Goal};
use crate::session::timer::duration;
use crate::session::{
    AgentView, By, Effect, Entry, Event, Failure, FailureCode, Kind, LastOutcome, Message, Outbox,
    Outcome, Reason, TabId, WarningCode,
};
use crate::settings::{Millis, Settings};

impl Keeper {
    /// The delay is over, and the look that has just been taken found nobody: the session has ended.
    pub(super) fn act_if_due(&mut self, now: Millis) {
        let Phase::Countdown { ended_at, due } = self.phase else {
            return;
        };
        if due > now {
            return;
        }
        self.phase = Phase::Acting {
            change: Box::new(self.new_change(Goal::End, ended_at)),
        };
        if self.settings.is_none() {
            // Retry would not mend it; the tabs have to say what they want.
            let error = Failure::new(
                FailureCode::NoSettings,
                "no tab has said what its settings are, so nothing was set; do tabs and keeper load one version?",
            );
            self.conclude(now, failed(ended_at, now, error));
        }
        self.with_change(|change, settings, agent, out| change.go(now, settings, agent, out));
    }

    pub(super) fn new_change(&mut self, goal: Goal, ended_at: Millis) -> Change {
        self.seed = self.seed.wrapping_add(1);
        Change::new(goal, By::Keeper, ended_at, self.seed).in_network(self.online)
    }

    pub(super) fn with_change(
        &mut self,
        act: impl FnOnce(&mut Change, &Settings, &AgentView, &mut Outbox),
    ) {
        let (Phase::Acting { change } | Phase::Restoring { change, .. }) = &mut self.phase else {
            return;
        };
        if let Some(settings) = &self.settings {
            act(change, settings, &self.agent, &mut self.out);
        }
    }

    /// After every input: the change may have come to its end, or be ready for its next attempt.
    pub(super) fn go_on(&mut self, now: Millis) {
        match &self.phase {
            Phase::Acting { change } => {
                if let Some(outcome) = change.outcome().cloned() {
                    self.conclude(now, outcome);
                } else if change.is_ready() && !self.presence.is_looking() {
                    self.look();
                }
            }
            Phase::Restoring { .. } => {
                self.with_change(|change, settings, agent, out| {
                    change.go(now, settings, agent, out);
                });
                self.restored(now);
            }
            _ => {}
        }
    }

    pub(super) fn conclude(&mut self, now: Millis, mut outcome: Outcome) {
        let nobody_stays = self.nobody_stays();
        // A tab's stays for the next tab: the navigation to that one may have begun within the delay.
        if (self.farewell.take()).is_some_and(|written| written.by == By::Keeper) {
            self.out.push(Effect::Save(Entry::Farewell(None)));
        }
        if let Some(farewell) = self.tabs_farewell.take() {
            farewell.join(&mut outcome, &self.agent);
        }
        let (colon, why) = match &outcome.error {
            Some(error) => (": ", error.message.as_str()),
            None => ("", ""),
        };
        let line = [
            "session end: ",
            outcome.kind.as_ref(),
            " ",
            outcome.to.as_deref().unwrap_or("-"),
            " after ",
            &outcome.attempts.to_string(),
            " attempts",
            colon,
            why,
        ];
        self.out.log(line.concat());
        self.tell(&outcome);
        // What failed stays on the screen until somebody has seen it.
        let until = (outcome.kind != Kind::Failed).then_some(now + duration::SHOWN);
        let from = outcome.from.clone();
        self.phase = Phase::Done {
            outcome: Box::new(outcome),
            from,
            until,
        };
        if !nobody_stays {
            self.returned(now, None);
        }
    }

    pub(super) fn tell(&mut self, outcome: &Outcome) {
        let entry = LastOutcome {
            outcome: outcome.clone(),
            answered: false,
        };
        self.out.push(Effect::Save(Entry::Outcome(entry)));
        self.out.push(Effect::Post(Message::Outcome {
            outcome: Box::new(outcome.clone()),
        }));
        self.out
            .push(Effect::Emit(Event::Outcome(Box::new(outcome.clone()))));
    }

    /// A tab is back while the outcome is shown: what was changed is put back, and no new session begins.
    pub(super) fn returned(&mut self, now: Millis, who: Option<TabId>) {
        let Phase::Done { outcome, from, .. } = &self.phase else {
            return;
        };
        let outcome = outcome.clone();
        let is_shown = now <= outcome.at + duration::SHOWN;
        let is_another = (self.agent.known())
            .is_some_and(|agent| outcome.agent.as_ref() != Some(&agent.username));
        let uncertain = !is_another && !outcome.has_changed() && outcome.attempts > 0;
        // Who is logged out has to log in again: that is a new session.
        let stands =
            matches!(outcome.kind, Kind::Changed | Kind::Queued) && outcome.is_shown(&self.agent);
        match from.clone() {
            Some(to) if is_shown && (uncertain || stands) => {
                let change = self.new_change(
                    Goal::Restore {
                        to,
                        insist: uncertain,
                    },
                    outcome.ended_at,
                );
                let agent = outcome.agent.clone();
                self.phase = Phase::Restoring {
                    outcome,
                    change: Box::new(change.of(agent)),
                };
                self.go_on(now);
            }
            _ => {
                let is_new = outcome.reason != Some(Reason::Returned);
                let who = who.or_else(|| self.presence.others().first().cloned());
                self.opener = who.filter(|_| is_new);
                if is_new {
                    self.begun_at = now;
                }
                self.phase = Phase::Watching;
            }
        }
    }

    pub(super) fn restored(&mut self, now: Millis) {
        let Phase::Restoring { outcome, change } = &self.phase else {
            return;
        };
        let Some(restored) = change.outcome() else {
            return;
        };
        if let Some(error) = restored.error.clone() {
            self.warn(WarningCode::NotRestored, error.message);
        } else {
            let entry = LastOutcome {
                outcome: (**outcome).clone(),
                answered: true,
            };
            self.out
                .log("a tab is back: the earlier state is set again");
            self.out.push(Effect::Save(Entry::Outcome(entry)));
        }
        self.phase = Phase::Watching;
        if self.presence.others().is_empty() && !self.presence.is_looking() {
            self.gone_at.get_or_insert(now);
            self.look();
        }
    }

    pub(super) fn cancel(&mut self, now: Millis) {
        match &mut self.phase {
            Phase::Countdown { ended_at, .. } => {
                let mut change = Change::new(Goal::End, By::Keeper, *ended_at, 0);
                change.recall(now, Reason::Cancelled);
                self.phase = Phase::Acting {
                    change: Box::new(change),
                };
            }
            Phase::Acting { change } => change.recall(now, Reason::Cancelled),
            _ => {}
        }
    }

    pub(super) fn retry(&mut self, now: Millis) {
        if let Phase::Done { outcome, .. } = &self.phase
            && outcome.kind == Kind::Failed
            && self.settings.is_some()
        {
            let (ended_at, agent) = (outcome.ended_at, outcome.agent.clone());
            self.phase = Phase::Acting {
                change: Box::new(self.new_change(Goal::End, ended_at).of(agent)),
            };
            self.go_on(now);
        }
    }
}

fn failed(ended_at: Millis, at: Millis, error: Failure) -> Outcome {
    Outcome {
        kind: Kind::Failed,
        agent: None,
        from: None,
        to: None,
        reason: None,
        error: Some(error),
        attempts: 0,
        by: By::Keeper,
        ended_at,
        at,
    }
}
