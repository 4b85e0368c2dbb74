//! `confirmLeave`: the browser asks before the last tab goes, and whoever stays finds the change in the page.

use connect_session_end::domain::{By, FailureCode, Kind};
use connect_session_end::session::{Dialog, DialogPhase, Input, WarningCode};
use connect_session_end::settings::{OnContact, Status};

use crate::world::World;
use crate::world::instance::Fault;
use crate::world::window::Program;

/// A world without a keeper in which the browser asks.
fn asking() -> World {
    World::with(|settings| {
        settings.keeper = None;
        settings.confirm_leave = true;
    })
}

fn dialog(world: &World, tab: usize) -> Option<Dialog<'_>> {
    match &world.windows[tab].program {
        Program::Tab(tab) => tab.view().dialog,
        Program::Keeper(_) => panic!("window {tab} is a keeper"),
    }
}

fn phase(world: &World, tab: usize) -> Option<DialogPhase> {
    dialog(world, tab).map(|dialog| dialog.phase)
}

#[test]
fn whoever_stays_finds_the_change_done() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.begin_unload(tabs[0]);
    assert_eq!(world.windows[tabs[0]].prompts, 1);
    assert_eq!(phase(&world, tabs[0]), Some(DialogPhase::Acting));
    world.run(60_000);
    let dialog = dialog(&world, tabs[0]).expect("it is shown until it is answered");
    assert_eq!(dialog.phase, DialogPhase::Done);
    assert_eq!(
        (dialog.kind, dialog.to),
        (Some(Kind::Changed), Some("Offline"))
    );
    assert_eq!(world.asked_for(), ["Offline"]);
}

#[test]
fn what_is_done_is_not_asked_again() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.begin_unload(tabs[0]);
    world.run(10_000);
    world.close(tabs[0]);
    assert_eq!(world.windows[tabs[0]].prompts, 1);
    world.run(40_000_000);
    world.open_tab();
    world.run(3_000);
    let outcome = world.outcome();
    assert_eq!(
        (outcome.kind, outcome.attempted.by),
        (Kind::Changed, By::Tab)
    );
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
}

#[test]
fn whoever_goes_on_working_has_the_state_put_back() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.agent_picks("At Lunch");
    world.begin_unload(tabs[0]);
    world.run(10_000);
    world.tell(tabs[0], Input::Stay);
    assert_eq!(phase(&world, tabs[0]), None);
    world.run(1_000);
    assert_eq!(world.state(), "At Lunch");
    assert_eq!(world.store.last_attempt, None);
    assert!(world.outcomes.is_empty());
}

#[test]
fn going_on_while_the_call_is_under_way_puts_it_back_when_it_shows() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.nature.latency = 1_500;
    world.begin_unload(tabs[0]);
    world.run(100);
    world.tell(tabs[0], Input::Stay);
    world.run(20_000);
    assert_eq!(world.asked_for(), ["Offline", "Available"]);
    assert_eq!(world.state(), "Available");
}

#[test]
fn another_tab_takes_it_back() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.begin_unload(tabs[0]);
    world.run(10_000);
    world.open_tab();
    world.run(3_000);
    assert_eq!(phase(&world, tabs[0]), None);
    assert_eq!(world.state(), "Available");
    assert!(world.outcomes.is_empty());
}

#[test]
fn a_change_that_fails_says_so_and_is_tried_again() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.instance.faults = [Fault::Refuse; 5].into();
    world.begin_unload(tabs[0]);
    world.run(20_000);
    let shown = dialog(&world, tabs[0]).expect("it stays");
    assert_eq!(shown.phase, DialogPhase::Failed);
    assert_eq!(
        (shown.from, shown.now),
        (Some("Available"), Some("Available"))
    );
    assert_eq!(
        shown.error.map(|error| error.code),
        Some(FailureCode::SetStateFailed)
    );
    world.tell(tabs[0], Input::Retry);
    world.run(1_000);
    assert_eq!(phase(&world, tabs[0]), Some(DialogPhase::Done));
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_failed_change_is_asked_about_again_unless_the_agent_lets_it_be() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.instance.faults = [Fault::Refuse; 20].into();
    world.begin_unload(tabs[0]);
    world.run(20_000);
    world.begin_unload(tabs[0]);
    assert_eq!(world.windows[tabs[0]].prompts, 2);
    world.run(20_000);
    world.tell(tabs[0], Input::Leave);
    assert!(dialog(&world, tabs[0]).is_some_and(|dialog| dialog.released));
    world.close(tabs[0]);
    assert_eq!(world.windows[tabs[0]].prompts, 2);
    world.run(40_000_000);
    world.instance.faults.clear();
    world.open_tab();
    world.run(3_000);
    assert_eq!(world.outcome().kind, Kind::Failed);
}

