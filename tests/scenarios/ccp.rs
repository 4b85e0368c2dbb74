//! The keeper has a CCP only while it needs one.

use connect_session_end::domain::{By, FailureCode, Kind, Millis};
use connect_session_end::session::change::Waiting;
use connect_session_end::session::message::VERSION;
use connect_session_end::session::{
    CcpStatus, Input, KeeperPhase, KeeperStatus, Message, Unready, WarningCode,
};

use crate::world::World;
use crate::world::instance::Fault;
use crate::world::window::Program;

/// How often the keeper has loaded or removed its CCP.
fn ccps(world: &World) -> u32 {
    world.windows[world.keeper().expect("it lives")].ccps
}

/// A tab and a keeper whose proof is still to come.
fn opened(keeper_ccp: Option<Millis>) -> World {
    let mut world = World::new();
    world.nature.keeper_ccp = keeper_ccp;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world
}

#[test]
fn it_has_none_once_it_is_ready_and_shows_what_the_tab_shows() {
    let mut world = World::new();
    world.watched(1);
    assert_eq!(world.view().ccp, CcpStatus::Away);
    let before = ccps(&world);
    world.agent_picks("At Lunch");
    let agent = world.view().agent.expect("a tab tells it");
    assert_eq!((agent.username, agent.state), ("kim", "At Lunch"));
    world.run(3_600_000);
    assert_eq!(ccps(&world), before);
}

#[test]
fn it_is_ready_only_when_its_ccp_has_shown_an_agent() {
    let mut world = opened(Some(3_000));
    world.run(2_000);
    assert_eq!(world.view().ccp, CcpStatus::Loading);
    assert_eq!(world.view().unready, Some(Unready::CcpLoading));
    assert_eq!(world.snapshot(0).keeper_unready, Some(Unready::CcpLoading));
    world.run(2_000);
    assert_eq!(world.view().unready, None);
    assert!(world.snapshot(0).keeper_ready);
    assert_eq!(world.view().ccp, CcpStatus::Away);
}

#[test]
fn it_waits_with_its_proof_until_a_tab_shows_an_agent() {
    let mut world = World::new();
    world.instance.signed_in = false;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(60_000);
    assert_eq!(world.view().unready, Some(Unready::SignedOut));
    assert_eq!(ccps(&world), 0);
    world.sign_in();
    world.run(2_000);
    assert!(world.view().ready);
}

#[test]
fn it_stops_asking_for_an_agent_whom_no_tab_shows() {
    let mut world = World::new();
    world.nature.tab_ccp = None;
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(120_000);
    let before = world.windows[tabs[0]].heard;
    world.run(3_600_000);
    assert_eq!(world.windows[tabs[0]].heard, before);
    assert_eq!(world.view().unready, Some(Unready::NoAgent));
}

#[test]
fn a_ccp_that_shows_nobody_is_shown_and_then_loaded_anew() {
    let mut world = opened(None);
    world.run(9_000);
    assert_eq!(world.view().ccp, CcpStatus::Silent);
    assert_eq!(world.view().unready, Some(Unready::CcpSilent));
    // Somebody has granted it storage.
    world.nature.keeper_ccp = Some(900);
    world.run(30_000);
    assert!(world.view().ready, "{:?}", world.view());
}

#[test]
fn one_that_waits_for_a_sign_in_stays_in_sight_when_it_is_loaded_anew() {
    let mut world = opened(None);
    world.run(9_000);
    for _ in 0..300 {
        assert_eq!(world.view().ccp, CcpStatus::Silent);
        assert_eq!(world.view().unready, Some(Unready::CcpSilent));
        world.run(1_000);
    }
}

#[test]
fn a_ccp_that_cannot_be_loaded_says_why_and_is_loaded_anew() {
    let mut world = opened(None);
    world.run(1_000);
    let keeper = world.keeper().expect("it lives");
    world.tell(
        keeper,
        Input::CcpFailed {
            code: WarningCode::CcpFailed,
            why: "no Streams here".into(),
        },
    );
    world.run(10);
    assert_eq!(world.snapshot(0).keeper_unready, Some(Unready::CcpFailed));
    assert_eq!(world.windows[keeper].warnings(), [WarningCode::CcpFailed]);
    world.nature.keeper_ccp = Some(900);
    world.run(31_000);
    assert!(world.view().ready);
}

