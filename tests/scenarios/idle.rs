//! Nobody polls, and the loop's one rule is kept.

use std::sync::Arc;

use connect_session_end::domain::{Agent, TabId};
use connect_session_end::session::{
    Input, Keeper, KeeperConfig, Machine, Runner, Tab, TabConfig, Unpolled,
};

use crate::world::World;
use crate::world::instance::agent;
use crate::world::window::Life;

#[test]
fn three_idle_tabs_and_a_keeper_that_is_ready_wait_for_no_timer() {
    let mut world = World::new();
    world.watched(3);
    world.run(60_000);
    let before = world.wake_ups;
    world.run(24 * 3_600_000);
    assert_eq!(world.wake_ups, before);
    for window in 0..world.windows.len() {
        assert_eq!(world.timer(window), None);
    }
}

#[test]
fn three_idle_tabs_without_a_keeper_wait_for_no_timer() {
    let mut world = World::new();
    world.unwatched(3);
    world.run(60_000);
    assert!((0..3).all(|tab| world.timer(tab).is_none()));
}

#[test]
fn a_tab_awaits_one_lock_and_the_keeper_that_of_each_tab() {
    let mut world = World::new();
    let mut tabs = world.watched(5);
    tabs.extend(world.unwatched(3));
    let keeper = world.keeper().expect("it is ready");
    assert_eq!(world.windows[keeper].watches.len(), tabs.len());
    for tab in tabs {
        assert_eq!(world.windows[tab].watches.len(), 1);
    }
}

#[test]
fn a_tab_hears_as_much_of_a_new_keeper_among_many_as_among_few() {
    let heard_among = |tabs| {
        let mut world = World::new();
        let tabs = world.unwatched(tabs);
        let last = *tabs.last().expect("there are some");
        let before = world.windows[last].heard;
        world.click(last);
        world.run(3_000);
        assert!(world.view().ready, "not ready: {:?}", world.view());
        world.windows[last].heard - before
    };
    assert_eq!(heard_among(12), heard_among(2));
}

#[test]
fn a_tab_among_many_without_an_agent_hears_no_more_than_among_few() {
    let heard_among = |tabs| {
        let mut world = World::new();
        world.nature.tab_ccp = None;
        let tabs: Vec<_> = (0..tabs).map(|_| world.open_tab()).collect();
        world.run(1_000);
        let last = *tabs.last().expect("there are some");
        world.click(last);
        world.run(60_000);
        world.windows[last].heard
    };
    let among_many = heard_among(12) - heard_among(11);
    // What a tab hears of each further one is its arrival.
    assert!(among_many <= 2, "{among_many}");
}

#[test]
fn a_keeper_asks_all_where_the_one_it_asked_is_silent() {
    let mut world = World::new();
    let tabs = world.unwatched(3);
    // Frozen, say: it keeps its lock.
    world.windows[tabs[0]].life = Life::Cached;
    world.click(tabs[1]);
    world.run(3_000);
    assert_eq!(world.view().tabs, 3);
    assert!(world.view().ready, "not ready: {:?}", world.view());
}

fn shown() -> Input {
    let agent: Agent = agent("Available");
    Input::Agent(Arc::new(agent))
}

#[test]
fn a_machine_with_effects_to_fetch_takes_nothing() {
    let mut tab = Runner::new(Tab::new(TabConfig {
        id: TabId("a".into()),
        settings: World::new().settings,
        ccp: None,
        loading: 0,
        seed: 1,
    }));
    let mut keeper = Runner::new(Keeper::new(KeeperConfig {
        seed: 1,
        replaces: false,
    }));
    refuses_unpolled(&mut tab, 2);
    refuses_unpolled(&mut keeper, 1);
}

fn refuses_unpolled(machine: &mut (impl Machine + Clone + Eq + std::fmt::Debug), effects: usize) {
    machine.handle(0, Input::Start).expect("nothing waits yet");
    let before = machine.clone();
    assert_eq!(machine.handle(1, shown()), Err(Unpolled(effects)));
    assert_eq!(*machine, before);
    while machine.poll_effect().is_some() {}
    assert_eq!(machine.handle(1, shown()), Ok(()));
}
