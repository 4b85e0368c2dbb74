//! The host ends the session by `end()`, while tabs are there: one change, one outcome, and nothing left to do for the
//! last tab.

use connect_session_end::domain::{By, FailureCode, Kind, Outcome, Reason, Trigger};
use connect_session_end::session::{Event, Input, KeeperPhase, WarningCode};
use connect_session_end::settings::{InitialAgentState, OnContact, OtherCcps, Settings, Status};

use crate::world::World;
use crate::world::instance::Fault;
use crate::world::window::WindowId;

const HOUR: u64 = 3_600_000;
const A_DAY: u64 = 24 * HOUR;

/// So many tabs at work, with and without a keeper.
fn each_way(tabs: usize, story: impl Fn(World, Vec<WindowId>)) {
    each_way_with(|_| {}, tabs, story);
}

fn each_way_with(
    change: impl Fn(&mut Settings),
    tabs: usize,
    story: impl Fn(World, Vec<WindowId>),
) {
    for keeper in [true, false] {
        println!("keeper: {keeper}");
        let mut world = World::with(&change);
        if !keeper {
            world.settings.keeper = None;
        }
        let tabs = at_work(&mut world, tabs);
        story(world, tabs);
    }
}

fn at_work(world: &mut World, tabs: usize) -> Vec<WindowId> {
    if world.settings.keeper.is_some() {
        world.watched(tabs)
    } else {
        world.unwatched(tabs)
    }
}

fn close_all(world: &mut World) {
    for tab in world.tabs() {
        world.close(tab);
        world.run(100);
    }
    world.run(30_000);
}

/// The same, and a tab that is opened the next day: without a keeper it is the first that can tell of the end.
fn close_all_and_come_back(world: &mut World) {
    close_all(world);
    world.run(A_DAY);
    world.unwatched(1);
}

/// The one outcome is that of `end()`, and each of these tabs was told it once.
fn told_once<'a>(world: &'a World, tabs: &[WindowId]) -> &'a Outcome {
    for tab in tabs {
        assert_eq!(world.windows[*tab].outcomes().len(), 1, "tab {tab}");
    }
    let outcome = world.outcome();
    assert_eq!(outcome.attempted.trigger, Trigger::End);
    outcome
}

fn is_over(world: &World, tab: WindowId) -> bool {
    world.snapshot(tab).over
}

#[test]
fn the_change_is_made_at_once_and_told_in_all_tabs() {
    each_way(3, |mut world, tabs| {
        world.end(tabs[1]);
        world.run(1_000);
        assert_eq!(world.state(), "Offline");
        let outcome = told_once(&world, &tabs);
        assert_eq!(outcome.kind, Kind::Changed);
        assert_eq!(outcome.attempted.by, By::Tab);
        assert_eq!(outcome.attempted.from.as_deref(), Some("Available"));
        for tab in &tabs {
            assert!(is_over(&world, *tab), "tab {tab}");
            assert_eq!(world.snapshot(*tab).would, None);
        }
        assert_eq!(
            world.store.outcome.as_ref().map(|last| &last.outcome),
            Some(world.outcome())
        );
    });
}

#[test]
fn the_last_tab_makes_no_second_change_and_tells_no_second_outcome() {
    each_way(3, |mut world, tabs| {
        world.end(tabs[0]);
        world.run(2_000);
        close_all(&mut world);
        assert_eq!(world.keeper(), None, "there is nothing left to do");
        assert_eq!(world.asked_for(), ["Offline"]);
        told_once(&world, &tabs);
        assert!(world.store.last_attempt.is_none());
    });
}

#[test]
fn nor_does_a_crash_of_all_tabs() {
    each_way(2, |mut world, tabs| {
        world.end(tabs[0]);
        world.run(2_000);
        for tab in tabs {
            world.crash(tab);
        }
        world.run(30_000);
        assert_eq!(world.asked_for(), ["Offline"]);
        // The next start tells nothing either.
        world.run(A_DAY);
        world.unwatched(1);
        world.outcome();
    });
}

