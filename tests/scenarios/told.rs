//! What the last tab has changed by itself, a keeper that comes to be ready tells as what it is.

use connect_session_end::domain::{By, Kind, Millis, Outcome, Reason};
use connect_session_end::session::Input;
use connect_session_end::settings::Status;

use crate::world::World;
use crate::world::window::WindowId;

const THE_NEXT_DAY: Millis = 40_000_000;

/// One tab at lunch, and a keeper just opened whose CCP takes this long.
fn early(keeper_ccp: impl Into<Option<Millis>>) -> (World, WindowId) {
    early_in(World::new(), keeper_ccp)
}

fn early_in(mut world: World, keeper_ccp: impl Into<Option<Millis>>) -> (World, WindowId) {
    world.nature.keeper_ccp = keeper_ccp.into();
    let tabs = world.unwatched(1);
    world.agent_picks("At Lunch");
    world.click(tabs[0]);
    world.run(1_000);
    (world, tabs[0])
}

#[track_caller]
fn is_the_tabs(outcome: &Outcome) {
    assert_eq!(
        (outcome.kind, outcome.attempted.by),
        (Kind::Changed, By::Tab)
    );
    assert_eq!(outcome.attempted.from.as_deref(), Some("At Lunch"));
    assert_eq!(outcome.attempted.to.as_deref(), Some("Offline"));
    assert_eq!(outcome.attempted.agent.as_deref(), Some("kim"));
    assert_eq!((outcome.attempted.attempts, outcome.reason), (1, None));
}

#[test]
fn what_was_changed_before_the_keeper_was_opened_is_told_too() {
    let mut world = World::with(|settings| settings.confirm_leave = true);
    let tabs = world.unwatched(1);
    world.agent_picks("At Lunch");
    world.begin_unload(tabs[0]);
    world.run(10_000);
    world.click(tabs[0]);
    world.run(10_000);
    world.close(tabs[0]);
    world.run(8_500);
    is_the_tabs(world.outcome());
}

#[test]
fn a_keeper_that_is_ready_before_its_delay_is_over_or_after_tells_it() {
    for keeper_ccp in [1_200, 4_000, 8_000] {
        let (mut world, tab) = early(keeper_ccp);
        world.close(tab);
        world.run(10_500);
        is_the_tabs(world.outcome());
        let keeper = world.keeper().expect("it shows the outcome");
        assert_eq!(world.view().outcome, Some(world.outcome()));
        let log = world.windows[keeper].log.join("\n");
        assert!(log.contains("changed Offline after 1 attempt"), "{log}");
        let written = world.store.outcome.clone().expect("written");
        assert_eq!(
            (&written.outcome, written.answered),
            (world.outcome(), false)
        );

        world.run(THE_NEXT_DAY);
        world.open_tab();
        world.run(3_000);
        is_the_tabs(world.outcome());
        assert_eq!(world.asked_for(), ["Offline", "Available"]);
        assert_eq!(world.store.last_attempt, None);
    }
}

#[test]
fn one_that_sees_no_agent_says_so_and_the_next_tab_knows_better() {
    let (mut world, tab) = early(None);
    world.close(tab);
    world.run(THE_NEXT_DAY);
    assert_eq!(world.outcome().kind, Kind::Failed);
    world.open_tab();
    world.run(3_000);
    assert_eq!(world.outcomes.len(), 1, "an end is told once");
    is_the_tabs(&world.store.outcome.clone().expect("written").outcome);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
}

#[test]
fn one_that_no_tab_has_told_its_settings_tells_it_too() {
    let mut world = World::new();
    world.nature.loss = 100;
    let (mut world, tab) = early_in(world, 900);
    world.run(2_000);
    world.close(tab);
    world.run(5_500);
    is_the_tabs(world.outcome());
}

#[test]
fn to_cancel_it_comes_too_late() {
    for keeper_ccp in [1_200, 3_000] {
        let (mut world, tab) = early(keeper_ccp);
        world.close(tab);
        world.run(2_000);
        let keeper = world.keeper().expect("it counts down");
        world.tell(keeper, Input::Cancel);
        world.run(2_500);
        is_the_tabs(world.outcome());
        assert_eq!(world.asked_for(), ["Offline"]);
    }
}

#[test]
fn what_did_not_arrive_the_keeper_makes() {
    let (mut world, tab) = early(4_000);
    world.nature.last_call = None;
    world.close(tab);
    world.run(6_000);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.by),
        (Kind::Changed, By::Keeper)
    );
    assert_eq!(world.asked_for(), ["Offline"]);
}

#[test]
fn the_logout_that_a_tab_cannot_make_begins_with_the_state_before() {
    let world = World::with(|settings| {
        settings.status = Status::Logout {
            url: "https://acme.my.connect.aws/logout".into(),
        };
    });
    let (mut world, tab) = early_in(world, 4_000);
    world.close(tab);
    world.run(20_000);
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.attempted.by),
        (Kind::LoggedOut, By::Keeper)
    );
    assert_eq!(outcome.attempted.from.as_deref(), Some("At Lunch"));
}

