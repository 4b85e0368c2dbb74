//! Windows that end together: their `beforeunload`s come one after the other, then all of their locks are let go of.

use connect_session_end::domain::{By, FailureCode, Kind, Millis};

use connect_session_end::settings::OtherCcps;

use crate::world::World;
use crate::world::instance::Fault;
use crate::world::window::WindowId;

/// A window, or the browser, is closed with all of these in it.
fn close_together(world: &mut World, windows: &[WindowId]) {
    for window in windows {
        world.windows[*window].is_dying = true;
        world.begin_unload(*window);
        world.run(10);
    }
    for window in windows {
        world.close_now(*window);
    }
}

fn alone() -> World {
    World::with(|settings| settings.keeper = None)
}

#[test]
fn two_that_close_together_long_after_a_third_has_crashed_make_one_change() {
    for crashed in 0..3 {
        for first in 0..2 {
            let mut world = alone();
            let mut tabs: Vec<_> = (0..3).map(|_| world.open_tab()).collect();
            world.run(3_000);
            let dead = tabs.remove(crashed);
            world.crash(dead);
            world.run(3_600_000);
            close_together(&mut world, &[tabs[first], tabs[1 - first]]);
            world.run(2_000);
            assert_eq!(
                world.state(),
                "Offline",
                "crashed: {crashed}, first: {first}"
            );
        }
    }
}

#[test]
fn the_last_of_three_tabs_makes_the_one_change() {
    let mut world = alone();
    let tabs = world.unwatched(3);
    close_together(&mut world, &tabs);
    world.run(40_000_000);
    assert_eq!(world.asked_for(), ["Offline"]);
    world.open_tab();
    world.run(3_000);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.by),
        (Kind::Changed, By::Tab)
    );
}

#[test]
fn a_tab_that_stays_after_all_has_the_state_put_back() {
    let mut world = alone();
    let tabs = world.unwatched(2);
    // A download, say.
    world.begin_unload(tabs[0]);
    world.run(100);
    world.close(tabs[1]);
    world.run(500);
    assert_eq!(world.state(), "Offline");
    world.run(5_000);
    assert_eq!(world.state(), "Available");
    assert!(world.outcomes.is_empty());
    assert_eq!(world.store.last_attempt, None);
}