#[test]
fn a_refresh_afterwards_sets_nothing_and_puts_nothing_back() {
    for first in [
        InitialAgentState::AfterOurChange,
        InitialAgentState::Always("Away".into()),
    ] {
        for slow in [50, 4_000] {
            each_way(1, |mut world, tabs| {
                world.settings.initial_agent_state = first.clone();
                world.end(tabs[0]);
                world.run(2_000);
                let tab = world.refresh_slowly(tabs[0], slow);
                world.run(30_000);
                assert_eq!(world.state(), "Offline");
                assert!(is_over(&world, tab));
                assert_eq!(world.asked_for(), ["Offline"]);
                close_all(&mut world);
                assert_eq!(world.asked_for(), ["Offline"]);
                world.outcome();
            });
        }
    }
}

#[test]
fn a_tab_opened_beside_those_that_stay_sets_no_first_state_however_late() {
    each_way(1, |mut world, tabs| {
        world.settings.initial_agent_state = InitialAgentState::Always("Away".into());
        world.end(tabs[0]);
        world.run(A_DAY);
        let tab = world.open_tab();
        world.run(30_000);
        assert_eq!(world.state(), "Offline");
        assert!(is_over(&world, tab));
        close_all(&mut world);
        assert_eq!(world.asked_for(), ["Offline"]);
    });
}

#[test]
fn the_next_day_starts_as_after_any_other_end() {
    each_way(2, |mut world, tabs| {
        world.end(tabs[0]);
        world.run(2_000);
        close_all(&mut world);
        world.run(A_DAY);
        let tabs = at_work(&mut world, 1);
        assert_eq!(world.state(), "Available");
        assert!(!is_over(&world, tabs[0]));
        world.outcome();
        close_all_and_come_back(&mut world);
        assert_eq!(world.outcomes[1].attempted.trigger, Trigger::LastTab);
        assert_eq!(world.outcomes[1].kind, Kind::Changed);
    });
}

#[test]
fn a_state_that_is_picked_afterwards_starts_a_new_session() {
    for picked in ["Available", "At Lunch"] {
        each_way(2, |mut world, tabs| {
            world.settings.initial_agent_state = InitialAgentState::Always("Away".into());
            world.end(tabs[0]);
            world.run(2_000);
            world.agent_picks(picked);
            world.run(2_000);
            assert!(tabs.iter().all(|tab| !is_over(&world, *tab)));
            assert_eq!(world.state(), picked);
            let tab = world.refresh(tabs[0]);
            world.run(5_000);
            assert_eq!(world.state(), picked);
            assert!(!is_over(&world, tab));
            close_all(&mut world);
            assert_eq!(world.state(), "Offline");
            close_all_and_come_back(&mut world);
            assert_eq!(world.outcomes.len(), 2);
            assert_eq!(world.outcomes[1].attempted.trigger, Trigger::LastTab);
            assert_eq!(world.outcomes[1].attempted.from.as_deref(), Some(picked));
        });
    }
}

#[test]
fn a_new_session_can_be_ended_again() {
    each_way(2, |mut world, tabs| {
        world.end(tabs[0]);
        world.run(2_000);
        world.agent_picks("Available");
        world.run(2_000);
        world.end(tabs[1]);
        world.run(2_000);
        assert_eq!(world.state(), "Offline");
        assert_eq!(world.kinds(), [Kind::Changed, Kind::Changed]);
        close_all(&mut world);
        assert_eq!(world.outcomes.len(), 2);
    });
}

#[test]
fn a_second_call_makes_no_second_change() {
    each_way(2, |mut world, tabs| {
        world.instance.faults = [Fault::Refuse].into();
        world.end(tabs[0]);
        world.run(20);
        world.end(tabs[0]);
        world.end(tabs[1]);
        world.run(3_000);
        assert_eq!(world.state(), "Offline");
        told_once(&world, &tabs);
        // It is over, and each tab says since which outcome.
        for tab in &tabs {
            world.windows[*tab].events.clear();
            world.end(*tab);
        }
        world.run(1_000);
        let since = Event::OverSince(Box::new(world.outcome().clone()));
        for tab in &tabs {
            assert_eq!(world.windows[*tab].events, std::slice::from_ref(&since));
        }
    });
}

