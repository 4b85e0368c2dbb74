//! Logout: offline first, then out, and never while a contact is live.

use connect_session_end::domain::{FailureCode, Kind, Reason};
use connect_session_end::settings::{OnContact, Status};

use crate::world::World;
use crate::world::instance::Fault;

fn logging_out() -> World {
    World::with(|settings| {
        settings.status = Status::Logout {
            url: "https://acme.my.connect.aws/logout".into(),
        };
    })
}

#[test]
fn the_agent_is_set_offline_and_then_logged_out() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(12_000);
    let offline_at = world.instance.transitions[0].at;
    assert_eq!(world.instance.transitions[0].state, "Offline");
    assert_eq!(world.instance.logouts.len(), 1);
    assert!(world.instance.logouts[0] > offline_at);
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.attempted.attempts),
        (Kind::LoggedOut, 2)
    );
    assert_eq!(outcome.attempted.from.as_deref(), Some("Available"));
    assert_eq!(outcome.attempted.to.as_deref(), Some("Offline"));
}

#[test]
fn an_agent_who_is_offline_already_is_logged_out_all_the_same() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.agent_picks("Offline");
    world.close(tabs[0]);
    world.run(12_000);
    assert!(world.asked_for().is_empty());
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
}

#[test]
fn nobody_is_logged_out_of_a_call() {
    for on_contact in [OnContact::Queue, OnContact::Skip] {
        let mut world = logging_out();
        world.settings.on_contact = on_contact;
        let tabs = world.watched(1);
        world.start_contact("voice");
        world.run(500);
        world.close(tabs[0]);
        world.run(60_000);
        assert!(world.instance.logouts.is_empty());
        assert!(world.asked_for().is_empty());
        assert_eq!(world.outcome().reason, Some(Reason::LiveContact));
    }
}

#[test]
fn the_logout_waits_for_the_call_where_it_is_told_to() {
    let mut world = logging_out();
    world.settings.on_contact = OnContact::Wait;
    let tabs = world.watched(1);
    world.start_contact("voice");
    world.run(500);
    world.close(tabs[0]);
    world.run(60_000);
    assert!(world.instance.logouts.is_empty());
    world.end_contacts();
    world.run(8_000);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
}

#[test]
fn a_call_that_comes_between_offline_and_logout_keeps_the_agent_in() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.instance.logout_faults = [Fault::Refuse].into();
    world.close(tabs[0]);
    while world.state() != "Offline" {
        world.run(10);
    }
    world.run(150);
    // An outbound call, say, in the pause after a logout that failed.
    world.start_contact("voice");
    world.run(30_000);
    assert!(world.instance.logouts.is_empty());
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.reason),
        (Kind::Changed, Some(Reason::LiveContact))
    );
}

#[test]
fn a_call_that_comes_before_offline_arrives_keeps_the_agent_in() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Late(200)].into();
    world.close(tabs[0]);
    world.run(5_100);
    world.start_contact("voice");
    world.run(30_000);
    assert!(world.instance.logouts.is_empty());
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.reason),
        (Kind::Queued, Some(Reason::LiveContact))
    );
}

#[test]
fn a_logout_that_fails_is_tried_again() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.instance.logout_faults = [Fault::Refuse, Fault::Hang].into();
    world.close(tabs[0]);
    world.run(20_000);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
    assert_eq!(world.outcome().attempted.attempts, 4);
    assert_eq!(world.asked_for(), ["Offline"]);
}

#[test]
fn a_logout_that_always_fails_is_said_and_leaves_the_agent_offline() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.instance.logout_faults = [Fault::Refuse; 5].into();
    world.close(tabs[0]);
    world.run(30_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::LogoutFailed);
    assert!(error.message.contains("the network is down"), "{error}");
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_logout_whose_address_answers_and_logs_nobody_out_is_tried_again() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.instance.logout_faults = [Fault::Lie].into();
    world.close(tabs[0]);
    world.run(20_000);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
    assert_eq!(world.outcome().attempted.attempts, 3);
    assert_eq!(world.instance.logouts.len(), 1);
}

#[test]
fn one_that_never_does_is_said() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.instance.logout_faults = [Fault::Lie; 5].into();
    world.close(tabs[0]);
    world.run(60_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::LogoutFailed);
    assert!(error.message.contains("still logged in"), "{error}");
    assert_eq!(world.state(), "Offline");
}

#[test]
fn one_whose_ccp_does_not_load_again_is_believed_after_half_a_minute() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    // It answers, and logs nobody out.
    world.instance.logout_faults = [Fault::Lie].into();
    world.close(tabs[0]);
    world.run(4_900);
    world.nature.keeper_ccp = None;
    world.run(30_000);
    assert!(world.outcomes.is_empty());
    world.run(1_000);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
}

#[test]
fn a_tab_that_comes_while_it_is_seen_whether_the_logout_was_one_starts_a_session() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    while world.instance.logouts.is_empty() {
        world.run(10);
    }
    world.run(2_000);
    world.open_tab();
    world.sign_in();
    world.run(20_000);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
    assert_eq!(world.state(), "Available");
}

#[test]
fn being_signed_out_is_answer_enough_to_a_logout() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.instance.logout_faults = [Fault::Mute].into();
    world.close(tabs[0]);
    world.run(30_000);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
    assert_eq!(world.instance.logouts.len(), 1);
}

#[test]
fn who_was_logged_out_begins_a_new_session() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.agent_picks("At Lunch");
    world.close(tabs[0]);
    world.run(6_000);
    world.open_tab();
    world.run(2_000);
    world.sign_in();
    world.run(3_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
}

#[test]
fn the_proper_end_of_a_shift_is_no_failure() {
    for logs_out in [false, true] {
        let mut world = if logs_out {
            logging_out()
        } else {
            World::new()
        };
        let tabs = world.watched(1);
        world.agent_picks("Offline");
        world.sign_out();
        world.run(1_000);
        let keeper = world.keeper().expect("it is there");
        let ccps = world.windows[keeper].ccps;
        world.close(tabs[0]);
        world.run(7_000);
        // With single sign-on it would sign the agent in again.
        assert_eq!(world.windows[keeper].ccps, ccps, "no CCP was loaded");
        let outcome = world.outcome();
        assert_eq!(
            (outcome.kind, outcome.reason),
            (Kind::Skipped, Some(Reason::AlreadySet))
        );
        assert_eq!(outcome.attempted.agent.as_deref(), Some("kim"));
        assert!(world.instance.logouts.is_empty());
    }
}

#[test]
fn a_task_holds_up_no_logout() {
    let mut world = logging_out();
    let tabs = world.watched(1);
    world.start_contact("task");
    world.run(500);
    world.close(tabs[0]);
    world.run(13_000);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
    assert_eq!(world.next_state(), Some("Offline"));
    assert_eq!(world.instance.logouts.len(), 1);
}
