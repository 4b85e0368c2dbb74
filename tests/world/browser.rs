//! What a browser and a Streams do when a machine asks for it.

use std::sync::Arc;

use connect_session_end::domain::{Millis, RequestId, TabId};
use connect_session_end::session::{
    Effect, Entry, Event, Input, Message, Peer, Present, ToBrowser, ToStreams,
};

use super::instance::{Fault, Transition};
use super::window::WindowId;
use super::{Ahead, World};

pub const KEEPER_LOCK: &str = "keeper";

pub fn tab_lock(id: &TabId) -> String {
    format!("tab/{}", id.0)
}

impl World {
    pub(super) fn perform(&mut self, me: WindowId, effect: Effect) {
        match effect {
            Effect::Browser(effect) => self.perform_in_browser(me, effect),
            Effect::Streams(effect) => self.perform_in_streams(me, effect),
            Effect::Emit(event) => {
                if let Event::Outcome(outcome) = &event
                    && !self.outcomes.contains(outcome)
                {
                    self.crossed_agents |= !self.windows[me].is_of_one_agent(outcome);
                    self.outcomes.push((**outcome).clone());
                }
                self.windows[me].events.push(event);
            }
        }
    }

    fn perform_in_browser(&mut self, me: WindowId, effect: ToBrowser) {
        match effect {
            ToBrowser::Hold => self.hold(me),
            ToBrowser::Steal => {
                if let Some(holder) = self.locks.get(&self.windows[me].lock).copied() {
                    self.steal_lock(holder);
                }
                self.hold(me);
            }
            ToBrowser::Release => self.release(me),
            ToBrowser::Look { id } => self.plan(1, Ahead::Look(me, id)),
            ToBrowser::Watch { id, whose } => {
                let lock = match whose {
                    Peer::Tab(tab) => tab_lock(&tab),
                    Peer::Keeper => KEEPER_LOCK.into(),
                };
                if self.locks.contains_key(&lock) {
                    self.windows[me].watches.insert(id, lock);
                } else {
                    self.plan(1, Ahead::Input(me, Input::Gone { id }));
                }
            }
            ToBrowser::AskForTurn { id } => {
                self.turns.push((me, id));
                self.next_turn();
            }
            ToBrowser::Unwatch { id } => {
                self.windows[me].watches.remove(&id);
                self.turns.retain(|turn| *turn != (me, id));
                self.next_turn();
            }
            ToBrowser::Post(message) => self.post(me, &message),
            ToBrowser::AwaitActivation(on) => {
                self.windows[me].awaits_activation = on;
                if on && self.windows[me].active {
                    self.plan(0, Ahead::Input(me, Input::Activated));
                }
            }
            ToBrowser::OpenKeeper { replaces, .. } => self.open_popup(me, replaces),
            ToBrowser::ListenBeforeUnload(on) => self.windows[me].listens_before_unload = on,
            ToBrowser::Prompt => self.prompt(me),
            ToBrowser::Read { id } => {
                let journal = Box::new(self.store.clone());
                self.plan(0, Ahead::Input(me, Input::Read { id, journal }));
            }
            ToBrowser::Report { url, report } => {
                if self.nature.refuses_reports {
                    let why = "its queue is full".into();
                    self.plan(0, Ahead::Input(me, Input::ReportRefused { why }));
                } else {
                    self.reports.push((url, *report));
                }
            }
            ToBrowser::Close => self.die(me),
            ToBrowser::Save(entry) => self.save(me, entry),
        }
    }

    fn perform_in_streams(&mut self, me: WindowId, effect: ToStreams) {
        match effect {
            ToStreams::SetState { id, name, enqueue } => {
                self.crossed_agents |= !self.windows[me].is_called_for_its_own();
                self.call_set_state(me, id, name, enqueue);
            }
            ToStreams::LogOut { id, .. } => {
                self.crossed_agents |= !self.windows[me].is_called_for_its_own();
                self.logged_out_of_a_contact |= self.windows[me].shows_contact;
                self.plan(self.nature.latency, Ahead::LogOut { from: me, id });
            }
            // The page's own CCP stays.
            ToStreams::ProveLogout { id } if !self.windows[me].is_keeper() => {
                self.say(me, 0, Input::LogoutSent { id, result: Ok(()) });
            }
            ToStreams::ProveLogout { id } => {
                self.remove_ccp(me);
                let ccp = self.windows[me].ccps;
                if let Some(after) = self.nature.keeper_ccp {
                    self.plan(after, Ahead::Proof { of: me, ccp, id });
                }
            }
            ToStreams::Log(line) => self.windows[me].log.push(line),
            ToStreams::LoadCcp { .. } => {
                self.remove_ccp(me);
                self.windows[me].ccps += 1;
                self.load_ccp(me, self.nature.keeper_ccp);
            }
            ToStreams::CheckCcp if self.windows[me].is_ccp_dead => {
                let ccp = self.windows[me].ccps;
                self.plan(2_000, Ahead::OfCcp(me, ccp, Input::CcpDead));
            }
            ToStreams::CheckCcp => {}
            ToStreams::RemoveCcp => self.remove_ccp(me),
        }
    }