/// The one that waits may run in another process, which sees late what was written down.
#[test]
fn one_that_waits_has_its_turn_a_second_after_the_other_has_told() {
    let mut world = World::new();
    let tabs = world.unwatched(2);
    world.nature.loss = 100;
    world.end(tabs[0]);
    world.end(tabs[1]);
    for _ in 0..100 {
        world.run(10);
        if !world.outcomes.is_empty() {
            break;
        }
    }
    let since = Event::OverSince(Box::new(world.outcome().clone()));
    world.run(900);
    assert!(!world.windows[tabs[1]].events.contains(&since));
    world.run(200);
    assert!(world.windows[tabs[1]].events.contains(&since));
}

/// The one that waits goes on with what the other has tried.
#[test]
fn the_turn_passes_on_if_the_tab_dies_that_has_it() {
    for (fault, loss) in [(Fault::Hang, 0), (Fault::Mute, 0), (Fault::Mute, 100)] {
        each_way(2, |mut world, tabs| {
            world.nature.loss = loss;
            world.instance.faults = [fault].into();
            world.end(tabs[0]);
            world.run(20);
            world.end(tabs[1]);
            world.run(80);
            world.crash(tabs[0]);
            world.run(10_000);
            assert_eq!(world.state(), "Offline");
            let outcome = world.outcome();
            assert_eq!(outcome.kind, Kind::Changed);
            assert_eq!(outcome.attempted.from.as_deref(), Some("Available"));
            world.nature.loss = 0;
            close_all(&mut world);
            world.outcome();
        });
    }
}

#[test]
fn two_tabs_that_are_asked_at_once_make_one_outcome() {
    for order in [[0, 1], [1, 0]] {
        each_way(2, |mut world, tabs| {
            for tab in order {
                world.end(tabs[tab]);
            }
            world.run(3_000);
            told_once(&world, &tabs);
            close_all(&mut world);
            told_once(&world, &tabs);
        });
    }
}

/// Also if the second already sees what the first has changed, and hears nothing of it.
#[test]
fn nor_do_two_that_are_asked_shortly_one_after_the_other() {
    for (order, loss) in [([0, 1], 0), ([1, 0], 0), ([0, 1], 100), ([1, 0], 100)] {
        for after in (0..=200).step_by(10) {
            each_way(2, |mut world, tabs| {
                world.nature.loss = loss;
                world.end(tabs[order[0]]);
                world.run(after);
                world.end(tabs[order[1]]);
                world.run(3_000);
                world.nature.loss = 0;
                let outcome = world.outcome();
                let told = (outcome.kind, outcome.attempted.trigger);
                assert_eq!(told, (Kind::Changed, Trigger::End), "{after} ms, {loss} %");
                assert_eq!(world.asked_for(), ["Offline"]);
                assert!(tabs.iter().all(|tab| is_over(&world, *tab)));
                close_all(&mut world);
                world.outcome();
            });
        }
    }
}

fn logging_out(settings: &mut Settings) {
    settings.initial_agent_state = InitialAgentState::Always("Available".into());
    settings.status = Status::Logout {
        url: "https://acme.my.connect.aws/logout".into(),
    };
}

#[test]
fn it_ends_with_a_logout_if_the_settings_say_so() {
    each_way_with(logging_out, 2, |mut world, tabs| {
        world.end(tabs[0]);
        world.run(3_000);
        let outcome = told_once(&world, &tabs);
        assert_eq!(outcome.kind, Kind::LoggedOut);
        assert_eq!(world.instance.logouts.len(), 1);
        close_all(&mut world);
        assert_eq!(world.instance.logouts.len(), 1);
        world.outcome();
    });
}

/// A single sign-on may sign the agent in again at once.
#[test]
fn a_login_after_such_a_logout_does_not_start_a_session_by_itself() {
    each_way_with(logging_out, 1, |mut world, tabs| {
        world.end(tabs[0]);
        world.run(3_000);
        world.sign_in();
        world.run(10_000);
        assert_eq!(world.state(), "Offline");
        assert!(is_over(&world, tabs[0]));
        world.agent_picks("Available");
        world.run(1_000);
        assert!(!is_over(&world, tabs[0]));
    });
}

