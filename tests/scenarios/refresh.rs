//! A refresh is no end.

use connect_session_end::domain::{Kind, Reason};
use connect_session_end::session::{Input, KeeperPhase, WarningCode};
use connect_session_end::settings::InitialAgentState;

use crate::world::World;
use crate::world::instance::Fault;

#[test]
fn a_refresh_changes_nothing() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.refresh(tabs[0]);
    world.run(20_000);
    assert!(world.asked_for().is_empty());
    assert!(world.outcomes.is_empty());
}

#[test]
fn a_second_refresh_before_the_keeper_has_answered_changes_nothing() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.nature.lag = 900;
    world.nature.tab_ccp = Some(10);
    let mut tab = tabs[0];
    for _ in 0..5 {
        tab = world.refresh(tab);
        world.run(100);
    }
    world.run(20_000);
    assert!(world.asked_for().is_empty());
    assert!(world.outcomes.is_empty());
}

#[test]
fn a_refresh_may_take_all_but_the_delay() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.refresh_slowly(tabs[0], 4_900);
    world.run(20_000);
    assert!(world.asked_for().is_empty());
    assert!(world.outcomes.is_empty());
}

#[test]
fn ten_refreshes_and_then_an_end() {
    let mut world = World::new();
    let mut tab = world.watched(1)[0];
    for time in 0..10 {
        tab = world.refresh_slowly(tab, 300 * time);
        world.run(700);
    }
    assert!(world.asked_for().is_empty());
    world.run(3_000);
    world.close(tab);
    world.run(5_500);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_tab_back_while_the_outcome_is_shown_puts_the_earlier_state_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.agent_picks("At Lunch");
    world.refresh_slowly(tabs[0], 8_000);
    assert_eq!(world.state(), "Offline");
    world.run(10_000);
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
    assert_eq!(world.state(), "At Lunch");
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert!(world.store.outcome.as_ref().expect("written").answered);
    assert!(world.keeper().is_some(), "it watches again");
}

#[test]
fn what_the_agent_has_picked_since_is_not_put_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(6_000);
    world.agent_picks("Away");
    world.open_tab();
    world.run(10_000);
    assert_eq!(world.state(), "Away");
    assert!(world.asked_for().is_empty());
}

#[test]
fn nor_is_the_earlier_state_set_anew_that_the_agent_has_picked_since() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(5_500);
    world.agent_picks("Available");
    world.open_tab();
    world.run(10_000);
    assert!(world.asked_for().is_empty());
    assert_eq!(world.state(), "Available");
}

#[test]
fn a_tab_back_later_begins_a_new_session() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.agent_picks("At Lunch");
    world.refresh_slowly(tabs[0], 30_000);
    assert_eq!(world.keeper(), None);
    world.run(10_000);
    // The initial state rules: Available, after a change of ours.
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
}

#[test]
fn a_tab_back_during_the_attempt_gets_its_state_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.nature.latency = 1_000;
    world.refresh_slowly(tabs[0], 5_500);
    world.run(20_000);
    assert_eq!(world.state(), "Available");
    assert_eq!(world.outcomes.len(), 1);
}

#[test]
fn a_tab_back_between_two_attempts_ends_the_change() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Refuse; 5].into();
    world.refresh_slowly(tabs[0], 5_300);
    world.run(500);
    world.instance.faults.clear();
    world.run(20_000);
    assert_eq!(world.state(), "Available");
    assert_eq!(world.outcome().reason, Some(Reason::Returned));
}

#[test]
fn a_tab_back_after_the_change_has_failed_gets_its_state_anyhow() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Refuse; 5].into();
    world.close(tabs[0]);
    while world.outcomes.is_empty() {
        world.run(100);
    }
    assert_eq!(world.outcome().kind, Kind::Failed);
    world.open_tab();
    world.run(10_000);
    assert_eq!(world.state(), "Available");
    assert!(world.outcomes.len() == 1);
}

#[test]
fn a_tab_that_leaves_again_while_its_state_is_put_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let again = world.refresh_slowly(tabs[0], 6_000);
    world.nature.latency = 500;
    while world.view().phase != KeeperPhase::Restoring {
        world.run(10);
    }
    world.close(again);
    world.run(12_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.kinds(), [Kind::Changed, Kind::Changed]);
}

#[test]
fn a_tab_that_leaves_again_before_its_state_is_put_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let again = world.refresh_slowly(tabs[0], 6_000);
    world.run(10);
    world.close(again);
    world.run(12_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.kinds(), [Kind::Changed], "the end is still the same");
    assert_eq!(world.keeper(), None);
}