#[test]
fn a_tab_that_stayed_counts_again() {
    let mut world = alone();
    let tabs = world.unwatched(2);
    world.begin_unload(tabs[0]);
    world.run(5_000);
    world.close(tabs[1]);
    world.run(5_000);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_tab_that_the_last_one_never_heard_of_has_the_state_put_back() {
    let mut world = alone();
    let tabs = world.unwatched(1);
    world.nature.loss = 100;
    world.open_tab();
    world.run(3_000);
    world.close(tabs[0]);
    world.run(10_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
}

#[test]
fn tabs_and_keeper_end_together_in_any_order() {
    for order in [[0, 1, 2], [2, 0, 1], [0, 2, 1]] {
        let mut world = World::new();
        let tabs = world.watched(2);
        let keeper = world.keeper().expect("it is ready");
        let windows = [tabs[0], tabs[1], keeper];
        close_together(&mut world, &order.map(|place| windows[place]));
        world.run(40_000_000);
        assert_eq!(world.asked_for(), ["Offline"], "{order:?}");
        world.open_tab();
        world.run(3_000);
        assert_eq!(world.outcome().kind, Kind::Changed, "{order:?}");
    }
}

/// The last tab was closed so long ago, and the keeper counts down.
fn counting_down(since: Millis) -> (World, WindowId) {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.close(tabs[0]);
    world.run(since);
    assert!(world.asked_for().is_empty());
    (world, keeper)
}

#[test]
fn a_keeper_that_is_closed_before_it_has_its_ccp_asks_and_the_next_tab_tells_it() {
    let (mut world, keeper) = counting_down(1_000);
    world.begin_unload(keeper);
    assert_eq!(world.windows[keeper].prompts, 1);
    world.close_now(keeper);
    world.run(40_000_000);
    assert_eq!(world.state(), "Available");
    world.open_tab();
    world.run(3_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::AgentUnknown);
}

#[test]
fn a_keeper_that_stays_at_its_question_makes_its_change_as_soon_as_it_can() {
    let (mut world, keeper) = counting_down(1_000);
    world.begin_unload(keeper);
    world.run(1_500);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_tab_that_is_back_before_its_last_call_has_arrived_leaves_it_to_the_keeper_that_stays() {
    // One window's calls arrive in order: the second leaves after three seconds.
    for first in (3_300..4_000).step_by(50) {
        for second in [1_000, 1_500, 2_000] {
            let (mut world, keeper) = counting_down(4_000);
            world.instance.faults = [Fault::Late(first), Fault::Late(second)].into();
            world.begin_unload(keeper);
            world.run(3_300);
            world.nature.tab_ccp = Some(10);
            world.open_tab();
            while world.asked_for().len() < 2 {
                world.run(10);
            }
            if world.asked_for() == ["Offline", "Available"] {
                // A keeper that sees the state put back removes its CCP, and a call out of that may be lost.
                world.lose_newest_call(keeper);
            }
            world.run(60_000);
            let what = format!("{first} ms, {second} ms: {:?}", world.asked_for());
            assert_eq!(world.state(), "Available", "{what}");
            assert_eq!(world.store.last_attempt, None, "{what}");
        }
    }
}

#[test]
fn a_tab_that_is_back_while_a_keeper_acts_leaves_it_to_that_keeper_whoever_has_tried_before() {
    for takes in (8_000..14_000).step_by(20) {
        let mut world = World::new();
        let tab = world.watched(1)[0];
        let keeper = world.keeper().expect("it is ready");
        // Its window stays after all, and the tab has made an attempt of its own.
        world.begin_unload(keeper);
        world.run(10);
        world.nature.last_call = None;
        world.nature.tab_ccp = Some(10);
        world.instance.faults = [Fault::Hang, Fault::Late(1_000)].into();
        world.refresh_slowly(tab, takes);
        world.run(60_000);
        let what = format!("{takes} ms: {:?}", world.asked_for());
        assert_eq!(world.state(), "Available", "{what}");
        assert_eq!(world.store.last_attempt, None, "{what}");
        let put_back = world
            .asked_for()
            .iter()
            .filter(|state| **state == "Available")
            .count();
        assert!(put_back <= 1, "{what}");
    }
}

#[test]
fn a_keeper_that_is_closed_in_its_countdown_makes_its_change_at_once() {
    let (mut world, keeper) = counting_down(4_000);
    world.close(keeper);
    world.run(100);
    assert_eq!(world.state(), "Offline");
    world.run(40_000_000);
    world.open_tab();
    world.run(3_000);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.by),
        (Kind::Changed, By::Keeper)
    );
}

#[test]
fn a_refresh_across_that_is_put_back() {
    let (mut world, keeper) = counting_down(1_000);
    world.close(keeper);
    world.open_tab();
    world.run(5_000);
    assert_eq!(world.state(), "Available");
    assert!(world.outcomes.is_empty());
}

#[test]
fn a_keeper_asks_while_a_tab_stays() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.begin_unload(keeper);
    assert_eq!(world.windows[keeper].prompts, 1);
    world.run(100);
    assert!(!world.snapshot(tabs[0]).keeper_ready);
    world.run(5_000);
    assert!(world.snapshot(tabs[0]).keeper_ready, "it was not closed");
    world.close(tabs[0]);
    world.run(10_000);
    assert_eq!(world.outcome().attempted.by, By::Keeper);
    assert_eq!(world.windows[keeper].prompts, 1);
}

#[test]
fn a_keeper_that_stays_open_deals_with_a_tab_that_does() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.begin_unload(tabs[0]);
    world.run(10);
    world.begin_unload(keeper);
    world.run(10_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
}

#[test]
fn tabs_that_end_together_without_a_keeper_are_none_of_the_others() {
    let mut world = World::with(|settings| {
        settings.keeper = None;
        settings.other_ccps = OtherCcps::Count;
    });
    let tabs = world.unwatched(3);
    world.instance.agent.ccps = 3;
    world.show();
    close_together(&mut world, &tabs);
    world.run(1_000);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn tabs_and_keeper_end_together_long_after_another_tab_has_crashed() {
    for crashed in 0..3 {
        for order in [[0, 1, 2], [1, 0, 2], [0, 2, 1]] {
            let mut world = World::new();
            let mut tabs = world.watched(3);
            let keeper = world.keeper().expect("it is ready");
            let dead = tabs.remove(crashed);
            world.crash(dead);
            world.run(3_600_000);
            assert_eq!(world.view().tabs, 2, "crashed: {crashed}");
            let windows = [tabs[0], tabs[1], keeper];
            close_together(&mut world, &order.map(|place| windows[place]));
            world.run(40_000_000);
            let what = format!("crashed: {crashed}, order: {order:?}");
            assert_eq!(world.asked_for(), ["Offline"], "{what}");
            if order[2] == 2 {
                assert_eq!(world.windows[keeper].prompts, 0, "{what}");
            }
            world.open_tab();
            world.run(3_000);
            assert_eq!(world.outcome().kind, Kind::Changed, "{what}");
        }
    }
}
