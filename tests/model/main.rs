//! The machines `Tab` and `Keeper` in every order of events that a small world allows, checked by stateright.

mod fingerprint;
mod instance;
mod promises;
mod steps;
mod window;
mod world;

use connect_session_end::session::view::PhaseName;
use connect_session_end::session::{Kind, Reason};
use connect_session_end::settings::{KeeperPage, OnContact, Retry, Settings, Status};
use stateright::{Checker, Expectation, HasDiscoveries, Model, Property};

use crate::instance::{Stage, State, What};
use crate::promises::{Promise, has_reason};
use crate::steps::Step;
use crate::window::Window;
use crate::world::{Slot, World};

/// How often what is not bound to happen may happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bounds {
    /// Things done by the agent: open, close, refresh, crash, stay, stay away.
    pub acts: u8,
    /// Documents of tabs beside those of the start.
    pub documents: u8,
    pub lost: u8,
    /// Deadlines that come while something is still under way.
    pub late: u8,
    pub faults: u8,
    pub contacts: u8,
}

/// One world to explore: how it starts and how far it goes.
#[derive(Clone, Debug)]
pub struct Scene {
    pub settings: Settings,
    /// Tabs at the start, at rest.
    pub tabs: usize,
    /// Whether a keeper is there at the start.
    pub keeper: bool,
    pub bounds: Bounds,
    pub sometimes: &'static [Sometimes],
}

type Sometimes = (&'static str, fn(&Scene, &World) -> bool);

impl Scene {
    fn start(&self) -> World {
        let mut world = World::new(self);
        let now = world.now;
        for slot in 0..self.tabs {
            world.load(self, slot, now);
            if self.keeper && slot == 0 {
                world = self.rest(world);
                world = steps::take(self, &world, &Step::Activate(0));
            }
            world = self.rest(world);
        }
        world
    }

    /// What happens by itself has happened.
    fn rest(&self, mut world: World) -> World {
        loop {
            let mut possible = Vec::new();
            steps::possible(&world, &mut possible);
            let Some(step) = possible
                .into_iter()
                .find(|step| step.is_ordinary() && !matches!(step, Step::TimePasses(_)))
            else {
                return world;
            };
            world = steps::take(self, &world, &step);
        }
    }
}

impl Model for Scene {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        vec![self.start()]
    }

    fn actions(&self, world: &World, steps: &mut Vec<Step>) {
        // Beyond a broken promise there is nothing to learn.
        if world.ghost.broken.is_empty() {
            steps::possible(world, steps);
        }
    }

    fn next_state(&self, world: &World, step: Step) -> Option<World> {
        Some(steps::take(self, world, &step))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::always(
                "no change is attempted while a tab holds its lock",
                |_, world| keeps(world, Promise::NoChangeWhileATabIsThere),
            ),
            Property::always(
                "no change is attempted before its delay is over",
                |_, world| keeps(world, Promise::NoChangeBeforeItsTime),
            ),
            Property::always("no machine has two attempts in flight", |_, world| {
                keeps(world, Promise::OneAttempt)
            }),
            Property::always("no end is changed twice", |_, world| {
                keeps(world, Promise::OneChange)
            }),
            Property::always(
                "no end has two outcomes, and none that closes its keeper has none",
                |_, world| keeps(world, Promise::OneOutcome),
            ),
            Property::always("nobody is logged out in a call", |_, world| {
                keeps(world, Promise::NoLogoutInACall)
            }),
            Property::always("in a call a state is only queued", |_, world| {
                keeps(world, Promise::OnlyQueuedInACall)
            }),
            Property::always("who goes leaves no lock and no wait behind", |_, world| {
                keeps(world, Promise::NothingLeftBehind)
            }),
            Property::always(
                "every end that a living keeper sees has an outcome",
                |_, world: &World| {
                    !world.is_quiet() || world.has_tab() || world.keeper().is_none_or(has_dealt)
                },
            ),
            Property::always(
                "a tab that stays finds its agent as before",
                |_, world: &World| {
                    !world.is_quiet()
                        || !world.has_tab()
                        || world
                            .ghost
                            .choice
                            .is_none_or(|choice| world.instance.settled() == choice)
                },
            ),
            Property::always("every armed timer has its reason", |_, world: &World| {
                world.windows().all(has_reason)
            }),
        ];
        properties.extend(
            self.sometimes
                .iter()
                .map(|(name, condition)| Property::sometimes(name, *condition)),
        );
        properties
    }
}

