//! Every input in every state: which ones act is listed, state by state; all others leave the machine as it was and
//! ask for nothing.

#[path = "../world/mod.rs"]
mod world;

mod keeper;
mod pictures;
mod tab;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use connect_session_end::domain::{By, Kind, Millis, Outcome, Reason, RequestId, TabId};
use connect_session_end::session::{
    Effect, Input, Journal, Keeper, KeeperConfig, KeeperPhase, LastAttempt, Machine, Message,
    Present, Tab, TabConfig, Timer,
};
use connect_session_end::settings::{InitialAgentState, KeeperPage, Settings, Status};

use world::instance::agent;

const STALE: RequestId = 999;

/// A machine, brought into a state by inputs; what it has asked for last is remembered.
#[derive(Clone)]
struct At<M> {
    machine: M,
    now: Millis,
    look: RequestId,
    watch: RequestId,
    attempt: RequestId,
    logout: RequestId,
}

impl<M: Machine + Clone + Eq + Debug> At<M> {
    fn new(machine: M) -> Self {
        Self {
            machine,
            now: 1_000,
            look: STALE,
            watch: STALE,
            attempt: STALE,
            logout: STALE,
        }
        .after(Input::Start)
    }

    fn after(mut self, input: Input) -> Self {
        self.machine.handle(self.now, input).expect("all fetched");
        while let Some(effect) = self.machine.poll_effect() {
            match effect {
                Effect::Look { id } => self.look = id,
                Effect::Watch { id, .. } => self.watch = id,
                Effect::SetState { id, .. } => self.attempt = id,
                Effect::LogOut { id, .. } => self.logout = id,
                _ => {}
            }
        }
        self
    }

    /// A look that finds these.
    fn finds(self, tabs: &[&str], keeper: bool) -> Self {
        let found = present(tabs, keeper);
        let id = self.look;
        self.after(Input::Looked {
            id,
            found: Ok(found),
        })
    }

    /// The moment that it waits for.
    fn waits(mut self) -> Self {
        let (at, timer) = self.machine.poll_timeout().expect("it waits");
        self.now = at;
        self.after(Input::Timer(timer))
    }

    fn refused_a_look(self) -> Self {
        let id = self.look;
        let found = Err("no".into());
        self.after(Input::Looked { id, found })
    }

    fn failed(self) -> Self {
        let id = self.attempt;
        let result = Err("no".into());
        self.after(Input::Attempted { id, result })
    }

    fn answered(self) -> Self {
        let id = self.attempt;
        self.after(Input::Attempted { id, result: Ok(()) })
    }

    /// The names of the inputs that act.
    fn acts_on(&self) -> BTreeSet<&'static str> {
        let acts = |(at, input): &(Millis, Input)| {
            let mut machine = self.machine.clone();
            machine.handle(*at, input.clone()).expect("all fetched");
            machine.poll_effect().is_some() || machine != self.machine
        };
        self.samples()
            .into_iter()
            .filter(|(_, sample)| acts(sample))
            .map(|(name, _)| name)
            .collect()
    }

    /// One of every input, those that answer both with the id that is waited for and with one that is not.
    #[allow(clippy::too_many_lines, reason = "it is a table")]
    fn samples(&self) -> Vec<(&'static str, (Millis, Input))> {
        let now = self.now;
        let mut samples = vec![
            ("start", Input::Start),
            ("lock-held", Input::LockHeld),
            ("lock-refused", Input::LockRefused { why: "no".into() }),
            ("looked", looked(self.look, &["other"])),
            ("looked-stale", looked(STALE, &["other"])),
            (
                "look-refused",
                Input::Looked {
                    id: self.look,
                    found: Err("no".into()),
                },
            ),
            ("gone", Input::Gone { id: self.watch }),
            ("gone-stale", Input::Gone { id: STALE }),
            (
                "watch-failed",
                Input::WatchFailed {
                    id: self.watch,
                    why: "no".into(),
                },
            ),
            (
                "watch-failed-stale",
                Input::WatchFailed {
                    id: STALE,
                    why: "no".into(),
                },
            ),
            ("roll-call", Input::Heard(Message::RollCall { of: None })),
            ("tab", Input::Heard(tab_says("new"))),
            (
                "tab-leaving",
                Input::Heard(Message::Leaving {
                    id: TabId("other".into()),
                }),
            ),
            (
                "tab-left",
                Input::Heard(Message::Left {
                    id: TabId("other".into()),
                }),
            ),
            (
                "keeper",
                Input::Heard(keeper_says(KeeperPhase::Countdown, 7)),
            ),
            (
                "outcome",
                Input::Heard(Message::Outcome {
                    outcome: Box::new(outcome()),
                }),
            ),
            ("agent", shown("At Lunch")),
            ("signed-out", Input::SignedOut),
            (
                "success",
                Input::Attempted {
                    id: self.attempt,
                    result: Ok(()),
                },
            ),
            (
                "failure",
                Input::Attempted {
                    id: self.attempt,
                    result: Err("no".into()),
                },
            ),
            (
                "success-stale",
                Input::Attempted {
                    id: STALE,
                    result: Ok(()),
                },
            ),
            (
                "logged-out",
                Input::LogoutSent {
                    id: self.logout,
                    result: Ok(()),
                },
            ),
            (
                "logout-failed",
                Input::LogoutSent {
                    id: self.logout,
                    result: Err("no".into()),
                },
            ),
            (
                "logged-out-stale",
                Input::LogoutSent {
                    id: STALE,
                    result: Ok(()),
                },
            ),
            ("beforeunload", Input::BeforeUnload),
            ("pagehide", Input::PageHide),
            (
                "pageshow",
                Input::PageShow {
                    journal: Box::new(Journal::default()),
                },
            ),
            ("hidden", Input::Hidden),
            ("online", Input::Online(true)),
            ("offline", Input::Online(false)),
            ("resume", Input::Resume),
            ("activated", Input::Activated),
            ("popup-blocked", Input::PopupBlocked),
            ("journal-denied", Input::JournalDenied { why: "no".into() }),
            ("open-keeper", Input::OpenKeeper),
            ("prompt-refused", Input::PromptRefused),
            ("farewell-read", farewell_read()),
            ("stay", Input::Stay),
            ("leave", Input::Leave),
            ("stop", Input::Stop),
            ("cancel", Input::Cancel),
            ("retry", Input::Retry),
        ];
        let due = self.machine.poll_timeout();
        let others = TIMERS
            .iter()
            .filter(|timer| due.is_none_or(|(_, due)| due != **timer));
        samples.extend(others.map(|timer| ("timer-stale", Input::Timer(*timer))));
        let variants: BTreeSet<u8> = samples.iter().map(|(_, input)| variant(input)).collect();
        assert_eq!(variants, (0..29).collect(), "each wants a sample");
        let mut samples: Vec<_> = samples
            .into_iter()
            .map(|(name, input)| (name, (now, input)))
            .collect();
        if let Some((at, timer)) = due {
            samples.push(("timer", (at, Input::Timer(timer))));
            if at > now {
                samples.push(("timer-early", (at - 1, Input::Timer(timer))));
            }
        }
        samples
    }

    #[track_caller]
    fn acts_only_on(&self, listed: &str) {
        let acts: Vec<&str> = self.acts_on().into_iter().collect();
        let mut listed: Vec<&str> = listed.split_whitespace().collect();
        // One of the two is news to every machine that has not stopped; where it is the first, that is listed.
        if !listed.is_empty() && !listed.contains(&"online") {
            listed.push("offline");
        }
        listed.sort_unstable();
        assert_eq!(acts, listed, "{:#?}", self.machine);
    }
}

