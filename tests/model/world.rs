//! The world around the machines: what the browser, the channel, the storage and the instance do with their effects.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use connect_session_end::domain::{Millis, RequestId, TabId};
use connect_session_end::session::{
    Effect, Entry, Event, Input, Journal, Keeper, KeeperConfig, KeeperPhase, Message, Peer,
    Present, Runner, Tab, TabConfig, Timer, ToBrowser, ToStreams, WarningCode,
};

use crate::fingerprint::{EPOCH, Relative};
use crate::instance::{Call, Instance, Stage, State, What};
use crate::promises::{Ghost, Promise};
use crate::window::{Actor, Lock, Window};
use crate::{Bounds, Scene};

/// Room for two tabs, then for two keepers.
pub const SLOTS: usize = 4;
pub const TABS: usize = 2;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    Empty,
    /// A navigation is under way; nothing of the document runs yet.
    Loading {
        since: Millis,
    },
    Open(Window),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    pub now: Millis,
    pub slots: [Slot; SLOTS],
    pub instance: Instance,
    pub calls: Vec<Call>,
    pub journal: Arc<Journal>,
    pub left: Bounds,
    pub ghost: Ghost,
    /// How many tabs there may be at a time.
    pub rooms: usize,
    /// Since when the browser has no network.
    pub offline_since: Option<Millis>,
    next_uid: u8,
}

impl Hash for World {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let hasher = &mut Relative {
            hasher,
            now: self.now,
        };
        self.slots.hash(hasher);
        self.instance.hash(hasher);
        self.calls.hash(hasher);
        self.journal.hash(hasher);
        self.left.hash(hasher);
        self.ghost.hash(hasher);
        self.offline_since.hash(hasher);
        self.next_uid.hash(hasher);
    }
}

impl World {
    /// Nothing but an agent who has chosen a state.
    pub fn new(scene: &Scene) -> Self {
        Self {
            now: EPOCH + 1_000_000,
            slots: std::array::from_fn(|_| Slot::Empty),
            instance: Instance::in_state(State::Break),
            calls: Vec::new(),
            journal: Arc::default(),
            left: scene.bounds,
            ghost: Ghost::default(),
            rooms: scene.rooms,
            offline_since: None,
            next_uid: 0,
        }
    }

