//! A keeper.

use connect_session_end::session::KeeperPhase;

use super::*;

fn keeper() -> At<Keeper> {
    At::new(Keeper::new(KeeperConfig { seed: 1 }))
}

/// A keeper that knows the agent and watches one tab.
fn watching_keeper() -> At<Keeper> {
    watching_with(&settings())
}

fn watching_with(settings: &Settings) -> At<Keeper> {
    keeper()
        .after(shown("Available"))
        .after(Input::LockHeld)
        .finds(&["other"], true)
        .after(Input::Heard(Message::Tab {
            id: TabId("other".into()),
            settings: Some(Arc::new(settings.clone())),
        }))
}

fn counting_keeper(keeper: At<Keeper>) -> At<Keeper> {
    let id = keeper.watch;
    keeper.after(Input::Gone { id }).finds(&[], true)
}

/// The first attempt is on its way.
fn trying_keeper(keeper: At<Keeper>) -> At<Keeper> {
    counting_keeper(keeper).waits().finds(&[], true)
}

#[test]
fn claiming() {
    keeper().acts_only_on("agent lock-held lock-refused pagehide pageshow signed-out start stop");
}

#[test]
fn duplicate() {
    keeper()
        .after(Input::LockRefused { why: String::new() })
        .acts_only_on("agent lock-refused signed-out stop timer");
}

#[test]
fn first_look() {
    keeper().after(Input::LockHeld).acts_only_on(
        "agent journal-denied lock-refused look-refused looked pagehide resume roll-call \
             signed-out stop tab",
    );
}

#[test]
fn idle() {
    keeper()
        .after(Input::LockHeld)
        .finds(&[], true)
        .acts_only_on(
            "agent journal-denied lock-refused pagehide resume roll-call signed-out stop tab timer",
        );
}

#[test]
fn asking_for_settings() {
    keeper()
        .after(Input::LockHeld)
        .finds(&["other"], true)
        .acts_only_on(
            "agent beforeunload farewell-read gone journal-denied lock-refused pagehide resume \
             roll-call signed-out stop tab tab-leaving tab-left timer watch-failed",
        );
}

#[test]
fn watching() {
    watching_keeper().acts_only_on(
        "agent beforeunload farewell-read gone journal-denied lock-refused pagehide resume \
             roll-call signed-out stop tab tab-leaving tab-left watch-failed",
    );
}

#[test]
fn countdown() {
    counting_keeper(watching_keeper()).acts_only_on(
        "agent beforeunload cancel farewell-read journal-denied lock-refused pagehide resume \
             roll-call signed-out stop tab timer",
    );
}

/// The tab was the last and no keeper was ready: read twice is enough.
#[test]
fn countdown_after_a_farewell() {
    counting_keeper(watching_keeper())
        .after(farewell_read())
        .acts_only_on(
            "agent beforeunload cancel journal-denied lock-refused pagehide resume roll-call \
             signed-out stop tab timer",
        );
}

#[test]
fn told_for_the_tab() {
    let keeper = counting_keeper(watching_keeper().after(shown("Offline")))
        .waits()
        .after(farewell_read())
        .finds(&[], true);
    assert_eq!(
        keeper.machine.view().outcome.map(|told| told.attempted.by),
        Some(By::Tab)
    );
    keeper.acts_only_on(
        "agent journal-denied lock-refused pagehide resume roll-call signed-out stop tab timer",
    );
}

/// The tab was here still, and said so to nobody.
#[test]
fn what_a_later_read_does_not_find_was_taken_back() {
    let keeper = counting_keeper(
        watching_keeper()
            .after(farewell_read())
            .after(shown("Offline")),
    );
    let keeper = keeper.waits().finds(&[], true);
    let told = keeper.machine.view().outcome.expect("it is told");
    assert_eq!(
        (told.reason, told.attempted.by),
        (Some(Reason::AlreadySet), By::Keeper)
    );
}

/// A tab is back in the very look before it would be told: that one answers for it.
#[test]
fn back_before_it_is_told() {
    let keeper = trying_keeper(watching_keeper().after(Input::SignedOut))
        .after(shown("Offline"))
        .after(farewell_read())
        .after(Input::Heard(tab_says("new")));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Watching);
}

#[test]
fn last_look() {
    counting_keeper(watching_keeper()).waits().acts_only_on(
        "agent beforeunload cancel farewell-read journal-denied lock-refused look-refused looked \
             pagehide resume roll-call signed-out stop tab",
    );
}

