//! The machines `Tab` and `Keeper` in every order of events that a small world allows, checked by stateright.
//!
//! **Modelled.** Up to two tabs and two keepers, each the shipped machine; Web Locks (a crash or a close lets go;
//! grants and answers come late); the channel (in order for each sender, between senders in any, some messages lost);
//! the journal; the instance with its contact and contact work, snapshots that come late, calls that fail, hang, or
//! arrive after the machine has given them up. The agent opens, closes, refreshes and crashes tabs, stays at a prompt, clicks, closes
//! the keeper, presses its buttons and the host's own that ends the session, picks a state, and stays away. Another agent
//! signs in. The machine sleeps, the network goes, a page stops its watch, and a browser that was killed restores its
//! tabs.
//!
//! **Time** stands still until nothing is under way, then jumps to the next deadline; a bounded number of deadlines
//! come too early. So "just before" and "just after" a deadline are both there. Worlds that differ only in the
//! time of day are one (`fingerprint`).
//!
//! **Not modelled.** The back/forward cache; refused locks and queries; a frozen page; an agent who signs out and does
//! nothing more; an end that the host asks for in a tab that comes back while a keeper makes the change for the last one:
//! that has two ends, each with an outcome of its own, and some four million worlds. A look is answered in one moment: what
//! is promised is that no tab held its lock *when the browser answered*; one that comes up after that answer meets the attempt,
//! and has its state put back. In the same way a call that begins on the server after the newest snapshot is not
//! known to the keeper. One window's calls arrive in order, and none later than `duration::LATE`.
//!
//! **Bounds** stand in each test. Within them every order is tried: some 5.3 million worlds in all.

mod fingerprint;
mod instance;
mod promises;
mod steps;
mod window;
mod world;

use connect_session_end::domain::{By, FailureCode, Kind, Outcome, Reason};
use connect_session_end::session::change::Waiting;
use connect_session_end::session::{KeeperPhase, LastAttempt};
use connect_session_end::settings::{
    InitialAgentState, KeeperPage, OnContact, Retry, Settings, Status,
};
use stateright::{Checker, Expectation, HasDiscoveries, Model, Property};

use crate::instance::{Stage, State, Stretch, What, Who};
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
    /// Messages.
    pub lost: u8,
    /// Deadlines that come while something is still under way.
    pub late: u8,
    /// Calls that fail, or are not answered.
    pub faults: u8,
    /// Contacts that begin.
    pub contacts: u8,
    /// States that the agent picks by hand.
    pub picks: u8,
    /// Buttons of the keeper that are pressed, and watches that the page stops.
    pub presses: u8,
    /// Presses of the host's own button that ends the session.
    pub ends: u8,
    /// Sleeps of the machine, of ten minutes.
    pub sleeps: u8,
    /// Times that the network goes.
    pub outages: u8,
    /// Other agents who sign in.
    pub agents: u8,
    /// Times that the browser is killed, and restores its tabs.
    pub restores: u8,
}

