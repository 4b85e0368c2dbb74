//! Everything that can happen next, and what it does.

use std::sync::Arc;

use connect_session_end::domain::Millis;
use connect_session_end::session::timer::duration;
use connect_session_end::session::{Input, Timer};

use crate::Scene;
use crate::instance::{Stage, State};
use crate::window::{Lock, Window};
use crate::world::{SLOTS, Slot, TABS, World};

/// Longer than any delay and any pause of the machines, for a return that is too late.
const LONG: Millis = 20_000;

/// One step; slots and calls by their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    // The browser, the channel and the CCP do what was asked of them.
    Grant(usize),
    AnswerLook(usize),
    TellGone(usize),
    Deliver {
        to: usize,
        from: u8,
    },
    ShowAgent(usize),
    CallArrives(usize),
    CallAnswered(usize),
    Load(usize),
    Fire(usize, Timer),
    /// To the next deadline.
    TimePasses(Millis),

    // Misfortune, as often as the bounds allow.
    /// Time passes though something is still under way. A call that takes time is one that hangs.
    TimePassesEarly(Millis),
    LoseMessage {
        to: usize,
        from: u8,
    },
    CallFails(usize),
    CallHangs(usize),
    /// One that hung, or whose document is gone, never arrives.
    CallLost(usize),

    // The agent and the callers, as often as the bounds allow.
    Open(usize),
    Close(usize),
    Refresh(usize),
    Crash(usize),
    /// A prompt before leaving is declined, or a download was begun.
    Stay(usize),
    /// Whoever is asked in the page goes on working.
    GoOn(usize),
    Retry(usize),
    LetGo(usize),
    Activate(usize),
    StayAway(Millis),
    ContactBegins,
    ContactEnds,
    /// In the CCP of a tab. All CCPs share a worker, and show it at once.
    Pick,
}

impl Step {
    /// Whether it happens by itself and as it should.
    pub fn is_ordinary(&self) -> bool {
        matches!(
            self,
            Self::Grant(_)
                | Self::AnswerLook(_)
                | Self::TellGone(_)
                | Self::Deliver { .. }
                | Self::ShowAgent(_)
                | Self::CallArrives(_)
                | Self::CallAnswered(_)
                | Self::Load(_)
                | Self::Fire(..)
                | Self::TimePasses(_)
        )
    }
}

/// All that can happen in this world.
pub fn possible(world: &World, steps: &mut Vec<Step>) {
    for slot in 0..SLOTS {
        match &world.slots[slot] {
            Slot::Empty => {
                if slot < world.rooms && world.left.acts > 0 && world.left.documents > 0 {
                    steps.push(Step::Open(slot));
                }
            }
            Slot::Loading { .. } => steps.push(Step::Load(slot)),
            Slot::Open(window) => {
                of_browser(world, slot, window, steps);
                of_agent(world, slot, window, steps);
            }
        }
    }
    of_calls(world, steps);
    of_time(world, steps);
    let mut tabs = world.windows().filter(|window| window.tab().is_some());
    if world.left.picks > 0 && world.instance.signed_in && tabs.any(|tab| tab.has_ccp) {
        steps.push(Step::Pick);
    }
    if world.left.contacts > 0
        && !world.instance.contact
        && world.instance.signed_in
        && world.instance.availability != State::Offline
    {
        steps.push(Step::ContactBegins);
    }
    if world.instance.contact {
        steps.push(Step::ContactEnds);
    }
}

fn of_browser(world: &World, slot: usize, window: &Window, steps: &mut Vec<Step>) {
    if window.lock == Lock::Asked {
        steps.push(Step::Grant(slot));
    }
    if window.look.is_some() {
        steps.push(Step::AnswerLook(slot));
    }
    if world.is_watched_gone(window) {
        steps.push(Step::TellGone(slot));
    }
    let mut last = None;
    for (from, _) in &window.inbox {
        if last.replace(*from) != Some(*from) {
            steps.push(Step::Deliver {
                to: slot,
                from: *from,
            });
            if world.left.lost > 0 {
                steps.push(Step::LoseMessage {
                    to: slot,
                    from: *from,
                });
            }
        }
    }
    if window.has_news(world.instance) {
        steps.push(Step::ShowAgent(slot));
    }
    if let Some((at, timer)) = window.timeout()
        && at <= world.now
    {
        steps.push(Step::Fire(slot, timer));
    }
}

