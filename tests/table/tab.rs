//! A tab.

use connect_session_end::session::DialogPhase;

use super::*;

impl Shown for Runner<Tab> {
    fn state(&self) -> String {
        let (stage, own) = self.stage();
        let keeper = self.snapshot().keeper;
        match self.change() {
            Some(change) => format!("{stage}/{own}/{}, keeper {keeper}", change.step()),
            None => format!("{stage}/{own}, keeper {keeper}"),
        }
    }
}

fn tab_with(settings: Settings) -> At<Runner<Tab>> {
    At::new(Runner::new(Tab::new(TabConfig {
        id: TabId("me".into()),
        settings,
        ccp: None,
        loading: 0,
        seed: 1,
    })))
    .reads(None)
}

fn tab() -> At<Runner<Tab>> {
    tab_with(settings())
}

/// The only tab, its keeper blocked, its agent known.
fn lone_tab() -> At<Runner<Tab>> {
    tab()
        .after(Input::LockHeld)
        .finds(&["me"], false)
        .reads(None)
        .after(shown("Available"))
}

/// One of two tabs, with a keeper that is ready.
fn kept_tab() -> At<Runner<Tab>> {
    tab()
        .after(Input::LockHeld)
        .finds(&["me", "other"], true)
        .reads(None)
        .after(Input::Heard(keeper_says(KeeperPhase::Watching, 2)))
        .after(shown("Available"))
}

/// Asks whether it may go, with an attempt on its way.
fn asking_tab() -> At<Runner<Tab>> {
    tab_with(Settings {
        confirm_leave: true,
        keeper: None,
        ..settings()
    })
    .after(Input::LockHeld)
    .finds(&["me"], false)
    .reads(None)
    .after(shown("Available"))
    .after(Input::BeforeUnload)
}

/// The same after five attempts that failed.
fn failed_tab() -> At<Runner<Tab>> {
    let mut tab = asking_tab();
    for _ in 0..5 {
        tab = tab.failed();
        while tab
            .machine
            .view()
            .dialog
            .is_some_and(|dialog| dialog.phase == DialogPhase::Acting)
            && !matches!(tab.machine.poll_timeout(), Some((_, Timer::Attempt)))
        {
            tab = tab.waits();
        }
    }
    tab
}

fn setting_without_a_network() -> At<Runner<Tab>> {
    tab_with(Settings {
        initial_agent_state: InitialAgentState::Always("Available".into()),
        ..settings()
    })
    .after(Input::Online(false))
    .after(Input::LockHeld)
    .finds(&["me"], false)
    .reads(None)
    .after(shown("Away"))
}

/// The host has asked it to end the session, and it waits for its turn.
fn asked_tab() -> At<Runner<Tab>> {
    lone_tab().after(Input::End)
}

/// It has its turn, and reads whether another tab has told that end.
fn turn_of(tab: At<Runner<Tab>>) -> At<Runner<Tab>> {
    let tab = tab.after(Input::End);
    let id = tab.watch;
    tab.after(Input::Gone { id })
}

/// It makes that end.
fn ending_of(tab: At<Runner<Tab>>) -> At<Runner<Tab>> {
    turn_of(tab).reads(None)
}

fn ending() -> At<Runner<Tab>> {
    ending_of(lone_tab())
}

/// The session is over.
fn ended_tab() -> At<Runner<Tab>> {
    ending().answered().after(shown("Offline"))
}

#[test]
fn every_input_in_every_stage() {
    let looking = || tab().after(Input::LockHeld);
    let leaving = || lone_tab().after(Input::BeforeUnload);
    let states = vec![
        ("joining", tab()),
        ("looking", looking()),
        ("calling the roll", looking().refused_a_look()),
        ("alone", lone_tab()),
        (
            "beside another",
            looking()
                .finds(&["me", "other"], false)
                .reads(None)
                .after(shown("Available")),
        ),
        (
            "awaiting the keeper's word",
            looking()
                .finds(&["me"], true)
                .reads(None)
                .after(shown("Available")),
        ),
        ("kept", kept_tab()),
        ("opening the keeper", lone_tab().after(Input::Activated)),
        ("making a last attempt", leaving()),
        (
            "taking its last attempt back",
            leaving().answered().after(shown("Offline")).waits(),
        ),
        ("asking", asking_tab()),
        (
            "asking, changed",
            asking_tab().answered().after(shown("Offline")),
        ),
        ("asking, failed", failed_tab()),
        ("still here", kept_tab().after(Input::BeforeUnload)),
        (
            "setting a state without a network",
            setting_without_a_network(),
        ),
        ("asked to end", asked_tab()),
        ("having its turn to end", turn_of(lone_tab())),
        ("ending", ending()),
        ("ending beside another", ending_of(kept_tab())),
        ("ended", ended_tab()),
        ("picked up", ended_tab().after(shown("Away"))),
        ("cached", kept_tab().after(Input::PageHide)),
        (
            "blind",
            tab().after(Input::LockRefused { why: "no".into() }),
        ),
        ("stopped", kept_tab().after(Input::Stop)),
        (
            "stopped while making a last attempt",
            leaving().after(Input::Stop),
        ),
    ];
    stands_in("tab.txt", states);
}
