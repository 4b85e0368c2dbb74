//! Where no keeper stands in for it, the last tab does what can be done at its last moment.

use connect_session_end::domain::{By, FailureCode, Kind, Reason};
use connect_session_end::session::KeeperStatus;
use connect_session_end::settings::{InitialAgentState, OnContact};

use crate::world::World;
use crate::world::instance::{Fault, agent};

/// A world without a keeper.
fn alone() -> World {
    World::with(|settings| settings.keeper = None)
}

/// The last tab is closed, and somebody comes back the next day.
fn the_next_day(world: &mut World, tab: usize) -> usize {
    world.close(tab);
    world.run(40_000_000);
    let next = world.open_tab();
    world.run(3_000);
    next
}

#[test]
fn the_last_tab_sets_the_state_itself() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn one_of_two_tabs_does_not() {
    let mut world = alone();
    let tabs = world.unwatched(2);
    world.close(tabs[0]);
    world.run(1_000);
    assert!(world.asked_for().is_empty());
    world.close(tabs[1]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_tab_with_a_keeper_that_is_ready_leaves_it_to_the_keeper() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.begin_unload(tabs[0]);
    world.run(4_000);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_keeper_whose_ccp_has_not_loaded_is_not_relied_on() {
    let mut world = World::new();
    world.nature.keeper_ccp = None;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(2_000);
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn the_keeper_crashes_and_then_the_last_tab_goes() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.crash(keeper);
    world.run(100);
    assert_eq!(world.snapshot(tabs[0]).keeper, KeeperStatus::Closed);
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn what_was_set_at_a_mere_refresh_is_put_back() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.agent_picks("At Lunch");
    world.refresh(tabs[0]);
    world.run(10_000);
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
    assert_eq!(world.state(), "At Lunch");
    assert!(world.outcomes.is_empty());
    assert_eq!(world.store.last_attempt, None);
}

#[test]
fn it_is_put_back_beside_a_keeper_whose_every_word_is_lost() {
    let mut world = World::new();
    world.nature.loss = 100;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(11_000);
    world.agent_picks("At Lunch");
    let tab = world.refresh(tabs[0]);
    world.run(4_000);
    assert_eq!(world.snapshot(tab).keeper, KeeperStatus::Open);
    assert_eq!(world.state(), "At Lunch");
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
}

#[test]
fn it_is_put_back_after_a_slow_load_that_began_in_time() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.refresh_slowly(tabs[0], 30_000);
    world.run(10_000);
    assert_eq!(world.state(), "Available");
    assert!(world.outcomes.is_empty());
}

#[test]
fn it_is_not_put_back_where_the_agent_has_picked_another_meanwhile() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.refresh(tabs[0]);
    // In another CCP, say, before this one has loaded.
    world.agent_picks("Away");
    world.run(20_000);
    assert_eq!(world.state(), "Away");
    assert!(world.asked_for().is_empty());
}

#[test]
fn nor_where_they_have_worked_elsewhere_before_they_sign_in_here() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.close(tabs[0]);
    world.run(500);
    assert_eq!(world.state(), "Offline");
    world.sign_out();
    world.open_tab();
    world.run(600_000);
    // In another browser.
    world.instance.signed_in = true;
    for state in ["Available", "Offline"] {
        let set = world.instance.set_state(world.now, state, true);
        set.expect("they are signed in there");
    }
    world.show();
    world.run(20_000);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn it_is_put_back_once() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    let tab = world.refresh(tabs[0]);
    world.run(5_000);
    world.agent_picks("Offline");
    world.run(5_000);
    assert_eq!(world.state(), "Offline");
    world.refresh(tab);
    world.run(5_000);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_farewell_that_arrives_late_is_put_back_when_it_shows() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.nature.last_call = Some(4_000);
    world.refresh(tabs[0]);
    world.run(3_000);
    assert_eq!(world.state(), "Available");
    world.run(5_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
}

#[test]
fn a_second_refresh_before_it_was_put_back_keeps_the_state_from_before_the_first() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.agent_picks("At Lunch");
    let second = world.refresh(tabs[0]);
    world.run(860);
    assert_eq!(world.state(), "Offline");
    world.refresh(second);
    world.run(10_000);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn a_second_refresh_before_the_agent_is_known_does_so_too() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.agent_picks("At Lunch");
    let second = world.refresh(tabs[0]);
    world.run(300);
    world.refresh(second);
    world.run(10_000);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn a_download_is_put_back_where_nothing_can_be_written_down_too() {
    let mut world = alone();
    world.nature.refuses_storage = true;
    let tabs = world.unwatched(1);
    world.agent_picks("At Lunch");
    world.run(500);
    world.begin_unload(tabs[0]);
    world.run(5_000);
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn a_download_that_unloads_nothing_is_put_back_by_the_same_tab() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.begin_unload(tabs[0]);
    world.run(1_000);
    assert_eq!(world.state(), "Offline");
    world.run(3_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_call_that_hangs_since_a_download_is_made_again_as_the_tab_goes() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.instance.faults.push_back(Fault::Hang);
    world.begin_unload(tabs[0]);
    world.run(1_500);
    assert_eq!(world.state(), "Available");
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_call_that_is_on_its_way_is_not_made_again_as_the_tab_goes() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.begin_unload(tabs[0]);
    world.run(10);
    world.close(tabs[0]);
    world.run(1_000);
    assert_eq!(world.asked_for(), ["Offline"]);
}

#[test]
fn a_farewell_that_is_refused_is_made_again_at_once() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.instance.faults = [Fault::Refuse].into();
    world.begin_unload(tabs[0]);
    // There and back, and there.
    world.run(3 * world.nature.latency);
    assert_eq!(world.asked_for(), ["Offline", "Offline"]);
}

