//! How a tab comes to a keeper, and what it says of it.

use connect_session_end::session::KeeperStatus::{
    Blocked, Closed, None, Open, Opening, Unreachable,
};
use connect_session_end::session::{Input, Unready, WarningCode};

use crate::world::World;

#[test]
fn it_is_blocked_until_somebody_clicks_and_then_it_is_open() {
    let mut world = World::new();
    let tabs = world.unwatched(1);
    assert_eq!(world.snapshot(tabs[0]).keeper, Blocked);
    world.click(tabs[0]);
    assert_eq!(world.snapshot(tabs[0]).keeper, Opening);
    world.run(3_000);
    assert_eq!(world.windows[tabs[0]].keeper_events(), [Blocked, Open]);
    assert!(world.snapshot(tabs[0]).keeper_ready);
}

#[test]
fn a_page_that_is_active_already_opens_it_at_once() {
    let mut world = World::new();
    let tab = world.open_tab();
    world.windows[tab].active = true;
    world.run(3_000);
    assert_eq!(world.snapshot(tab).keeper, Open);
}

#[test]
fn the_hosts_button_is_blocked_without_a_click() {
    let mut world = World::new();
    let tabs = world.unwatched(1);
    world.tell(tabs[0], Input::OpenKeeper);
    world.run(1_000);
    assert_eq!(world.snapshot(tabs[0]).keeper, Blocked);
    world.click(tabs[0]);
    world.run(1_000);
    assert_eq!(world.snapshot(tabs[0]).keeper, Open);
}

#[test]
fn one_is_enough_for_all_tabs() {
    let mut world = World::new();
    let tabs = world.watched(3);
    for tab in &tabs {
        assert_eq!(world.snapshot(*tab).keeper, Open);
        world.click(*tab);
        world.tell(*tab, Input::OpenKeeper);
    }
    world.run(1_000);
    assert_eq!(
        world
            .windows
            .iter()
            .filter(|window| window.is_keeper())
            .count(),
        1
    );
}

#[test]
fn a_second_keeper_says_that_it_is_one_and_goes() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.open_keeper_window();
    world.run(10_000);
    assert_eq!(
        world
            .windows
            .iter()
            .filter(|w| w.is_keeper() && w.is_alive())
            .count(),
        1
    );
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.asked_for(), ["Offline"]);
    assert_eq!(world.outcomes.len(), 1);
}

#[test]
fn it_says_so_long_enough_to_be_read() {
    let mut world = World::new();
    world.watched(1);
    let second = world.open_keeper_window();
    world.run(5_000);
    assert!(world.windows[second].is_alive());
    world.run(2_000);
    assert!(!world.windows[second].is_alive());
}

#[test]
fn one_that_its_page_stops_is_closed_and_does_nothing_more() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.tell(keeper, Input::Stop);
    world.run(100);
    assert_eq!(world.snapshot(tabs[0]).keeper, Closed);
    world.close(tabs[0]);
    world.run(20_000);
    assert_eq!(world.asked_for(), ["Offline"], "the tab's own attempt");
}

#[test]
fn a_keeper_whose_lock_is_stolen_steps_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.steal_lock(keeper);
    world.run(10_000);
    assert_eq!(world.keeper(), Option::None);
    assert_eq!(world.windows[keeper].warnings(), [WarningCode::LocksDenied]);
    assert_eq!(world.snapshot(tabs[0]).keeper, Closed);
}

#[test]
fn a_keeper_that_never_comes_up_is_unreachable() {
    let mut world = World::new();
    world.nature.keeper_page = Option::None;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(11_000);
    assert_eq!(
        world.windows[tabs[0]].keeper_events(),
        [Blocked, Unreachable]
    );
    assert_eq!(
        world.windows[tabs[0]].warnings(),
        [WarningCode::KeeperUnreachable]
    );
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(
        world.state(),
        "Offline",
        "the tab does what it can by itself"
    );
}

#[test]
fn a_browser_that_opens_no_window_for_a_click_is_said_once_and_asked_again_at_the_next() {
    let mut world = World::new();
    world.nature.refuses_popups = true;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(1_000);
    assert_eq!(world.snapshot(tabs[0]).keeper, Blocked);
    assert_eq!(
        world.windows[tabs[0]].warnings(),
        [WarningCode::KeeperBlocked]
    );
    world.click(tabs[0]);
    world.run(1_000);
    assert_eq!(world.windows[tabs[0]].warnings().len(), 1);
    world.nature.refuses_popups = false;
    world.click(tabs[0]);
    world.run(3_000);
    assert_eq!(world.snapshot(tabs[0]).keeper, Open);
}

#[test]
fn a_keeper_that_comes_up_late_is_open_after_all() {
    let mut world = World::new();
    world.nature.keeper_page = Some(15_000);
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(20_000);
    assert_eq!(
        world.windows[tabs[0]].keeper_events(),
        [Blocked, Unreachable, Open]
    );
}

#[test]
fn one_whose_every_word_is_lost_is_seen_by_its_lock() {
    let mut world = World::new();
    world.nature.loss = 100;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(11_000);
    assert_eq!(world.snapshot(tabs[0]).keeper, Open);
    assert!(!world.snapshot(tabs[0]).keeper_ready);
}

#[test]
fn one_to_which_the_word_of_the_agent_is_lost_asks_again() {
    let mut world = World::new();
    world.nature.tab_ccp = Some(10_000);
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(5_000);
    assert_eq!(world.view().unready, Some(Unready::NoAgent));
    world.nature.loss = 100;
    world.run(10_000);
    world.nature.loss = 0;
    world.run(60_000);
    assert!(world.view().ready);
}

#[test]
fn one_that_the_user_closes_is_closed_and_may_be_opened_again() {
    let mut world = World::new();
    let tabs = world.watched(2);
    let keeper = world.keeper().expect("it is ready");
    world.close(keeper);
    world.run(1_000);
    for tab in &tabs {
        assert_eq!(world.snapshot(*tab).keeper, Closed);
        assert!(!world.snapshot(*tab).keeper_ready);
    }
    world.windows[tabs[1]].active = true;
    world.tell(tabs[1], Input::OpenKeeper);
    world.run(3_000);
    assert_eq!(world.snapshot(tabs[0]).keeper, Open);
    assert!(world.view().ready);
}

#[test]
fn a_tab_that_wants_none_still_uses_one() {
    let mut world = World::with(|settings| settings.keeper = Option::None);
    let tabs = world.unwatched(1);
    assert_eq!(world.snapshot(tabs[0]).keeper, None);
    world.click(tabs[0]);
    world.open_keeper_window();
    world.run(3_000);
    assert_eq!(world.snapshot(tabs[0]).keeper, Open);
}

#[test]
fn a_keeper_to_whom_nobody_comes_closes_itself() {
    let mut world = World::new();
    world.open_keeper_window();
    world.run(59_000);
    assert!(world.keeper().is_some());
    world.run(2_000);
    assert_eq!(world.keeper(), Option::None);
}
