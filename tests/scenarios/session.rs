//! A session is what its record says: when it started, whether its first state is owed, whether it is over.

use connect_session_end::domain::{FailureCode, Kind, Reason, TabId};
use connect_session_end::session::{Input, Message};
use connect_session_end::settings::InitialAgentState;

use crate::world::World;

const HOUR: u64 = 3_600_000;
const A_DAY: u64 = 24 * HOUR;

fn beginning_with(state: &str, keeper: bool) -> World {
    World::with(|settings| {
        settings.initial_agent_state = InitialAgentState::Always(state.into());
        if !keeper {
            settings.keeper = None;
        }
    })
}

/// One tab that shows the agent, with a keeper if the settings have one.
fn at_work(world: &mut World) -> usize {
    if world.settings.keeper.is_some() {
        world.watched(1)[0]
    } else {
        world.unwatched(1)[0]
    }
}

fn kill(world: &mut World) {
    for window in world.tabs().into_iter().chain(world.keeper()) {
        world.crash(window);
    }
}

fn codes(world: &World) -> Vec<Option<FailureCode>> {
    let errors = world.outcomes.iter().map(|outcome| outcome.error.as_ref());
    errors.map(|error| error.map(|error| error.code)).collect()
}

#[test]
fn a_refresh_before_the_sign_in_leaves_the_first_state_to_the_next_document() {
    for keeper in [true, false] {
        let mut world = beginning_with("Away", keeper);
        world.sign_out();
        let tab = world.open_tab();
        world.run(1_000);
        world.click(tab);
        world.run(20_000);
        let tab = world.refresh(tab);
        world.run(3_000);
        world.refresh(tab);
        world.run(20_000);
        world.sign_in();
        world.run(1_000);
        assert_eq!(world.state(), "Away", "keeper: {keeper}");
        world.agent_picks("At Lunch");
        world.unwatched(1);
        assert_eq!(world.state(), "At Lunch", "keeper: {keeper}");
    }
}

/// The library has set Offline yesterday. In the morning the page goes to the sign-in before it has shown an agent.
#[test]
fn a_redirect_before_the_sign_in_leaves_what_is_to_be_made_up_for() {
    for (keeper, away) in [
        (true, 3_000),
        (true, 20_000),
        (true, 120_000),
        (false, 3_000),
        (false, 20_000),
    ] {
        let mut world = World::new();
        if !keeper {
            world.settings.keeper = None;
        }
        let tab = at_work(&mut world);
        world.close(tab);
        world.run(A_DAY);
        assert_eq!(world.state(), "Offline");
        world.sign_out();
        let tab = world.open_tab();
        world.run(1_000);
        world.click(tab);
        world.run(10_000);
        world.close(tab);
        world.run(away);
        let tab = world.open_tab();
        world.click(tab);
        world.sign_in();
        world.run(20_000);
        assert_eq!(
            world.state(),
            "Available",
            "keeper: {keeper}, away for {away} ms"
        );
    }
}

#[test]
fn a_refresh_while_the_first_state_is_being_set_leaves_it_to_the_next_document() {
    for after in (700..1_100).step_by(10) {
        let mut world = beginning_with("Away", false);
        let tab = world.open_tab();
        world.run(after);
        world.refresh(tab);
        world.run(20_000);
        assert_eq!(world.state(), "Away", "after {after} ms");
    }
}

#[test]
fn the_first_state_is_set_once_whoever_sets_it() {
    for keeper in [true, false] {
        let mut world = beginning_with("Away", keeper);
        world.nature.tab_ccp = Some(600_000);
        let slow = world.open_tab();
        world.run(1_000);
        world.click(slow);
        world.run(3_000);
        world.nature.tab_ccp = Some(800);
        world.unwatched(1);
        assert_eq!(world.state(), "Away", "keeper: {keeper}");
        world.agent_picks("At Lunch");
        world.run(700_000);
        assert_eq!(world.state(), "At Lunch", "keeper: {keeper}");
        assert!(world.asked_for().is_empty());
    }
}