/// One world to explore: how it starts and how far it goes.
#[derive(Clone, Debug)]
pub struct Scene {
    /// What its tabs are told.
    pub settings: Settings,
    /// How many tabs there may be at a time.
    pub rooms: usize,
    /// Tabs at the start, at rest.
    pub tabs: usize,
    /// Whether a keeper is there at the start.
    pub keeper: bool,
    /// Whether contact work comes after a contact.
    pub contact_work: bool,
    /// How far it goes.
    pub bounds: Bounds,
    /// What has to be reached, lest the rest say nothing.
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
        // The first state may be given.
        world.ghost.choice = Some(world.instance.settled());
        world.ghost.changes.fill(0);
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
            Property::always(
                "in a call a state is only queued, by a tab in contact work too",
                |_, world| keeps(world, Promise::OnlyQueued),
            ),
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
                "a tab that stays finds its agent as before, or Offline if the host has ended the session",
                |_, world: &World| {
                    !world.is_quiet()
                        || !world.has_tab()
                        || !world.is_online()
                        || world.windows().any(Window::asks)
                        || world
                            .ghost
                            .choice
                            .is_none_or(|choice| world.instance.settled() == choice)
                },
            ),
            Property::always(
                "no end that was changed is told as set already",
                |_, world: &World| {
                    !world
                        .windows()
                        .any(|window| is_told_as_set_already_though_changed(world, window))
                },
            ),
            Property::always(
                "an agent whose last tab could call, or whose change is told, is Offline",
                |_, world: &World| {
                    !world.is_quiet()
                        || world.has_tab()
                        || !world.ghost.is_to_be_offline
                        || world.instance.settled() == State::Offline
                },
            ),
            Property::always(
                "no agent is set by a change that belongs to the other",
                |_, world| keeps(world, Promise::NoOthersChange),
            ),
            Property::always(
                "an agent whom no tab has shown is left alone",
                |_, world: &World| {
                    world.instance.who == Who::First
                        || world.ghost.shown == Who::Second
                        || world.instance.settled() == State::Available
                },
            ),
            Property::always(
                "of several tabs that a browser restores, one tells the end, or leaves it to the next",
                |_, world: &World| {
                    let end = world.ghost.restored_end;
                    let attempt = world.journal.last_attempt.as_ref();
                    let is_left = attempt.is_some_and(LastAttempt::is_unseen);
                    end == 0
                        || !world.is_quiet()
                        || !world.has_tab()
                        || (world.ghost.outcomes[usize::from(end)] == 1) != is_left
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
            KeeperPhase::Done => true,
            KeeperPhase::Acting => view.waiting.is_some(),
            _ => window.end == 0 && view.phase == KeeperPhase::Idle,
        }
    })
}

fn is_told_as_set_already_though_changed(world: &World, window: &Window) -> bool {
    let is_told = window.keeper().is_some_and(|keeper| {
        let outcome = keeper.view().outcome;
        outcome.is_some_and(|told| told.reason == Some(Reason::AlreadySet))
    });
    is_told && world.ghost.changes[usize::from(window.end)] > 0
}

fn fails_with(outcome: &Outcome, code: FailureCode) -> bool {
    outcome
        .error
        .as_ref()
        .is_some_and(|error| error.code == code)
}

fn outcome_is(world: &World, wanted: fn(&Outcome) -> bool) -> bool {
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
const QUEUED_IN_WORK: Sometimes = ("a farewell is queued behind contact work", |_, world| {
    let instance = world.instance;
    instance.contact == Stretch::Work && instance.next == Some(State::Offline)
});
const WORK_ENDED: Sometimes = ("a change ends contact work", |_, world| {
    world.calls.iter().any(|call| {
        matches!(call.what, What::Set { enqueue: false, .. })
            && call.stage == Stage::Sent
            && world.instance.contact == Stretch::Work
    })
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
        outcome.kind == Kind::Changed && outcome.attempted.attempts > 1
    })
});
const RECALLED: Sometimes = ("a tab that returns recalls a change", |_, world| {
    outcome_is(world, |outcome| outcome.reason == Some(Reason::Returned))
});
const CANCELLED: Sometimes = ("a refresh cancels a countdown", |_, world| {
    world.is_quiet()
        && world.ghost.ends > 0
        && !world.ghost.attempted
        && world.keeper().and_then(Window::phase) == Some(KeeperPhase::Watching)
});
const PICKED: Sometimes = (
    "a picked state is there after an end that was none",
    |_, world| {
        world.is_quiet()
            && world.has_tab()
            && world.ghost.ends > 0
            && world.ghost.choice == Some(State::Available)
    },
);
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
            && world.keeper().and_then(Window::phase) == Some(KeeperPhase::Restoring)
    },
);
const DUPLICATE: Sometimes = ("a second keeper is refused", |_, world| {
    world
        .windows()
        .any(|window| window.phase() == Some(KeeperPhase::Duplicate))
});
const ENDED_BY_HOST: Sometimes = ("the host ends a session", |_, world| {
    world.is_quiet()
        && world.has_tab()
        && world.ghost.is_ended_by_host
        && world.ghost.choice == Some(State::Offline)
});
const PICKED_UP: Sometimes = (
    "a session that the host has ended is picked up",
    |_, world| {
        let runs = |window: &Window| window.tab().is_some_and(|tab| !tab.snapshot().over);
        let outcome = world.journal.outcome.as_ref();
        world.is_quiet()
            && world.has_tab()
            && world.windows().any(runs)
            && outcome.is_some_and(|last| last.answered && last.outcome.is_end_by_host())
    },
);
const PUT_BACK: Sometimes = ("a farewell is put back", |_, world| {
    world.is_quiet()
        && world.has_tab()
        && world.ghost.attempted_end > 0
        && world.journal.last_attempt.is_none()
        && world.ghost.choice == Some(State::Break)
});
const CONCLUDED: Sometimes = ("a later tab tells a farewell's outcome", |_, world| {
    world.is_quiet() && world.journal.outcome.is_some()
});