#[test]
fn a_refresh_wakes_none() {
    let mut world = World::new();
    let mut tab = world.watched(1)[0];
    let before = ccps(&world);
    for _ in 0..10 {
        tab = world.refresh_slowly(tab, 900);
        world.run(3_000);
    }
    assert_eq!(ccps(&world), before);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_tab_that_is_back_late_in_the_countdown_finds_none_either() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.refresh_slowly(tabs[0], 4_000);
    world.run(100);
    assert_eq!(world.view().phase, KeeperPhase::Watching);
    assert_eq!(world.view().ccp, CcpStatus::Away);
    world.run(20_000);
    assert!(world.asked_for().is_empty());
    assert!(world.view().ready);
}

#[test]
fn it_is_gone_with_the_keepers_lock() {
    for leaves in [
        World::steal_lock as fn(&mut World, usize),
        World::leave_page,
    ] {
        let mut world = opened(None);
        world.run(2_000);
        let keeper = world.keeper().expect("it lives");
        let before = world.windows[keeper].ccps;
        assert_eq!(world.view().ccp, CcpStatus::Loading);
        leaves(&mut world, keeper);
        assert_eq!(world.windows[keeper].ccps, before + 1);
    }
}

#[test]
fn the_agent_is_shown_while_it_loads() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.nature.keeper_ccp = None;
    world.close(tabs[0]);
    world.run(4_000);
    assert_eq!(world.view().ccp, CcpStatus::Loading);
    assert_eq!(
        world.view().agent.expect("a tab has told it").username,
        "kim"
    );
    assert!(world.view().would.is_some());
}

#[test]
fn it_is_gone_when_the_outcome_is_shown() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(5_500);
    assert_eq!(world.view().phase, KeeperPhase::Done);
    assert_eq!(world.view().ccp, CcpStatus::Away);
}

#[test]
fn it_is_there_in_time_for_any_delay_and_makes_the_change_when_it_is_late() {
    for delay in [0, 1_000, 2_000, 5_000] {
        for loads in [500, 2_000, 5_000, 25_000] {
            let mut world = World::with(|settings| settings.session_end_timer = delay);
            world.nature.keeper_ccp = Some(loads);
            let tabs = world.unwatched(1);
            world.click(tabs[0]);
            world.run(30_000);
            assert!(world.view().ready);
            world.close(tabs[0]);
            let closed_at = world.now;
            world.run(60_000);
            assert_eq!(world.outcome().kind, Kind::Changed, "{delay}, {loads}");
            let took = world.instance.transitions[0].at - closed_at;
            // Not in the first second, if there is a delay.
            let earliest = if delay == 0 { loads } else { 1_000 + loads };
            let most = delay.max(earliest) + 150;
            assert!((delay..most).contains(&took), "{took} of {delay}, {loads}");
        }
    }
}

#[test]
fn one_that_loads_faster_than_its_proof_stays() {
    let mut world = World::with(|settings| settings.session_end_timer = 30_000);
    world.nature.keeper_ccp = Some(10_000);
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(15_000);
    assert!(world.view().ready);
    world.nature.keeper_ccp = Some(500);
    world.close(tabs[0]);
    world.run(12_000);
    assert_eq!(world.view().ccp, CcpStatus::Open);
    let loaded = ccps(&world);
    world.run(15_000);
    assert_eq!((world.view().ccp, ccps(&world)), (CcpStatus::Open, loaded));
}

#[test]
fn a_proof_that_the_last_tab_leaves_to_itself_goes_on() {
    let mut world = World::new();
    world.nature.keeper_ccp = Some(3_000);
    let tabs = world.unwatched(1);
    world.click(tabs[0]);
    world.run(2_000);
    assert_eq!(world.view().ccp, CcpStatus::Loading);
    let before = ccps(&world);
    let tab = world.refresh_slowly(tabs[0], 900);
    world.run(3_000);
    assert!(world.snapshot(tab).keeper_ready);
    assert_eq!(ccps(&world), before + 1);
}

#[test]
fn one_that_dies_in_the_countdown_is_loaded_anew() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(4_500);
    let keeper = world.keeper().expect("it counts down");
    assert_eq!(world.view().ccp, CcpStatus::Open);
    world.kill_ccp(keeper);
    world.run(10_000);
    assert_eq!(world.state(), "Offline");
    let outcome = world.outcome();
    // The second attempt was under way when the CCP was found dead.
    assert_eq!(
        (outcome.kind, outcome.attempted.attempts),
        (Kind::Changed, 3)
    );
}