#[test]
fn a_farewell_in_a_call_is_queued_and_taken_back_after_a_refresh() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.start_contact("voice");
    world.run(500);
    world.refresh(tabs[0]);
    assert_eq!(world.next_state(), Some("Offline"));
    world.run(5_000);
    world.end_contacts();
    world.run(1_000);
    assert_eq!(world.state(), "Available");
    assert!(world.instance.transitions.is_empty());
}

#[test]
fn a_farewell_that_fails_is_tried_again_for_as_long_as_the_document_lives() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.instance.faults = [Fault::Refuse, Fault::Refuse].into();
    world.begin_unload(tabs[0]);
    world.run(1_500);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.asked_for().len(), 3);
}

#[test]
fn the_next_start_says_that_it_was_changed() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    let closed_at = world.now;
    the_next_day(&mut world, tabs[0]);
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.attempted.by),
        (Kind::Changed, By::Tab)
    );
    assert_eq!(outcome.attempted.from.as_deref(), Some("Available"));
    assert_eq!(outcome.ended_at, closed_at);
    // And the initial state comes after a change of ours, as after a keeper's.
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
}

#[test]
fn the_next_start_says_that_it_did_not_arrive() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.nature.last_call = None;
    the_next_day(&mut world, tabs[0]);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::NotConfirmed);
    assert!(error.message.contains("“Available”"), "{error}");
    assert!(world.asked_for().is_empty());
}

#[test]
fn the_next_start_says_why_nothing_was_to_be_done() {
    let mut world = alone();
    world.settings.if_current_agent_state = vec!["Away".into()];
    let tabs = world.unwatched(1);
    the_next_day(&mut world, tabs[0]);
    assert_eq!(world.outcome().kind, Kind::Skipped);
    assert_eq!(world.outcome().reason, Some(Reason::CurrentState));
    assert!(world.asked_for().is_empty());
}

#[test]
fn the_next_start_says_that_nobody_was_signed_in() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.sign_out();
    world.run(500);
    world.close(tabs[0]);
    world.sign_in();
    world.run(60_000);
    world.open_tab();
    world.run(3_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::SignedOut);
}

#[test]
fn a_start_cut_short_before_the_agent_is_known_leaves_it_to_the_one_after() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.close(tabs[0]);
    world.run(40_000_000);
    let short = world.open_tab();
    world.run(300);
    world.refresh(short);
    world.run(5_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.state(), "Available");
}

#[test]
fn a_tab_never_logs_out_at_its_last_moment() {
    let mut world = alone();
    world.settings.status = connect_session_end::settings::Status::Logout {
        url: "https://acme.my.connect.aws/logout".into(),
    };
    let tabs = world.unwatched(1);
    world.close(tabs[0]);
    world.run(10_000);
    assert_eq!(world.state(), "Offline");
    assert!(world.instance.logouts.is_empty());
}

/// A tab that sets its first state, so long after it was opened that its call may be on its way.
fn beginning(after: u64) -> (World, usize) {
    beginning_with(OnContact::Queue, after)
}

fn beginning_with(on_contact: OnContact, after: u64) -> (World, usize) {
    let mut world = alone();
    world.settings.on_contact = on_contact;
    world.settings.initial_agent_state = InitialAgentState::Always("Available".into());
    world.instance.agent = agent("Offline");
    let tab = world.open_tab();
    world.run(after);
    (world, tab)
}

#[test]
fn a_tab_that_goes_while_its_own_call_is_on_its_way_insists() {
    for after in (780..1_000).step_by(5) {
        let (mut world, tab) = beginning(after);
        let asked = !world.asked_for().is_empty();
        world.close(tab);
        world.run(2_000);
        assert_eq!(world.state(), "Offline", "after {after} ms, asked: {asked}");
    }
}

#[test]
fn what_it_insisted_on_is_put_back_after_a_mere_refresh() {
    for after in (780..1_000).step_by(5) {
        let (mut world, tab) = beginning(after);
        world.refresh(tab);
        world.run(20_000);
        assert_eq!(world.state(), "Available", "after {after} ms");
    }
}

#[test]
fn a_call_that_insists_is_queued_behind_a_contact_that_begins_meanwhile() {
    for after in (780..1_000).step_by(5) {
        let (mut world, tab) = beginning(after);
        world.close(tab);
        world.instance.start_contact("voice");
        world.run(2_000);
        world.instance.end_contacts(world.now);
        assert_eq!(world.state(), "Offline", "after {after} ms");
    }
}

#[test]
fn one_that_is_not_to_be_queued_is_refused_by_such_a_contact() {
    for on_contact in [OnContact::Wait, OnContact::Skip] {
        for after in (780..1_100).step_by(20) {
            let (mut world, tab) = beginning_with(on_contact, after);
            world.close(tab);
            world.instance.start_contact("voice");
            world.run(2_000);
            assert_eq!(world.next_state(), None, "{on_contact:?}, {after} ms");
        }
    }
}