const TOLD_FOR_A_TAB: Sometimes = (
    "a keeper tells what the last tab has changed",
    |_, world| {
        outcome_is(world, |outcome| {
            outcome.kind == Kind::Changed && outcome.attempted.by == By::Tab
        })
    },
);

const ASKED: Sometimes = (
    "whoever stays finds the change made in the page",
    |_, world| {
        world.is_quiet()
            && world.windows().any(Window::asks)
            && world.instance.settled() == State::Offline
    },
);

const SKIPPED_BY_HAND: Sometimes = ("the agent cancels a countdown", |_, world| {
    outcome_is(world, |outcome| outcome.reason == Some(Reason::Cancelled))
});
const CHANGED_AFTER_A_FAILURE: Sometimes = (
    "a failed change is made at the agent's word",
    |scene, world| {
        world.left.presses < scene.bounds.presses
            && outcome_is(world, |outcome| outcome.kind == Kind::Changed)
    },
);
const SKIPPED_FOR_A_CONTACT: Sometimes = ("a change is skipped for a contact", |_, world| {
    outcome_is(world, |outcome| outcome.reason == Some(Reason::LiveContact))
});
const WAITED: Sometimes = ("a change waits for a contact", |_, world| {
    world
        .keeper()
        .and_then(Window::keeper)
        .is_some_and(|keeper| keeper.view().waiting == Some(Waiting::Contacts))
});
const TOO_LATE: Sometimes = ("an end is too late to be carried out", |_, world| {
    outcome_is(world, |outcome| fails_with(outcome, FailureCode::TooLate))
});
const OTHER_AGENT: Sometimes = ("a change is over for another agent", |_, world| {
    outcome_is(world, |outcome| {
        fails_with(outcome, FailureCode::OtherAgent)
    })
});
const SECOND_CHANGED: Sometimes = ("a second agent's end is changed", |_, world| {
    outcome_is(world, |outcome| {
        outcome.kind == Kind::Changed && outcome.attempted.agent.as_deref() == Some("b")
    })
});
const TOLD_UNSEEN: Sometimes = ("an end that nobody saw is told", |_, world| {
    let end = usize::from(world.ghost.restored_end);
    world.is_quiet() && end > 0 && world.ghost.outcomes[end] == 1
});
const NO_NETWORK: Sometimes = ("a change fails without a network", |_, world| {
    outcome_is(world, |outcome| fails_with(outcome, FailureCode::NoNetwork))
});
const GIVEN: Sometimes = ("a session begins with the given state", |_, world| {
    world.is_quiet() && world.has_tab() && world.instance.settled() == State::Available
});
const LEFT_OFFLINE: Sometimes = (
    "a last tab on its own leaves its agent Offline",
    |_, world| world.is_quiet() && !world.has_tab() && world.ghost.is_to_be_offline,
);

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
        let mut next = || numbers.next().unwrap_or_default();
        scene.bounds = Bounds {
            acts: next(),
            documents: next(),
            lost: next(),
            late: next(),
            faults: next(),
            contacts: next(),
            picks: next(),
            presses: next(),
            ends: next(),
            sleeps: next(),
            outages: next(),
            agents: next(),
            restores: next(),
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
                        .map(|step| format!("  {step:?}"))
                        .collect::<Vec<_>>()
                        .join("\n"),
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

/// Tabs of one room come one after another.
fn scene(rooms: usize, bounds: Bounds, sometimes: &'static [Sometimes]) -> Scene {
    Scene {
        settings: settings(),
        rooms,
        tabs: rooms,
        keeper: true,
        contact_work: false,
        bounds,
        sometimes,
    }
}

#[test]
fn a_tab_and_its_keeper() {
    let bounds = Bounds {
        acts: 2,
        documents: 1,
        ..Bounds::default()
    };
    check(scene(1, bounds, &[CHANGED, CANCELLED, RESTORED]));
}

#[test]
fn two_tabs_and_their_keeper() {
    let bounds = Bounds {
        acts: 2,
        lost: 1,
        ..Bounds::default()
    };
    check(scene(2, bounds, &[CHANGED]));
}

#[test]
fn messages_lost_and_deadlines_missed() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        lost: 1,
        late: 1,
        ..Bounds::default()
    };
    check(scene(1, bounds, &[CHANGED, CANCELLED, RESTORED]));
}