#[test]
fn whoever_is_back_within_the_delay_has_the_state_put_back_once_and_that_is_no_end() {
    for away in [50, 1_500, 4_500] {
        let (mut world, tab) = early(1_200);
        world.refresh_slowly(tab, away);
        world.run(20_000);
        assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
        assert_eq!(world.state(), "At Lunch");
        assert!(world.outcomes.is_empty());
        assert_eq!(world.store.last_attempt, None);
    }
}

#[test]
fn what_was_taken_back_is_not_told_of_a_later_end() {
    let (mut world, tab) = early(1_200);
    let tab = world.refresh(tab);
    world.run(5_000);
    world.agent_picks("Offline");
    world.close(tab);
    world.run(5_500);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.by),
        (Kind::Skipped, By::Keeper)
    );
}

#[test]
fn whoever_is_back_while_it_is_shown_has_the_state_put_back_once() {
    // The navigation began before the delay was over, or after it.
    for slowly in [true, false] {
        let (mut world, tab) = early(1_200);
        if slowly {
            world.refresh_slowly(tab, 7_000);
        } else {
            world.close(tab);
            world.run(7_000);
            world.open_tab();
        }
        world.run(20_000);
        is_the_tabs(world.outcome());
        assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
        assert!(world.store.outcome.clone().expect("written").answered);
        assert_eq!(world.store.last_attempt, None);
    }
}

#[test]
fn whoever_is_back_before_the_keeper_sees_an_agent_puts_it_back() {
    let (mut world, tab) = early(8_000);
    world.close(tab);
    world.run(6_000);
    world.open_tab();
    world.run(20_000);
    assert_eq!(world.outcome().reason, Some(Reason::Returned));
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
    assert_eq!(world.store.last_attempt, None);
}

#[test]
fn a_slow_page_that_began_in_time_has_it_put_back_when_the_keeper_is_gone() {
    let (mut world, tab) = early(1_200);
    world.refresh_slowly(tab, 30_000);
    assert_eq!(world.keeper(), None);
    world.run(5_000);
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
    assert_eq!(world.outcomes.len(), 1);
}

#[test]
fn a_page_in_the_cache_is_a_tab_that_is_gone() {
    let (mut world, tab) = early(1_200);
    world.leave_page(tab);
    world.run(7_000);
    is_the_tabs(world.outcome());
    world.come_back(tab);
    world.run(20_000);
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
}

#[test]
fn what_an_earlier_session_has_left_is_not_believed() {
    let mut world = World::new();
    let tabs = world.unwatched(1);
    world.close(tabs[0]);
    world.run(THE_NEXT_DAY);
    // This one never knows its agent, and so does not answer for what was left.
    world.nature.tab_ccp = None;
    let next = world.open_tab();
    world.run(1_000);
    world.click(next);
    world.run(3_000);
    assert!(world.store.last_attempt.is_some());
    world.crash(next);
    world.run(5_500);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.by),
        (Kind::Skipped, By::Keeper)
    );
    assert_eq!(world.outcome().attempted.attempts, 0);
}

#[test]
fn another_agent_has_nothing_to_do_with_it() {
    let (mut world, tab) = early(4_000);
    world.close(tab);
    world.run(100);
    world.sign_in_as("lee", "Offline");
    world.run(6_000);
    let outcome = world.outcome();
    assert_eq!(outcome.attempted.agent.as_deref(), Some("lee"));
    assert_eq!(
        (outcome.kind, outcome.attempted.by),
        (Kind::Skipped, By::Keeper)
    );
}

#[test]
fn a_keeper_that_is_closed_along_with_the_tab_does_not_write_over_what_the_tab_did() {
    for keeper_ccp in [None, Some(1_200)] {
        let (mut world, tab) = early(keeper_ccp);
        world.close(tab);
        world.run(5);
        world.close(world.keeper().expect("it was opened"));
        world.run(THE_NEXT_DAY);
        world.nature.keeper_ccp = Some(900);
        world.open_tab();
        world.run(3_000);
        is_the_tabs(world.outcome());
        assert_eq!(world.asked_for(), ["Offline", "Available"]);
    }
}

#[test]
fn nor_does_it_where_its_window_stays_after_all() {
    let (mut world, tab) = early(None);
    world.close(tab);
    world.run(5);
    world.begin_unload(world.keeper().expect("it was opened"));
    world.run(THE_NEXT_DAY);
    assert_eq!(world.outcome().kind, Kind::Failed);
    world.open_tab();
    world.run(3_000);
    is_the_tabs(&world.store.outcome.clone().expect("written").outcome);
}