fn of_agent(world: &World, slot: usize, window: &Window, steps: &mut Vec<Step>) {
    if window.awaits_activation {
        steps.push(Step::Activate(slot));
    }
    if window.asks() {
        steps.push(Step::GoOn(slot));
    }
    if world.left.acts == 0 {
        return;
    }
    if window.asks() {
        steps.push(Step::Retry(slot));
        steps.push(Step::LetGo(slot));
    }
    steps.push(Step::Close(slot));
    if window.tab().is_some() {
        steps.push(Step::Crash(slot));
        if world.left.documents > 0 {
            steps.push(Step::Refresh(slot));
        }
    }
    if window.listens {
        steps.push(Step::Stay(slot));
    }
}

fn of_calls(world: &World, steps: &mut Vec<Step>) {
    for (index, call) in world.calls.iter().enumerate() {
        let is_awaited = world.has_window(call.by);
        match &call.stage {
            Stage::Sent => {
                steps.push(Step::CallArrives(index));
                if is_awaited && world.left.faults > 0 {
                    steps.push(Step::CallFails(index));
                    steps.push(Step::CallHangs(index));
                }
                if !is_awaited {
                    steps.push(Step::CallLost(index));
                }
            }
            Stage::Answered(_) => {
                steps.push(Step::CallAnswered(index));
                if world.left.faults > 0 {
                    steps.push(Step::CallLost(index));
                }
            }
            Stage::Hung => {
                if world.now <= call.sent_at + duration::LATE {
                    steps.push(Step::CallArrives(index));
                }
                steps.push(Step::CallLost(index));
            }
        }
    }
}

fn of_time(world: &World, steps: &mut Vec<Step>) {
    let is_busy = world.is_busy();
    match world.next_deadline() {
        Some(at) if at > world.now => {
            if !is_busy {
                steps.push(Step::TimePasses(at));
            } else if world.left.late > 0 && world.are_calls_done() && world.may_look_until(at) {
                steps.push(Step::TimePassesEarly(at));
            }
        }
        None if !is_busy && world.left.acts > 0 && !world.has_tab() => {
            steps.push(Step::StayAway(world.now + LONG));
        }
        Some(_) | None => {}
    }
}

