//! The back/forward cache: a page in it is gone, and may come back.

use connect_session_end::domain::Kind;

use crate::world::World;

#[test]
fn the_last_tab_in_the_cache_is_an_end() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.leave_page(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_tab_back_from_the_cache_in_time_cancels() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.leave_page(tabs[0]);
    world.run(3_000);
    world.come_back(tabs[0]);
    world.run(20_000);
    assert!(world.asked_for().is_empty() && world.outcomes.is_empty());
    assert!(world.snapshot(tabs[0]).keeper_ready);
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_tab_back_from_the_cache_later_begins_a_new_session() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.leave_page(tabs[0]);
    world.run(60_000);
    assert_eq!(world.state(), "Offline");
    world.come_back(tabs[0]);
    world.run(3_000);
    assert_eq!(world.state(), "Available");
}

#[test]
fn one_of_two_tabs_in_the_cache_is_no_end_and_its_return_no_begin() {
    let mut world = World::new();
    let tabs = world.watched(2);
    world.leave_page(tabs[0]);
    world.run(20_000);
    assert_eq!(world.view().tabs, 1);
    world.come_back(tabs[0]);
    world.run(3_000);
    assert_eq!(world.view().tabs, 2);
    assert!(world.asked_for().is_empty());
}

#[test]
fn the_other_of_two_tabs_is_the_last_while_one_is_in_the_cache() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(2);
    world.leave_page(tabs[0]);
    world.run(1_000);
    assert!(world.snapshot(tabs[1]).last);
    world.close(tabs[1]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_farewell_is_put_back_on_return_from_the_cache() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.leave_page(tabs[0]);
    world.run(3_000);
    assert_eq!(world.state(), "Offline");
    world.come_back(tabs[0]);
    world.run(3_000);
    assert_eq!(world.state(), "Available");
    assert!(world.outcomes.is_empty());
}

#[test]
fn a_farewell_before_a_long_stay_in_the_cache_was_an_end() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.leave_page(tabs[0]);
    world.run(60_000);
    world.come_back(tabs[0]);
    world.run(3_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.state(), "Available");
}

#[test]
fn a_page_in_the_cache_wants_no_timer() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.leave_page(tabs[0]);
    assert_eq!(world.timer(tabs[0]), None);
}

#[test]
fn a_keeper_may_go_into_the_cache_and_come_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.leave_page(keeper);
    world.run(1_000);
    assert!(!world.snapshot(tabs[0]).keeper_ready);
    world.come_back(keeper);
    world.run(1_000);
    assert!(world.snapshot(tabs[0]).keeper_ready);
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}
