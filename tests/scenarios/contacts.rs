//! Nobody is cut off: no state is set under a live contact, only queued.

use connect_session_end::domain::{FailureCode, Kind, Reason};
use connect_session_end::session::WarningCode;
use connect_session_end::session::change::Waiting;
use connect_session_end::settings::{InitialAgentState, OnContact, OtherCcps};

use crate::world::World;
use crate::world::instance::Fault;
use crate::world::window::WindowId;

/// The last tab is closed in the middle of a call.
fn ended_in_a_call(on_contact: OnContact) -> World {
    let mut world = World::with(|settings| settings.on_contact = on_contact);
    let tabs = world.watched(1);
    world.start_contact("voice");
    world.run(500);
    world.close(tabs[0]);
    world.run(6_000);
    world
}

/// A tab is back in that call, Connect does not take the queued state back, and the tab waits for the call's end.
fn back_in_vain(world: &mut World) -> WindowId {
    world.instance.faults = [Fault::Refuse; 10].into();
    let tab = world.open_tab();
    world.run(60_000);
    world.instance.faults.clear();
    assert_eq!(
        world.windows[tab].warnings().last(),
        Some(&WarningCode::NotRestored)
    );
    tab
}

#[test]
fn the_state_is_queued_and_comes_when_the_call_is_over() {
    let mut world = ended_in_a_call(OnContact::Queue);
    assert_eq!(world.outcome().kind, Kind::Queued);
    assert_eq!(
        (world.state(), world.next_state()),
        ("Available", Some("Offline"))
    );
    world.end_contacts();
    assert_eq!(world.state(), "Offline");
}

#[test]
fn the_call_is_waited_for() {
    let mut world = ended_in_a_call(OnContact::Wait);
    world.run(600_000);
    assert!(world.outcomes.is_empty() && world.asked_for().is_empty());
    world.end_contacts();
    world.run(500);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_tab_that_comes_back_while_the_call_is_waited_for_ends_the_change() {
    let mut world = ended_in_a_call(OnContact::Wait);
    world.open_tab();
    world.run(3_000);
    world.end_contacts();
    world.run(3_000);
    assert!(world.asked_for().is_empty());
    assert_eq!(world.outcome().reason, Some(Reason::Returned));
}

#[test]
fn another_ccp_that_counts_is_waited_for() {
    let mut world = World::with(|settings| settings.other_ccps = OtherCcps::Count);
    let tabs = world.watched(1);
    world.instance.agent.ccps = 2;
    world.close(tabs[0]);
    world.run(600_000);
    assert!(world.outcomes.is_empty() && world.asked_for().is_empty());
    assert_eq!(world.view().waiting, Some(Waiting::Ccps));
    world.instance.agent.ccps = 1;
    world.show();
    world.run(500);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.asked_for(), ["Offline"]);
}

#[test]
fn another_ccp_is_ignored_unless_the_settings_say_so() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.agent.ccps = 2;
    world.close(tabs[0]);
    world.run(6_500);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn without_a_keeper_another_ccp_that_counts_leaves_the_agent_as_they_are_and_that_is_told() {
    let mut world = World::with(|settings| settings.other_ccps = OtherCcps::Count);
    let tabs = world.unwatched(1);
    world.instance.agent.ccps = 2;
    world.show();
    world.close(tabs[0]);
    world.run(60_000);
    assert_eq!(world.state(), "Available");
    world.instance.agent.ccps = 1;
    world.open_tab();
    world.run(3_000);
    assert_eq!(world.outcome().kind, Kind::Skipped);
    assert_eq!(world.outcome().reason, Some(Reason::OtherCcp));
}

#[test]
fn the_agent_is_left_alone_in_a_call() {
    let mut world = ended_in_a_call(OnContact::Skip);
    assert_eq!(world.outcome().reason, Some(Reason::LiveContact));
    world.end_contacts();
    world.run(10_000);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_contact_that_has_ended_but_is_not_cleared_is_not_live() {
    let mut world = World::with(|settings| settings.on_contact = OnContact::Skip);
    let tabs = world.watched(1);
    world.start_contact("voice");
    world.instance.agent.contacts[0].state = "ended".into();
    world.show();
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_contact_comes_between_two_attempts_and_the_state_is_queued() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Refuse].into();
    world.close(tabs[0]);
    world.run(5_150);
    world.start_contact("chat");
    world.run(2_000);
    assert_eq!(world.outcome().kind, Kind::Queued);
    assert_eq!(world.outcome().attempted.attempts, 2);
    assert_eq!(world.next_state(), Some("Offline"));
}

