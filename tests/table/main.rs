//! Every input in every state of the machines: which state it leads to, and what is asked for. The tables are
//! `keeper.txt` and `tab.txt`; an input that does not stand there leaves the machine as it was and asks for nothing.
//! `TABLE=write cargo test --test table` writes them anew, to be read before they are kept.

#[path = "../world/mod.rs"]
mod world;

mod keeper;
mod pictures;
mod tab;

use std::collections::BTreeSet;
use std::fmt::{Debug, Write as _};
use std::sync::Arc;

use connect_session_end::domain::{
    Attempted, By, Kind, Millis, Outcome, Reason, RequestId, TabId, Trigger,
};
use connect_session_end::session::message::VERSION;
use connect_session_end::session::{
    CcpStatus, Effect, Input, Journal, Keeper, KeeperConfig, KeeperPhase, LastAttempt, Machine,
    Message, Present, Runner, Tab, TabConfig, Timer, ToBrowser, ToStreams, WarningCode,
};
use connect_session_end::settings::{InitialAgentState, KeeperPage, Settings, Status};
use strum::{VariantArray as _, VariantNames as _};

use world::instance::agent;

const STALE: RequestId = 999;

/// What a table shows of a machine.
trait Shown: Machine + Clone + Eq + Debug {
    /// The name of its state, and of those of its parts that a person would want to know.
    fn state(&self) -> String;
}

/// A machine, brought into a state by inputs, with the ids that it has asked under last.
#[derive(Clone)]
struct At<M> {
    machine: M,
    now: Millis,
    look: RequestId,
    watch: RequestId,
    read: RequestId,
    attempt: RequestId,
    logout: RequestId,
}

impl<M: Shown> At<M> {
    fn new(machine: M) -> Self {
        Self {
            machine,
            now: 1_000,
            look: STALE,
            watch: STALE,
            read: STALE,
            attempt: STALE,
            logout: STALE,
        }
        .after(Input::Start)
    }

    fn after(mut self, input: Input) -> Self {
        self.take(self.now, input);
        self
    }

    /// Hands in an input, and says what is asked for.
    fn take(&mut self, at: Millis, input: Input) -> Vec<String> {
        self.machine.handle(at, input).expect("all fetched");
        let mut asked = Vec::new();
        while let Some(effect) = self.machine.poll_effect() {
            match &effect {
                Effect::Browser(ToBrowser::Look { id }) => self.look = *id,
                Effect::Browser(ToBrowser::Watch { id, .. } | ToBrowser::AskForTurn { id }) => {
                    self.watch = *id;
                }
                Effect::Browser(ToBrowser::Read { id }) => self.read = *id,
                Effect::Streams(ToStreams::SetState { id, .. }) => self.attempt = *id,
                Effect::Streams(ToStreams::LogOut { id, .. } | ToStreams::ProveLogout { id }) => {
                    self.logout = *id;
                }
                _ => {}
            }
            asked.push(name(&effect));
        }
        asked
    }

