//! The change arrives: tried, timed, tried again, and confirmed on the agent's own snapshot.

use connect_session_end::domain::{FailureCode, Kind};
use connect_session_end::session::Input;
use connect_session_end::settings::Retry;

use crate::world::World;
use crate::world::instance::Fault;

/// The last of one tab is gone, with these faults ahead.
fn ended_with(faults: &[Fault]) -> World {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = faults.iter().copied().collect();
    world.close(tabs[0]);
    world
}

/// How much time passed between the calls that reached the server.
fn pauses(world: &World) -> Vec<u64> {
    world
        .instance
        .calls
        .windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .collect()
}

#[test]
fn two_calls_fail_and_the_third_succeeds() {
    let mut world = ended_with(&[Fault::Refuse, Fault::Refuse]);
    world.run(8_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.outcome().attempted.attempts, 3);
}

#[test]
fn the_pauses_double_up_to_the_longest_each_anywhere_in_its_second_half() {
    for seed in 1..200 {
        let mut world = World::with(|settings| {
            settings.retry = Retry {
                attempts: 8,
                max_delay: 2_000,
                ..Retry::default()
            };
        })
        .seeded(seed);
        let tabs = world.watched(1);
        world.instance.faults = [Fault::Refuse; 8].into();
        world.close(tabs[0]);
        world.run(30_000);
        let pauses = pauses(&world);
        assert_eq!(pauses.len(), 7);
        for (pause, longest) in pauses
            .iter()
            .zip([250, 500, 1_000, 2_000, 2_000, 2_000, 2_000])
        {
            // Between two calls lie the answer, the look before the next attempt, and the way there.
            let pause = pause - 82;
            assert!(
                (longest / 2..=longest).contains(&pause),
                "{pause} of {longest}"
            );
        }
    }
}

#[test]
fn a_pause_may_be_none() {
    let mut world = World::with(|settings| settings.retry.first_delay = 0);
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Refuse; 2].into();
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().attempted.attempts, 3);
    assert!(pauses(&world).iter().all(|pause| *pause < 100));
}

#[test]
fn two_browsers_that_fail_at_once_do_not_pause_alike() {
    let first_pause = |seed| {
        let mut world = World::new().seeded(seed);
        let tabs = world.watched(1);
        world.instance.faults = [Fault::Refuse].into();
        world.close(tabs[0]);
        world.run(8_000);
        pauses(&world)[0]
    };
    let pauses: std::collections::BTreeSet<u64> = (1..40).map(|n| first_pause(n * 7_919)).collect();
    assert!(pauses.len() > 20, "{pauses:?}");
}

#[test]
fn all_attempts_fail() {
    let mut world = ended_with(&[Fault::Refuse; 5]);
    world.run(20_000);
    assert_eq!(world.state(), "Available");
    let outcome = world.outcome();
    let error = outcome.error.as_ref().expect("it failed");
    assert_eq!(
        (outcome.kind, outcome.attempted.attempts),
        (Kind::Failed, 5)
    );
    assert_eq!(error.code, FailureCode::SetStateFailed);
    assert!(
        error.message.contains("500 InternalServiceException"),
        "{error}"
    );
}

#[test]
fn a_failure_stays_on_the_screen_until_it_is_tried_again() {
    let mut world = ended_with(&[Fault::Refuse; 5]);
    world.run(600_000);
    let keeper = world.keeper().expect("it shows the failure");
    assert_eq!(world.asked_for().len(), 5);
    world.tell(keeper, Input::Retry);
    world.run(2_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.kinds(), [Kind::Failed, Kind::Changed]);
    world.run(10_000);
    assert_eq!(world.keeper(), None);
}

#[test]
fn one_call_hangs() {
    let mut world = ended_with(&[Fault::Hang]);
    world.run(8_000);
    assert_eq!(world.state(), "Available");
    // The CCP is loaded anew.
    world.run(2_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.outcome().attempted.attempts, 2);
}

#[test]
fn streams_never_calls_back() {
    let mut world = ended_with(&[Fault::Hang; 5]);
    world.run(40_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::AttemptTimedOut);
    assert!(error.message.contains("3000 ms"), "{error}");
}

#[test]
fn there_is_never_a_second_attempt_while_one_may_still_answer() {
    let mut world = ended_with(&[Fault::Late(2_500)]);
    world.run(9_000);
    assert_eq!(world.asked_for(), ["Offline"]);
    assert_eq!(world.outcome().attempted.attempts, 1);
}

#[test]
fn success_is_not_believed_before_the_snapshot_shows_it() {
    let mut world = ended_with(&[Fault::Lie]);
    world.run(7_000);
    assert!(world.outcomes.is_empty());
    world.run(3_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.outcome().attempted.attempts, 2);
}

#[test]
fn success_that_the_snapshot_never_shows_is_a_failure() {
    let mut world = ended_with(&[Fault::Lie; 5]);
    world.run(40_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::NotConfirmed);
}