#[test]
fn another_agent_who_signs_in_starts_a_session() {
    for logs_out in [false, true] {
        let change = |settings: &mut Settings| {
            if logs_out {
                logging_out(settings);
            }
        };
        for state in ["Available", "Offline"] {
            each_way_with(change, 2, |mut world, tabs| {
                world.end(tabs[0]);
                world.run(3_000);
                world.sign_in_as("lee", state);
                world.run(10_000);
                assert!(tabs.iter().all(|tab| !is_over(&world, *tab)));
                assert_eq!(world.state(), state);
                close_all_and_come_back(&mut world);
                assert_eq!(world.outcomes.len(), 2);
                let outcome = &world.outcomes[1];
                assert_eq!(outcome.attempted.agent.as_deref(), Some("lee"));
                assert_eq!(outcome.attempted.trigger, Trigger::LastTab);
            });
        }
    }
}

#[test]
fn the_filters_count_as_at_any_other_end() {
    let filter =
        |settings: &mut Settings| settings.if_current_agent_state = vec!["Available".into()];
    each_way_with(filter, 2, |mut world, tabs| {
        world.agent_picks("At Lunch");
        world.end(tabs[0]);
        world.run(1_000);
        let outcome = told_once(&world, &tabs);
        assert_eq!(
            (outcome.kind, outcome.reason),
            (Kind::Skipped, Some(Reason::CurrentState))
        );
        assert!(is_over(&world, tabs[0]));
        close_all(&mut world);
        world.outcome();
        assert_eq!(world.state(), "At Lunch");
    });
}

/// The tabs that stay have CCPs too.
#[test]
fn other_ccps_do_not_hold_it_up() {
    let count = |settings: &mut Settings| settings.other_ccps = OtherCcps::Count;
    each_way_with(count, 2, |mut world, tabs| {
        world.instance.agent.ccps = 3;
        world.show();
        world.end(tabs[0]);
        world.run(1_000);
        assert_eq!(told_once(&world, &tabs).kind, Kind::Changed);
    });
}

#[test]
fn an_agent_who_is_offline_already_is_left_alone() {
    each_way(2, |mut world, tabs| {
        world.agent_picks("Offline");
        world.end(tabs[0]);
        world.run(1_000);
        let outcome = told_once(&world, &tabs);
        assert_eq!(
            (outcome.kind, outcome.reason),
            (Kind::Skipped, Some(Reason::AlreadySet))
        );
        close_all(&mut world);
        world.outcome();
    });
}

#[test]
fn during_a_contact_the_state_is_queued() {
    each_way(2, |mut world, tabs| {
        world.start_contact("voice");
        world.run(100);
        world.end(tabs[0]);
        world.run(1_000);
        assert_eq!(told_once(&world, &tabs).kind, Kind::Queued);
        assert_eq!(world.next_state(), Some("Offline"));
        world.run(HOUR);
        world.end_contacts();
        world.run(1_000);
        assert_eq!(world.state(), "Offline");
        assert!(is_over(&world, tabs[1]));
        close_all(&mut world);
        world.outcome();
    });
}

/// Their call goes on, and so does the session: its end is made when the last tab is closed, or at the next call.
#[test]
fn a_contact_that_is_skipped_does_not_end_the_session() {
    let skip = |settings: &mut Settings| settings.on_contact = OnContact::Skip;
    each_way_with(skip, 2, |mut world, tabs| {
        world.start_contact("voice");
        world.run(100);
        world.end(tabs[0]);
        world.run(1_000);
        let outcome = told_once(&world, &tabs);
        assert_eq!(
            (outcome.kind, outcome.reason),
            (Kind::Skipped, Some(Reason::LiveContact))
        );
        assert!(!is_over(&world, tabs[0]));
        world.end_contacts();
        world.run(1_000);
        world.end(tabs[0]);
        world.run(1_000);
        assert_eq!(world.kinds(), [Kind::Skipped, Kind::Changed]);
        assert_eq!(world.state(), "Offline");
    });
}

#[test]
fn a_logout_in_a_call_leaves_the_agent_alone_and_the_session_goes_on() {
    each_way_with(logging_out, 2, |mut world, tabs| {
        world.start_contact("voice");
        world.run(100);
        world.end(tabs[0]);
        world.run(10_000);
        let outcome = told_once(&world, &tabs);
        assert_eq!(
            (outcome.kind, outcome.reason),
            (Kind::Skipped, Some(Reason::LiveContact))
        );
        assert!(!is_over(&world, tabs[0]));
        assert!(world.asked_for().is_empty());
        assert!(world.instance.logouts.is_empty());
    });
}

