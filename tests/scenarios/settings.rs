//! What the settings say is what is done, both ways.

use connect_session_end::domain::{FailureCode, Kind, Outcome, Reason};
use connect_session_end::policy::Verdict;
use connect_session_end::session::WarningCode;
use connect_session_end::settings::{InitialAgentState, Settings, Status};

use crate::world::World;
use crate::world::instance::arn;

/// How the end of a session with these settings was dealt with.
fn end(change: impl FnOnce(&mut Settings)) -> (World, Outcome) {
    let mut world = World::with(change);
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(6_000);
    let outcome = world.outcome().clone();
    (world, outcome)
}

#[test]
fn any_state_may_be_set() {
    let (world, outcome) = end(|settings| settings.status = Status::State("At Lunch".into()));
    assert_eq!((outcome.kind, world.state()), (Kind::Changed, "At Lunch"));
}

#[test]
fn offline_also_means_the_offline_state_of_another_name() {
    let mut world = World::new();
    world.instance.agent.states[3].name = "Abgemeldet".into();
    let tabs = world.watched(1);
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.state(), "Abgemeldet");
    assert_eq!(world.outcome().kind, Kind::Changed);
}

#[test]
fn a_state_that_the_instance_does_not_have_is_said_at_once_and_at_the_end() {
    let mut world = World::with(|settings| {
        settings.status = Status::State("Ofline".into());
        settings.initial_agent_state = InitialAgentState::Always("Ready".into());
    });
    let tabs = world.watched(1);
    assert_eq!(
        world.windows[tabs[0]].warnings(),
        [WarningCode::UnknownState, WarningCode::UnknownState]
    );
    world.close(tabs[0]);
    world.run(6_000);
    let error = world.outcome().error.as_ref().expect("it failed");
    assert_eq!(error.code, FailureCode::UnknownState);
    assert!(
        error.message.contains("“Ofline”") && error.message.contains("At Lunch"),
        "{error}"
    );
}

#[test]
fn a_state_may_be_given_by_its_arn_or_its_id_and_is_told_by_its_name() {
    let lunch = arn("At Lunch");
    let id = lunch.rsplit('/').next().expect("an id").to_owned();
    let mut world = World::with(|settings| {
        settings.status = Status::State(arn("Away"));
        settings.initial_agent_state = InitialAgentState::Always(id);
        settings.if_current_agent_state = vec![lunch];
    });
    // Whatever an administrator calls them.
    for (state, name) in [(1, "Déjeuner"), (2, "Pause, longue")] {
        world.instance.agent.states[state].name = name.into();
    }
    let tabs = world.watched(1);
    world.run(1_000);
    assert_eq!(world.state(), "Déjeuner");
    assert!(world.windows[tabs[0]].warnings().is_empty());
    world.close(tabs[0]);
    world.run(6_000);
    let outcome = world.outcome();
    assert_eq!(outcome.kind, Kind::Changed);
    assert_eq!(outcome.attempted.from.as_deref(), Some("Déjeuner"));
    assert_eq!(outcome.attempted.to.as_deref(), Some("Pause, longue"));
    assert_eq!(world.state(), "Pause, longue");
}

#[test]
fn a_state_of_the_system_in_the_filter_is_said_at_once() {
    let mut world = World::with(|settings| {
        settings.if_current_agent_state = vec!["AfterCallWork".into(), "Available".into()];
    });
    let tabs = world.watched(1);
    let warnings = world.windows[tabs[0]].warnings();
    assert_eq!(warnings, [WarningCode::UnknownState]);
}

#[test]
fn an_agent_of_the_profile_is_set() {
    let (_, outcome) = end(|settings| {
        settings.if_profile_name_includes = vec!["Sales".into(), "Basic".into()];
    });
    assert_eq!(outcome.kind, Kind::Changed);
}

#[test]
fn an_agent_of_another_profile_is_left_alone() {
    let (world, outcome) = end(|settings| settings.if_profile_name_includes = vec!["basic".into()]);
    assert_eq!(outcome.reason, Some(Reason::Profile));
    assert!(world.asked_for().is_empty());
}

#[test]
fn an_agent_in_one_of_the_states_is_set() {
    let (_, outcome) = end(|settings| {
        settings.if_current_agent_state = vec!["Away".into(), "Available".into()];
    });
    assert_eq!(outcome.kind, Kind::Changed);
}

