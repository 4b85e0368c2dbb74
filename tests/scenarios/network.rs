//! The network is gone when the session ends: the change waits for it, and not for ever.

use connect_session_end::domain::{FailureCode, Kind, Reason};
use connect_session_end::session::Input;
use connect_session_end::session::change::Waiting;
use connect_session_end::settings::{InitialAgentState, Status};

use crate::world::World;
use crate::world::instance::Fault;

/// The last tab was closed, and the delay is over, without a network.
fn ended_offline() -> World {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.set_online(false);
    world.close(tabs[0]);
    world.run(8_000);
    assert_eq!(world.view().waiting, Some(Waiting::Network));
    world
}

#[test]
fn it_comes_back_in_time() {
    let mut world = ended_offline();
    world.run(280_000);
    assert!(world.outcomes.is_empty());
    world.set_online(true);
    world.run(1_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.attempts),
        (Kind::Changed, 1)
    );
}

#[test]
fn it_does_not_come_back_in_time() {
    let mut world = ended_offline();
    world.run(300_000);
    let outcome = world.outcome();
    let error = outcome.error.as_ref().expect("it failed");
    assert_eq!(
        (outcome.kind, outcome.attempted.attempts),
        (Kind::Failed, 0)
    );
    assert_eq!(error.code, FailureCode::NoNetwork);
    for part in ["300 s", "nothing had been set for “kim”"] {
        assert!(error.message.contains(part), "{part} is not in: {error}");
    }
    let keeper = world.keeper().expect("it shows the failure");
    world.set_online(true);
    world.run(60_000);
    assert!(world.asked_for().is_empty(), "nobody is surprised");
    world.tell(keeper, Input::Retry);
    world.run(2_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.kinds(), [Kind::Failed, Kind::Changed]);
}

#[test]
fn one_that_comes_and_goes_at_once_wins_no_time() {
    let mut world = ended_offline();
    for _ in 0..30 {
        world.run(10_000);
        world.set_online(true);
        world.set_online(false);
    }
    world.run(1_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::NoNetwork);
}

#[test]
fn it_goes_during_an_attempt() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Hang].into();
    world.close(tabs[0]);
    world.run(5_500);
    world.set_online(false);
    world.run(60_000);
    assert_eq!(world.view().waiting, Some(Waiting::Network));
    assert_eq!(world.asked_for().len(), 1, "attempts are not wasted");
    world.set_online(true);
    world.run(1_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.attempts),
        (Kind::Changed, 2)
    );
}

#[test]
fn it_goes_during_an_attempt_for_good() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Hang].into();
    world.close(tabs[0]);
    world.run(5_500);
    world.set_online(false);
    world.run(310_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::NoNetwork);
    assert!(error.message.contains("may have been set"), "{error}");
}

#[test]
fn an_attempt_that_arrived_late_is_seen_while_the_next_waits() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Late(3_500)].into();
    world.close(tabs[0]);
    world.run(5_500);
    world.set_online(false);
    world.run(60_000);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.attempts),
        (Kind::Changed, 1)
    );
}

#[test]
fn a_tab_comes_back_meanwhile() {
    let mut world = ended_offline();
    world.open_tab();
    world.run(10_000);
    world.set_online(true);
    world.run(10_000);
    assert_eq!(world.outcome().reason, Some(Reason::Returned));
    assert!(world.asked_for().is_empty());
}

#[test]
fn the_agent_cancels_meanwhile() {
    let mut world = ended_offline();
    let keeper = world.keeper().expect("it waits");
    world.tell(keeper, Input::Cancel);
    world.set_online(true);
    world.run(10_000);
    assert_eq!(world.outcome().reason, Some(Reason::Cancelled));
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_logout_that_got_through_is_seen_while_the_next_waits() {
    let mut world = World::with(|settings| {
        settings.status = Status::Logout {
            url: "https://acme.my.connect.aws/logout".into(),
        };
    });
    let tabs = world.watched(1);
    world.instance.logout_faults = [Fault::Refuse].into();
    world.close(tabs[0]);
    world.run(5_250);
    world.set_online(false);
    world.run(10_000);
    assert_eq!(world.view().waiting, Some(Waiting::Network));
    world.sign_out();
    world.run(100);
    assert_eq!(world.outcome().kind, Kind::LoggedOut);
}

#[test]
fn a_farewell_does_not_wait() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tabs = world.unwatched(1);
    world.set_online(false);
    world.close(tabs[0]);
    let farewell = world
        .store
        .last_attempt
        .as_ref()
        .expect("it is written down");
    assert_eq!(
        (
            farewell.attempted.to.as_deref(),
            farewell.attempted.attempts
        ),
        (Some("Offline"), 1)
    );
}

#[test]
fn the_first_state_of_a_session_waits_too() {
    let mut world = World::with(|settings| {
        settings.initial_agent_state = InitialAgentState::Always("Available".into());
    });
    world.instance.agent.availability = "Away".into();
    world.set_online(false);
    world.unwatched(1);
    world.run(30_000);
    assert!(world.asked_for().is_empty());
    world.set_online(true);
    world.run(1_000);
    assert_eq!(world.asked_for(), ["Available"]);
    assert_eq!(world.state(), "Available");
}