    /// The journal is read, and holds this.
    fn reads(self, last_attempt: Option<LastAttempt>) -> Self {
        let id = self.read;
        self.after(read(id, last_attempt))
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

    /// One of every input, those that answer both with the id that is waited for and with one that is not.
    #[allow(clippy::too_many_lines, reason = "it is a table")]
    fn samples(&self) -> Vec<(&'static str, (Millis, Input))> {
        let now = self.now;
        let mut samples = vec![
            ("start", Input::Start),
            ("lock-held", Input::LockHeld),
            ("lock-refused", Input::LockRefused { why: "no".into() }),
            ("looked", looked(self.look, &["other"])),
            ("looked-nobody", looked(self.look, &[])),
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
                "keeper-outdated",
                Input::Heard(keeper_of_another_version_says(VERSION - 1)),
            ),
            (
                "keeper-newer",
                Input::Heard(keeper_of_another_version_says(VERSION + 1)),
            ),
            (
                "outcome",
                Input::Heard(Message::Outcome {
                    outcome: Box::new(outcome()),
                }),
            ),
            (
                "ending",
                Input::Heard(Message::Ending(TabId("other".into()))),
            ),
            ("ended", Input::Heard(ended_says())),
            (
                "picked-up",
                Input::Heard(Message::PickedUp(TabId("other".into()))),
            ),
            (
                "not-restored",
                Input::Heard(Message::NotRestored(Box::new(outcome()))),
            ),
            ("agent-told", told_agent(Some("At Lunch"))),
            ("signed-out-told", told_agent(None)),
            ("ccp-dead", Input::CcpDead),
            ("session-expiring", Input::SessionExpiring),
            (
                "ccp-opened",
                Input::CcpOpened {
                    url: "acme.my.connect.aws".into(),
                },
            ),
            (
                "ccp-failed",
                Input::CcpFailed {
                    code: WarningCode::CcpFailed,
                    why: "no".into(),
                },
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
            ("pageshow", Input::PageShow),
            ("hidden", Input::Hidden),
            ("online", Input::Online(true)),
            ("offline", Input::Online(false)),
            ("resume", Input::Resume),
            ("activated", Input::Activated),
            ("popup-blocked", Input::PopupBlocked),
            ("popup-refused", Input::PopupRefused { why: "no".into() }),
            ("journal-denied", Input::JournalDenied { why: "no".into() }),
            ("open-keeper", Input::OpenKeeper),
            ("end", Input::End),
            ("report-refused", Input::ReportRefused { why: "no".into() }),
            ("prompt-refused", Input::PromptRefused),
            ("dialog-failed", Input::DialogFailed),
            ("read", read(self.read, Some(last_attempt()))),
            ("read-none", read(self.read, None)),
            ("read-stale", read(STALE, Some(last_attempt()))),
            ("stay", Input::Stay),
            ("leave", Input::Leave),
            ("stop", Input::Stop),
            ("cancel", Input::Cancel),
            ("retry", Input::Retry),
        ];
        let due = self.machine.poll_timeout();
        let others =
            (Timer::VARIANTS.iter()).filter(|timer| due.is_none_or(|(_, due)| due != **timer));
        samples.extend(others.map(|timer| ("timer-stale", Input::Timer(*timer))));
        let kinds: BTreeSet<&str> = samples.iter().map(|(_, input)| input.as_ref()).collect();
        let all = Input::VARIANTS.iter().copied().collect();
        assert_eq!(kinds, all, "each wants a sample");
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

    /// A row for every input that acts: the state that it leads to, and what is asked for.
    fn rows(&self) -> String {
        let mut rows = String::new();
        for (name, (at, input)) in self.samples() {
            let mut next = self.clone();
            let asked = next.take(at, input);
            if asked.is_empty() && next.machine == self.machine {
                continue;
            }
            assert!(
                !name.ends_with("-stale"),
                "{name} acts on {:#?}",
                self.machine
            );
            let state = next.machine.state();
            let asked = asked.join(" ");
            writeln!(rows, "  {name:<19} {state:<39} {asked}").expect("a string");
        }
        rows.lines()
            .map(|row| row.trim_end().to_owned() + "\n")
            .collect()
    }
}

/// What a table calls an effect.
fn name(effect: &Effect) -> String {
    match effect {
        Effect::Browser(ToBrowser::Post(message)) => format!("Post:{}", message.as_ref()),
        Effect::Browser(ToBrowser::ListenBeforeUnload(on)) => format!("ListenBeforeUnload:{on}"),
        Effect::Browser(ToBrowser::AwaitActivation(on)) => format!("AwaitActivation:{on}"),
        Effect::Browser(effect) => effect.as_ref().into(),
        Effect::Streams(ToStreams::SetState { name, .. }) => format!("SetState:{name}"),
        Effect::Streams(effect) => effect.as_ref().into(),
        Effect::Emit(event) => format!("Emit:{}", event.as_ref()),
    }
}

/// The table of these states is the one in the file.
#[track_caller]
fn stands_in<M: Shown>(file: &str, states: Vec<(&str, At<M>)>) {
    let mut table = String::new();
    for (name, at) in states {
        let state = at.machine.state();
        writeln!(table, "{name}: {state}\n{}", at.rows()).expect("a string");
    }
    let path = format!("{}/tests/table/{file}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("TABLE").is_ok_and(|wanted| wanted == "write") {
        std::fs::write(&path, &table).expect("the table");
    }
    let known = std::fs::read_to_string(&path).expect("the table");
    for (line, (now, known)) in table.lines().zip(known.lines()).enumerate() {
        assert_eq!(now, known, "{file}:{}", line + 1);
    }
    assert_eq!(table.len(), known.len(), "{file} has more or fewer rows");
}

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
        ccp: None,
        new: false,
    }
}

/// A tab tells the keeper what its CCP shows.
fn told_agent(state: Option<&str>) -> Input {
    let agent = state.map(|state| Arc::new(agent(state)));
    Input::Heard(Message::Agent { agent })
}

fn keeper_says(phase: KeeperPhase, tabs: u32) -> Message {
    Message::Keeper {
        version: VERSION,
        phase,
        unready: None,
        tabs,
        opener: None,
        asks: None,
    }
}

/// A tab says that the host has ended the session.
fn ended_says() -> Message {
    let trigger = Trigger::End;
    let attempted = Attempted {
        trigger,
        ..attempted(By::Tab)
    };
    Message::Ended(Box::new(Outcome {
        attempted,
        ..outcome()
    }))
}

/// What a keeper of another build says.
fn keeper_of_another_version_says(version: u32) -> Message {
    Message::Keeper {
        version,
        phase: KeeperPhase::Watching,
        unready: None,
        tabs: 1,
        opener: None,
        asks: None,
    }
}

fn read(id: RequestId, last_attempt: Option<LastAttempt>) -> Input {
    let journal = Box::new(Journal {
        last_attempt,
        ..Journal::default()
    });
    Input::Read { id, journal }
}

/// What a tab has tried as it went.
fn last_attempt() -> LastAttempt {
    LastAttempt {
        attempted: attempted(By::Tab),
        reason: None,
        error: None,
        insists: false,
        session: None,
        started_at: None,
        tab: None,
        waits: false,
        at: 1_000,
    }
}

fn attempted(by: By) -> Attempted {
    Attempted {
        agent: Some("kim".into()),
        from: Some("Available".into()),
        to: Some("Offline".into()),
        attempts: 1,
        by,
        trigger: Trigger::LastTab,
    }
}

fn outcome() -> Outcome {
    Outcome {
        kind: Kind::Changed,
        attempted: attempted(By::Keeper),
        reason: None,
        error: None,
        ended_at: 1,
        at: 2,
    }
}
