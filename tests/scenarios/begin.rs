//! A new session's first state.

use connect_session_end::domain::Kind;
use connect_session_end::session::WarningCode;
use connect_session_end::settings::InitialAgentState;

use crate::world::World;
use crate::world::instance::{Fault, agent};

fn beginning_with(state: &str) -> World {
    World::with(|settings| settings.initial_agent_state = InitialAgentState::Always(state.into()))
}

/// The session ends, changed by the keeper, and the keeper is gone.
fn ended() -> World {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(20_000);
    assert_eq!(world.state(), "Offline");
    world.instance.calls.clear();
    world
}

#[test]
fn what_the_agent_picks_while_the_first_state_is_tried_stays() {
    for fault in [Fault::Hang, Fault::Refuse] {
        let mut world = beginning_with("Available");
        world.instance.agent = agent("Offline");
        world.instance.faults = [fault].into();
        world.open_tab();
        world.run(950);
        world.agent_picks("At Lunch");
        world.run(60_000);
        assert_eq!(world.state(), "At Lunch", "{fault:?}");
    }
}

#[test]
fn it_is_set_at_every_begin_where_it_is_given() {
    let mut world = beginning_with("Away");
    world.unwatched(1);
    assert_eq!(world.state(), "Away");
}

#[test]
fn it_is_not_set_again_by_a_second_tab() {
    let mut world = beginning_with("Away");
    world.unwatched(1);
    world.agent_picks("At Lunch");
    world.unwatched(1);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn it_is_not_set_again_by_a_second_tab_beside_a_keeper() {
    let mut world = beginning_with("Away");
    world.watched(1);
    world.agent_picks("At Lunch");
    world.unwatched(1);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn it_is_not_set_by_a_second_tab_that_comes_just_when_the_keeper_does() {
    for after in 0..160 {
        let mut world = beginning_with("Away");
        let tabs = world.unwatched(1);
        world.agent_picks("At Lunch");
        world.click(tabs[0]);
        world.run(after);
        world.open_tab();
        world.run(4_000);
        assert_eq!(world.state(), "At Lunch", "{after} ms after the click");
    }
}

#[test]
fn it_is_not_set_again_by_a_refresh() {
    for keeper in [true, false] {
        let mut world = beginning_with("Away");
        let tab = world.unwatched(1)[0];
        if keeper {
            world.click(tab);
            world.run(3_000);
        }
        world.agent_picks("At Lunch");
        world.refresh(tab);
        world.run(10_000);
        assert_eq!(world.state(), "At Lunch", "keeper: {keeper}");
    }
}

/// As when a browser restores its windows.
#[test]
fn of_tabs_that_are_back_at_once_beside_a_keeper_that_shows_the_outcome_none_begins_a_session() {
    for (tabs, seed) in (0..90).map(|seed| (1 + seed % 3, seed)) {
        let mut world = beginning_with("At Lunch").seeded(seed);
        let first = world.watched(1)[0];
        world.agent_picks("Available");
        world.close(first);
        world.run(6_000);
        assert_eq!(world.outcome().kind, Kind::Changed);
        world.nature.lag = 10 * seed;
        for _ in 0..tabs {
            world.open_tab();
        }
        world.run(60_000);
        assert_eq!(world.state(), "Available", "{tabs} {seed}");
        assert!(!world.asked_for().contains(&"At Lunch"), "{tabs} {seed}");
    }
}

#[test]
fn a_keeper_that_was_there_first_does_not_hide_a_begin() {
    let mut world = beginning_with("Away");
    world.open_keeper_window();
    world.run(3_000);
    world.unwatched(1);
    assert_eq!(world.state(), "Away");
}

#[test]
fn a_keeper_that_still_shows_a_failure_does_not_hide_a_begin() {
    let mut world = beginning_with("Away");
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Refuse; 5].into();
    world.close(tabs[0]);
    world.run(60_000);
    world.agent_picks("At Lunch");
    world.unwatched(1);
    assert_eq!(world.state(), "Away");
}

#[test]
fn a_keeper_that_dies_before_it_has_said_what_it_does_is_not_waited_for() {
    let mut world = beginning_with("At Lunch");
    let tabs = world.watched(1);
    world.agent_picks("Available");
    world.close(tabs[0]);
    world.run(6_000);
    let keeper = world.keeper().expect("it shows the outcome");
    world.nature.tab_ccp = Some(3_000);
    world.open_tab();
    world.run(1_500);
    world.crash(keeper);
    world.run(10_000);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn a_keeper_that_says_nothing_leaves_the_agent_alone() {
    let mut world = beginning_with("Away");
    world.open_keeper_window();
    world.run(1_000);
    world.nature.loss = 100;
    world.unwatched(1);
    assert_eq!(world.state(), "Available");
}

#[test]
fn it_is_lost_if_the_keeper_is_silent_and_nothing_is_written_down() {
    let mut world = beginning_with("Away");
    world.open_keeper_window();
    world.run(1_000);
    world.nature.loss = 100;
    let tab = world.unwatched(1)[0];
    world.nature.loss = 0;
    world.run(60_000);
    world.refresh(tab);
    world.run(60_000);
    assert_eq!(world.state(), "Available");
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_keeper_that_is_busy_at_a_begin_costs_no_first_state() {
    let mut world = beginning_with("Away");
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(3_600_000);
    world.open_keeper_window();
    world.run(1_000);
    world.nature.loss = 100;
    world.unwatched(1);
    assert_eq!(world.state(), "Away");
}

#[test]
fn it_is_never_set_under_a_live_contact() {
    let mut world = beginning_with("Away");
    world.start_contact("voice");
    world.unwatched(1);
    assert!(world.asked_for().is_empty());
    world.end_contacts();
    world.run(10_000);
    assert!(world.asked_for().is_empty());
}

#[test]
fn it_is_not_even_queued_for_a_contact_that_comes_between_two_attempts() {
    let mut world = beginning_with("Away");
    world.instance.faults = [Fault::Refuse].into();
    world.open_tab();
    world.run(960);
    world.start_contact("voice");
    world.run(10_000);
    assert_eq!((world.state(), world.next_state()), ("Available", None));
}

#[test]
fn the_profile_filter_governs_it_too() {
    let mut world = beginning_with("Away");
    world.settings.if_profile_name_includes = vec!["Sales".into()];
    world.unwatched(1);
    assert!(world.asked_for().is_empty());
    world.instance.agent.routing_profile = "EMEA Sales".into();
    let mut other = World::new();
    other.settings = world.settings.clone();
    other.instance = world.instance.clone();
    other.unwatched(1);
    assert_eq!(other.state(), "Away");
}

#[test]
fn it_is_tried_again_until_it_is_so() {
    let mut world = beginning_with("Away");
    world.instance.faults = [Fault::Refuse, Fault::Hang].into();
    world.unwatched(1);
    world.run(6_000);
    assert_eq!(world.state(), "Away");
}

#[test]
fn another_tab_sets_it_where_the_ccp_of_the_first_never_comes() {
    let mut world = beginning_with("Away");
    world.nature.tab_ccp = None;
    world.open_tab();
    world.run(1_000);
    world.nature.tab_ccp = Some(200);
    world.open_tab();
    world.run(60_000);
    assert_eq!(world.state(), "Away");
    assert_eq!(world.asked_for(), ["Away"]);
}

#[test]
fn that_it_could_not_be_set_is_said() {
    let mut world = beginning_with("Away");
    world.instance.faults = [Fault::Refuse; 5].into();
    let tabs = world.unwatched(1);
    world.run(20_000);
    assert_eq!(
        world.windows[tabs[0]].warnings(),
        [WarningCode::NotRestored]
    );
    let says = |world: &World| world.not_set(tabs[0]);
    let (to, now) = ("Away".to_owned(), "Available".to_owned());
    assert_eq!(says(&world), Some((to, now, false)));
    world.agent_picks("At Lunch");
    world.run(1_000);
    assert_eq!(says(&world), None);
    world.agent_picks("Available");
    world.run(1_000);
    assert_eq!(says(&world), None, "they have picked it");
}

#[test]
fn where_none_is_given_it_is_available_after_a_change_of_ours() {
    let mut world = ended();
    world.unwatched(1);
    assert_eq!(world.asked_for(), ["Available"]);
}

/// The one call of a change has met this, and nobody is there.
fn failed(fault: Fault) -> World {
    let mut world = World::with(|settings| settings.retry.attempts = 1);
    let tabs = world.watched(1);
    world.instance.faults = [fault].into();
    world.close(tabs[0]);
    world.run(60_000);
    assert_eq!(world.outcome().kind, Kind::Failed);
    world
}

/// Somebody starts the next day.
fn the_next_day(world: &mut World) {
    world.run(40_000_000);
    world.unwatched(1);
    world.run(2_000);
}

#[test]
fn a_change_that_arrived_after_it_had_failed_is_made_up_for() {
    let mut world = failed(Fault::Late(5_000));
    assert_eq!(world.state(), "Offline");
    the_next_day(&mut world);
    assert_eq!(world.state(), "Available");
}

#[test]
fn a_state_set_by_hand_after_a_failure_is_not_made_up_for() {
    let mut world = failed(Fault::Hang);
    world.agent_picks("Offline");
    the_next_day(&mut world);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn where_none_is_given_and_the_change_was_not_ours_nothing_is_set() {
    let mut world = World::new();
    world.agent_picks("Offline");
    world.unwatched(1);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_change_of_ours_is_made_up_for_once() {
    let mut world = ended();
    let tabs = world.unwatched(1);
    world.agent_picks("Offline");
    // Nobody sees this end, so the change before it is still the last one written down.
    world.crash(tabs[0]);
    world.run(60_000);
    world.unwatched(1);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_change_of_ours_that_needed_no_making_up_for_is_not_made_up_for_later() {
    let mut world = ended();
    world.agent_picks("At Lunch");
    let tabs = world.unwatched(1);
    world.agent_picks("Offline");
    world.crash(tabs[0]);
    world.run(60_000);
    world.unwatched(1);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_change_of_ours_is_not_made_up_for_with_another_agent() {
    let mut world = ended();
    world.instance.agent.username = "lee".into();
    world.unwatched(1);
    assert!(world.asked_for().is_empty());
}

#[test]
fn nothing_is_made_up_for_where_the_initial_state_is_empty() {
    let mut world = ended();
    world.settings.initial_agent_state = InitialAgentState::Never;
    world.unwatched(1);
    assert!(world.asked_for().is_empty());
}

#[test]
fn an_agent_who_signs_in_late_gets_the_first_state_then() {
    let mut world = ended();
    world.sign_out();
    world.unwatched(1);
    world.run(60_000);
    world.sign_in();
    world.run(1_000);
    assert_eq!(world.state(), "Available");
}
