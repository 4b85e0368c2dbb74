//! The locks decide who is alive; where they cannot be asked, a roll call does.

use std::sync::Arc;

use connect_session_end::domain::{Kind, TabId};
use connect_session_end::session::{Input, KeeperPhase, Message, Timer, WarningCode};
use connect_session_end::settings::Status;

use crate::world::World;

#[test]
fn an_end_is_seen_where_looks_are_refused() {
    let mut world = World::new();
    world.nature.refuses_looks = true;
    let tabs = world.watched(2);
    world.refresh(tabs[0]);
    world.run(10_000);
    assert!(world.outcomes.is_empty());
    let last = world.windows.len() - 1;
    world.close(tabs[1]);
    world.run(10_000);
    assert!(world.outcomes.is_empty());
    world.close(last);
    // A roll call before the countdown, and one after it.
    world.run(6_200);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_tab_that_stands_still_is_there_where_looks_are_refused() {
    let mut world = World::new();
    world.nature.refuses_looks = true;
    let tabs = world.watched(2);
    world.windows[tabs[0]].stands_still = true;
    world.crash(tabs[1]);
    world.run(60_000);
    assert!(world.asked_for().is_empty());
    world.crash(tabs[0]);
    world.run(8_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn an_end_is_seen_where_the_browser_never_answers_a_look() {
    let mut world = World::new();
    let tabs = world.watched(2);
    world.nature.look_answer = 1_000_000_000;
    world.close(tabs[1]);
    world.run(60_000);
    assert!(world.asked_for().is_empty());
    world.close(tabs[0]);
    world.run(30_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn the_last_tab_says_farewell_where_looks_are_refused() {
    let mut world = World::with(|settings| settings.keeper = None);
    world.nature.refuses_looks = true;
    let tabs = world.unwatched(2);
    world.close(tabs[1]);
    world.run(2_000);
    assert!(world.asked_for().is_empty());
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_channel_that_loses_two_of_three_messages_cuts_nobody_off() {
    for seed in 1..60 {
        let mut world = World::new().seeded(seed * 7_919);
        world.nature.loss = 66;
        world.nature.lag = 400;
        let tabs = world.unwatched(2);
        world.click(tabs[0]);
        world.run(30_000);
        world.crash(tabs[0]);
        world.run(20_000);
        assert!(world.asked_for().is_empty(), "seed {seed}");
        world.crash(tabs[1]);
        world.run(10_000);
        assert!(
            world.outcomes.len() == 1,
            "seed {seed}: {:?}",
            world.outcomes
        );
    }
}

#[test]
fn a_tab_heard_while_a_look_is_under_way_is_not_forgotten() {
    // The look is answered as things were before the other took its lock.
    let mut world = World::with(|settings| settings.keeper = None);
    let first = world.unwatched(1)[0];
    world.nature.look_answer = 50;
    for after in 0..60 {
        world.tell(first, Input::Resume);
        world.run(after);
        let other = world.open_tab();
        world.run(1_000);
        assert!(!world.snapshot(first).last, "{after} ms");
        world.crash(other);
        world.run(1_000);
        assert!(world.snapshot(first).last);
    }
}

#[test]
fn a_tab_that_the_browser_refuses_its_lock_says_so_and_touches_nothing() {
    let mut world = World::with(|settings| settings.keeper = None);
    let tab = world.open_tab();
    world.tell(
        tab,
        Input::LockRefused {
            why: "SecurityError".into(),
        },
    );
    world.run(3_000);
    assert_eq!(world.windows[tab].warnings(), [WarningCode::LocksDenied]);
    world.tell(tab, Input::BeforeUnload);
    world.close(tab);
    world.run(3_000);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_tab_that_the_browser_does_not_answer_says_so_and_is_there_once_it_does() {
    let mut world = World::with(|settings| settings.keeper = None);
    world.nature.lock_answer = 40_000;
    let tab = world.open_tab();
    world.run(9_000);
    assert!(world.windows[tab].warnings().is_empty());
    world.run(2_000);
    assert_eq!(world.windows[tab].warnings(), [WarningCode::LocksDenied]);
    world.run(40_000);
    world.close(tab);
    world.run(1_000);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_keeper_that_cannot_wait_for_a_lock_looks_from_time_to_time() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    let id = *world.windows[keeper].watches.keys().next().expect("one");
    world.windows[keeper].watches.clear();
    world.tell(
        keeper,
        Input::WatchFailed {
            id,
            why: "AbortError".into(),
        },
    );
    assert_eq!(world.windows[keeper].warnings(), [WarningCode::LocksDenied]);
    world.crash(tabs[0]);
    world.run(10_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn however_long_one_tab_was_silent_the_next_is_asked_again_soon() {
    let mut world = World::new();
    let silent = world.unwatched(1)[0];
    world.nature.loss = 100;
    world.click(silent);
    world.run(50_000);
    let keeper = world.keeper().expect("it is open");
    world.crash(silent);
    world.run(1_000);
    let next = world.open_tab();
    // What the tab says of itself is lost, and the first question as well.
    while !matches!(world.timer(keeper), Some((_, Timer::AskAgain))) {
        world.run(100);
    }
    world.nature.loss = 0;
    world.run(5_000);
    assert!(world.snapshot(next).keeper_ready, "{:?}", world.view());
}

#[test]
fn a_late_word_of_a_tab_that_is_gone_delays_but_does_not_undo_the_end() {
    for after in [10, 1_000, 4_990, 5_100, 5_500] {
        let mut world = World::new();
        let tabs = world.watched(1);
        let keeper = world.keeper().expect("it is ready");
        let said = Message::Tab {
            id: world.snapshot(tabs[0]).id.clone(),
            settings: Some(Arc::new(world.settings.clone())),
            ccp: None,
            new: false,
        };
        world.crash(tabs[0]);
        world.run(after);
        world.tell(keeper, Input::Heard(said));
        world.run(30_000);
        assert_eq!(world.state(), "Offline", "{after} ms");
    }
}

#[test]
fn a_store_that_is_denied_is_said_and_changes_nothing_else() {
    let mut world = World::new();
    world.nature.refuses_storage = true;
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.tell(tabs[0], Input::Hidden);
    world.run(100);
    assert_eq!(
        world.windows[tabs[0]].warnings(),
        [WarningCode::StorageDenied]
    );
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
    assert_eq!(
        world.windows[keeper].warnings(),
        [WarningCode::StorageDenied]
    );
}

#[test]
fn an_agent_who_never_shows_is_said() {
    let mut world = World::new();
    world.nature.tab_ccp = None;
    let tabs = world.unwatched(1);
    world.run(40_000);
    assert_eq!(
        world.windows[tabs[0]].warnings(),
        [WarningCode::AgentUnknown]
    );
}

#[test]
fn an_agent_who_never_shows_at_a_wrong_address_is_said_with_the_right_one() {
    let mut world = World::new();
    world.nature.tab_ccp = None;
    let tabs = world.unwatched(1);
    let url = "ACME.my.connect.aws/ccp#/";
    world.tell(tabs[0], Input::CcpOpened { url: url.into() });
    assert!(world.windows[tabs[0]].warnings().is_empty());
    world.run(40_000);
    let [warning] = &world.windows[tabs[0]].warned()[..] else {
        panic!("one warning");
    };
    assert_eq!(warning.code, WarningCode::AgentUnknown);
    for address in [url, "https://acme.my.connect.aws/ccp-v2/"] {
        let named = format!("“{address}”");
        assert!(warning.message.contains(&named), "{}", warning.message);
    }
}

#[test]
fn a_hidden_tab_writes_down_whom_it_saw() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.tell(tabs[0], Input::Hidden);
    let last = world.store.agent.as_ref().expect("written");
    assert_eq!(
        (
            last.standing.username.as_str(),
            last.standing.availability.as_str()
        ),
        ("kim", "Available")
    );
}

#[test]
fn a_tab_that_is_still_loading_ends_the_countdown_and_changes_no_setting() {
    let mut world = World::with(|settings| settings.status = Status::State("At Lunch".into()));
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.crash(tabs[0]);
    world.run(2_000);
    assert_eq!(world.view().phase, KeeperPhase::Countdown);
    let said = Message::Tab {
        id: TabId("early".into()),
        settings: None,
        ccp: None,
        new: false,
    };
    world.tell(keeper, Input::Heard(said));
    assert_eq!(world.view().phase, KeeperPhase::Watching);
    // It holds no lock: its end is seen at once, and the settings of the tab before hold.
    world.run(10_000);
    assert_eq!(world.state(), "At Lunch");
}