#[test]
fn who_is_back_while_a_skipped_end_is_shown_goes_on() {
    let mut world = beginning_with("Available", true);
    world.settings.if_current_agent_state = vec!["Available".into()];
    let tab = at_work(&mut world);
    world.agent_picks("At Lunch");
    world.close(tab);
    world.run(8_000);
    assert_eq!(world.outcome().reason, Some(Reason::CurrentState));
    world.open_tab();
    world.run(20_000);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn who_is_back_after_a_cancel_goes_on() {
    let mut world = beginning_with("Available", true);
    let tab = at_work(&mut world);
    world.agent_picks("At Lunch");
    world.close(tab);
    world.run(2_000);
    let keeper = world.keeper().expect("it counts");
    world.tell(keeper, Input::Cancel);
    world.run(2_000);
    world.open_tab();
    world.run(20_000);
    assert_eq!(world.outcome().reason, Some(Reason::Cancelled));
    assert_eq!(world.state(), "At Lunch");

    // The session that goes on has an end of its own.
    let tab = world.tabs()[0];
    world.close(tab);
    world.run(20_000);
    assert_eq!(world.kinds(), [Kind::Skipped, Kind::Changed]);
    world.unwatched(1);
    assert_eq!(world.state(), "Available");
}

#[test]
fn who_is_back_in_time_is_back_since_the_first_word() {
    let mut world = World::new();
    let tab = at_work(&mut world);
    // A new session would begin Available.
    world.agent_picks("At Lunch");
    world.close(tab);
    world.run(10_900);
    assert_eq!(world.state(), "Offline");
    world.nature.look_answer = 3_000;
    world.open_tab();
    world.run(20_000);
    assert_eq!(world.state(), "At Lunch");
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
}

#[test]
fn the_late_word_of_a_tab_that_is_gone_brings_nothing_back() {
    for late in [6_000, 9_000] {
        let mut world = World::new();
        let tab = at_work(&mut world);
        world.close(tab);
        world.run(late);
        assert_eq!(world.state(), "Offline");
        let keeper = world.keeper().expect("it shows the outcome");
        world.tell(
            keeper,
            Input::Heard(Message::Tab {
                id: TabId("00".into()),
                settings: None,
                ccp: None,
                new: false,
            }),
        );
        world.run(60_000);
        assert_eq!(world.asked_for(), ["Offline"], "after {late} ms");
        assert_eq!(world.kinds(), [Kind::Changed], "after {late} ms");
    }
}

#[test]
fn who_reloads_after_a_crash_keeps_the_state() {
    for away in [2_000, 60_000] {
        let mut world = beginning_with("Available", false);
        let tab = at_work(&mut world);
        world.run(HOUR);
        world.agent_picks("At Lunch");
        world.run(HOUR);
        // Streams refreshes every half a minute, and so the tab shows that it lives.
        world.show();
        world.crash(tab);
        world.run(away);
        world.open_tab();
        world.run(20_000);
        assert_eq!(world.state(), "At Lunch", "after {away} ms");
        let told = usize::from(away > 5_000);
        assert_eq!(world.outcomes.len(), told, "after {away} ms");
    }
}

#[test]
fn who_comes_long_after_a_crash_begins_anew() {
    let mut world = beginning_with("Available", false);
    let tab = at_work(&mut world);
    world.agent_picks("At Lunch");
    world.crash(tab);
    world.run(HOUR);
    world.unwatched(1);
    assert_eq!(codes(&world), [Some(FailureCode::NobodyLeft)]);
    assert_eq!(world.state(), "Available");
}

#[test]
fn a_browser_that_restores_its_windows_tells_the_end() {
    let mut world = beginning_with("Available", true);
    at_work(&mut world);
    world.agent_picks("At Lunch");
    kill(&mut world);
    world.run(A_DAY);
    world.open_keeper_window();
    world.run(300);
    world.unwatched(1);
    assert_eq!(codes(&world), [Some(FailureCode::NobodyLeft)]);
    assert_eq!(world.state(), "Available");
}

/// A browser was killed with two tabs in it, and restores them, the second a little after the first.
fn restored(keeper: bool, names_fall: bool, apart: u64) -> World {
    let mut world = beginning_with("Available", keeper);
    at_work(&mut world);
    world.unwatched(1);
    world.agent_picks("At Lunch");
    kill(&mut world);
    world.run(A_DAY);
    world.nature.names_fall = names_fall;
    if keeper {
        world.open_keeper_window();
        world.run(300);
    }
    world.open_tab();
    world.run(apart);
    world.open_tab();
    world
}

const APART: [u64; 10] = [0, 1, 2, 3, 5, 50, 700, 850, 950, 5_000];

#[test]
fn of_two_tabs_that_are_restored_together_one_tells_the_end_and_gives_the_first_state() {
    for keeper in [false, true] {
        for names_fall in [false, true] {
            for apart in APART {
                let mut world = restored(keeper, names_fall, apart);
                world.run(20_000);
                let what = format!("keeper: {keeper}, names fall: {names_fall}, apart: {apart}");
                assert_eq!(codes(&world), [Some(FailureCode::NobodyLeft)], "{what}");
                assert_eq!(world.state(), "Available", "{what}");
                assert_eq!(world.asked_for(), ["Available"], "{what}");
            }
        }
    }
}

#[test]
fn if_the_first_of_them_is_gone_before_it_can_the_other_does() {
    for keeper in [false, true] {
        for place in [0, 1] {
            let mut world = restored(keeper, false, 0);
            world.run(100);
            let tab = world.tabs()[place];
            world.crash(tab);
            world.run(20_000);
            let what = format!("keeper: {keeper}, place: {place}");
            assert_eq!(codes(&world), [Some(FailureCode::NobodyLeft)], "{what}");
            if place == 1 {
                assert_eq!(world.state(), "Available", "{what}");
            }
        }
    }
}

#[test]
fn a_tab_that_has_long_been_quiet_is_there_before_the_next() {
    for stands_still in [false, true] {
        for keeper in [false, true] {
            let mut world = beginning_with("Available", keeper);
            let tab = at_work(&mut world);
            world.agent_picks("At Lunch");
            // Its CCP shows nobody for hours, as after a sleep.
            world.sign_out();
            world.run(A_DAY);
            world.windows[tab].stands_still = stands_still;
            world.sign_in();
            let other = world.open_tab();
            world.run(60_000);
            let what = format!("keeper: {keeper}, stands still: {stands_still}");
            assert!(world.outcomes.is_empty(), "{what}: {:?}", world.outcomes);
            assert_eq!(world.state(), "At Lunch", "{what}");
            // The session goes on in the new tab alone.
            world.crash(tab);
            world.run(10_000);
            world.refresh(other);
            world.run(10_000);
            assert!(world.outcomes.is_empty(), "{what}: {:?}", world.outcomes);
            assert_eq!(world.state(), "At Lunch", "{what}");
        }
    }
}

#[test]
fn an_attempt_from_the_future_is_not_a_refresh() {
    let mut world = beginning_with("Available", false);
    world.settings.initial_agent_state = InitialAgentState::Never;
    let tab = at_work(&mut world);
    world.close(tab);
    world.run(A_DAY);
    // Somebody has set the clock back.
    let attempt = world.store.last_attempt.as_mut().expect("it is written");
    attempt.at = world.now + 5 * HOUR;
    world.unwatched(1);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.kinds(), [Kind::Changed]);
}

