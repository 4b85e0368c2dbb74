//! Whatever people, networks and browsers do in whatever order: what a small oracle says of the world holds.
//!
//! The oracle knows when tabs were there, and nothing of the machines.

mod world;

use std::cell::Cell;

use connect_session_end::domain::{Attempted, By, Kind, Millis, Outcome, Trigger};
use connect_session_end::session::{Input, Journal, LastAttempt};
use connect_session_end::settings::{OnContact, Settings, Status};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use world::World;
use world::instance::Fault;

/// Something that happens; a number picks the tab it happens to.
#[derive(Clone, Debug)]
enum Act {
    Open,
    /// A tab with its keeper, which is ready.
    Begin,
    /// All tabs go at once, closed or crashed, for so long at least.
    End {
        crash: bool,
        away: Millis,
    },
    Close(usize),
    Refresh(usize, Millis),
    Crash(usize),
    Cache(usize, Millis),
    Click(usize),
    /// `beforeunload`, and the document stays.
    Stay(usize),
    CrashKeeper,
    CloseKeeper,
    Contact,
    NoContact,
    Fault(Fault),
    Network(bool),
    SignOut,
    SignIn(&'static str),
    Cancel,
    Wait(Millis),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let which = 0..8_usize;
    let act = prop_oneof![
        3 => Just(Act::Open),
        4 => Just(Act::Begin),
        4 => (any::<bool>(), 0..15_000_u64).prop_map(|(crash, away)| Act::End { crash, away }),
        2 => which.clone().prop_map(Act::Close),
        3 => (which.clone(), 40..9_000_u64).prop_map(|(tab, time)| Act::Refresh(tab, time)),
        1 => which.clone().prop_map(Act::Crash),
        1 => (which.clone(), 10..9_000_u64).prop_map(|(tab, time)| Act::Cache(tab, time)),
        1 => which.clone().prop_map(Act::Stay),
        3 => which.prop_map(Act::Click),
        1 => Just(Act::CrashKeeper),
        1 => Just(Act::CloseKeeper),
        1 => Just(Act::Contact),
        2 => Just(Act::NoContact),
        2 => fault().prop_map(Act::Fault),
        2 => any::<bool>().prop_map(Act::Network),
        1 => Just(Act::SignOut),
        2 => prop_oneof![Just("kim"), Just("lee")].prop_map(Act::SignIn),
        1 => Just(Act::Cancel),
        12 => (1..9_000_u64).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..40)
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        Just(Fault::Refuse),
        Just(Fault::Hang),
        Just(Fault::Deny),
        Just(Fault::Mute),
        Just(Fault::Lie),
        (100..2_500_u64).prop_map(Fault::Late),
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    let on_contact = prop_oneof![
        Just(OnContact::Queue),
        Just(OnContact::Wait),
        Just(OnContact::Skip)
    ];
    let status = prop_oneof![
        Just(Status::State("Offline".into())),
        Just(Status::Logout {
            url: "https://acme.my.connect.aws/logout".into()
        }),
    ];
    (
        on_contact,
        status,
        prop_oneof![Just(0), Just(1_000), Just(5_000)],
    )
        .prop_map(|(on_contact, status, session_end_timer)| Settings {
            on_contact,
            status,
            session_end_timer,
            ..World::new().settings
        })
}

/// Lets time pass in small steps, and looks at the world after each.
fn pass(world: &mut World, time: Millis) -> Result<(), TestCaseError> {
    let until = world.now + time;
    while world.now < until {
        world.run(50.min(until - world.now));
        always(world)?;
    }
    Ok(())
}

/// What holds at any time.
fn always(world: &World) -> Result<(), TestCaseError> {
    prop_assert!(world.most_in_flight() <= 1, "two attempts at once");
    prop_assert!(!world.logged_out_of_a_contact, "logged out of a contact");
    prop_assert!(
        !world.crossed_agents,
        "one agent's change called for another"
    );
    // An end is told once by each that dealt with it; two tabs that cannot hear each other may both tell the last.
    let mut ends: Vec<_> = world
        .outcomes
        .iter()
        .map(|outcome| (outcome.ended_at, outcome.attempted.by as u8))
        .collect();
    ends.sort_unstable();
    let told = ends.len();
    if world.nature.loss == 0 {
        ends.dedup();
    }
    prop_assert_eq!(
        told,
        ends.len(),
        "an end was told twice: {:#?}",
        world.outcomes
    );
    for outcome in &world.outcomes {
        match outcome.kind {
            Kind::Failed => prop_assert!(outcome.error.is_some()),
            Kind::Skipped => prop_assert!(outcome.reason.is_some()),
            Kind::Changed | Kind::Queued | Kind::LoggedOut => {
                prop_assert!(outcome.attempted.to.is_some() && outcome.error.is_none());
            }
        }
        prop_assert!(outcome.at >= outcome.ended_at);
    }
    Ok(())
}

/// The tab of that number among those that live.
fn pick(world: &World, number: usize) -> Option<usize> {
    let tabs = world.tabs();
    (!tabs.is_empty()).then(|| tabs[number % tabs.len()])
}

fn play(world: &mut World, act: &Act) -> Result<(), TestCaseError> {
    match act {
        Act::Open => _ = world.open_tab(),
        Act::Begin => {
            if world.keeper().is_none() {
                let tab = world.open_tab();
                pass(world, 2_000)?;
                world.click(tab);
                pass(world, 5_000)?;
            }
        }
        Act::End { crash, away } => {
            for tab in world.tabs() {
                if *crash {
                    world.crash(tab);
                } else {
                    world.close(tab);
                }
            }
            pass(world, *away)?;
        }
        Act::Close(tab) => {
            if let Some(tab) = pick(world, *tab) {
                world.close(tab);
            }
        }
        Act::Refresh(tab, time) => {
            if let Some(tab) = pick(world, *tab) {
                world.refresh_slowly(tab, *time);
            }
        }
        Act::Crash(tab) => {
            if let Some(tab) = pick(world, *tab) {
                world.crash(tab);
            }
        }
        Act::Cache(tab, time) => {
            if let Some(tab) = pick(world, *tab) {
                world.leave_page(tab);
                pass(world, *time)?;
                world.come_back(tab);
            }
        }
        Act::Click(tab) => {
            if let Some(tab) = pick(world, *tab) {
                world.click(tab);
            }
        }
        Act::Stay(tab) => {
            if let Some(tab) = pick(world, *tab) {
                world.begin_unload(tab);
            }
        }
        Act::CloseKeeper => {
            if let Some(keeper) = world.keeper() {
                world.close(keeper);
            }
        }
        Act::CrashKeeper => {
            if let Some(keeper) = world.keeper() {
                world.crash(keeper);
            }
        }
        Act::Contact => world.start_contact("voice"),
        Act::NoContact => world.end_contacts(),
        Act::Fault(fault) => world.instance.faults.push_back(*fault),
        Act::Network(online) => world.set_online(*online),
        Act::SignOut => world.sign_out(),
        Act::SignIn(who) => {
            let state = world.state().to_owned();
            world.sign_in_as(who, &state);
        }
        Act::Cancel => {
            if let Some(keeper) = world.keeper() {
                world.tell(keeper, Input::Cancel);
            }
        }
        Act::Wait(time) => pass(world, *time)?,
    }
    always(world)
}

/// All is well again: no faults, no contacts, somebody signed in, and time enough.
fn calm(world: &mut World) -> Result<(), TestCaseError> {
    world.instance.faults.clear();
    world.end_contacts();
    world.sign_in();
    world.set_online(true);
    world.nature.loss = 0;
    pass(world, 60_000)
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

#[test]
fn an_end_that_a_ready_keeper_sees_has_one_outcome() {
    let told = Cell::new(0);
    let worlds = (settings(), any::<u64>(), 0..30_u64, acts());
    let case = |(settings, seed, loss, acts): (Settings, u64, u64, Vec<Act>)| {
        let mut world = World::new().seeded(seed);
        world.settings = settings;
        world.watched(1);
        world.nature.loss = loss;
        for act in &acts {
            play(&mut world, act)?;
        }
        let is_keepers = |outcome: &Outcome| outcome.attempted.by == By::Keeper;
        told.set(told.get() + u32::from(world.outcomes.iter().any(is_keepers)));
        calm(&mut world)?;
        // A last session in calm, from first tab to last.
        for tab in world.tabs() {
            world.close(tab);
        }
        calm(&mut world)?;
        if let Some(keeper) = world.keeper() {
            world.crash(keeper);
        }
        world.sign_in();
        world.watched(1);
        let (tab, before) = (world.tabs()[0], world.outcomes.len());
        world.crash(tab);
        calm(&mut world)?;
        prop_assert_eq!(world.outcomes.len(), before + 1);
        prop_assert_eq!(world.state(), "Offline");
        Ok(())
    };
    let config = config();
    let cases = config.cases;
    let run = TestRunner::new(config).run(&worlds, case);
    run.unwrap_or_else(|error| panic!("{error}"));
    // Before that, lest the rest say little: in half of the cases at least.
    let reach = format!("a keeper told an outcome in {} of {cases}", told.get());
    assert!(told.get() * 2 >= cases, "{reach}");
    println!("{reach}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn with_a_ready_keeper_and_a_tab_there_all_the_time_nobody_is_changed(seed: u64, loss in 0..50_u64, refuses in any::<bool>(), acts in acts()) {
        let mut world = World::new().seeded(seed);
        let stays = world.watched(1)[0];
        world.nature.loss = if refuses { 0 } else { loss };
        world.nature.refuses_looks = refuses;
        for act in &acts {
            let spared = match act {
                Act::Close(tab) | Act::Crash(tab) | Act::Refresh(tab, _) | Act::Cache(tab, _) | Act::Stay(tab) => pick(&world, *tab) == Some(stays),
                Act::End { .. } => true,
                _ => false,
            };
            if !spared {
                play(&mut world, act)?;
            }
        }
        calm(&mut world)?;
        prop_assert!(world.asked_for().is_empty(), "{:?}", world.asked_for());
        prop_assert!(world.outcomes.is_empty());
    }

    #[test]
    fn a_refresh_is_no_end_with_a_keeper_or_without(seed: u64, keeper: bool, pauses in prop::collection::vec((40..4_900_u64, 50..6_000_u64), 1..12)) {
        let mut world = World::new().seeded(seed);
        let mut tab = if keeper { world.watched(1)[0] } else { world.unwatched(1)[0] };
        for (away, there) in pauses {
            tab = world.refresh_slowly(tab, away);
            pass(&mut world, there)?;
        }
        calm(&mut world)?;
        prop_assert_eq!(world.state(), "Available");
        prop_assert!(world.outcomes.is_empty());
    }

    #[test]
    fn random_inputs_neither_panic_nor_spin(seed: u64, picks in prop::collection::vec((0..40_usize, 0..9_000_u64), 1..80)) {
        let mut world = World::new().seeded(seed);
        world.watched(2);
        for (pick, time) in picks {
            let (window, input) = (pick % world.windows.len(), stray(pick));
            world.tell(window, input);
            pass(&mut world, time)?;
        }
    }
}

/// An input that nobody asked for.
fn stray(pick: usize) -> Input {
    let id = u32::try_from(pick).unwrap_or_default();
    let why = String::from("no");
    match pick % 21 {
        0 => Input::Start,
        1 => Input::LockHeld,
        2 => Input::Looked {
            id,
            found: Err(why),
        },
        3 => Input::Gone { id },
        4 => Input::WatchFailed { id, why },
        5 => Input::SignedOut,
        6 => Input::Attempted { id, result: Ok(()) },
        7 => Input::LogoutSent {
            id,
            result: Err(why),
        },
        8 => Input::BeforeUnload,
        9 => Input::PageHide,
        10 => Input::PageShow,
        11 => Input::Resume,
        12 => Input::Activated,
        13 => Input::PopupBlocked,
        14 => Input::OpenKeeper,
        15 => Input::Cancel,
        16 => Input::Online(true),
        17 => Input::Online(false),
        18 => Input::Read {
            id,
            journal: Box::new(Journal {
                last_attempt: Some(LastAttempt {
                    attempted: Attempted {
                        agent: Some("kim".into()),
                        from: Some("Away".into()),
                        to: Some("Available".into()),
                        attempts: 1,
                        by: By::Tab,
                        trigger: Trigger::LastTab,
                    },
                    reason: None,
                    error: None,
                    insists: false,
                    session: None,
                    started_at: None,
                    tab: None,
                    waits: false,
                    at: 1_800_000_000_000,
                }),
                ..Journal::default()
            }),
        },
        19 => Input::End,
        _ => Input::Retry,
    }
}