#[test]
fn one_that_dies_may_leave_few_attempts_nothing() {
    for (attempts, kind) in [(1, Kind::Failed), (2, Kind::Failed), (3, Kind::Changed)] {
        let mut world = World::with(|settings| settings.retry.attempts = attempts);
        let tabs = world.watched(1);
        world.close(tabs[0]);
        world.run(4_500);
        let keeper = world.keeper().expect("it counts down");
        world.kill_ccp(keeper);
        world.run(30_000);
        assert_eq!(world.outcome().kind, kind, "{attempts} attempts");
    }
}

#[test]
fn one_that_lives_is_kept_however_slow_the_instance_is() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Hang; 2].into();
    world.close(tabs[0]);
    world.run(4_500);
    let before = ccps(&world);
    world.run(6_500);
    assert_eq!((ccps(&world), world.view().attempts), (before, 2));
    world.run(5_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn one_that_dies_during_the_change_is_loaded_anew() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.instance.faults = [Fault::Refuse].into();
    world.close(tabs[0]);
    world.run(5_080);
    let keeper = world.keeper().expect("it acts");
    assert_eq!(world.asked_for().len(), 1);
    world.kill_ccp(keeper);
    world.run(15_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn one_that_hangs_as_it_loads_is_loaded_anew() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.nature.keeper_ccp = None;
    world.close(tabs[0]);
    world.run(12_000);
    assert_eq!(world.view().ccp, CcpStatus::Silent, "somebody may help");
    assert_eq!(world.view().waiting, Some(Waiting::Agent));
    world.nature.keeper_ccp = Some(900);
    world.run(30_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn one_that_loads_more_slowly_than_a_keeper_waits_comes_with_the_next_load() {
    let mut world = opened(Some(33_000));
    world.run(70_000);
    assert!(
        world.snapshot(0).keeper_ready,
        "the second load has its time"
    );
    world.close(0);
    world.run(60_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn one_that_loads_without_a_network_is_loaded_anew_with_one() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.set_online(false);
    world.nature.keeper_ccp = None;
    world.close(tabs[0]);
    world.run(120_000);
    assert!(world.outcomes.is_empty());
    world.nature.keeper_ccp = Some(900);
    world.set_online(true);
    world.run(2_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_session_that_expires_leaves_it_unready_until_the_tab_has_signed_in() {
    let mut world = World::new();
    let tabs = world.watched(1);
    world.sign_out();
    world.run(120_000);
    assert_eq!(world.view().unready, Some(Unready::SignedOut));
    assert_eq!(world.view().ccp, CcpStatus::Away);
    world.sign_in();
    world.run(100);
    assert!(world.snapshot(tabs[0]).keeper_ready);
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn another_tab_tells_it_when_the_one_it_asked_is_gone() {
    let mut world = World::new();
    let tabs = world.watched(3);
    for (tab, state) in tabs.into_iter().take(2).zip(["At Lunch", "Away"]) {
        world.crash(tab);
        world.run(3_000);
        world.agent_picks(state);
        assert_eq!(world.view().agent.expect("a tab tells it").state, state);
    }
}

#[test]
fn one_tab_tells_it_and_only_what_is_new() {
    let told = |tabs| {
        let mut world = World::new();
        world.watched(tabs);
        let keeper = world.keeper().expect("it is ready");
        let before = world.windows[keeper].heard;
        world.agent_picks("At Lunch");
        world.show();
        world.show();
        world.windows[keeper].heard - before
    };
    assert_eq!((told(1), told(5)), (1, 1));
}

/// A keeper of another build says that it is ready.
fn speaks_as(world: &mut World, tab: usize, version: u32) {
    world.tell(
        tab,
        Input::Heard(Message::Keeper {
            version,
            phase: KeeperPhase::Watching,
            unready: None,
            tabs: 1,
            opener: None,
            asks: None,
        }),
    );
}

#[test]
fn one_of_an_older_version_is_replaced_at_the_next_click() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let old = world.keeper().expect("it is ready");
    speaks_as(&mut world, tabs[0], VERSION - 1);
    let snapshot = world.snapshot(tabs[0]);
    assert_eq!(
        (snapshot.keeper, snapshot.keeper_ready),
        (KeeperStatus::Outdated, false)
    );
    world.click(tabs[0]);
    speaks_as(&mut world, tabs[0], VERSION - 1);
    world.run(4_000);
    assert!(world.snapshot(tabs[0]).keeper_ready);
    world.run(10_000);
    assert!(!world.windows[old].is_alive(), "the old one closes itself");
    assert!(world.keeper().is_some());
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Changed);
}

/// Another would be as new.
#[test]
fn one_of_a_newer_version_is_not_replaced() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let newer = world.keeper().expect("it is ready");
    speaks_as(&mut world, tabs[0], VERSION + 1);
    let snapshot = world.snapshot(tabs[0]);
    assert_eq!(
        (snapshot.keeper, snapshot.keeper_ready),
        (KeeperStatus::Newer, false)
    );
    assert_eq!(
        world.windows[tabs[0]].keeper_events().last(),
        Some(&KeeperStatus::Newer)
    );
    world.click(tabs[0]);
    world.tell(tabs[0], Input::OpenKeeper);
    world.run(10_000);
    assert_eq!(world.keeper(), Some(newer), "nobody has taken its place");
    assert_eq!(world.snapshot(tabs[0]).keeper, KeeperStatus::Newer);
}

#[test]
fn a_reload_for_a_newer_one_finds_it_ready_and_the_agent_as_before() {
    let mut world = World::new();
    let tabs = world.watched(1);
    speaks_as(&mut world, tabs[0], VERSION + 1);
    world.agent_picks("At Lunch");
    let tab = world.refresh(tabs[0]);
    world.run(20_000);
    assert_eq!(world.asked_for(), ["Offline", "At Lunch"]);
    assert_eq!(world.state(), "At Lunch");
    assert!(world.outcomes.is_empty());
    assert!(world.snapshot(tab).keeper_ready);
}

/// What the bar in this tab's page says of its keeper.
fn bar(world: &World, tab: usize) -> Option<KeeperStatus> {
    match &world.windows[tab].program {
        Program::Tab(tab) => tab.view().bar,
        Program::Keeper(_) => None,
    }
}

#[test]
fn the_bar_says_that_a_keeper_is_newer() {
    let mut world = World::new();
    let tabs = world.watched(1);
    assert_eq!(bar(&world, tabs[0]), None);
    speaks_as(&mut world, tabs[0], VERSION + 1);
    assert_eq!(bar(&world, tabs[0]), Some(KeeperStatus::Newer));
}

#[test]
fn one_that_turns_out_newer_while_it_opens_is_heard_at_once() {
    let mut world = World::new();
    let tabs = world.watched(1);
    speaks_as(&mut world, tabs[0], VERSION - 1);
    world.click(tabs[0]);
    speaks_as(&mut world, tabs[0], VERSION + 1);
    assert_eq!(world.snapshot(tabs[0]).keeper, KeeperStatus::Newer);
}

#[test]
fn a_tab_does_not_rely_on_a_keeper_of_another_version() {
    for version in [VERSION - 1, VERSION + 1] {
        let mut world = World::new();
        let tabs = world.watched(1);
        speaks_as(&mut world, tabs[0], version);
        world.close(tabs[0]);
        assert_eq!(world.windows[tabs[0]].called_for.len(), 1, "{version}");
        world.run(100);
        assert_eq!(world.state(), "Offline", "{version}");
    }
}

#[test]
fn a_tab_whose_keeper_closes_along_with_it_makes_its_own_attempt() {
    let mut world = World::new();
    let tabs = world.watched(1);
    let keeper = world.keeper().expect("it is ready");
    world.begin_unload(tabs[0]);
    assert!(world.asked_for().is_empty(), "the keeper is ready");
    world.begin_unload(keeper);
    world.run(10);
    world.close_now(tabs[0]);
    world.close_now(keeper);
    world.run(40_000_000);
    assert_eq!(world.state(), "Offline");
    world.open_tab();
    world.run(3_000);
    assert_eq!(
        (world.outcome().kind, world.outcome().attempted.by),
        (Kind::Changed, By::Tab)
    );
    assert_ne!(
        world.outcome().error.as_ref().map(|error| error.code),
        Some(FailureCode::AgentUnknown)
    );
}
