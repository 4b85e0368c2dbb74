//! A tab.

use connect_session_end::session::DialogPhase;

use super::*;

fn tab() -> At<Tab> {
    At::new(Tab::new(TabConfig {
        id: TabId("me".into()),
        settings: settings(),
        journal: Journal::default(),
        started_at: 1_000,
        seed: 1,
    }))
}

/// The only tab, its keeper blocked, its agent known.
fn lone_tab() -> At<Tab> {
    tab()
        .after(Input::LockHeld)
        .finds(&["me"], false)
        .after(shown("Available"))
}

/// One of two tabs, with a keeper that is ready.
fn kept_tab() -> At<Tab> {
    tab()
        .after(Input::LockHeld)
        .finds(&["me", "other"], true)
        .after(Input::Heard(keeper_says(KeeperPhase::Watching, 2)))
        .after(shown("Available"))
}

#[test]
fn joining() {
    tab().acts_only_on(
        "agent journal-denied lock-held lock-refused pagehide signed-out start stop timer",
    );
}

#[test]
fn looking() {
    tab().after(Input::LockHeld).acts_only_on(
        "agent beforeunload farewell-read journal-denied keeper lock-refused look-refused \
             looked open-keeper outcome pagehide resume roll-call signed-out stop tab timer",
    );
}

#[test]
fn calling_the_roll() {
    tab().after(Input::LockHeld).refused_a_look().acts_only_on(
        "agent beforeunload farewell-read journal-denied keeper lock-refused open-keeper \
             outcome pagehide resume roll-call signed-out stop tab timer",
    );
}

#[test]
fn alone() {
    lone_tab().acts_only_on(
        "activated agent beforeunload farewell-read hidden journal-denied keeper \
             lock-refused open-keeper outcome pagehide resume roll-call signed-out stop tab",
    );
}

#[test]
fn beside_another() {
    tab()
        .after(Input::LockHeld)
        .finds(&["me", "other"], false)
        .after(shown("Available"))
        .acts_only_on(
            "activated agent beforeunload farewell-read gone hidden journal-denied keeper \
             lock-refused open-keeper outcome pagehide resume roll-call signed-out stop tab \
             tab-leaving tab-left watch-failed",
        );
}

#[test]
fn awaiting_the_keepers_word() {
    tab()
        .after(Input::LockHeld)
        .finds(&["me"], true)
        .after(shown("Available"))
        .acts_only_on(
            "agent beforeunload farewell-read gone hidden journal-denied keeper lock-refused \
             outcome pagehide resume roll-call signed-out stop tab timer watch-failed",
        );
}

#[test]
fn kept() {
    kept_tab().acts_only_on(
        "agent beforeunload farewell-read gone hidden journal-denied keeper lock-refused \
             outcome pagehide resume roll-call signed-out stop tab tab-leaving tab-left \
             watch-failed",
    );
}

#[test]
fn opening_the_keeper() {
    lone_tab().after(Input::Activated).acts_only_on(
        "agent beforeunload farewell-read hidden journal-denied keeper lock-refused \
             outcome pagehide popup-blocked resume roll-call signed-out stop tab timer",
    );
}

#[test]
fn saying_farewell() {
    lone_tab().after(Input::BeforeUnload).acts_only_on(
        "activated agent beforeunload failure hidden journal-denied keeper lock-refused \
             open-keeper outcome pagehide resume roll-call signed-out stop success tab timer",
    );
}

#[test]
fn taking_its_farewell_back() {
    lone_tab()
        .after(Input::BeforeUnload)
        .answered()
        .after(shown("Offline"))
        .waits()
        .acts_only_on(
            "activated agent beforeunload failure hidden journal-denied keeper lock-refused \
             open-keeper outcome pagehide resume roll-call signed-out stop success tab timer",
        );
}

/// Asks whether it may go, with an attempt on its way.
fn asking_tab() -> At<Tab> {
    At::new(Tab::new(TabConfig {
        id: TabId("me".into()),
        settings: Settings {
            confirm_leave: true,
            keeper: None,
            ..settings()
        },
        journal: Journal::default(),
        started_at: 1_000,
        seed: 1,
    }))
    .after(Input::LockHeld)
    .finds(&["me"], false)
    .after(shown("Available"))
    .after(Input::BeforeUnload)
}

#[test]
fn asking() {
    asking_tab().acts_only_on(
        "agent beforeunload failure hidden journal-denied keeper leave lock-refused \
             outcome pagehide prompt-refused resume roll-call signed-out stay stop success \
             tab timer",
    );
}

#[test]
fn asking_when_it_is_done() {
    asking_tab()
        .answered()
        .after(shown("Offline"))
        .acts_only_on(
            "agent beforeunload hidden journal-denied keeper leave lock-refused outcome \
             pagehide prompt-refused resume roll-call signed-out stay stop tab timer",
        );
}

#[test]
fn asking_when_it_has_failed() {
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
    tab.acts_only_on(
        "agent beforeunload hidden journal-denied keeper leave lock-refused outcome \
             pagehide prompt-refused resume retry roll-call signed-out stay stop tab",
    );
}

#[test]
fn still_here() {
    kept_tab().after(Input::BeforeUnload).acts_only_on(
        "agent beforeunload farewell-read gone hidden journal-denied keeper lock-refused \
             outcome pagehide resume roll-call signed-out stop tab tab-leaving tab-left timer \
             watch-failed",
    );
}

#[test]
fn putting_a_state_without_a_network() {
    At::new(Tab::new(TabConfig {
        id: TabId("me".into()),
        settings: Settings {
            initial_agent_state: InitialAgentState::Always("Available".into()),
            ..settings()
        },
        journal: Journal::default(),
        started_at: 1_000,
        seed: 1,
    }))
    .after(Input::Online(false))
    .after(Input::LockHeld)
    .finds(&["me"], false)
    .after(shown("Away"))
    .acts_only_on(
        "activated agent beforeunload hidden journal-denied keeper lock-refused online open-keeper \
             outcome pagehide resume roll-call signed-out stop tab timer",
    );
}

#[test]
fn cached() {
    kept_tab()
        .after(Input::PageHide)
        .acts_only_on("agent hidden journal-denied pageshow signed-out stop");
}

#[test]
fn blind() {
    tab()
        .after(Input::LockRefused { why: "no".into() })
        .acts_only_on("agent journal-denied pagehide signed-out stop timer");
}

#[test]
fn stopped() {
    kept_tab().after(Input::Stop).acts_only_on("");
}

#[test]
fn stopped_while_saying_farewell() {
    lone_tab()
        .after(Input::BeforeUnload)
        .after(Input::Stop)
        .acts_only_on("");
}