    /// The window's CCP shows the agent after a while.
    pub(super) fn load_ccp(&mut self, me: WindowId, takes: Option<Millis>) {
        if let Some(after) = takes {
            let ccp = self.windows[me].ccps;
            self.plan(after, Ahead::CcpLoaded(me, ccp));
        }
    }

    /// Nothing of it reaches the window any more.
    fn remove_ccp(&mut self, me: WindowId) {
        self.windows[me].has_ccp = false;
        self.windows[me].is_ccp_dead = false;
        self.windows[me].ccps += 1;
    }

    fn hold(&mut self, me: WindowId) {
        let lock = self.windows[me].lock.clone();
        let holder = *self.locks.entry(lock).or_insert(me);
        let answer = if holder == me {
            Input::LockHeld
        } else {
            Input::LockRefused { why: String::new() }
        };
        self.plan(self.nature.lock_answer, Ahead::Input(me, answer));
    }

    /// The lock is free: everyone who waits for it is granted it, one after the other.
    pub(super) fn release(&mut self, me: WindowId) {
        let lock = self.windows[me].lock.clone();
        if self.locks.get(&lock) != Some(&me) {
            return;
        }
        self.locks.remove(&lock);
        let mut after = 20;
        for window in 0..self.windows.len() {
            let watches = &self.windows[window].watches;
            let granted: Vec<RequestId> = watches
                .iter()
                .filter(|(_, waited)| **waited == lock)
                .map(|(id, _)| *id)
                .collect();
            for id in granted {
                self.windows[window].watches.remove(&id);
                self.plan(after, Ahead::Input(window, Input::Gone { id }));
                after += 1;
            }
        }
    }

    pub(super) fn next_turn(&mut self) {
        let next = self.turns.first().copied();
        if self.turn != next
            && let Some((window, id)) = next
        {
            self.plan(1, Ahead::Input(window, Input::Gone { id }));
        }
        self.turn = next;
    }

    pub(super) fn answer_look(&mut self, me: WindowId, id: RequestId) {
        let found = if self.nature.refuses_looks {
            Err("SecurityError: the request was denied".into())
        } else {
            Ok(Present {
                tabs: self
                    .locks
                    .keys()
                    .filter_map(|lock| lock.strip_prefix("tab/"))
                    .map(|id| TabId(id.into()))
                    .collect(),
                keeper: self.locks.contains_key(KEEPER_LOCK),
            })
        };
        let after = self.nature.look_answer;
        self.plan(after, Ahead::Input(me, Input::Looked { id, found }));
    }

    fn post(&mut self, me: WindowId, message: &Message) {
        for window in (0..self.windows.len()).filter(|window| *window != me) {
            if self.windows[window].is_alive() && self.random(100) >= self.nature.loss {
                let after = 1 + self.random(self.nature.lag);
                self.plan(after, Ahead::Input(window, Input::Heard(message.clone())));
            }
        }
    }

    /// The browser asks, where somebody has been active.
    fn prompt(&mut self, me: WindowId) {
        if self.nature.refuses_prompts {
            self.plan(0, Ahead::Input(me, Input::PromptRefused));
        } else {
            self.windows[me].prompts += 1;
        }
    }

    fn open_popup(&mut self, me: WindowId, replaces: bool) {
        if !std::mem::take(&mut self.windows[me].active) {
            self.plan(0, Ahead::Input(me, Input::PopupBlocked));
        } else if self.nature.refuses_popups {
            let why = "none opened".into();
            self.plan(0, Ahead::Input(me, Input::PopupRefused { why }));
        } else if let Some(after) = self.nature.keeper_page {
            self.plan(after, Ahead::OpenKeeper { replaces });
        }
    }

    fn save(&mut self, me: WindowId, entry: Entry) {
        if self.nature.refuses_storage {
            if std::mem::replace(&mut self.windows[me].is_denied, true) {
                return;
            }
            let why = "SecurityError: storage is disabled".into();
            self.plan(0, Ahead::Input(me, Input::JournalDenied { why }));
            return;
        }
        match entry {
            Entry::Session(session) => self.store.session = Some(session),
            Entry::Agent(agent) => self.store.agent = Some(agent),
            Entry::Outcome(outcome) => self.store.outcome = Some(outcome),
            Entry::LastAttempt(attempt) => self.store.last_attempt = attempt,
        }
    }

