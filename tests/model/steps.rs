//! Everything that can happen next, and what it does.

use std::sync::Arc;

use connect_session_end::domain::{Kind, Millis, RequestId};
use connect_session_end::session::timer::duration;
use connect_session_end::session::{Input, KeeperPhase, Timer};

use crate::Scene;
use crate::instance::{Instance, Stage, State, Stretch, Who};
use crate::window::{Lock, Window};
use crate::world::{SLOTS, Slot, TABS, World};

/// Longer than any delay and any pause of the machines, for a return that is too late.
const LONG: Millis = 20_000;
/// Longer than anything waits for it.
const LONGEST_OUTAGE: Millis = duration::NO_NETWORK + LONG;
/// An end that is slept through is too late.
const SLEEP: Millis = 2 * duration::TOO_LATE;

/// One step; slots and calls by their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    // The browser, the channel and the CCP do what was asked of them.
    Grant(usize),
    AnswerLook(usize),
    TellGone(usize, RequestId),
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
    /// The contact is over, or its work is.
    ContactGoesOn,
    /// In the CCP of a tab. All CCPs share a worker, and show it at once.
    Pick,
    /// The keeper's own button.
    Cancel(usize),
    /// The page stops its watch.
    Stop(usize),
    /// The host's own button in a tab.
    End(usize),
    /// The machine sleeps, and every clock goes on.
    Sleep,
    NetworkGoes,
    NetworkComes,
    /// Another agent signs in, in any window of the browser. The CCPs that are open may show in between that nobody is
    /// signed in.
    OtherSignsIn {
        shows_nobody: bool,
    },
    /// The browser is killed, and restores all its tabs long after.
    Restored,
}

impl Step {
    /// Whether it happens by itself and as it should.
    pub fn is_ordinary(&self) -> bool {
        matches!(
            self,
            Self::Grant(_)
                | Self::AnswerLook(_)
                | Self::TellGone(..)
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
                let may_load = world.is_online() && world.left.documents > 0;
                if slot < world.rooms && world.left.acts > 0 && may_load {
                    steps.push(Step::Open(slot));
                }
            }
            Slot::Loading { .. } if world.is_online() => steps.push(Step::Load(slot)),
            Slot::Loading { .. } => {}
            Slot::Open(window) => {
                of_browser(world, slot, window, steps);
                of_agent(world, slot, window, steps);
            }
        }
    }
    of_calls(world, steps);
    of_time(world, steps);
    let mut tabs = world.windows().filter(|window| window.tab().is_some());
    if !world.is_online() {
        return steps.push(Step::NetworkComes);
    }
    if world.left.outages > 0 {
        steps.push(Step::NetworkGoes);
    }
    if world.left.agents > 0 {
        steps.extend([true, false].map(|shows_nobody| Step::OtherSignsIn { shows_nobody }));
    }
    if world.left.restores > 0 && world.calls.is_empty() && world.has_tab() {
        steps.push(Step::Restored);
    }
    if world.left.picks > 0 && world.instance.signed_in && tabs.any(|tab| tab.has_ccp) {
        steps.push(Step::Pick);
    }
    if world.left.contacts > 0
        && world.instance.contact == Stretch::None
        && world.instance.signed_in
        && world.instance.availability != State::Offline
    {
        steps.push(Step::ContactBegins);
    }
    if world.instance.contact != Stretch::None {
        steps.push(Step::ContactGoesOn);
    }
}

fn of_browser(world: &World, slot: usize, window: &Window, steps: &mut Vec<Step>) {
    if window.lock == Lock::Asked {
        steps.push(Step::Grant(slot));
    }
    if window.look.is_some() {
        steps.push(Step::AnswerLook(slot));
    }
    steps.extend(world.gone(window).map(|id| Step::TellGone(slot, id)));
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
    if world.has_news(window) {
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
    if world.left.presses > 0 {
        match window.keeper().map(|keeper| keeper.view()) {
            Some(view) if matches!(view.phase, KeeperPhase::Countdown | KeeperPhase::Acting) => {
                steps.push(Step::Cancel(slot));
            }
            Some(view) if view.outcome.is_some_and(|told| told.kind == Kind::Failed) => {
                steps.push(Step::Retry(slot));
            }
            Some(_) => {}
            None => steps.push(Step::Stop(slot)),
        }
    }
    if world.left.ends > 0 && window.tab().is_some() {
        steps.push(Step::End(slot));
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
        if world.left.documents > 0 && world.is_online() {
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
            Stage::Sent if !world.is_online() => steps.push(Step::CallFails(index)),
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
                if world.is_online() && world.now <= call.sent_at + duration::LATE {
                    steps.push(Step::CallArrives(index));
                }
                steps.push(Step::CallLost(index));
            }
        }
    }
}