    pub fn windows(&self) -> impl Iterator<Item = &Window> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Open(window) => Some(window),
            Slot::Empty | Slot::Loading { .. } => None,
        })
    }

    pub fn window(&self, slot: usize) -> Option<&Window> {
        match &self.slots[slot] {
            Slot::Open(window) => Some(window),
            Slot::Empty | Slot::Loading { .. } => None,
        }
    }

    pub fn window_mut(&mut self, slot: usize) -> Option<&mut Window> {
        match &mut self.slots[slot] {
            Slot::Open(window) => Some(window),
            Slot::Empty | Slot::Loading { .. } => None,
        }
    }

    fn slot_of(&self, uid: u8) -> Option<usize> {
        (0..SLOTS).find(|slot| self.window(*slot).is_some_and(|window| window.uid == uid))
    }

    /// The keeper that holds the lock.
    pub fn keeper(&self) -> Option<&Window> {
        self.windows()
            .find(|window| window.keeper().is_some() && window.holds())
    }

    /// Whether a tab holds its lock: the browser's truth.
    pub fn has_tab(&self) -> bool {
        self.windows()
            .any(|window| window.tab().is_some() && window.holds())
    }

    pub fn present(&self) -> Present {
        Present {
            tabs: self
                .windows()
                .filter(|window| window.tab().is_some() && window.holds())
                .map(|window| name(window.uid))
                .collect(),
            keeper: self.keeper().is_some(),
        }
    }

    /// Which of the locks that this window waits for have no holder any more.
    pub fn gone<'a>(&'a self, window: &'a Window) -> impl Iterator<Item = RequestId> + 'a {
        let present = self.present();
        let is_free = self.windows().all(|window| window.turn.is_none());
        let turn = window.asks_for_turn.filter(|_| is_free);
        let locks = window.watches.iter().filter_map(move |(id, peer)| {
            let is_held = match peer {
                Peer::Keeper => present.keeper,
                Peer::Tab(tab) => present.tabs.contains(tab),
            };
            (!is_held).then_some(*id)
        });
        locks.chain(turn)
    }

    /// Whether the holder of a lock that this window waits for is gone.
    pub fn is_watched_gone(&self, window: &Window) -> bool {
        self.gone(window).next().is_some()
    }

    /// Whether anything is under way that takes no time of its own.
    pub fn is_busy(&self) -> bool {
        !self.are_calls_done()
            || self.windows().any(|window| {
                window.lock == Lock::Asked
                    || window.look.is_some()
                    || !window.inbox.is_empty()
                    || self.has_news(window)
                    || window.timeout().is_some_and(|(at, _)| at <= self.now)
                    || self.is_watched_gone(window)
            })
    }

    /// Whether Streams has something new to show in this window.
    pub fn has_news(&self, window: &Window) -> bool {
        self.is_online() && window.has_news(self.instance)
    }

    pub fn is_online(&self) -> bool {
        self.offline_since.is_none()
    }

    /// The browser has a network, or none.
    pub fn set_online(&mut self, online: bool) {
        self.offline_since = (!online).then_some(self.now);
        for slot in 0..SLOTS {
            self.input(slot, Input::Online(online));
        }
    }

    /// Whether every call has been answered, or will never be.
    pub fn are_calls_done(&self) -> bool {
        self.calls.iter().all(|call| call.stage == Stage::Hung)
    }

    pub fn next_deadline(&self) -> Option<Millis> {
        self.windows()
            .filter_map(Window::timeout)
            .filter(|(_, timer)| *timer != Timer::Look)
            .map(|(at, _)| at)
            .min()
    }

    /// Whether every look that is under way may still have no answer then: the browser answers before it is due.
    pub fn may_look_until(&self, at: Millis) -> bool {
        (self.windows().filter_map(Window::timeout))
            .all(|(due, timer)| timer != Timer::Look || at < due)
    }

    pub fn is_loading(&self) -> bool {
        self.slots
            .iter()
            .any(|slot| matches!(slot, Slot::Loading { .. }))
    }

    /// Whether nothing is left to happen by itself.
    pub fn is_quiet(&self) -> bool {
        !self.is_busy()
            && !self.is_loading()
            && self.calls.is_empty()
            && self.next_deadline().is_none()
    }

    pub fn load(&mut self, scene: &Scene, slot: usize, since: Millis) {
        let uid = self.next_uid;
        self.next_uid += 1;
        let actor = if slot < TABS {
            self.ghost.is_to_be_offline = false;
            self.instance.signed_in = true;
            Actor::Tab(Arc::new(Runner::new(Tab::new(TabConfig {
                id: name(uid),
                settings: scene.settings.clone(),
                ccp: None,
                loading: self.now - since,
                seed: 1,
            }))))
        } else {
            Actor::Keeper(Arc::new(Runner::new(Keeper::new(KeeperConfig {
                seed: 1,
                replaces: false,
            }))))
        };
        self.slots[slot] = Slot::Open(Window::new(uid, actor, since));
        self.input(slot, Input::Start);
    }

    /// The window is gone, and with it its lock and its waits.
    pub fn vanish(&mut self, slot: usize) {
        let Slot::Open(window) = std::mem::replace(&mut self.slots[slot], Slot::Empty) else {
            return;
        };
        // The answers are for nobody now.
        self.calls
            .retain(|call| call.by != window.uid || !matches!(call.stage, Stage::Answered(_)));
    }

    /// Hands an input to a window's machine, and carries out all that it asks for.
    pub fn input(&mut self, slot: usize, input: Input) {
        let now = self.now;
        let Some(window) = self.window_mut(slot) else {
            return;
        };
        let before = window.phase();
        // The window that has made an outcome has told it.
        let is_hearsay = matches!(&input, Input::Heard(Message::Outcome { .. }));
        let effects = window.take(now, input);
        let (mut end, ended_at) = (self.ghost.ends, self.ghost.ended_at);
        // Who closes along with the last tabs acts for the end that is about to come.
        end += u8::from(self.has_tab());
        let window = self.window_mut(slot).expect("it was there");
        let after = window.phase();
        let has_watched = matches!(before, Some(KeeperPhase::Watching | KeeperPhase::Ended));
        if has_watched && after != before && after != Some(KeeperPhase::Watching) {
            window.end = end;
            window.ended_at = ended_at;
        }
        // What answers at once is an input of its own, after all effects of this one.
        let mut answers = Vec::new();
        for effect in effects {
            match effect {
                Effect::Browser(ToBrowser::Read { id }) => {
                    let journal = Box::new((*self.journal).clone());
                    answers.push(Input::Read { id, journal });
                }
                // A CCP that is loaded again shows who is logged in, if somebody is.
                Effect::Streams(ToStreams::ProveLogout { id }) if !self.instance.signed_in => {
                    answers.push(Input::LogoutSent { id, result: Ok(()) });
                }
                Effect::Emit(Event::Outcome(_)) if is_hearsay => {}
                effect => self.perform(slot, effect),
            }
        }
        for answer in answers {
            self.input(slot, answer);
        }
    }

    fn perform(&mut self, slot: usize, effect: Effect) {
        if self.window(slot).is_none() {
            return;
        }
        match effect {
            Effect::Browser(effect) => self.perform_in_browser(slot, effect),
            Effect::Streams(ToStreams::SetState { id, name, enqueue }) => {
                let to = State::of_name(&name);
                self.call(slot, id, What::Set { to, enqueue });
            }
            Effect::Streams(ToStreams::LogOut { id, .. }) => self.call(slot, id, What::LogOut),
            // Every CCP lives.
            Effect::Streams(ToStreams::Log(_) | ToStreams::CheckCcp) => {}
            Effect::Streams(ToStreams::LoadCcp { .. } | ToStreams::ProveLogout { .. }) => {
                self.change_ccp(slot, true);
            }
            Effect::Streams(ToStreams::RemoveCcp) => self.change_ccp(slot, false),
            Effect::Emit(event) => self.emit(slot, &event),
        }
    }

    fn perform_in_browser(&mut self, slot: usize, effect: ToBrowser) {
        let Some(window) = self.window_mut(slot) else {
            return;
        };
        match effect {
            ToBrowser::Hold => window.lock = Lock::Asked,
            ToBrowser::Release => window.lock = Lock::None,
            ToBrowser::Look { id } => window.look = Some(id),
            ToBrowser::Watch { id, whose } => window.watches.push((id, whose)),
            ToBrowser::AskForTurn { id } => window.asks_for_turn = Some(id),
            ToBrowser::Unwatch { id } => {
                window.watches.retain(|(watch, _)| *watch != id);
                window.asks_for_turn.take_if(|turn| *turn == id);
                window.turn.take_if(|turn| *turn == id);
            }
            ToBrowser::Post(message) => {
                let (from, message) = (window.uid, Arc::new(message));
                self.post(from, &message);
            }
            ToBrowser::AwaitActivation(awaits) => window.awaits_activation = awaits,
            ToBrowser::OpenKeeper { .. } => {
                let free = (TABS..SLOTS).find(|slot| self.slots[*slot] == Slot::Empty);
                if let Some(free) = free {
                    self.slots[free] = Slot::Loading { since: self.now };
                }
            }
            ToBrowser::ListenBeforeUnload(listens) => window.listens = listens,
            ToBrowser::Close => self.close_itself(slot),
            ToBrowser::Save(entry) => self.save(entry),
            // Whether the agent is asked, and how the agent answers, is an act; a read is answered above.
            ToBrowser::Prompt | ToBrowser::Read { .. } | ToBrowser::Report { .. } => {}
            ToBrowser::Steal => unreachable!("all windows are of one version"),
        }
    }

    fn post(&mut self, from: u8, message: &Arc<Message>) {
        for slot in &mut self.slots {
            if let Slot::Open(window) = slot
                && window.uid != from
            {
                window.queue(from, Arc::clone(message));
            }
        }
    }

    fn call(&mut self, slot: usize, id: u32, what: What) {
        let window = self.window(slot).expect("it was there");
        let by = window.uid;
        let of = window.seen.map_or(self.instance.who, |seen| seen.who);
        let is_tab = window.tab().is_some();
        let end = match window.phase() {
            Some(KeeperPhase::Acting) => Some(window.end),
            // A tab that asks for the end's state says farewell: the end is the next.
            None if matches!(
                what,
                What::Set {
                    to: State::Offline,
                    ..
                }
            ) =>
            {
                Some(self.ghost.ends + 1)
            }
            _ => None,
        };
        self.judge_call(slot, what, end);
        if is_tab && end.is_some() {
            let mine = self.calls.iter_mut().filter(|call| call.by == by);
            mine.for_each(|call| call.is_superseded = true);
        }
        self.calls.push(Call {
            by,
            of,
            id,
            sent_at: self.now,
            what,
            end,
            stage: Stage::Sent,
            is_superseded: false,
        });
    }

    /// The window has a new CCP, or none. What the last one had still to say reaches nobody.
    fn change_ccp(&mut self, slot: usize, has_ccp: bool) {
        let window = self.window_mut(slot).expect("it was there");
        window.has_ccp = has_ccp;
        window.seen = None;
        let uid = window.uid;
        self.calls
            .retain(|call| call.by != uid || !matches!(call.stage, Stage::Answered(_)));
        for call in self.calls.iter_mut().filter(|call| call.by == uid) {
            call.stage = Stage::Hung;
        }
    }

    /// The call of this index reaches the instance. One window's calls arrive in order or not at all, and those of
    /// documents that are gone no later than newer ones: one shared worker makes them all.
    pub fn arrive(&mut self, index: usize) {
        let call = self.calls[index].clone();
        let before = self.instance.settled();
        // What one agent's login asks for does not touch another's.
        let answer = if call.of == self.instance.who {
            self.instance.take(call.what)
        } else {
            Err("the login has ended".into())
        };
        let is_change = self.instance.settled() != before;
        if !self.instance.signed_in {
            // Who is logged out begins anew.
            self.ghost.choice = None;
        }
        self.judge_arrival(call.end, is_change);
        let is_answered = call.stage == Stage::Sent && self.slot_of(call.by).is_some();
        let gone: Vec<bool> = self
            .calls
            .iter()
            .map(|other| self.slot_of(other.by).is_none())
            .collect();
        let mut place = 0;
        self.calls.retain_mut(|other| {
            let is_this = place == index;
            let is_overtaken = place < index && (other.by == call.by || gone[place]);
            place += 1;
            if is_this && is_answered {
                other.stage = Stage::Answered(answer.clone());
                return true;
            }
            !is_this && (!is_overtaken || matches!(other.stage, Stage::Answered(_)))
        });
    }

    /// The call of this index is answered.
    pub fn answer(&mut self, index: usize, result: Result<(), String>) {
        let call = self.calls.remove(index);
        let Some(slot) = self.slot_of(call.by) else {
            return;
        };
        let id = call.id;
        self.input(
            slot,
            match call.what {
                What::Set { .. } => Input::Attempted { id, result },
                What::LogOut => Input::LogoutSent { id, result },
            },
        );
    }

    pub fn has_window(&self, uid: u8) -> bool {
        self.slot_of(uid).is_some()
    }

    fn save(&mut self, entry: Entry) {
        let journal = Arc::make_mut(&mut self.journal);
        match entry {
            Entry::Session(session) => journal.session = Some(session),
            Entry::Agent(agent) => journal.agent = Some(agent),
            Entry::Outcome(outcome) => journal.outcome = Some(outcome),
            Entry::LastAttempt(attempt) => {
                // An end that nobody saw is written down by a tab that has yet to tell it.
                if attempt.as_ref().is_some_and(|attempt| !attempt.is_unseen()) {
                    self.ghost.attempted_end = self.ghost.ends + 1;
                }
                journal.last_attempt = attempt;
            }
        }
    }

    fn emit(&mut self, slot: usize, event: &Event) {
        match event {
            Event::Outcome(outcome) => self.judge_outcome(slot, outcome),
            Event::Warning(warning) if warning.code == WarningCode::NotRestored => {
                self.ghost.choice = None;
            }
            Event::OverSince(_) | Event::Keeper(_) | Event::Warning(_) => {}
        }
    }

    fn close_itself(&mut self, slot: usize) {
        let window = self.window(slot).expect("it was there");
        let owes = window.end > 0 && self.ghost.outcomes[usize::from(window.end)] == 0;
        if owes {
            self.ghost.broken.insert(Promise::OneOutcome);
        }
        self.vanish(slot);
    }
}

pub fn name(uid: u8) -> TabId {
    TabId(format!("t{uid}"))
}