    fn call_set_state(&mut self, from: WindowId, id: RequestId, name: String, enqueue: bool) {
        let given_up = self.now;
        let patience = self.settings.retry.attempt_timeout;
        // A tab at its last moment does not wait for what it has asked for before.
        if self.windows[from].is_keeper() {
            let calls = &mut self.windows[from].in_flight;
            calls.retain(|_, until| *until > given_up);
            calls.insert(id, given_up + patience);
            self.most_in_flight = self.most_in_flight.max(calls.len());
        }
        if self.windows[from].is_ccp_dead {
            return;
        }
        if !self.windows[from].has_ccp {
            let why = "the CCP has not shown an agent yet".into();
            let answer = Input::Attempted {
                id,
                result: Err(why),
            };
            self.plan(0, Ahead::Input(from, answer));
            return;
        }
        let way = if !self.online {
            None
        } else if self.windows[from].is_dying {
            self.nature.last_call
        } else {
            Some(self.nature.latency)
        };
        if let Some(way) = way {
            let late = match self.instance.faults.front() {
                Some(Fault::Late(more)) => *more,
                _ => 0,
            };
            if late > 0 {
                self.instance.faults.pop_front();
            }
            let call = Ahead::SetState {
                from,
                id,
                name,
                enqueue,
            };
            let window = &mut self.windows[from];
            window.calls_until = window.calls_until.max(self.now + way + late);
            let after = window.calls_until - self.now;
            self.plan(after, call);
        }
    }

    pub(super) fn serve_set_state(
        &mut self,
        from: WindowId,
        id: RequestId,
        name: &str,
        enqueue: bool,
    ) {
        self.instance.calls.push(Transition {
            at: self.now,
            state: name.into(),
        });
        let fault = self.instance.faults.pop_front();
        let result = match fault {
            None | Some(Fault::Mute | Fault::Late(_)) => {
                self.instance.set_state(self.now, name, enqueue)
            }
            Some(Fault::Refuse) => Err("500 InternalServiceException".into()),
            Some(Fault::Hang | Fault::Deny | Fault::Lie) => Ok(()),
        };
        if fault == Some(Fault::Deny) {
            self.say(from, self.nature.latency, Input::SignedOut);
        }
        self.show_agent_everywhere();
        if !matches!(fault, Some(Fault::Mute | Fault::Hang | Fault::Deny)) {
            self.say(from, self.nature.latency, Input::Attempted { id, result });
        }
    }

    pub(super) fn serve_logout(&mut self, from: WindowId, id: RequestId) {
        let fault = self.instance.logout_faults.pop_front();
        let result = match fault {
            Some(Fault::Refuse) => Err("the network is down".into()),
            _ => Ok(()),
        };
        if matches!(fault, None | Some(Fault::Mute)) {
            self.instance.logouts.push(self.now);
            self.sign_out();
        }
        if !matches!(fault, Some(Fault::Mute | Fault::Hang)) {
            self.say(from, self.nature.latency, Input::LogoutSent { id, result });
        }
    }

    /// A CCP that was loaded after a logout shows its agent, or its login and says nothing.
    pub(super) fn prove_logout(&mut self, of: WindowId, id: RequestId) {
        if self.instance.signed_in {
            self.windows[of].has_ccp = true;
            self.show_agent(of);
        } else {
            self.say(of, 5_000, Input::LogoutSent { id, result: Ok(()) });
        }
    }

    /// Streams' next snapshot, in this window.
    pub(super) fn show_agent(&mut self, window: WindowId) {
        if self.windows[window].has_ccp {
            let input = if self.instance.signed_in {
                Input::Agent(Arc::new(self.instance.agent.clone()))
            } else {
                Input::SignedOut
            };
            // Streams' callback comes before the snapshot that shows what it did.
            self.say(window, self.nature.latency + 10, input);
        }
    }

    /// The window's CCP says something after a while, if it is still there.
    fn say(&mut self, window: WindowId, after: Millis, input: Input) {
        if self.windows[window].is_ccp_dead {
            return;
        }
        let ccp = self.windows[window].ccps;
        self.plan(after, Ahead::OfCcp(window, ccp, input));
    }

    pub(super) fn show_agent_everywhere(&mut self) {
        for window in 0..self.windows.len() {
            self.show_agent(window);
        }
    }
}
