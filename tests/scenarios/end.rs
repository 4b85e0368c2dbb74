//! Ends are seen, however they come; each has one outcome.

use connect_session_end::domain::{By, FailureCode, Kind, Reason};
use connect_session_end::session::{Input, KeeperPhase};

use crate::world::World;
use crate::world::instance::Fault;

#[test]
fn the_last_tab_closes_and_five_seconds_later_the_agent_is_offline() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let closed_at = world.now;
    world.close(tabs[0]);
    world.run(4_900);
    assert_eq!(world.state(), "Available");
    world.run(500);
    assert_eq!(world.state(), "Offline");
    let outcome = world.outcome();
    assert_eq!(outcome.kind, Kind::Changed);
    assert_eq!(outcome.attempted.agent.as_deref(), Some("kim"));
    assert_eq!(outcome.attempted.from.as_deref(), Some("Available"));
    assert_eq!(outcome.attempted.to.as_deref(), Some("Offline"));
    assert_eq!(
        (outcome.attempted.attempts, outcome.attempted.by),
        (1, By::Keeper)
    );
    // The lock is handed over some milliseconds after the close.
    assert!((closed_at..closed_at + 100).contains(&outcome.ended_at));
    assert!(outcome.at >= outcome.ended_at + 5_000);
}

#[test]
fn the_outcome_is_an_event_in_the_log_on_the_screen_and_in_the_journal() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(5_500);
    let keeper = world.keeper().expect("it shows the outcome");
    let outcome = world.outcome().clone();
    assert_eq!(world.view().outcome, Some(&outcome));
    assert_eq!(
        world.windows[keeper].outcomes(),
        std::slice::from_ref(&outcome)
    );
    let log = &world.windows[keeper].log;
    assert!(
        log.iter()
            .any(|line| line.contains("session end: changed Offline")),
        "{log:?}"
    );
    let written = world.store.outcome.as_ref().expect("it is written down");
    assert_eq!(written.outcome, outcome);
    assert!(!written.answered);
}

#[test]
fn a_machine_that_slept_through_the_delay_makes_the_change_when_it_wakes() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(1_000);
    world.now += 8 * 3_600_000;
    world.run(2_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.kinds(), [Kind::Changed]);
}

/// The machine sleeps for a night, and the agent has picked this state in another browser: too late.
fn wakes_to(world: &mut World, state: &str) {
    world.now += 8 * 3_600_000;
    world.agent_picks("Away");
    world.agent_picks(state);
    world.run(5_000);
    let error = world.outcome().error.as_ref().expect("it says so");
    assert_eq!(error.code, FailureCode::TooLate);
    assert!(error.message.contains(" 480 minutes "), "{error}");
    assert_eq!(world.state(), state);
}

#[test]
fn a_state_that_somebody_has_set_while_the_machine_slept_stays() {
    for state in ["At Lunch", "Available"] {
        let mut world = World::new();
        let tabs = world.watched(1);
        world.close(tabs[0]);
        world.run(1_000);
        wakes_to(&mut world, state);
        assert!(world.asked_for().is_empty());
        // Somebody who reads that can have it made all the same.
        let keeper = world.keeper().expect("it shows it");
        world.tell(keeper, Input::Retry);
        world.run(5_000);
        assert_eq!(world.state(), "Offline");
    }
}

#[test]
fn a_state_that_somebody_has_set_while_a_retry_slept_stays() {
    for state in ["At Lunch", "Available"] {
        let mut world = World::new();
        let tabs = world.watched(1);
        world.instance.faults = [Fault::Refuse].into();
        world.close(tabs[0]);
        world.run(5_100);
        wakes_to(&mut world, state);
    }
}

/// Five minutes are the border: up to then a sleep is like a delay that was longer.
#[test]
fn a_change_that_comes_less_than_five_minutes_late_is_made() {
    for (slept, state) in [(290_000, "Offline"), (310_000, "At Lunch")] {
        let mut world = World::new();
        let tabs = world.watched(1);
        world.close(tabs[0]);
        world.run(1_000);
        world.now += 5_000 + slept;
        world.agent_picks("At Lunch");
        world.run(5_000);
        assert_eq!(world.state(), state, "{slept} ms late");
    }
}

#[test]
fn a_tab_that_is_back_when_the_machine_wakes_ends_the_countdown() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(1_000);
    world.open_tab();
    world.now += 8 * 3_600_000;
    world.run(10_000);
    assert!(world.asked_for().is_empty());
    assert!(world.outcomes.is_empty());
}