#[test]
fn a_contact_is_waited_for_however_long_it_takes_and_whatever_becomes_of_the_tab() {
    for fate in ["stays", "is refreshed", "is closed", "crashes"] {
        let wait = |settings: &mut Settings| settings.on_contact = OnContact::Wait;
        each_way_with(wait, 2, |mut world, tabs| {
            println!("the tab {fate}");
            world.start_contact("voice");
            world.run(100);
            world.end(tabs[1]);
            world.run(1_000);
            assert!(world.outcomes.is_empty());
            match fate {
                "is refreshed" => _ = world.refresh(tabs[1]),
                "is closed" => world.close(tabs[1]),
                "crashes" => world.crash(tabs[1]),
                _ => {}
            }
            world.run(HOUR);
            assert!(world.outcomes.is_empty(), "{:?}", world.outcomes);
            world.instance.calls.clear();
            world.end_contacts();
            world.run(2_000);
            assert_eq!(world.state(), "Offline");
            assert_eq!(world.outcome().kind, Kind::Changed);
            assert_eq!(world.outcome().attempted.trigger, Trigger::End);
            close_all(&mut world);
            world.outcome();
        });
    }
}

#[test]
fn what_the_agent_picks_meanwhile_calls_it_off() {
    each_way(2, |mut world, tabs| {
        world.instance.faults = [Fault::Refuse, Fault::Refuse, Fault::Refuse].into();
        world.end(tabs[0]);
        world.run(200);
        world.agent_picks("At Lunch");
        world.run(10_000);
        assert_eq!(world.state(), "At Lunch");
        let outcome = told_once(&world, &tabs);
        assert_eq!(
            (outcome.kind, outcome.reason),
            (Kind::Skipped, Some(Reason::Cancelled))
        );
        assert!(!is_over(&world, tabs[0]));
        world.instance.faults.clear();
        close_all(&mut world);
        assert_eq!(world.state(), "Offline");
    });
}

#[test]
fn a_failure_is_told_and_the_session_goes_on() {
    let failures = [
        ("no network", FailureCode::NoNetwork),
        ("no agent", FailureCode::SignedOut),
        ("a dead CCP", FailureCode::AttemptTimedOut),
        ("a refusal", FailureCode::SetStateFailed),
    ];
    for (trouble, code) in failures {
        each_way(2, |mut world, tabs| {
            println!("{trouble}");
            match trouble {
                "no network" => world.set_online(false),
                "no agent" => world.sign_out(),
                "a dead CCP" => world.kill_ccp(tabs[0]),
                _ => world.instance.faults = [Fault::Refuse; 5].into(),
            }
            world.run(1_000);
            world.end(tabs[0]);
            world.run(400_000);
            let outcome = told_once(&world, &tabs);
            assert_eq!(outcome.kind, Kind::Failed);
            assert_eq!(outcome.error.as_ref().map(|error| error.code), Some(code));
            assert!(!is_over(&world, tabs[0]));
            // Nothing stands in the way any more.
            world.set_online(true);
            world.sign_in();
            world.run(1_000);
            close_all(&mut world);
            assert_eq!(world.state(), "Offline");
            close_all_and_come_back(&mut world);
            assert_eq!(world.outcomes.len(), 2);
        });
    }
}

#[test]
fn it_waits_five_minutes_for_a_network_and_one_for_an_agent() {
    const MINUTE: u64 = 60_000;
    let waits = [
        (FailureCode::NoNetwork, 5 * MINUTE),
        (FailureCode::SignedOut, MINUTE),
        (FailureCode::AgentUnknown, MINUTE),
    ];
    for (code, time) in waits {
        for keeper in [true, false] {
            let mut world = World::new();
            if !keeper {
                world.settings.keeper = None;
            }
            let tab = if code == FailureCode::AgentUnknown {
                world.nature.tab_ccp = None;
                world.unwatched(1)[0]
            } else {
                at_work(&mut world, 1)[0]
            };
            match code {
                FailureCode::NoNetwork => world.set_online(false),
                FailureCode::SignedOut => world.sign_out(),
                _ => {}
            }
            world.run(1_000);
            world.end(tab);
            world.run(time - 1_000);
            assert!(world.outcomes.is_empty(), "{code}, keeper: {keeper}");
            world.run(2_000);
            let error = world.outcome().error.as_ref().expect("it failed");
            assert_eq!(error.code, code, "keeper: {keeper}");
        }
    }
}