#[test]
fn the_snapshot_is_believed_where_no_answer_came() {
    let mut world = ended_with(&[Fault::Mute]);
    world.run(5_500);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(world.outcome().attempted.attempts, 1);
    world.run(10_000);
    assert_eq!(world.asked_for(), ["Offline"]);
}

#[test]
fn the_agent_is_signed_out_at_the_end_and_back_in_time() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.sign_out();
    world.run(100);
    world.close(tabs[0]);
    world.run(20_000);
    assert_eq!(
        world.view().waiting,
        Some(connect_session_end::session::change::Waiting::Agent)
    );
    world.sign_in();
    world.run(1_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn the_agent_is_signed_out_at_the_end_for_good() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.sign_out();
    world.run(100);
    // A CCP that shows its login page says nothing.
    world.nature.keeper_ccp = None;
    world.close(tabs[0]);
    world.run(66_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::SignedOut);
    assert!(world.asked_for().is_empty());
}

#[test]
fn the_keepers_ccp_never_shows_an_agent() {
    let mut world = World::new();
    world.nature.keeper_ccp = None;
    world.nature.last_call = None;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(2_000);
    world.close(tabs[0]);
    world.run(66_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::AgentUnknown);
}

#[test]
fn the_agent_is_signed_out_between_two_attempts_and_comes_back() {
    let mut world = ended_with(&[Fault::Refuse]);
    world.run(5_150);
    world.sign_out();
    world.run(10_000);
    assert!(world.outcomes.is_empty());
    world.sign_in();
    world.run(1_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn an_instance_that_refuses_for_a_minute_has_failed_once_and_is_asked_again_at_a_click() {
    let mut world = ended_with(&[Fault::Refuse; 20]);
    let ended_at = world.now;
    world.run(65_000);
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.attempted.attempts),
        (Kind::Failed, 5)
    );
    let tried_for = outcome.at - ended_at - 5_000;
    assert!((1_875..4_500).contains(&tried_for), "{tried_for} ms");
    world.instance.faults.clear();
    let keeper = world.keeper().expect("it shows the failure");
    world.tell(keeper, Input::Retry);
    world.run(2_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.kinds(), [Kind::Failed, Kind::Changed]);
}

#[test]
fn an_instance_that_answers_nothing_for_a_minute_has_failed_once() {
    let mut world = ended_with(&[Fault::Hang; 20]);
    let ended_at = world.now;
    world.run(65_000);
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.attempted.attempts),
        (Kind::Failed, 5)
    );
    let error = outcome.error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::AttemptTimedOut);
    let tried_for = outcome.at - ended_at - 5_000;
    assert!((16_875..19_500).contains(&tried_for), "{tried_for} ms");
    assert!(world.keeper().is_some(), "it shows the failure");
}

#[test]
fn a_call_that_is_denied_is_made_again() {
    let mut world = ended_with(&[Fault::Deny]);
    world.run(15_000);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.attempts),
        (Kind::Changed, 2)
    );
}

#[test]
fn calls_that_are_all_denied_have_failed_for_want_of_a_login() {
    let mut world = ended_with(&[Fault::Deny; 5]);
    world.run(65_000);
    let outcome = world.outcome();
    let error = outcome.error.as_ref().expect("it failed");
    assert_eq!(
        (outcome.attempted.attempts, error.code),
        (5, FailureCode::SignedOut)
    );
}

#[test]
fn a_call_that_is_denied_says_nothing_of_the_next() {
    let mut world = ended_with(&[
        Fault::Deny,
        Fault::Hang,
        Fault::Hang,
        Fault::Hang,
        Fault::Hang,
    ]);
    world.run(65_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::AttemptTimedOut);
}

#[test]
fn a_call_that_arrives_after_the_last_timeout_is_found_by_the_retry() {
    let mut world = World::with(|settings| settings.retry.attempts = 1);
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Late(5_000)].into();
    world.close(tabs[0]);
    world.run(9_000);
    assert_eq!(world.outcome().kind, Kind::Failed);
    world.run(5_000);
    assert_eq!(world.state(), "Offline");
    let keeper = world.keeper().expect("it shows the failure");
    world.tell(keeper, Input::Retry);
    world.run(3_000);
    let outcome = world.outcomes.last().expect("it is told anew");
    assert_eq!(
        (outcome.kind, outcome.attempted.attempts),
        (Kind::Changed, 1)
    );
    assert_eq!(outcome.attempted.from.as_deref(), Some("Available"));
}

#[test]
fn a_state_that_is_picked_between_two_attempts_is_the_one_from_before() {
    let mut world = ended_with(&[Fault::Refuse]);
    world.run(5_100);
    world.agent_picks("At Lunch");
    world.run(3_000);
    let attempted = &world.outcome().attempted;
    assert_eq!(attempted.from.as_deref(), Some("At Lunch"));
    assert_eq!(attempted.to.as_deref(), Some("Offline"));
}
