//! An end that nobody is left to see is told at the next start.

use connect_session_end::domain::{FailureCode, Kind, Outcome};

use crate::world::World;

const THE_NEXT_DAY: u64 = 40_000_000;

/// Every window goes at once, without a word.
fn kill(world: &mut World) {
    for window in world.tabs().into_iter().chain(world.keeper()) {
        world.crash(window);
    }
}

/// What the journal tells a new document that is opened after so many milliseconds.
fn told_after(world: &mut World, time: u64) -> Option<Outcome> {
    world.run(time);
    world.open_tab();
    world.run(3_000);
    world.store.outcome.clone().map(|last| last.outcome)
}

#[test]
fn the_whole_browser_is_killed() {
    let mut world = World::new();
    world.watched(2);
    kill(&mut world);
    let outcome = told_after(&mut world, THE_NEXT_DAY).expect("it is told");
    let code = outcome.error.as_ref().map(|error| error.code);
    assert_eq!(
        (outcome.kind, code),
        (Kind::Failed, Some(FailureCode::NobodyLeft))
    );
    assert_eq!(
        (
            outcome.attempted.from.as_deref(),
            outcome.attempted.attempts
        ),
        (Some("Available"), 0)
    );
    assert_eq!(world.state(), "Available");

    // Told once: a refresh is no end, and says nothing.
    let tab = world.tabs()[0];
    world.refresh(tab);
    world.run(3_000);
    assert_eq!(
        world.store.outcome.clone().map(|last| last.outcome),
        Some(outcome)
    );
}

#[test]
fn the_last_tab_and_its_keeper_are_closed_in_one_moment() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it was opened");
    world.begin_unload(tabs[0]);
    world.crash(keeper);
    world.crash(tabs[0]);
    let outcome = told_after(&mut world, THE_NEXT_DAY).expect("it is told");
    assert_eq!(
        outcome.error.map(|error| error.code),
        Some(FailureCode::NobodyLeft)
    );
}

#[test]
fn a_tab_without_a_keeper_crashes() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.crash(tabs[0]);
    let outcome = told_after(&mut world, THE_NEXT_DAY).expect("it is told");
    assert_eq!(
        outcome.error.map(|error| error.code),
        Some(FailureCode::NobodyLeft)
    );
    assert!(world.asked_for().is_empty());
}

#[test]
fn whoever_is_back_in_time_has_ended_nothing() {
    let mut world = World::new();
    world.watched(1);
    world.run(100_000);
    // The last moment that a window is sure to see.
    let tab = world.tabs()[0];
    world.begin_unload(tab);
    kill(&mut world);
    assert_eq!(told_after(&mut world, 2_000), None);
}

#[test]
fn what_a_keeper_has_told_is_not_told_again() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.crash(tabs[0]);
    let outcome = told_after(&mut world, THE_NEXT_DAY).expect("it is told");
    assert_eq!(outcome.kind, Kind::Changed);
}