#[test]
fn a_keeper_that_still_has_to_put_a_state_back_asks_before_it_closes() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.refresh_slowly(tabs[0], 6_000);
    world.run(10);
    let keeper = world.keeper().expect("it shows the outcome");
    world.begin_unload(keeper);
    assert_eq!(world.windows[keeper].prompts, 1);
    world.run(10_000);
    assert_eq!(world.state(), "Available");
}

#[test]
fn with_no_delay_the_change_comes_at_once_and_a_refresh_puts_it_back() {
    let mut world = World::with(|settings| settings.session_end_timer = 0);
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(1_200);
    assert_eq!(world.state(), "Offline");
    world.open_tab();
    world.run(5_000);
    assert_eq!(world.state(), "Available");
}

#[test]
fn an_agent_who_said_no_may_come_back() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(1_000);
    let keeper = world.keeper().expect("it counts down");
    world.tell(keeper, Input::Cancel);
    world.run(1_000);
    let tab = world.open_tab();
    world.run(10_000);
    assert_eq!(world.state(), "Available");
    world.close(tab);
    world.run(5_500);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_state_that_is_picked_while_what_is_put_back_hangs_stays() {
    for fault in [Fault::Hang, Fault::Refuse] {
        let mut world = World::new();
        let tabs = world.watched(1);
        world.close(tabs[0]);
        world.run(5_500);
        world.instance.faults = [fault].into();
        world.open_tab();
        world.run(1_500);
        world.agent_picks("At Lunch");
        world.run(60_000);
        assert_eq!(
            world.state(),
            "At Lunch",
            "{fault:?}: the agent's hand wins"
        );
        let keeper = world.keeper().expect("it watches");
        let log = &world.windows[keeper].log;
        assert!(!log.iter().any(|line| line.contains("earlier state")));
    }
}

/// A refresh without a keeper, whose last attempt never gets to the instance.
fn refreshed_in_vain() -> World {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.instance.faults = [Fault::Hang].into();
    world.refresh(tabs[0]);
    world
}

#[test]
fn a_call_that_was_lost_is_not_waited_for_without_end() {
    let mut world = refreshed_in_vain();
    world.run(301_000);
    world.agent_picks("Offline");
    world.run(60_000);
    assert_eq!(world.state(), "Offline", "the agent's hand wins");
}

#[test]
fn a_state_that_the_agent_picks_ends_the_wait_for_a_lost_call() {
    let mut world = refreshed_in_vain();
    // It could still arrive.
    world.run(3_000);
    world.agent_picks("At Lunch");
    world.run(1_000);
    world.agent_picks("Offline");
    world.run(60_000);
    assert_eq!(world.state(), "Offline", "the agent's hand wins");
}

/// A queued callback that nobody took leaves an agent so (amazon-connect-streams#241).
#[test]
fn a_state_from_before_that_is_in_no_list_is_said_and_the_first_state_set() {
    let mut world = World::new();
    world.instance.agent.availability = "Default".into();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(6_000);
    let keeper = world.keeper().expect("it shows the outcome");
    world.open_tab();
    world.run(60_000);
    assert_eq!(world.state(), "Available");
    assert_eq!(world.windows[keeper].warnings(), [WarningCode::NotRestored]);

    for (initial_agent_state, state) in [
        (InitialAgentState::AfterOurChange, "Available"),
        (InitialAgentState::Always("At Lunch".into()), "At Lunch"),
        (InitialAgentState::Never, "Offline"),
    ] {
        let mut world = World::with(|settings| settings.initial_agent_state = initial_agent_state);
        let tabs = world.unwatched(1);
        world.instance.agent.availability = "Default".into();
        world.show();
        world.run(1_000);
        let tab = world.refresh(tabs[0]);
        world.run(60_000);
        assert_eq!(world.state(), state);
        assert_eq!(world.windows[tab].warnings(), [WarningCode::NotRestored]);
    }
}

/// What the keeper puts back is not answered in time, and arrives when the tab is gone again.
#[test]
fn an_end_after_a_state_was_put_back_in_vain_insists() {
    for after in (500..5_000).step_by(250) {
        let mut world = World::with(|settings| {
            settings.session_end_timer = 2_000;
            settings.retry.attempts = 1;
        });
        let tabs = world.watched(1);
        world.close(tabs[0]);
        world.run(3_500);
        assert_eq!(world.state(), "Offline");
        world.instance.faults = [Fault::Late(8_000)].into();
        let tab = world.open_tab();
        world.run(after);
        world.close(tab);
        world.run(30_000);
        assert_eq!(world.state(), "Offline", "after {after} ms");
    }
}