#[test]
fn it_waits_for_the_network() {
    each_way(1, |mut world, tabs| {
        world.set_online(false);
        world.end(tabs[0]);
        world.run(60_000);
        assert!(world.outcomes.is_empty());
        world.set_online(true);
        world.run(1_000);
        assert_eq!(told_once(&world, &tabs).kind, Kind::Changed);
    });
}

#[test]
fn if_the_tab_dies_meanwhile_another_makes_the_change() {
    for (tab, crashes) in [(0, true), (1, true), (2, true), (0, false), (2, false)] {
        each_way(3, |mut world, tabs| {
            println!("tab {tab}, crashes: {crashes}");
            world.instance.faults = [Fault::Hang].into();
            world.end(tabs[tab]);
            world.run(100);
            if crashes {
                world.crash(tabs[tab]);
            } else {
                world.close(tabs[tab]);
            }
            world.run(10_000);
            assert_eq!(world.state(), "Offline");
            let outcome = world.outcome();
            assert_eq!(outcome.kind, Kind::Changed);
            assert_eq!(outcome.attempted.trigger, Trigger::End);
            close_all(&mut world);
            world.outcome();
        });
    }
}

#[test]
fn if_the_last_tab_dies_meanwhile_the_keeper_makes_the_change_or_the_next_start_tells() {
    each_way(1, |mut world, tabs| {
        world.instance.faults = [Fault::Hang].into();
        world.end(tabs[0]);
        world.run(100);
        world.crash(tabs[0]);
        world.run(30_000);
        if world.settings.keeper.is_some() {
            assert_eq!(world.state(), "Offline");
            assert_eq!(world.outcome().attempted.by, By::Keeper);
        }
        world.run(A_DAY);
        world.unwatched(1);
        let outcome = world.outcome();
        assert_eq!(outcome.attempted.trigger, Trigger::End);
        let wanted = world
            .settings
            .keeper
            .as_ref()
            .map_or(Kind::Failed, |_| Kind::Changed);
        assert_eq!(outcome.kind, wanted);
    });
}

#[test]
fn a_refresh_in_mid_change_goes_on_with_it() {
    each_way(1, |mut world, tabs| {
        world.instance.faults = [Fault::Hang].into();
        world.end(tabs[0]);
        world.run(100);
        world.refresh(tabs[0]);
        world.run(10_000);
        assert_eq!(world.state(), "Offline");
        let outcome = world.outcome();
        assert_eq!(
            (outcome.kind, outcome.attempted.trigger),
            (Kind::Changed, Trigger::End)
        );
        close_all(&mut world);
        world.outcome();
    });
}

#[test]
fn a_stop_in_mid_change_leaves_it_to_another() {
    each_way(2, |mut world, tabs| {
        world.instance.faults = [Fault::Hang].into();
        world.end(tabs[0]);
        world.run(100);
        world.tell(tabs[0], Input::Stop);
        world.run(10_000);
        assert_eq!(world.state(), "Offline");
        assert_eq!(world.outcome().attempted.trigger, Trigger::End);
    });
}

#[test]
fn a_page_that_waits_in_the_cache_meanwhile_leaves_it_to_another() {
    each_way(2, |mut world, tabs| {
        world.instance.faults = [Fault::Hang].into();
        world.end(tabs[0]);
        world.run(100);
        world.leave_page(tabs[0]);
        world.run(10_000);
        assert_eq!(world.outcome().attempted.trigger, Trigger::End);
        world.come_back(tabs[0]);
        world.run(10_000);
        assert!(is_over(&world, tabs[0]));
        world.outcome();
    });
}

#[test]
fn the_keeper_knows_and_shows_it() {
    let mut world = World::new();
    let tabs = world.watched(2);
    world.end(tabs[0]);
    world.run(2_000);
    let view = world.view();
    assert_eq!(view.phase, KeeperPhase::Ended);
    assert_eq!(
        view.outcome.map(|outcome| outcome.attempted.by),
        Some(By::Tab)
    );
    assert_eq!(view.closes_at, None);
    world.agent_picks("Available");
    world.run(1_000);
    assert_eq!(world.view().phase, KeeperPhase::Watching);
}