#[test]
fn a_tab_that_is_back_right_after_the_machine_has_woken_has_the_state_put_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(1_000);
    world.now += 8 * 3_600_000;
    world.run(1_000);
    world.open_tab();
    world.run(3_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
    assert_eq!(world.kinds(), [Kind::Changed]);
}

#[test]
fn the_keeper_closes_itself_when_the_outcome_has_been_shown() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(10_000);
    assert!(world.keeper().is_some());
    world.run(3_000);
    assert_eq!(world.keeper(), None);
}

#[test]
fn there_is_nothing_to_try_again_after_a_change() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.close(tabs[0]);
    world.run(6_000);
    world.tell(keeper, Input::Retry);
    world.run(3_000);
    assert_eq!(world.asked_for(), ["Offline"]);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn one_of_two_tabs_closes_and_nothing_happens() {
    let mut world = World::new();
    let tabs = world.watched(2);
    world.close(tabs[0]);
    world.run(60_000);
    assert!(world.asked_for().is_empty());
    assert!(world.outcomes.is_empty());
    world.close(tabs[1]);
    world.run(5_500);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn fifty_tabs_close_at_once_and_that_is_one_end() {
    let mut world = World::new();
    let tabs: Vec<usize> = (0..50).map(|_| world.open_tab()).collect();
    world.run(100);
    world.click(tabs[7]);
    world.run(3_000);
    for tab in tabs {
        world.close(tab);
    }
    world.run(9_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.asked_for(), ["Offline"]);
}

#[test]
fn the_last_tab_crashes() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.crash(tabs[0]);
    world.run(5_500);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn the_tab_that_opened_the_keeper_crashes_beside_another() {
    let mut world = World::new();
    let tabs = world.watched(2);
    world.crash(tabs[0]);
    world.run(20_000);
    assert!(world.asked_for().is_empty());
    world.crash(tabs[1]);
    world.run(5_500);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn the_last_tab_stops_watching() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.tell(tabs[0], Input::Stop);
    world.run(5_500);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn the_last_tab_stops_watching_where_there_is_no_keeper() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.tell(tabs[0], Input::Stop);
    world.run(1_000);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn one_of_two_tabs_stops_watching() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(2);
    world.tell(tabs[0], Input::Stop);
    world.close(tabs[0]);
    world.run(10_000);
    assert_eq!(world.state(), "Available");
}

#[test]
fn the_agent_is_offline_already() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.agent_picks("Offline");
    world.close(tabs[0]);
    world.run(5_500);
    assert!(world.asked_for().is_empty());
    assert_eq!(world.outcome().kind, Kind::Skipped);
    assert_eq!(world.outcome().reason, Some(Reason::AlreadySet));
}

#[test]
fn the_agent_says_no_in_the_keeper_before_the_delay_is_over() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(2_000);
    let keeper = world.keeper().expect("it counts down");
    world.tell(keeper, Input::Cancel);
    world.run(10_000);
    assert!(world.asked_for().is_empty());
    assert_eq!(world.outcome().reason, Some(Reason::Cancelled));
    assert_eq!(world.keeper(), None);
}

#[test]
fn no_tab_ever_said_its_settings() {
    let mut world = World::new();
    world.nature.loss = 100;
    let tabs = world.unwatched(1);
    world.open_keeper_window();
    world.run(3_000);
    world.crash(tabs[0]);
    world.run(10_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::NoSettings);
    let keeper = world.keeper().expect("a failure stays on the screen");
    // Nor can it be tried again.
    world.tell(keeper, Input::Retry);
    world.run(1_000);
    assert_eq!(world.view().phase, KeeperPhase::Done);
}

#[test]
fn a_refresh_is_no_end_where_no_settings_were_heard_either() {
    let mut world = World::new();
    world.nature.loss = 100;
    let tabs = world.unwatched(1);
    world.open_keeper_window();
    world.run(3_000);
    world.refresh_slowly(tabs[0], 2_000);
    world.run(20_000);
    assert!(world.outcomes.is_empty(), "{:?}", world.outcomes);
}

#[test]
fn settings_that_were_lost_are_asked_for_again() {
    let mut world = World::new();
    world.nature.loss = 100;
    let tabs = world.unwatched(1);
    world.open_keeper_window();
    world.run(1_500);
    world.nature.loss = 0;
    world.run(5_000);
    assert!(world.view().ready);
    world.close(tabs[0]);
    world.run(5_500);
    assert_eq!(world.outcome().kind, Kind::Changed);
}