/// Which input it is. A new one does not compile until it is counted here, and then wants a sample.
fn variant(input: &Input) -> u8 {
    match input {
        Input::Start => 0,
        Input::LockHeld => 1,
        Input::LockRefused { .. } => 2,
        Input::Looked { .. } => 3,
        Input::Gone { .. } => 4,
        Input::WatchFailed { .. } => 5,
        Input::Heard(_) => 6,
        Input::Agent(_) => 7,
        Input::SignedOut => 8,
        Input::Attempted { .. } => 9,
        Input::LogoutSent { .. } => 10,
        Input::BeforeUnload => 11,
        Input::PageHide => 12,
        Input::PageShow { .. } => 13,
        Input::Hidden => 14,
        Input::Resume => 15,
        Input::Activated => 16,
        Input::PopupBlocked => 17,
        Input::JournalDenied { .. } => 18,
        Input::OpenKeeper => 19,
        Input::Stop => 20,
        Input::Cancel => 21,
        Input::Retry => 22,
        Input::Timer(_) => 23,
        Input::PromptRefused => 24,
        Input::LastAttemptRead(_) => 25,
        Input::Stay => 26,
        Input::Leave => 27,
        Input::Online(_) => 28,
    }
}

const TIMERS: [Timer; 14] = [
    Timer::RollCall,
    Timer::KeeperExpected,
    Timer::AgentSlow,
    Timer::AskAgain,
    Timer::SessionEnd,
    Timer::AgentMissing,
    Timer::NoNetwork,
    Timer::Attempt,
    Timer::Confirm,
    Timer::Retry,
    Timer::Logout,
    Timer::StillHere,
    Timer::Shown,
    Timer::Idle,
];

fn present(tabs: &[&str], keeper: bool) -> Present {
    let tabs = tabs.iter().map(|id| TabId((*id).into())).collect();
    Present { tabs, keeper }
}

fn looked(id: RequestId, tabs: &[&str]) -> Input {
    let found = Ok(present(tabs, false));
    Input::Looked { id, found }
}

fn shown(state: &str) -> Input {
    Input::Agent(Arc::new(agent(state)))
}

fn settings() -> Settings {
    Settings {
        keeper: Some(KeeperPage::new("/keeper.html".into())),
        ..Settings::default()
    }
}

fn tab_says(id: &str) -> Message {
    Message::Tab {
        id: TabId(id.into()),
        settings: Some(Arc::new(settings())),
    }
}

fn keeper_says(phase: KeeperPhase, tabs: u32) -> Message {
    Message::Keeper {
        phase,
        ready: true,
        tabs,
        opener: None,
    }
}

/// What a tab has asked for at its last moment.
fn farewell_read() -> Input {
    Input::LastAttemptRead(Box::new(LastAttempt {
        agent: Some("kim".into()),
        from: Some("Available".into()),
        to: Some("Offline".into()),
        reason: None,
        error: None,
        at: 1_000,
        attempts: 1,
        by: By::Tab,
    }))
}

fn outcome() -> Outcome {
    Outcome {
        kind: Kind::Changed,
        agent: Some("kim".into()),
        from: Some("Available".into()),
        to: Some("Offline".into()),
        reason: None,
        error: None,
        attempts: 1,
        by: By::Keeper,
        ended_at: 1,
        at: 2,
    }
}
