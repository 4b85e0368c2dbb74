//! A keeper.

use super::*;

impl Shown for Runner<Keeper> {
    fn state(&self) -> String {
        let phase = self.view().phase;
        match self.change() {
            Some(change) => format!("{phase}/{}", change.step()),
            None => phase.to_string(),
        }
    }
}

fn keeper() -> At<Runner<Keeper>> {
    At::new(Runner::new(Keeper::new(KeeperConfig { seed: 1 })))
}

/// A keeper that knows the agent and watches one tab.
fn watching_keeper() -> At<Runner<Keeper>> {
    watching_with(&settings())
}

fn watching_with(settings: &Settings) -> At<Runner<Keeper>> {
    keeper()
        .after(shown("Available"))
        .after(Input::LockHeld)
        .reads(None)
        .finds(&["other"], true)
        .after(Input::Heard(Message::Tab {
            id: TabId("other".into()),
            settings: Some(Arc::new(settings.clone())),
        }))
}

fn counting_keeper(keeper: At<Runner<Keeper>>) -> At<Runner<Keeper>> {
    let id = keeper.watch;
    keeper
        .after(Input::Gone { id })
        .reads(None)
        .finds(&[], true)
}

/// The first attempt is on its way.
fn trying_keeper(keeper: At<Runner<Keeper>>) -> At<Runner<Keeper>> {
    counting_keeper(keeper).waits().reads(None).finds(&[], true)
}

/// The outcome is shown.
fn done_keeper() -> At<Runner<Keeper>> {
    trying_keeper(watching_keeper())
        .answered()
        .after(shown("Offline"))
}

fn logging_out() -> At<Runner<Keeper>> {
    let status = Status::Logout {
        url: "https://a/logout".into(),
    };
    trying_keeper(watching_with(&Settings {
        status,
        ..settings()
    }))
    .answered()
    .after(shown("Offline"))
    .reads(None)
    .finds(&[], true)
}

/// Its window closes as the last tab does.
fn closing_keeper() -> At<Runner<Keeper>> {
    watching_keeper()
        .after(Input::Heard(Message::Leaving {
            id: TabId("other".into()),
        }))
        .reads(None)
        .after(Input::BeforeUnload)
}

#[test]
fn every_input_in_every_phase() {
    let watching = watching_keeper;
    let attempting = || trying_keeper(watching());
    let signed_out = || trying_keeper(watching().after(Input::SignedOut));
    let looking = || counting_keeper(watching()).waits();
    let states = vec![
        ("claiming", keeper()),
        (
            "duplicate",
            keeper().after(Input::LockRefused { why: String::new() }),
        ),
        ("first look", keeper().after(Input::LockHeld)),
        (
            "first look, journal read",
            keeper().after(Input::LockHeld).reads(None),
        ),
        (
            "roll call",
            keeper().after(Input::LockHeld).reads(None).refused_a_look(),
        ),
        (
            "idle",
            keeper().after(Input::LockHeld).reads(None).finds(&[], true),
        ),
        (
            "asking for settings",
            keeper()
                .after(Input::LockHeld)
                .reads(None)
                .finds(&["other"], true),
        ),
        ("watching", watching()),
        ("countdown", counting_keeper(watching())),
        (
            "countdown, looking before it is due",
            counting_keeper(watching()).after(Input::Resume).reads(None),
        ),
        ("last look", looking()),
        ("last look, journal read", looking().reads(None)),
        (
            "last look, the tab's last attempt read",
            looking().reads(Some(last_attempt())),
        ),
        ("attempting", attempting()),
        ("confirming", attempting().answered()),
        ("pausing", attempting().failed()),
        ("logging out", logging_out()),
        ("waiting for the agent", signed_out()),
        (
            "attempting, signed out",
            attempting().after(Input::SignedOut),
        ),
        (
            "waiting for the network",
            trying_keeper(watching().after(Input::Online(false))),
        ),
        ("done", done_keeper()),
        ("failed", signed_out().waits()),
        (
            "restoring",
            done_keeper().after(Input::Heard(tab_says("new"))),
        ),
        ("asking to stay", watching().after(Input::BeforeUnload)),
        ("closing along with the tab", closing_keeper()),
        ("cached", watching().after(Input::PageHide)),
        ("stopped", watching().after(Input::Stop)),
    ];
    stands_in("keeper.txt", states);
}

#[test]
fn a_tabs_own_change_is_told_as_the_tabs() {
    let keeper = counting_keeper(watching_keeper().after(shown("Offline")))
        .waits()
        .reads(Some(last_attempt()))
        .finds(&[], true);
    let view = keeper.machine.view();
    assert_eq!(view.outcome.map(|told| told.attempted.by), Some(By::Tab));
}

/// The tab was still there, and said so to nobody.
#[test]
fn what_a_later_read_does_not_find_was_taken_back() {
    let keeper = watching_keeper();
    let id = keeper.watch;
    let keeper = keeper
        .after(Input::Gone { id })
        .reads(Some(last_attempt()))
        .finds(&[], true)
        .after(shown("Offline"))
        .waits()
        .reads(None)
        .finds(&[], true);
    let view = keeper.machine.view();
    let told = view.outcome.expect("it is told");
    assert_eq!(
        (told.reason, told.attempted.by),
        (Some(Reason::AlreadySet), By::Keeper)
    );
}

/// A tab is back in the very look before the end would be told: that tab answers for its attempt.
#[test]
fn back_before_it_is_told() {
    let keeper = trying_keeper(watching_keeper().after(Input::SignedOut))
        .after(shown("Offline"))
        .reads(Some(last_attempt()))
        .after(Input::Heard(tab_says("new")));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Watching);
}

/// Without a network, the agent sets the earlier state by hand: nothing is left to do, and the keeper sees it.
#[test]
fn restoring_what_the_agent_has_restored() {
    let keeper = done_keeper()
        .after(Input::Online(false))
        .after(Input::Heard(tab_says("new")));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Restoring);
    let keeper = keeper.after(shown("Available")).after(Input::Online(true));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Watching);
}