fn keeps(world: &World, promise: Promise) -> bool {
    !world.ghost.broken.contains(&promise)
}

/// Whether a keeper at rest has nothing to do any more, or waits for the contacts.
fn has_dealt(window: &Window) -> bool {
    window.keeper().is_some_and(|keeper| {
        let view = keeper.view();
        match view.phase {
            PhaseName::Done => true,
            PhaseName::Acting => view.waiting.is_some(),
            _ => window.end == 0 && view.phase == PhaseName::Idle,
        }
    })
}

fn outcome_is(world: &World, wanted: fn(&connect_session_end::session::Outcome) -> bool) -> bool {
    world
        .keeper()
        .and_then(Window::keeper)
        .is_some_and(|keeper| keeper.view().outcome.is_some_and(wanted))
}

const CHANGED: Sometimes = ("an end is changed", |_, world| {
    outcome_is(world, |outcome| outcome.kind == Kind::Changed)
});
const QUEUED: Sometimes = ("a change is queued behind a contact", |_, world| {
    outcome_is(world, |outcome| outcome.kind == Kind::Queued)
});
const LOGGED_OUT: Sometimes = ("an agent is logged out", |_, world| {
    outcome_is(world, |outcome| outcome.kind == Kind::LoggedOut)
});
const LOGOUT_SKIPPED: Sometimes = ("a logout is skipped for a contact", |_, world| {
    outcome_is(world, |outcome| outcome.reason == Some(Reason::LiveContact))
});
const FAILED: Sometimes = ("a change fails for good", |_, world| {
    outcome_is(world, |outcome| outcome.kind == Kind::Failed)
});
const RETRIED: Sometimes = ("a change is tried again and succeeds", |_, world| {
    outcome_is(world, |outcome| {
        outcome.kind == Kind::Changed && outcome.attempts > 1
    })
});
const RECALLED: Sometimes = ("a tab that returns recalls a change", |_, world| {
    outcome_is(world, |outcome| outcome.reason == Some(Reason::Returned))
});
const CANCELLED: Sometimes = ("a refresh cancels a countdown", |_, world| {
    world.is_quiet()
        && world.ghost.ends > 0
        && !world.ghost.attempted
        && world.keeper().and_then(Window::phase) == Some(PhaseName::Watching)
});
const RESTORED: Sometimes = (
    "a keeper restores the state for a late return",
    |_, world| {
        world.has_tab()
            && world.calls.iter().any(|call| {
                call.what
                    == What::Set {
                        to: State::Break,
                        enqueue: false,
                    }
                    && call.stage == Stage::Answered(Ok(()))
            })
            && world.keeper().and_then(Window::phase) == Some(PhaseName::Restoring)
    },
);
const DUPLICATE: Sometimes = ("a second keeper is refused", |_, world| {
    world
        .windows()
        .any(|window| window.phase() == Some(PhaseName::Duplicate))
});
const PUT_BACK: Sometimes = ("a farewell is put back", |_, world| {
    world.is_quiet()
        && world.has_tab()
        && world.ghost.farewell_end > 0
        && world.journal.farewell.is_none()
        && world.ghost.choice == Some(State::Break)
});
const CONCLUDED: Sometimes = ("a later tab tells a farewell's outcome", |_, world| {
    world.is_quiet() && world.journal.outcome.is_some()
});

fn settings() -> Settings {
    Settings {
        keeper: Some(KeeperPage::new("/k".into())),
        retry: Retry {
            attempts: 2,
            ..Retry::default()
        },
        ..Settings::default()
    }
}