#[test]
fn the_keeper_waits_for_a_last_tab_that_is_refreshed() {
    let mut world = World::new();
    let tab = world.watched(1)[0];
    world.end(tab);
    world.run(2_000);
    let keeper = world.keeper().expect("it shows the end");
    world.close(tab);
    world.run(1_000);
    // A look that finds nobody is not yet the end of its delay.
    world.tell(keeper, Input::Resume);
    world.run(1_000);
    world.unwatched(1);
    assert_eq!(world.view().phase, KeeperPhase::Ended);
}

/// The agent has called the first end off, and the second is an end like any other.
#[test]
fn an_end_that_was_called_off_leaves_no_trace() {
    let mut world = World::new();
    let tab = world.watched(1)[0];
    world.instance.faults = [Fault::Hang].into();
    world.end(tab);
    world.run(500);
    // The keeper does not hear of it.
    world.nature.loss = 100;
    world.agent_picks("At Lunch");
    world.run(10_000);
    world.nature.loss = 0;
    assert_eq!(world.outcome().reason, Some(Reason::Cancelled));
    world.refresh_slowly(tab, 8_000);
    world.run(10_000);
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
    assert_eq!(world.state(), "At Lunch");
}

#[test]
fn a_keeper_that_comes_later_knows_it_too() {
    let mut world = World::new();
    let tabs = world.unwatched(2);
    world.end(tabs[0]);
    world.run(2_000);
    world.click(tabs[1]);
    world.run(3_000);
    assert_eq!(world.view().phase, KeeperPhase::Ended);
    close_all(&mut world);
    assert_eq!(world.keeper(), None);
    told_once(&world, &tabs);
    assert_eq!(world.asked_for(), ["Offline"]);
}

/// Any message may be lost: what is written down decides.
#[test]
fn a_keeper_that_has_heard_nothing_of_it_reads_it() {
    let mut world = World::new();
    let tabs = world.watched(2);
    world.nature.loss = 100;
    world.end(tabs[0]);
    world.run(2_000);
    assert_eq!(world.view().phase, KeeperPhase::Watching);
    close_all(&mut world);
    assert_eq!(world.asked_for(), ["Offline"]);
    world.outcome();
    assert_eq!(world.keeper(), None);
}

#[test]
fn nor_is_a_pick_lost_that_the_keeper_has_not_heard_of() {
    let mut world = World::new();
    let tabs = world.watched(2);
    world.end(tabs[0]);
    world.run(2_000);
    world.nature.loss = 100;
    world.agent_picks("Available");
    world.run(2_000);
    close_all(&mut world);
    assert_eq!(world.state(), "Offline");
    assert_eq!(world.outcomes.len(), 2);
}

#[test]
fn a_first_state_that_is_being_set_is_not_set_any_more() {
    for after in (750..1_000).step_by(10) {
        for keeper in [true, false] {
            let mut world = World::with(|settings| {
                settings.initial_agent_state = InitialAgentState::Always("Away".into());
                if !keeper {
                    settings.keeper = None;
                }
            });
            let tab = world.open_tab();
            world.run(after);
            world.end(tab);
            world.run(20_000);
            assert_eq!(world.state(), "Offline", "after {after} ms");
            assert!(is_over(&world, tab));
            world.outcome();
        }
    }
}

#[test]
fn what_a_keeper_puts_back_does_not_come_after_it() {
    for after in (0..2_500).step_by(50) {
        let mut world = World::new();
        let tab = world.watched(1)[0];
        world.close(tab);
        world.run(8_000);
        assert_eq!(world.state(), "Offline");
        let tab = world.open_tab();
        world.run(after);
        world.end(tab);
        world.run(30_000);
        assert_eq!(world.state(), "Offline", "after {after} ms");
        let tab = world.tabs()[0];
        assert!(is_over(&world, tab), "after {after} ms");
        assert_eq!(world.outcomes.len(), 2, "after {after} ms");
        assert_eq!(world.view().phase, KeeperPhase::Ended, "after {after} ms");
        let keeper = world.keeper().expect("it shows the end");
        let log = &world.windows[keeper].log;
        assert!(!log.iter().any(|line| line.contains("picked a state")));
    }
}