fn of_time(world: &World, steps: &mut Vec<Step>) {
    let is_busy = world.is_busy();
    if (world.offline_since).is_some_and(|since| world.now >= since + LONGEST_OUTAGE) {
        return;
    }
    if !is_busy && world.left.sleeps > 0 {
        steps.push(Step::Sleep);
    }
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
        Step::TellGone(slot, id) => {
            if let Some(window) = world.window_mut(slot) {
                window.watches.retain(|(watch, _)| *watch != id);
                let turn = window.asks_for_turn.take_if(|turn| *turn == id);
                window.turn = turn.or(window.turn);
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
            world.left.faults -= u8::from(world.is_online());
            world.ghost.is_to_be_offline = false;
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
            world.ghost.is_to_be_offline = false;
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
            } else {
                world.note_tab_closed(slot);
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
        Step::Retry(slot) if slot >= TABS => {
            world.left.presses -= 1;
            // The same end is told anew.
            let end = world.window(slot).map_or(0, |window| window.end);
            world.ghost.outcomes[usize::from(end)] = 0;
            world.input(slot, Input::Retry);
        }
        Step::Retry(slot) => {
            world.left.acts -= 1;
            world.input(slot, Input::Retry);
        }
        Step::Cancel(slot) => {
            world.left.presses -= 1;
            world.input(slot, Input::Cancel);
        }
        Step::Stop(slot) => {
            world.left.presses -= 1;
            world.input(slot, Input::Stop);
            world.judge_hidden(slot);
            world.vanish(slot);
        }
        Step::End(slot) => {
            world.left.ends -= 1;
            world.note_asked();
            world.input(slot, Input::End);
        }
        Step::Sleep => {
            world.left.sleeps -= 1;
            // Who comes back after so long begins a new session.
            if !world.has_tab() {
                world.ghost.choice = None;
            }
            world.now += SLEEP;
        }
        Step::NetworkGoes => {
            world.left.outages -= 1;
            world.set_online(false);
        }
        Step::NetworkComes => world.set_online(true),
        Step::OtherSignsIn { shows_nobody } => other_signs_in(&mut world, shows_nobody),
        Step::Restored => {
            restore(scene, &mut world);
            return world;
        }
        Step::LetGo(slot) => {
            world.left.acts -= 1;
            world.input(slot, Input::Leave);
        }
        Step::Activate(slot) => world.input(slot, Input::Activated),
        Step::ContactBegins => {
            world.left.contacts -= 1;
            world.instance.contact = Stretch::Live;
        }
        Step::ContactGoesOn => world.instance.contact_goes_on(scene.contact_work),
        Step::Pick => {
            world.left.picks -= 1;
            world.ghost.is_to_be_offline = false;
            world.instance.pick(State::Available);
            world.ghost.changes.fill(0);
            world.note_picked();
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

fn other_signs_in(world: &mut World, shows_nobody: bool) {
    world.left.agents -= 1;
    if shows_nobody {
        world.instance.signed_in = false;
        for slot in 0..SLOTS {
            if world.window(slot).is_some_and(|window| window.has_ccp) {
                show_agent(world, slot);
            }
        }
    }
    world.instance = Instance {
        who: Who::Second,
        ..Instance::in_state(State::Available)
    };
    world.ghost.is_to_be_offline = false;
    world.ghost.choice = Some(State::Available);
    world.ghost.changes.fill(0);
}

fn restore(scene: &Scene, world: &mut World) {
    world.left.restores -= 1;
    for slot in 0..SLOTS {
        world.vanish(slot);
    }
    world.note_end(true, scene.settings.session_end_timer);
    world.now += SLEEP;
    for slot in 0..world.rooms {
        world.slots[slot] = Slot::Loading { since: world.now };
    }
    // Whoever comes first gives the session its state.
    world.instance.pick(State::Break);
    world.ghost.choice = Some(State::Available);
    world.ghost.attempted_end = world.ghost.ends;
    world.ghost.restored_end = world.ghost.ends;
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
    if instance.signed_in && (slot < TABS || world.has_tab()) {
        world.ghost.shown = instance.who;
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