#[test]
fn the_last_call_of_an_agent_who_lets_it_be_may_still_arrive() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.instance.faults = [Fault::Refuse; 5].into();
    world.begin_unload(tabs[0]);
    world.run(20_000);
    world.tell(tabs[0], Input::Leave);
    world.close(tabs[0]);
    world.run(100);
    assert_eq!(world.state(), "Offline");
}

#[test]
fn a_contact_is_waited_for() {
    let mut world = asking();
    world.settings.on_contact = OnContact::Wait;
    let tabs = world.unwatched(1);
    world.start_contact("voice");
    world.run(500);
    world.begin_unload(tabs[0]);
    assert_eq!(world.windows[tabs[0]].prompts, 1);
    world.run(60_000);
    assert_eq!(phase(&world, tabs[0]), Some(DialogPhase::Waiting));
    world.end_contacts();
    world.run(1_000);
    assert_eq!(phase(&world, tabs[0]), Some(DialogPhase::Done));
    assert_eq!(world.state(), "Offline");
}

#[test]
fn nobody_is_logged_out_by_a_tab() {
    let mut world = asking();
    world.settings.status = Status::Logout {
        url: "https://acme.my.connect.aws/logout".into(),
    };
    let tabs = world.unwatched(1);
    world.begin_unload(tabs[0]);
    world.run(10_000);
    assert_eq!(phase(&world, tabs[0]), Some(DialogPhase::Done));
    assert_eq!(world.state(), "Offline");
    assert!(world.instance.logouts.is_empty());
}

#[test]
fn a_page_that_nobody_was_active_in_says_that_it_could_not_ask() {
    let mut world = asking();
    world.nature.refuses_prompts = true;
    let tabs = world.unwatched(1);
    world.begin_unload(tabs[0]);
    world.run(1_000);
    assert_eq!(
        world.windows[tabs[0]].warnings(),
        [WarningCode::PromptRefused]
    );
    assert_eq!(phase(&world, tabs[0]), None);
    // And it is still here, so its farewell is taken back.
    world.run(5_000);
    assert_eq!(world.state(), "Available");
}

#[test]
fn nothing_is_asked_where_nothing_is_to_be_done() {
    for change in [
        |world: &mut World| world.settings.if_current_agent_state = vec!["Away".into()],
        |world: &mut World| world.agent_picks("Offline"),
        |world: &mut World| world.sign_out(),
        |world: &mut World| world.settings.confirm_leave = false,
        |world: &mut World| _ = world.open_tab(),
    ] {
        let mut world = asking();
        change(&mut world);
        let tabs = world.unwatched(1);
        world.begin_unload(tabs[0]);
        world.run(10_000);
        assert_eq!(world.windows[tabs[0]].prompts, 0);
    }
}

#[test]
fn nothing_is_asked_with_a_keeper_that_is_ready() {
    let mut world = World::with(|settings| settings.confirm_leave = true);
    let tabs = world.watched(1);
    world.begin_unload(tabs[0]);
    assert_eq!(world.windows[tabs[0]].prompts, 0);
    world.run(10_000);
    assert!(world.asked_for().is_empty());
}

#[test]
fn a_refresh_behind_the_prompt_is_a_refresh() {
    let mut world = asking();
    let tabs = world.unwatched(1);
    world.refresh(tabs[0]);
    world.run(10_000);
    assert_eq!(world.state(), "Available");
    assert!(world.outcomes.is_empty());
}