#[test]
fn nor_does_what_it_has_just_changed() {
    for is_dead in [false, true] {
        for after in (0..2_500).step_by(50) {
            let mut world = World::new();
            let tab = world.watched(1)[0];
            world.close(tab);
            while world.view().phase != KeeperPhase::Acting {
                world.run(1);
            }
            if is_dead {
                // It sees only later what it has done.
                world.kill_ccp(world.keeper().expect("it acts"));
            }
            let tab = world.open_tab();
            world.run(after);
            world.end(tab);
            world.run(30_000);
            let when = format!("after {after} ms, dead: {is_dead}");
            assert_eq!(world.state(), "Offline", "{when}");
            assert!(is_over(&world, tab), "{when}");
            assert_eq!(world.view().phase, KeeperPhase::Ended, "{when}");
        }
    }
}

/// A limit: these are two ends, each with an outcome of its own.
#[test]
fn beside_a_keeper_that_makes_the_last_tabs_change_it_is_an_end_of_its_own() {
    let mut world = World::new();
    let tab = world.watched(1)[0];
    world.nature.latency = 500;
    world.close(tab);
    while world.view().phase != KeeperPhase::Acting {
        world.run(1);
    }
    let tab = world.open_tab();
    world.end(tab);
    world.run(30_000);
    let triggers: Vec<Trigger> = world
        .outcomes
        .iter()
        .map(|outcome| outcome.attempted.trigger)
        .collect();
    assert_eq!(triggers, [Trigger::LastTab, Trigger::End]);
    assert_eq!(world.view().phase, KeeperPhase::Ended);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn an_end_before_the_agent_is_known_waits_for_the_agent() {
    for keeper in [true, false] {
        let mut world = World::new();
        if !keeper {
            world.settings.keeper = None;
        }
        let tab = world.open_tab();
        world.end(tab);
        world.run(20_000);
        assert_eq!(world.state(), "Offline");
        assert!(is_over(&world, tab));
        world.outcome();
    }
}

#[test]
fn each_outcome_is_reported_once() {
    let report = |settings: &mut Settings| {
        settings.report_url = Some("https://acme.example/reports".into());
    };
    each_way_with(report, 3, |mut world, tabs| {
        // By hand.
        let started_at = world
            .store
            .session
            .as_ref()
            .map(|session| session.started_at);
        world.end(tabs[0]);
        world.run(2_000);
        assert_eq!(world.reports.len(), 1);
        let (url, report) = world.reports[0].clone();
        assert_eq!(url, "https://acme.example/reports");
        assert_eq!(report.trigger, Trigger::End);
        assert_eq!(report.agent.as_deref(), Some("kim"));
        assert_eq!(report.session_started_at, started_at);
        assert_eq!(report.ended_at, world.outcome().ended_at);
        // At the close of the last tab, and not at a refresh.
        world.agent_picks("Available");
        let tab = world.tabs()[0];
        world.refresh(tab);
        world.run(5_000);
        assert_eq!(world.reports.len(), 1);
        close_all(&mut world);
        world.run(A_DAY);
        at_work(&mut world, 2);
        assert_eq!(world.reports.len(), 2);
        assert_eq!(world.reports[1].1.trigger, Trigger::LastTab);
        // By the next start, if nobody was left.
        for window in world.tabs().into_iter().chain(world.keeper()) {
            world.crash(window);
        }
        world.run(A_DAY);
        at_work(&mut world, 2);
        assert_eq!(world.reports.len(), 3);
        assert_eq!(world.reports[2].1.code, Some(FailureCode::NobodyLeft));
        assert!(world.reports[2].1.session_started_at.is_some());
    });
}

#[test]
fn nor_is_a_keepers_report_lost_without_a_word() {
    let mut world = World::new();
    world.settings.report_url = Some("/reports".into());
    world.nature.refuses_reports = true;
    let tab = world.watched(1)[0];
    let keeper = world.keeper().expect("it is ready");
    world.close(tab);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    let warnings = world.windows[keeper].warnings();
    assert_eq!(warnings, [WarningCode::ReportRefused]);
}

#[test]
fn a_report_that_the_browser_does_not_send_is_a_warning() {
    let mut world = World::new();
    world.settings.report_url = Some("/reports".into());
    world.nature.refuses_reports = true;
    let tab = world.watched(1)[0];
    world.end(tab);
    world.run(2_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert!(
        world.windows[tab]
            .warnings()
            .contains(&WarningCode::ReportRefused)
    );
}