#[allow(clippy::disallowed_methods, reason = "a report says how long it took")]
fn check(scene: Scene) {
    let begun = std::time::Instant::now();
    let mut scene = scene;
    if let Ok(text) = std::env::var("MODEL_BOUNDS") {
        let mut numbers = text
            .split(',')
            .map(|number| number.parse().expect("a number"));
        let mut next = || numbers.next().expect("six numbers");
        scene.bounds = Bounds {
            acts: next(),
            documents: next(),
            lost: next(),
            late: next(),
            faults: next(),
            contacts: next(),
        };
    }
    let checker = scene
        .checker()
        .finish_when(HasDiscoveries::AnyFailures)
        .spawn_bfs()
        .join();
    println!(
        "{} states, {} of them new, depth {}, {:?}",
        checker.state_count(),
        checker.unique_state_count(),
        checker.max_depth(),
        begun.elapsed()
    );
    let mut discoveries = checker.discoveries();
    let mut wrong = Vec::new();
    for property in checker.model().properties() {
        let found = discoveries.remove(property.name);
        match (property.expectation, found) {
            (Expectation::Sometimes, None) => {
                wrong.push(format!("it never happens that {}", property.name));
            }
            (Expectation::Always | Expectation::Eventually, Some(path)) => {
                let last = path.last_state();
                let windows: Vec<String> = last.slots.iter().map(describe).collect();
                wrong.push(format!(
                    "it is not so that {}:\n{}\n{}\n{:?} {:?} {:?} {:?}\n",
                    property.name,
                    path.clone()
                        .into_actions()
                        .iter()
                        .map(|step| format!("  {step:?}\n"))
                        .collect::<String>(),
                    windows.join("\n"),
                    last.instance,
                    last.calls,
                    last.ghost,
                    last.left,
                ));
            }
            (Expectation::Sometimes, Some(_)) | (_, None) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn describe(slot: &Slot) -> String {
    match slot {
        Slot::Empty => "-".into(),
        Slot::Loading { since } => format!("loading since {since}"),
        Slot::Open(window) => format!("{window:?}"),
    }
}

#[test]
fn one_tab_and_its_keeper() {
    check(Scene {
        settings: settings(),
        tabs: 1,
        keeper: true,
        bounds: Bounds {
            acts: 2,
            documents: 2,
            lost: 1,
            ..Bounds::default()
        },
        sometimes: &[CHANGED, CANCELLED, RESTORED],
    });
}

#[test]
fn two_tabs_and_their_keeper() {
    check(Scene {
        settings: settings(),
        tabs: 2,
        keeper: true,
        bounds: Bounds {
            acts: 2,
            documents: 1,
            ..Bounds::default()
        },
        sometimes: &[CHANGED, CANCELLED],
    });
}

#[test]
fn a_keeper_is_opened() {
    check(Scene {
        settings: settings(),
        tabs: 1,
        keeper: false,
        bounds: Bounds {
            acts: 2,
            documents: 1,
            ..Bounds::default()
        },
        sometimes: &[DUPLICATE],
    });
}

#[test]
fn attempts_that_fail_or_hang() {
    check(Scene {
        settings: settings(),
        tabs: 1,
        keeper: true,
        bounds: Bounds {
            acts: 2,
            documents: 1,
            faults: 2,
            late: 1,
            ..Bounds::default()
        },
        sometimes: &[CHANGED, RETRIED, FAILED, RECALLED, RESTORED],
    });
}

#[test]
fn contacts() {
    check(Scene {
        settings: settings(),
        tabs: 1,
        keeper: true,
        bounds: Bounds {
            acts: 2,
            documents: 1,
            contacts: 1,
            faults: 1,
            ..Bounds::default()
        },
        sometimes: &[CHANGED, QUEUED, RETRIED],
    });
}

#[test]
fn logout() {
    check(Scene {
        settings: Settings {
            status: Status::Logout { url: "/l".into() },
            ..settings()
        },
        tabs: 1,
        keeper: true,
        bounds: Bounds {
            acts: 2,
            documents: 1,
            contacts: 1,
            faults: 1,
            ..Bounds::default()
        },
        sometimes: &[LOGGED_OUT, LOGOUT_SKIPPED],
    });
}

#[test]
fn a_tab_on_its_own() {
    check(Scene {
        settings: Settings {
            keeper: None,
            on_contact: OnContact::Queue,
            ..settings()
        },
        tabs: 1,
        keeper: false,
        bounds: Bounds {
            acts: 3,
            documents: 2,
            faults: 1,
            ..Bounds::default()
        },
        sometimes: &[PUT_BACK, CONCLUDED],
    });
}