#[test]
fn an_agent_in_another_state_is_left_alone() {
    let (world, outcome) = end(|settings| settings.if_current_agent_state = vec!["Avail".into()]);
    assert_eq!(outcome.reason, Some(Reason::CurrentState));
    assert!(world.asked_for().is_empty());
}

#[test]
fn the_state_in_question_is_the_one_that_the_agent_chose() {
    let mut world =
        World::with(|settings| settings.if_current_agent_state = vec!["Available".into()]);
    let tabs = world.watched(1);
    world.start_contact("voice");
    world.run(500);
    world.close(tabs[0]);
    world.run(6_000);
    assert_eq!(world.outcome().kind, Kind::Queued);
}

#[test]
fn the_delay_is_as_long_as_was_said() {
    for delay in [0, 1_000, 20_000] {
        let mut world = World::with(|settings| settings.session_end_timer = delay);
        let tabs = world.watched(1);
        world.close(tabs[0]);
        let closed_at = world.now;
        // Without a delay, or with one of a second, the CCP loads when the time is up.
        let late = if delay <= 1_000 { 1_100 } else { 100 };
        world.run(delay + late);
        let took = world.instance.transitions[0].at - closed_at;
        assert!((delay..delay + late).contains(&took), "{took} of {delay}");
    }
}

#[test]
fn the_tabs_configure_the_keeper_and_the_last_to_speak_counts() {
    let mut world = World::new();
    world.watched(1);
    world.settings.status = Status::State("Away".into());
    world.unwatched(1);
    for tab in [0, 2] {
        world.close(tab);
    }
    world.run(6_000);
    assert_eq!(world.state(), "Away");
}

#[test]
fn what_would_happen_now_is_told_beforehand() {
    let mut world =
        World::with(|settings| settings.if_current_agent_state = vec!["Available".into()]);
    let tabs = world.watched(1);
    let verdict = Some(Verdict::Set {
        to: "Offline".into(),
        enqueue: true,
        logs_out: false,
    });
    assert_eq!(world.snapshot(tabs[0]).would, verdict);
    assert_eq!(world.view().would, verdict);
    world.agent_picks("Away");
    let verdict = Some(Verdict::Skip {
        reason: Reason::CurrentState,
    });
    assert_eq!(world.snapshot(tabs[0]).would, verdict);
    assert_eq!(world.view().would, verdict);
}

#[test]
fn the_attempts_are_as_many_as_were_said() {
    let mut world = World::with(|settings| settings.retry.attempts = 2);
    let tabs = world.watched(1);
    world.instance.faults = [crate::world::instance::Fault::Refuse; 9].into();
    world.close(tabs[0]);
    world.run(30_000);
    assert_eq!(world.asked_for().len(), 2);
    assert_eq!(world.outcome().kind, Kind::Failed);
}

/// How often a state that the instance does not have was said.
fn unknown(world: &World, tab: usize) -> usize {
    let warnings = world.windows[tab].warnings().into_iter();
    warnings
        .filter(|code| *code == WarningCode::UnknownState)
        .count()
}

#[test]
fn a_state_that_vanishes_in_mid_session_is_said_again_whenever_the_list_changes() {
    let cases: [fn(&mut Settings); 4] = [
        |settings| settings.status = Status::State("Away".into()),
        |settings| settings.status = Status::State(arn("Away")),
        |settings| settings.initial_agent_state = InitialAgentState::Always("Away".into()),
        |settings| settings.if_current_agent_state = vec!["Away".into()],
    ];
    for case in cases {
        let mut world = World::with(case);
        let tab = world.watched(1)[0];
        let all = world.instance.agent.states.clone();
        assert_eq!(unknown(&world, tab), 0);
        let lacks = |world: &mut World, names: &[&str]| {
            let mut states = all.clone();
            states.retain(|state| !names.contains(&state.name.as_str()));
            world.instance.agent.states = states;
            world.show();
            world.show();
            world.run(1_000);
        };
        lacks(&mut world, &["Away"]);
        assert_eq!(unknown(&world, tab), 1);
        lacks(&mut world, &["Away", "At Lunch"]);
        assert_eq!(unknown(&world, tab), 2);
        lacks(&mut world, &[]);
        assert_eq!(unknown(&world, tab), 2);
        lacks(&mut world, &["Away"]);
        assert_eq!(unknown(&world, tab), 3);
    }
}