#[test]
fn attempts_that_fail_or_hang() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        faults: 2,
        ..Bounds::default()
    };
    check(scene(
        1,
        bounds,
        &[CHANGED, RETRIED, FAILED, RECALLED, RESTORED],
    ));
}

#[test]
fn a_contact() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        faults: 1,
        contacts: 1,
        ..Bounds::default()
    };
    check(scene(1, bounds, &[CHANGED, QUEUED, RETRIED]));
}

#[test]
fn contact_work() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        contacts: 1,
        ..Bounds::default()
    };
    check(Scene {
        contact_work: true,
        ..scene(1, bounds, &[CHANGED, QUEUED, WORK_ENDED])
    });
}

#[test]
fn contact_work_in_a_tab_on_its_own() {
    let bounds = Bounds {
        acts: 2,
        documents: 2,
        faults: 1,
        contacts: 1,
        ..Bounds::default()
    };
    check(Scene {
        contact_work: true,
        ..on_its_own(bounds, &[PUT_BACK, QUEUED_IN_WORK])
    });
}

#[test]
fn a_state_picked_beside_a_keeper() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        faults: 1,
        picks: 1,
        ..Bounds::default()
    };
    check(scene(1, bounds, &[CHANGED, RESTORED, PICKED]));
}

#[test]
fn a_state_picked_in_a_tab_on_its_own() {
    let bounds = Bounds {
        acts: 2,
        documents: 1,
        faults: 1,
        picks: 1,
        ..Bounds::default()
    };
    check(on_its_own(bounds, &[PUT_BACK, PICKED]));
}

#[test]
fn a_contact_that_is_waited_for_or_not() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        contacts: 1,
        ..Bounds::default()
    };
    let skips = (
        OnContact::Skip,
        scene(1, bounds, &[CHANGED, SKIPPED_FOR_A_CONTACT]),
    );
    let waits = (OnContact::Wait, scene(1, bounds, &[CHANGED, WAITED]));
    for (on_contact, scene) in [skips, waits] {
        check(Scene {
            settings: Settings {
                on_contact,
                ..settings()
            },
            ..scene
        });
    }
}

#[test]
fn the_keepers_buttons_and_a_watch_that_is_stopped() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        faults: 1,
        presses: 1,
        ..Bounds::default()
    };
    let mut scene = scene(
        1,
        bounds,
        &[CHANGED, SKIPPED_BY_HAND, CHANGED_AFTER_A_FAILURE],
    );
    // One failure is enough.
    scene.settings.retry.attempts = 1;
    check(scene);
}

#[test]
fn an_end_that_the_host_asks_for() {
    let bounds = Bounds {
        acts: 1,
        ends: 1,
        ..Bounds::default()
    };
    let picked = Bounds { picks: 1, ..bounds };
    let failed = Bounds {
        documents: 1,
        faults: 1,
        ..bounds
    };
    check(scene(1, picked, &[ENDED_BY_HOST, PICKED_UP]));
    check(on_its_own(picked, &[ENDED_BY_HOST, PICKED_UP]));
    check(on_its_own(failed, &[ENDED_BY_HOST]));
}

#[test]
fn an_end_that_the_host_asks_for_in_two_tabs() {
    let bounds = Bounds {
        ends: 2,
        ..Bounds::default()
    };
    check(scene(2, bounds, &[ENDED_BY_HOST]));
    let dies = Bounds {
        acts: 1,
        ends: 1,
        ..Bounds::default()
    };
    check(scene(2, dies, &[ENDED_BY_HOST]));
}

#[test]
fn a_machine_that_sleeps() {
    let bounds = Bounds {
        acts: 1,
        sleeps: 1,
        ..Bounds::default()
    };
    let refreshed = Bounds {
        documents: 1,
        ..bounds
    };
    check(scene(1, refreshed, &[CHANGED, CANCELLED]));
    let picked = Bounds { picks: 1, ..bounds };
    check(scene(1, picked, &[CHANGED, TOO_LATE]));
}