/// The world after a step.
#[allow(clippy::too_many_lines, reason = "one arm a step")]
pub fn take(scene: &Scene, before: &World, step: &Step) -> World {
    let mut world = before.clone();
    let had_tab = world.has_tab();
    match *step {
        Step::Grant(slot) => grant(scene, &mut world, slot),
        Step::AnswerLook(slot) => {
            let found = Ok(world.present());
            if let Some(id) = world.window_mut(slot).and_then(|window| window.look.take()) {
                world.input(slot, Input::Looked { id, found });
            }
        }
        Step::TellGone(slot) => {
            if let Some((id, _)) = world
                .window_mut(slot)
                .and_then(|window| window.watch.take())
            {
                world.input(slot, Input::Gone { id });
            }
        }
        Step::Deliver { to, from } => {
            if let Some(message) = first(&mut world, to, from) {
                world.input(to, Input::Heard((*message).clone()));
            }
        }
        Step::LoseMessage { to, from } => {
            world.left.lost -= 1;
            first(&mut world, to, from);
        }
        Step::ShowAgent(slot) => show_agent(&mut world, slot),
        Step::CallArrives(index) => world.arrive(index),
        Step::CallAnswered(index) => {
            if let Stage::Answered(result) = world.calls[index].stage.clone() {
                world.answer(index, result);
            }
        }
        Step::CallFails(index) => {
            world.left.faults -= 1;
            world.answer(index, Err("500".into()));
        }
        Step::CallHangs(index) => {
            world.left.faults -= 1;
            world.calls[index].stage = Stage::Hung;
        }
        Step::CallLost(index) => {
            if matches!(world.calls[index].stage, Stage::Answered(_)) {
                world.left.faults -= 1;
            }
            world.calls.remove(index);
        }
        Step::Load(slot) => {
            if let Slot::Loading { since } = world.slots[slot] {
                world.load(scene, slot, since);
            }
        }
        Step::Fire(slot, timer) => world.input(slot, Input::Timer(timer)),
        Step::TimePasses(at) => world.now = at,
        Step::TimePassesEarly(at) => {
            world.left.late -= 1;
            // A return that is heard after the outcome was shown begins a new session.
            if at - world.now >= duration::SHOWN {
                world.ghost.choice = None;
            }
            world.now = at;
        }
        Step::StayAway(until) => {
            world.left.acts -= 1;
            world.now = until;
        }
        Step::Open(slot) => {
            world.left.acts -= 1;
            world.left.documents -= 1;
            let now = world.now;
            world.load(scene, slot, now);
        }
        Step::Close(slot) => {
            world.left.acts -= 1;
            if slot >= TABS {
                world.note_keeper_closed(slot);
            }
            leave(&mut world, slot);
        }
        Step::Refresh(slot) => {
            world.left.acts -= 1;
            world.left.documents -= 1;
            leave(&mut world, slot);
            world.slots[slot] = Slot::Loading { since: world.now };
        }
        Step::Crash(slot) => {
            world.left.acts -= 1;
            world.vanish(slot);
        }
        Step::Stay(slot) => {
            world.left.acts -= 1;
            begin_to_leave(&mut world, slot);
        }
        Step::GoOn(slot) => world.input(slot, Input::Stay),
        Step::Retry(slot) => {
            world.left.acts -= 1;
            world.input(slot, Input::Retry);
        }
        Step::LetGo(slot) => {
            world.left.acts -= 1;
            world.input(slot, Input::Leave);
        }
        Step::Activate(slot) => world.input(slot, Input::Activated),
        Step::ContactBegins => {
            world.left.contacts -= 1;
            world.instance.contact = true;
        }
        Step::ContactEnds => world.instance.end_contact(),
        Step::Pick => {
            world.left.picks -= 1;
            world.instance.pick(State::Available);
            world.ghost.changes.fill(0);
            // A call that is on its way may still arrive after it.
            world.ghost.choice = world.calls.is_empty().then_some(State::Available);
            for slot in 0..SLOTS {
                if world.window(slot).is_some_and(|window| window.has_ccp) {
                    show_agent(&mut world, slot);
                }
            }
        }
    }
    world.note_end(had_tab, scene.settings.session_end_timer);
    world
}

fn first(
    world: &mut World,
    to: usize,
    from: u8,
) -> Option<std::sync::Arc<connect_session_end::session::Message>> {
    let window = world.window_mut(to)?;
    let at = window
        .inbox
        .iter()
        .position(|(sender, _)| *sender == from)?;
    Some(window.inbox.remove(at).1)
}

/// Streams has a new snapshot.
fn show_agent(world: &mut World, slot: usize) {
    let instance = world.instance;
    if let Some(window) = world.window_mut(slot) {
        window.seen = Some(instance);
    }
    let input = if instance.signed_in {
        Input::Agent(Arc::new(instance.snapshot()))
    } else {
        Input::SignedOut
    };
    world.input(slot, input);
}

/// The browser grants a window its own lock: a tab's is nobody else's, a keeper's may be.
fn grant(scene: &Scene, world: &mut World, slot: usize) {
    let is_taken = slot >= TABS && world.keeper().is_some();
    let Some(Slot::Open(window)) = world.slots.get(slot) else {
        return;
    };
    if slot < TABS {
        let started_at = window.since;
        world.note_begin(started_at, scene.settings.session_end_timer);
    }
    let window = world.window_mut(slot).expect("it was there");
    if is_taken {
        window.lock = Lock::None;
        world.input(slot, Input::LockRefused { why: String::new() });
    } else {
        window.lock = Lock::Held;
        world.input(slot, Input::LockHeld);
    }
}

/// A document is about to go.
fn begin_to_leave(world: &mut World, slot: usize) {
    if let Some(window) = world.window_mut(slot)
        && window.listens
    {
        window.is_closing = true;
        world.input(slot, Input::BeforeUnload);
    }
}

/// A document goes for good, by its own events.
fn leave(world: &mut World, slot: usize) {
    begin_to_leave(world, slot);
    world.input(slot, Input::PageHide);
    if world.window(slot).is_some() {
        world.judge_hidden(slot);
    }
    world.vanish(slot);
}
