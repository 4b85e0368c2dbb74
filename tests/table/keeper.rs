//! A keeper.

use super::*;

impl Shown for Runner<Keeper> {
    fn state(&self) -> String {
        let view = self.view();
        let step = self.change().map(|change| format!("/{}", change.step()));
        let ccp = (view.ccp != CcpStatus::Away).then(|| format!(", CCP {}", view.ccp));
        [Some(view.phase.to_string()), step, ccp]
            .into_iter()
            .flatten()
            .collect()
    }
}

fn keeper() -> At<Runner<Keeper>> {
    At::new(Runner::new(Keeper::new(KeeperConfig {
        seed: 1,
        replaces: false,
    })))
}

/// A keeper that watches one tab, and has heard no more of it than its settings.
fn told_settings(settings: &Settings) -> At<Runner<Keeper>> {
    keeper()
        .after(Input::LockHeld)
        .reads(None)
        .finds(&["other"], true)
        .after(Input::Heard(Message::Tab {
            id: TabId("other".into()),
            settings: Some(Arc::new(settings.clone())),
            ccp: None,
            new: false,
        }))
}

/// One that loads its CCP for the first time.
fn proving_keeper() -> At<Runner<Keeper>> {
    told_settings(&settings()).after(told_agent(Some("Available")))
}

/// One that is ready.
fn watching_keeper() -> At<Runner<Keeper>> {
    watching_with(&settings())
}

fn watching_with(settings: &Settings) -> At<Runner<Keeper>> {
    told_settings(settings)
        .after(told_agent(Some("Available")))
        .after(shown("Available"))
}

fn counting_keeper(keeper: At<Runner<Keeper>>) -> At<Runner<Keeper>> {
    let id = keeper.watch;
    keeper
        .after(Input::Gone { id })
        .reads(None)
        .finds(&[], true)
}

/// Its CCP has said this before the delay was over.
fn loaded_keeper(keeper: At<Runner<Keeper>>, says: Input) -> At<Runner<Keeper>> {
    counting_keeper(keeper).waits().after(says)
}

/// The delay is over, and nobody is there.
fn acting_keeper(keeper: At<Runner<Keeper>>) -> At<Runner<Keeper>> {
    keeper.waits().reads(None).finds(&[], true)
}

/// The first attempt is on its way.
fn trying_keeper(keeper: At<Runner<Keeper>>) -> At<Runner<Keeper>> {
    acting_keeper(loaded_keeper(keeper, shown("Available")))
}

/// The delay is over, and nobody is signed in.
fn signed_out_keeper() -> At<Runner<Keeper>> {
    acting_keeper(loaded_keeper(watching_keeper(), Input::SignedOut))
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

/// The logout's address has answered.
fn proving_logout() -> At<Runner<Keeper>> {
    let keeper = logging_out();
    let id = keeper.logout;
    let result = Ok(());
    keeper.after(Input::LogoutSent { id, result })
}

/// Its window closes as the last tab does.
fn closing_keeper() -> At<Runner<Keeper>> {
    watching_keeper()
        .after(Input::Heard(Message::Leaving {
            id: TabId("other".into()),
        }))
        .after(Input::BeforeUnload)
}

/// The host ends the session in a tab.
fn ending_keeper() -> At<Runner<Keeper>> {
    watching_keeper().after(Input::Heard(Message::Ending(TabId("other".into()))))
}

fn ended_keeper() -> At<Runner<Keeper>> {
    ending_keeper()
        .after(Input::Heard(ended_says()))
        .after(told_agent(Some("Offline")))
}

/// A refresh may bring it back.
fn left_keeper() -> At<Runner<Keeper>> {
    let keeper = ended_keeper();
    let id = keeper.watch;
    keeper
        .after(Input::Gone { id })
        .reads(None)
        .finds(&[], true)
}

/// A tab is back while the outcome is shown.
fn back_keeper() -> At<Runner<Keeper>> {
    looking_back(done_keeper())
}

fn looking_back(keeper: At<Runner<Keeper>>) -> At<Runner<Keeper>> {
    keeper
        .after(Input::Heard(tab_says("new")))
        .reads(None)
        .finds(&["new"], true)
}

#[test]
fn every_input_in_every_phase() {
    let watching = watching_keeper;
    let attempting = || trying_keeper(watching());
    let loaded = || loaded_keeper(watching(), shown("Available"));
    let looking = || loaded().waits();
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
        ("asking for the agent", told_settings(&settings())),
        ("proving", proving_keeper()),
        ("proving, slowly", proving_keeper().waits()),
        ("watching", watching()),
        ("watching, a tab ends the session", ending_keeper()),
        ("ended", ended_keeper()),
        ("ended, the last tab is gone", left_keeper()),
        ("ended, last look", left_keeper().waits()),
        ("countdown", counting_keeper(watching())),
        ("countdown, loading", counting_keeper(watching()).waits()),
        ("countdown, loaded", loaded()),
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
        ("logged out, to be proved", proving_logout()),
        ("waiting for the agent", signed_out_keeper()),
        (
            "attempting, signed out",
            attempting().after(Input::SignedOut),
        ),
        (
            "waiting for the network",
            trying_keeper(watching().after(Input::Online(false))),
        ),
        ("done", done_keeper()),
        ("failed", signed_out_keeper().waits()),
        (
            "restoring, loading",
            back_keeper().after(told_agent(Some("Offline"))),
        ),
        (
            "restoring",
            back_keeper()
                .after(told_agent(Some("Offline")))
                .after(shown("Offline")),
        ),
        ("back", back_keeper()),
        (
            "done, looking who is back",
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
    let keeper = loaded_keeper(watching_keeper(), shown("Offline"))
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
        .waits()
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
    let keeper = signed_out_keeper()
        .after(shown("Offline"))
        .reads(Some(last_attempt()))
        .after(Input::Heard(tab_says("new")));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Watching);
}

/// Without a network, the agent sets the earlier state by hand: nothing is left to do, and the keeper sees it.
#[test]
fn restoring_what_the_agent_has_restored() {
    let keeper =
        looking_back(done_keeper().after(Input::Online(false))).after(told_agent(Some("Offline")));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Restoring);
    let keeper = keeper.after(shown("Available")).after(Input::Online(true));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Watching);
}