#[test]
fn a_network_that_goes_and_comes() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        outages: 1,
        ..Bounds::default()
    };
    check(scene(1, bounds, &[CHANGED, RETRIED, NO_NETWORK]));
}

#[test]
fn another_agent_signs_in() {
    let bounds = |acts| Bounds {
        acts,
        documents: 1,
        agents: 1,
        ..Bounds::default()
    };
    check(scene(1, bounds(1), &[CHANGED, OTHER_AGENT, SECOND_CHANGED]));
    check(on_its_own(bounds(2), &[PUT_BACK]));
}

#[test]
fn a_browser_that_restores_two_tabs() {
    let bounds = Bounds {
        acts: 1,
        restores: 1,
        ..Bounds::default()
    };
    let scene = Scene {
        rooms: 2,
        tabs: 2,
        ..on_its_own(bounds, &[TOLD_UNSEEN, GIVEN])
    };
    check(Scene {
        settings: Settings {
            initial_agent_state: InitialAgentState::Always("Available".into()),
            ..scene.settings.clone()
        },
        ..scene
    });
}

#[test]
fn a_first_state_that_is_given() {
    let bounds = |acts| Bounds {
        acts,
        documents: 1,
        faults: 1,
        ..Bounds::default()
    };
    for keeper in [true, false] {
        let scene = if keeper {
            scene(1, bounds(1), &[CHANGED, GIVEN])
        } else {
            on_its_own(bounds(2), &[GIVEN, LEFT_OFFLINE])
        };
        check(Scene {
            settings: Settings {
                initial_agent_state: InitialAgentState::Always("Available".into()),
                ..scene.settings.clone()
            },
            ..scene
        });
    }
}

#[test]
fn a_logout() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        contacts: 1,
        ..Bounds::default()
    };
    check(Scene {
        settings: Settings {
            status: Status::Logout { url: "/l".into() },
            ..settings()
        },
        ..scene(1, bounds, &[LOGGED_OUT, LOGOUT_SKIPPED])
    });
}

#[test]
fn a_keeper_is_opened() {
    let bounds = Bounds {
        acts: 1,
        ..Bounds::default()
    };
    check(Scene {
        keeper: false,
        ..scene(1, bounds, &[CHANGED, TOLD_FOR_A_TAB])
    });
}

#[test]
#[ignore = "takes a minute: cargo test --test model -- --ignored"]
fn two_keepers_are_opened() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        ..Bounds::default()
    };
    check(Scene {
        keeper: false,
        ..scene(1, bounds, &[CHANGED, DUPLICATE])
    });
}

fn on_its_own(bounds: Bounds, sometimes: &'static [Sometimes]) -> Scene {
    Scene {
        settings: Settings {
            keeper: None,
            ..settings()
        },
        keeper: false,
        ..scene(1, bounds, sometimes)
    }
}

#[test]
fn a_tab_on_its_own() {
    let bounds = Bounds {
        acts: 3,
        documents: 2,
        faults: 1,
        ..Bounds::default()
    };
    check(on_its_own(bounds, &[PUT_BACK, CONCLUDED, LEFT_OFFLINE]));
}

#[test]
fn a_farewell_that_fails_or_hangs() {
    let bounds = Bounds {
        acts: 1,
        documents: 1,
        faults: 2,
        ..Bounds::default()
    };
    check(on_its_own(bounds, &[PUT_BACK]));
}

#[test]
fn two_tabs_on_their_own() {
    let bounds = Bounds {
        acts: 2,
        documents: 1,
        ..Bounds::default()
    };
    check(Scene {
        rooms: 2,
        tabs: 2,
        ..on_its_own(bounds, &[PUT_BACK])
    });
}

#[test]
fn a_tab_that_asks() {
    let bounds = Bounds {
        acts: 2,
        documents: 1,
        faults: 1,
        ..Bounds::default()
    };
    let scene = on_its_own(bounds, &[PUT_BACK, ASKED]);
    check(Scene {
        settings: Settings {
            confirm_leave: true,
            ..scene.settings.clone()
        },
        ..scene
    });
}
