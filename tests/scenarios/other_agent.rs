//! A change belongs to the agent it began with: where another signs in on the same tabs, it is over.

use connect_session_end::domain::{FailureCode, Kind};
use connect_session_end::session::{Input, WarningCode};
use connect_session_end::settings::{InitialAgentState, OnContact};

use crate::world::World;
use crate::world::instance::Fault;

/// Kim's last tab is gone, with these faults ahead.
fn ended_with(faults: &[Fault]) -> World {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = faults.iter().copied().collect();
    world.close(tabs[0]);
    world
}

/// Kim's change is over, by one outcome; Lee, who is Available, is left alone from here on.
#[track_caller]
fn lee_is_left_alone(world: &mut World, attempts: u32, known: &str) {
    let asked = world.asked_for().len();
    world.sign_in_as("lee", "Available");
    world.run(600_000);
    let outcome = world.outcome();
    let error = outcome.error.as_ref().expect("it failed");
    assert_eq!(
        (outcome.kind, error.code),
        (Kind::Failed, FailureCode::OtherAgent)
    );
    assert_eq!(
        (
            outcome.attempted.agent.as_deref(),
            outcome.attempted.attempts
        ),
        (Some("kim"), attempts)
    );
    for part in ["“kim”", "“lee”", known] {
        assert!(error.message.contains(part), "{part} is not in: {error}");
    }
    assert_eq!(world.asked_for().len(), asked);
    assert_eq!(world.state(), "Available");
}

#[test]
fn who_has_signed_in_and_out_as_wanted_says_nothing_of_the_first() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(4_300);
    world.sign_in_as("lee", "Offline");
    world.sign_out();
    world.run(120_000);
    assert_eq!(world.outcome().kind, Kind::Failed);
    assert_eq!(world.outcome().attempted.agent.as_deref(), Some("kim"));
}

#[test]
fn signing_in_during_an_attempt() {
    let mut world = ended_with(&[Fault::Hang]);
    world.run(6_000);
    lee_is_left_alone(&mut world, 1, "may have been set");
}

#[test]
fn signing_in_before_the_snapshot_has_confirmed() {
    let mut world = ended_with(&[Fault::Lie]);
    world.run(6_000);
    lee_is_left_alone(&mut world, 1, "may have been set");
}

#[test]
fn signing_in_between_two_attempts() {
    let mut world = ended_with(&[Fault::Refuse; 3]);
    world.run(5_150);
    lee_is_left_alone(&mut world, 1, "may have been set");
}

#[test]
fn signing_in_before_the_keeper_has_its_ccp() {
    let mut world = ended_with(&[]);
    world.run(500);
    lee_is_left_alone(&mut world, 0, "nothing had been set");
}

#[test]
fn signing_in_after_the_first_had_signed_out_and_closed_the_tab() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.sign_out();
    world.run(1_000);
    world.close(tabs[0]);
    world.run(500);
    lee_is_left_alone(&mut world, 0, "nothing had been set");
}

#[test]
fn signing_in_for_an_agent_who_signed_out_between_two_attempts() {
    let mut world = ended_with(&[Fault::Refuse]);
    world.run(5_150);
    world.sign_out();
    world.run(10_000);
    lee_is_left_alone(&mut world, 1, "may have been set");
}

#[test]
fn signing_in_while_a_change_waits_for_the_contacts() {
    let mut world = World::with(|settings| settings.on_contact = OnContact::Wait);
    let tabs = world.watched(1);
    world.start_contact("voice");
    world.run(100);
    world.close(tabs[0]);
    world.run(60_000);
    lee_is_left_alone(&mut world, 0, "nothing had been set");
}

#[test]
fn signing_in_while_a_change_waits_for_the_network() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.set_online(false);
    world.close(tabs[0]);
    world.run(60_000);
    lee_is_left_alone(&mut world, 0, "nothing had been set");
}

#[test]
fn signing_in_after_a_tab_came_back_during_the_attempt() {
    let mut world = ended_with(&[Fault::Hang]);
    world.run(6_000);
    world.open_tab();
    world.run(500);
    lee_is_left_alone(&mut world, 1, "may have been set");
}

#[test]
fn the_end_of_the_second_agents_session_is_the_second_agents() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.sign_in_as("lee", "Available");
    world.close(tabs[0]);
    world.run(8_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.outcome().attempted.agent.as_deref(), Some("lee"));
    assert_eq!(world.state(), "Offline");
}