#[test]
fn attempting() {
    trying_keeper(watching_keeper()).acts_only_on(
        "agent beforeunload cancel failure farewell-read journal-denied lock-refused pagehide \
             resume roll-call signed-out stop success tab timer",
    );
}

#[test]
fn confirming() {
    trying_keeper(watching_keeper()).answered().acts_only_on(
        "agent beforeunload cancel farewell-read journal-denied lock-refused pagehide resume \
             roll-call signed-out stop tab timer",
    );
}

#[test]
fn pausing() {
    trying_keeper(watching_keeper()).failed().acts_only_on(
        "agent beforeunload cancel farewell-read journal-denied lock-refused pagehide resume \
             roll-call signed-out stop tab timer",
    );
}

#[test]
fn logging_out() {
    trying_keeper(watching_with(&Settings {
        status: Status::Logout {
            url: "https://a/logout".into(),
        },
        ..settings()
    }))
    .answered()
    .after(shown("Offline"))
    .finds(&[], true)
    .acts_only_on(
        "agent beforeunload cancel farewell-read journal-denied lock-refused logged-out \
             logout-failed pagehide resume roll-call signed-out stop tab timer",
    );
}

#[test]
fn waiting_for_the_agent() {
    trying_keeper(watching_keeper().after(Input::SignedOut)).acts_only_on(
        "agent beforeunload cancel farewell-read journal-denied lock-refused pagehide resume \
             roll-call stop tab timer",
    );
}

/// Once said is enough.
#[test]
fn attempting_and_signed_out() {
    trying_keeper(watching_keeper())
        .after(Input::SignedOut)
        .acts_only_on(
            "agent beforeunload cancel failure farewell-read journal-denied lock-refused pagehide \
             resume roll-call stop success tab timer",
        );
}

#[test]
fn waiting_for_the_network() {
    trying_keeper(watching_keeper().after(Input::Online(false))).acts_only_on(
        "agent beforeunload cancel farewell-read journal-denied lock-refused online pagehide \
             resume roll-call signed-out stop tab timer",
    );
}

#[test]
fn done() {
    trying_keeper(watching_keeper())
        .answered()
        .after(shown("Offline"))
        .acts_only_on(
            "agent journal-denied lock-refused pagehide resume roll-call signed-out stop tab timer",
        );
}

#[test]
fn failed() {
    trying_keeper(watching_keeper().after(Input::SignedOut))
        .waits()
        .acts_only_on("agent journal-denied lock-refused pagehide resume retry roll-call stop tab");
}

#[test]
fn restoring() {
    trying_keeper(watching_keeper())
        .answered()
        .after(shown("Offline"))
        .after(Input::Heard(tab_says("new")))
        .acts_only_on(
            "agent beforeunload failure gone journal-denied lock-refused pagehide resume \
             roll-call signed-out stop success tab timer watch-failed",
        );
}

/// Without a network, and the agent has set the earlier state by hand: there is nothing left to do, and that is seen.
#[test]
fn restoring_what_the_agent_has_restored() {
    let keeper = trying_keeper(watching_keeper())
        .answered()
        .after(shown("Offline"))
        .after(Input::Online(false))
        .after(Input::Heard(tab_says("new")));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Restoring);
    let keeper = keeper.after(shown("Available")).after(Input::Online(true));
    assert_eq!(keeper.machine.view().phase, KeeperPhase::Watching);
}

/// It would have closed.
#[test]
fn asking() {
    watching_keeper().after(Input::BeforeUnload).acts_only_on(
        "agent beforeunload farewell-read gone journal-denied lock-refused pagehide resume \
             roll-call signed-out stop tab tab-leaving tab-left timer watch-failed",
    );
}

/// Its window closes as the last tab does.
#[test]
fn closing() {
    watching_keeper()
        .after(Input::Heard(Message::Leaving {
            id: TabId("other".into()),
        }))
        .after(Input::BeforeUnload)
        .acts_only_on(
            "agent beforeunload cancel failure farewell-read gone journal-denied lock-refused \
             pagehide resume roll-call signed-out stop success tab timer watch-failed",
        );
}

#[test]
fn cached() {
    watching_keeper()
        .after(Input::PageHide)
        .acts_only_on("agent lock-held lock-refused pagehide pageshow signed-out start stop");
}

#[test]
fn stopped() {
    watching_keeper().after(Input::Stop).acts_only_on("");
}
