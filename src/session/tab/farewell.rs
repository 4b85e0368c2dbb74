//! The last moment of a last tab that no keeper stands in for.
//!
//! `beforeunload` is the last event at which `setState` still gets out of a document, and it does not say whether the
//! document really goes, or comes back at once. So what was done is written down: the next document of the session
//! puts it back after a mere refresh, or says what became of it; and this one does, if it is still here.

use super::begin::Begin;
use super::{Own, Tab};
use crate::policy::{self, Verdict};
use crate::session::change::missing;
use crate::session::timer::duration;
use crate::session::{Effect, Entry, Farewell, Reason, RequestId};
use crate::settings::Millis;

/// A farewell under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Leaving {
    request: Option<RequestId>,
    enqueue: bool,
    farewell: Farewell,
    pub(super) still_here_at: Millis,
}

impl Tab {
    pub(super) fn say_farewell(&mut self, now: Millis) {
        if !self.is_on_its_own() || matches!(self.own, Some(Own::Leaving(_))) {
            return;
        }
        // Nothing could be done before the agent is known, and what the last session left must not be written over.
        if self.begin.owes_an_outcome() {
            return;
        }
        let (farewell, enqueue) = self.farewell(now);
        let still_here_at = now + duration::STILL_HERE;
        self.own = Some(Own::Leaving(Leaving {
            request: None,
            enqueue,
            farewell,
            still_here_at,
        }));
        self.attempt_farewell();
    }

    /// What is to be done and written down, and whether as the next state.
    fn farewell(&self, now: Millis) -> (Farewell, bool) {
        let mut farewell = Farewell {
            at: now,
            ..Farewell::default()
        };
        let Some(agent) = self.agent.known() else {
            farewell.error = Some(missing(&self.agent));
            // The one before this has not been put back: the state to go back to is still the earlier one.
            return (
                self.begin.unanswered().map_or(farewell, |before| Farewell {
                    at: now,
                    ..before.clone()
                }),
                false,
            );
        };
        farewell.agent = Some(agent.username.clone());
        farewell.from = Some(agent.settled().to_owned());
        let mut enqueue = false;
        match policy::at_end(&self.settings, agent) {
            Verdict::Set {
                to,
                enqueue: queued,
                ..
            } => {
                farewell.to = Some(to);
                enqueue = queued;
            }
            // A logout at a mere refresh could not be put back, and a tab cannot wait.
            Verdict::LogOut { .. } => farewell.reason = Some(Reason::AlreadySet),
            Verdict::Wait => farewell.reason = Some(Reason::LiveContact),
            Verdict::Skip { reason } => farewell.reason = Some(reason),
            Verdict::Fail { error } => farewell.error = Some(error),
        }
        if let Some(before) = self.begin.unanswered() {
            farewell.from.clone_from(&before.from);
            farewell.to.clone_from(&before.to);
            farewell.reason = None;
        }
        (farewell, enqueue)
    }

    /// Streams' answer, if the document lives to hear it: a failure is tried again at once, there is no time to wait.
    pub(super) fn farewell_attempted(&mut self, id: RequestId, failed: bool) {
        if let Some(Own::Leaving(leaving)) = &mut self.own
            && leaving.request.take_if(|request| *request == id).is_some()
            && failed
            && leaving.farewell.attempts < self.settings.retry.attempts
        {
            self.attempt_farewell();
        }
    }

    fn attempt_farewell(&mut self) {
        let Some(Own::Leaving(leaving)) = &mut self.own else {
            return;
        };
        if let Some(name) = leaving.farewell.to.clone() {
            leaving.farewell.attempts += 1;
            let enqueue = leaving.enqueue;
            leaving.request = Some(self.out.ask(|id| Effect::SetState { id, name, enqueue }));
        }
        let farewell = leaving.farewell.clone();
        self.save_farewell(Some(farewell));
    }

    /// The document did not go: somebody stayed at a prompt, or it was a download.
    pub(super) fn still_here(&mut self) {
        if let Some(Own::Leaving(leaving)) = self.own.take() {
            self.out
                .log("this tab is still here: its farewell is taken back");
            self.refreshed(leaving.farewell);
        }
    }

    pub(super) fn save_farewell(&mut self, farewell: Option<Farewell>) {
        self.journal.farewell.clone_from(&farewell);
        self.out.push(Effect::Save(Entry::Farewell(farewell)));
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