#[test]
fn what_failed_is_tried_again_for_its_own_agent_alone() {
    let mut world = ended_with(&[Fault::Refuse]);
    world.run(5_150);
    lee_is_left_alone(&mut world, 1, "may have been set");
    let keeper = world.keeper().expect("it shows the failure");
    world.tell(keeper, Input::Retry);
    world.run(30_000);
    assert_eq!(world.kinds(), [Kind::Failed, Kind::Failed]);
    assert_eq!(world.state(), "Available");
    world.sign_in_as("kim", "Available");
    world.tell(keeper, Input::Retry);
    world.run(2_000);
    assert_eq!(world.kinds()[2..], [Kind::Changed]);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn the_first_agents_state_is_not_put_back_onto_the_second() {
    for state in ["Offline", "Away"] {
        let mut world = ended_with(&[]);
        world.run(6_000);
        assert_eq!(world.outcome().kind, Kind::Changed);
        world.sign_in_as("lee", state);
        world.open_tab();
        world.run(30_000);
        assert_eq!(world.asked_for(), ["Offline"]);
        assert_eq!(world.state(), state);
    }
}

#[test]
fn the_second_agents_tab_begins_a_session_of_its_own() {
    let mut world = World::with(|settings| {
        settings.initial_agent_state = InitialAgentState::Always("Available".into());
    });
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(6_000);
    world.sign_in_as("lee", "Offline");
    world.open_tab();
    world.run(30_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
}

#[test]
fn a_state_that_may_have_been_set_is_not_put_back_onto_the_second_agent() {
    let mut world = ended_with(&[Fault::Refuse; 5]);
    world.run(12_000);
    assert_eq!(world.outcome().kind, Kind::Failed);
    world.sign_in_as("lee", "Away");
    world.open_tab();
    world.run(30_000);
    assert_eq!(world.asked_for().len(), 5);
    assert_eq!(world.state(), "Away");
}

#[test]
fn putting_back_is_over_where_another_agent_signs_in() {
    let mut world = ended_with(&[]);
    world.run(6_000);
    world.instance.faults = [Fault::Refuse].into();
    world.open_tab();
    let keeper = world.keeper().expect("it puts back");
    while world.asked_for().len() < 2 {
        world.run(10);
    }
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    world.sign_in_as("lee", "Away");
    world.run(60_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Away");
    assert!(
        world.windows[keeper]
            .warnings()
            .contains(&WarningCode::NotRestored)
    );
    assert_eq!(world.outcomes.len(), 1);
}

#[test]
fn who_signed_out_meanwhile_has_the_state_put_back_and_nobody_else() {
    let mut world = ended_with(&[Fault::Hang]);
    world.run(5_500);
    world.sign_out();
    world.run(2_600);
    world.open_tab();
    world.run(1_000);
    assert_eq!(world.outcome().kind, Kind::Skipped);
    world.sign_in_as("lee", "Away");
    world.run(60_000);
    assert_eq!(world.asked_for(), ["Offline"]);
    assert_eq!(world.state(), "Away");
}

#[test]
fn the_first_agents_first_state_is_not_the_seconds() {
    let mut world = World::with(|settings| {
        settings.initial_agent_state = InitialAgentState::Always("Available".into());
    });
    world.instance.agent.availability = "Away".into();
    world.instance.faults = [Fault::Refuse].into();
    let tab = world.open_tab();
    world.run(1_000);
    assert_eq!(world.asked_for(), ["Available"]);
    world.sign_in_as("lee", "Away");
    world.run(60_000);
    assert_eq!(world.asked_for(), ["Available"]);
    assert!(
        world.windows[tab]
            .warnings()
            .contains(&WarningCode::NotRestored)
    );
    assert_eq!(world.not_set(tab), None, "the bar has no word for lee");
}

#[test]
fn a_bar_about_the_first_agents_state_goes_with_them() {
    let mut world = World::with(|settings| {
        settings.initial_agent_state = InitialAgentState::Always("Available".into());
    });
    world.instance.agent.availability = "Away".into();
    world.instance.faults = [Fault::Refuse; 5].into();
    let tab = world.open_tab();
    world.run(20_000);
    assert!(world.not_set(tab).is_some());
    world.sign_in_as("lee", "Away");
    world.run(10_000);
    assert_eq!(world.not_set(tab), None);
}