#[test]
fn a_contact_comes_while_the_call_to_the_server_is_on_its_way() {
    let mut world = World::with(|settings| settings.on_contact = OnContact::Wait);
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Late(100)].into();
    world.close(tabs[0]);
    world.run(5_050);
    world.start_contact("voice");
    world.run(10_000);
    // Refused by the server, and waited for from there.
    assert!(world.outcomes.is_empty());
    world.end_contacts();
    world.run(1_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_queued_state_is_taken_back_when_a_tab_is_back_in_the_same_call() {
    let mut world = ended_in_a_call(OnContact::Queue);
    world.open_tab();
    world.run(5_000);
    world.end_contacts();
    world.run(500);
    assert_eq!(world.state(), "Available");
    assert!(world.instance.transitions.is_empty());
}

/// Of a queued state it is not known since when the agent has it.
#[test]
fn a_queued_state_is_made_up_for_once() {
    let mut world = ended_in_a_call(OnContact::Queue);
    world.end_contacts();
    world.run(120_000);
    assert_eq!((world.state(), world.keeper()), ("Offline", None));
    let tab = world.open_tab();
    world.run(5_000);
    assert_eq!(world.state(), "Available", "the first state");
    world.click(tab);
    world.run(20_000);
    world.agent_picks("Offline");
    world.run(1_000);
    world.close(tab);
    world.run(120_000);
    assert_eq!(world.kinds(), [Kind::Queued, Kind::Skipped]);
    world.open_tab();
    world.run(20_000);
    assert_eq!(world.state(), "Offline", "they have picked it");
}

#[test]
fn a_queued_state_that_cannot_be_taken_back_is_said_and_replaced_after_the_call() {
    for fault in [Fault::Refuse, Fault::Lie] {
        let mut world = ended_in_a_call(OnContact::Queue);
        let keeper = world.keeper().expect("it shows the outcome");
        world.instance.faults = [fault; 10].into();
        let tab = world.open_tab();
        world.run(120_000);
        assert_eq!(world.next_state(), Some("Offline"), "{fault:?}");
        for window in [keeper, tab] {
            let warnings = world.windows[window].warnings();
            assert_eq!(warnings, [WarningCode::NotRestored], "{fault:?}");
        }
        let calls = world.asked_for().len();
        world.run(600_000);
        assert_eq!(world.asked_for().len(), calls, "{fault:?}: it waits");
        let (to, now) = ("Available".to_owned(), "Offline".to_owned());
        assert_eq!(world.not_set(tab), Some((to, now, true)), "{fault:?}");
        world.end_contacts();
        assert_eq!(world.state(), "Offline", "{fault:?}");
        world.run(1_000);
        assert_eq!(world.state(), "Available", "{fault:?}");
        assert_eq!(world.not_set(tab), None, "{fault:?}");
    }
}

#[test]
fn of_two_tabs_that_are_back_one_replaces_it() {
    let mut world = ended_in_a_call(OnContact::Queue);
    world.instance.faults = [Fault::Refuse; 10].into();
    world.open_tab();
    world.open_tab();
    world.run(120_000);
    world.instance.faults.clear();
    let calls = world.asked_for().len();
    world.end_contacts();
    world.run(5_000);
    assert_eq!(world.state(), "Available");
    assert_eq!(world.asked_for()[calls..], ["Available"]);
}

#[test]
fn without_a_keeper_too_and_what_the_agent_picks_meanwhile_stays() {
    for picked in [None, Some("At Lunch")] {
        let mut world = World::with(|settings| settings.keeper = None);
        let tabs = world.unwatched(1);
        world.start_contact("voice");
        world.run(500);
        let tab = world.refresh(tabs[0]);
        world.instance.faults = [Fault::Refuse; 5].into();
        world.run(60_000);
        assert_eq!(world.next_state(), Some("Offline"));
        assert_eq!(world.windows[tab].warnings(), [WarningCode::NotRestored]);
        if let Some(state) = picked {
            world.agent_picks(state);
            world.run(1_000);
        }
        world.end_contacts();
        world.run(1_000);
        assert_eq!(world.state(), picked.unwrap_or("Available"));
    }
}

#[test]
fn if_the_tab_that_is_to_replace_it_goes_in_the_call_another_one_does() {
    for (is_alone, refreshes) in [(false, true), (false, false), (true, true)] {
        let what = format!("alone: {is_alone}, refreshes: {refreshes}");
        let mut world = ended_in_a_call(OnContact::Queue);
        let waits = back_in_vain(&mut world);
        if !is_alone {
            world.open_tab();
            world.run(3_000);
        }
        // The call is long.
        world.run(1_200_000);
        world.instance.faults = [Fault::Refuse; 20].into();
        let calls = world.asked_for().len();
        if refreshes {
            world.refresh(waits);
        } else {
            world.close(waits);
        }
        world.run(60_000);
        assert!(
            world.asked_for()[calls..]
                .iter()
                .all(|to| *to == "Available"),
            "{what}"
        );
        let calls = world.asked_for().len();
        world.instance.faults.clear();
        let not_set: Vec<_> = world
            .tabs()
            .into_iter()
            .filter_map(|tab| world.not_set(tab))
            .collect();
        assert_eq!(
            not_set,
            [("Available".to_owned(), "Offline".to_owned(), true)],
            "{what}"
        );
        world.run(1_200_000);
        world.end_contacts();
        assert_eq!(world.state(), "Offline", "{what}");
        world.run(10_000);
        assert_eq!(world.state(), "Available", "{what}");
        assert_eq!(world.asked_for()[calls..], ["Available"], "{what}");
        // It is done once.
        world.agent_picks("Offline");
        for tab in world.tabs() {
            world.refresh(tab);
        }
        world.run(60_000);
        assert_eq!(world.state(), "Offline", "{what}");
    }
}

#[test]
fn a_state_that_the_agent_picks_ends_the_wait_for_every_tab() {
    let mut world = ended_in_a_call(OnContact::Queue);
    let waits = back_in_vain(&mut world);
    world.agent_picks("At Lunch");
    world.run(1_000);
    let calls = world.asked_for().len();
    world.refresh(waits);
    world.run(10_000);
    world.end_contacts();
    world.run(60_000);
    assert_eq!(world.state(), "At Lunch");
    assert_eq!(world.asked_for().len(), calls);
}

/// A limit: nothing hands the wait on.
#[test]
fn without_storage_no_other_tab_waits_on() {
    let mut world = ended_in_a_call(OnContact::Queue);
    world.nature.refuses_storage = true;
    let waits = back_in_vain(&mut world);
    world.refresh(waits);
    world.run(10_000);
    world.end_contacts();
    world.run(60_000);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn one_that_crashes_in_the_call_is_replaced_too() {
    for (keeper, opens, names_fall) in (0..8).map(|n| (n & 1 > 0, n & 2 > 0, n & 4 > 0)) {
        let what = format!("keeper: {keeper}, opens: {opens}, names fall: {names_fall}");
        let mut world = ended_in_a_call(OnContact::Queue);
        world.nature.names_fall = names_fall;
        let waits = back_in_vain(&mut world);
        if let (Some(window), false) = (world.keeper(), keeper) {
            world.crash(window);
        }
        world.open_tab();
        world.run(600_000);
        assert_eq!(world.keeper().is_some(), keeper, "{what}");
        world.crash(waits);
        if opens {
            world.open_tab();
        }
        world.run(60_000);
        world.end_contacts();
        world.run(10_000);
        assert_eq!(world.state(), "Available", "{what}");
        assert_eq!(world.kinds(), [Kind::Queued], "{what}");
    }
}

/// The next session has a first state of its own.
#[test]
fn a_session_that_ends_meanwhile_waits_no_more() {
    let mut world = ended_in_a_call(OnContact::Queue);
    world.settings.initial_agent_state = InitialAgentState::Always("At Lunch".into());
    let waits = back_in_vain(&mut world);
    world.click(waits);
    world.run(20_000);
    world.close(waits);
    world.run(200_000);
    world.open_tab();
    world.run(60_000);
    world.end_contacts();
    world.run(60_000);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn a_session_that_starts_in_the_same_call_replaces_what_was_queued() {
    for (is_back, initial, state) in [
        (false, InitialAgentState::AfterOurChange, "Offline"),
        (true, InitialAgentState::AfterOurChange, "Available"),
        (true, InitialAgentState::Never, "Offline"),
        (
            true,
            InitialAgentState::Always("At Lunch".into()),
            "At Lunch",
        ),
    ] {
        let mut world = ended_in_a_call(OnContact::Queue);
        world.settings.initial_agent_state = initial;
        world.run(300_000);
        if is_back {
            world.open_tab();
            world.run(60_000);
        }
        assert_eq!(world.next_state(), Some(state));
        world.end_contacts();
        assert_eq!(world.state(), state);
    }
}

/// What somebody else has queued stays.
#[test]
fn a_session_that_starts_in_a_call_leaves_other_queued_states_alone() {
    let mut world = ended_in_a_call(OnContact::Queue);
    world.settings.initial_agent_state = InitialAgentState::Always("At Lunch".into());
    world.run(300_000);
    world.agent_picks("Away");
    world.open_tab();
    world.run(60_000);
    world.end_contacts();
    assert_eq!(world.state(), "Away");
}

#[test]
fn an_end_that_comes_after_a_sign_out_is_told_all_the_same() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.start_contact("voice");
    world.run(500);
    let waits = world.refresh(tabs[0]);
    world.instance.faults = [Fault::Refuse; 5].into();
    world.run(60_000);
    world.end_contacts();
    world.sign_out();
    world.run(1_000);
    world.close(waits);
    world.run(600_000);
    world.sign_in();
    world.open_tab();
    world.run(60_000);
    assert_eq!(world.kinds(), [Kind::Changed]);
}

/// The agent's call has just ended; its contact work has begun.
fn in_contact_work(world: &mut World) {
    world.start_contact("voice");
    world.instance.agent.contacts[0].state = "ended".into();
    world.instance.agent.state = "AfterCallWork".into();
    world.show();
}

#[test]
fn an_end_in_contact_work_is_offline_at_once() {
    let mut world = World::new();
    let tabs = world.watched(1);
    in_contact_work(&mut world);
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.instance.agent.state, "Offline");
}

#[test]
fn a_refresh_without_a_keeper_leaves_contact_work_to_the_agent() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    in_contact_work(&mut world);
    world.refresh(tabs[0]);
    world.run(5_000);
    assert_eq!(world.instance.agent.state, "AfterCallWork");
    world.end_contacts();
    assert_eq!(world.state(), "Available");
    assert!(world.instance.transitions.is_empty());
}

/// A tab that goes cannot tell a refresh from an end.
#[test]
fn an_end_without_a_keeper_leaves_it_too_and_is_offline_after_it() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    in_contact_work(&mut world);
    world.close(tabs[0]);
    world.run(600_000);
    assert_eq!(world.instance.agent.state, "AfterCallWork");
    assert_eq!(world.next_state(), Some("Offline"));
    world.end_contacts();
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_login_that_ends_while_a_call_is_waited_for_has_an_outcome() {
    let mut world = ended_in_a_call(OnContact::Wait);
    world.sign_out();
    world.run(120_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::SignedOut);
}

/// Nobody can say what becomes of the call.
#[test]
fn a_login_that_ends_in_a_call_is_no_skip() {
    let mut world = World::with(|settings| settings.on_contact = OnContact::Skip);
    let tabs = world.watched(1);
    world.start_contact("voice");
    world.sign_out();
    world.run(1_000);
    world.nature.keeper_ccp = None;
    world.close(tabs[0]);
    world.run(70_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::SignedOut);
}