#[test]
fn an_outcome_from_the_future_hides_no_later_end() {
    let mut world = beginning_with("Available", true);
    let tab = at_work(&mut world);
    world.close(tab);
    world.run(20_000);
    let last = world.store.outcome.as_mut().expect("it is told");
    last.outcome.at += A_DAY;
    last.outcome.ended_at += A_DAY;
    at_work(&mut world);
    kill(&mut world);
    world.run(HOUR);
    world.unwatched(1);
    assert_eq!(codes(&world), [None, Some(FailureCode::NobodyLeft)]);
}

#[test]
fn who_has_worked_elsewhere_since_a_change_of_ours_has_had_a_say() {
    for keeper in [true, false] {
        let mut world = World::with(|settings| {
            if !keeper {
                settings.keeper = None;
            }
        });
        let tab = at_work(&mut world);
        world.close(tab);
        world.run(HOUR);
        assert_eq!(world.state(), "Offline");
        // In another browser.
        world.agent_picks("Available");
        world.run(HOUR);
        world.agent_picks("Offline");
        world.run(A_DAY);
        world.unwatched(1);
        assert_eq!(world.state(), "Offline", "keeper: {keeper}");
    }
}

#[test]
fn a_page_that_loads_slowly_is_no_late_return() {
    for (away, state) in [(54_000, "Available"), (57_000, "Offline")] {
        let mut world = beginning_with("Available", false);
        world.settings.initial_agent_state = InitialAgentState::Never;
        let tab = at_work(&mut world);
        world.close(tab);
        world.run(away);
        world.open_tab_since(world.now - 50_000);
        world.run(3_000);
        assert_eq!(world.state(), state, "{away} ms");
    }
}

#[test]
fn a_denied_storage_costs_no_first_state() {
    for keeper in [true, false] {
        let mut world = beginning_with("Away", keeper);
        world.nature.refuses_storage = true;
        at_work(&mut world);
        assert_eq!(world.state(), "Away", "keeper: {keeper}");
        world.agent_picks("At Lunch");
        world.unwatched(1);
        assert_eq!(world.state(), "At Lunch", "keeper: {keeper}");
    }
}

/// Without a keeper nothing else tells a refresh from a new session.
#[test]
fn a_denied_storage_without_a_keeper_makes_a_new_session_of_each_refresh() {
    for keeper in [true, false] {
        let mut world = beginning_with("Away", keeper);
        world.nature.refuses_storage = true;
        let mut tab = at_work(&mut world);
        for _ in 0..2 {
            world.agent_picks("At Lunch");
            tab = world.refresh(tab);
            world.run(20_000);
            let state = if keeper { "At Lunch" } else { "Away" };
            assert_eq!(world.state(), state, "keeper: {keeper}");
        }
        assert!(world.outcomes.is_empty());
    }
}

#[test]
fn without_a_first_state_such_a_refresh_leaves_the_agent_offline() {
    let mut world = World::with(|settings| settings.keeper = None);
    world.nature.refuses_storage = true;
    let tab = at_work(&mut world);
    world.refresh(tab);
    world.run(20_000);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.asked_for(), ["Offline"]);
}
