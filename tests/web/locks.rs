//! Web Locks: hold, watch, look.

use connect_session_end::browser::Role;
use connect_session_end::domain::{TabId, Tabs};
use connect_session_end::session::{Input, Peer, Present, ToBrowser};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Held, Rig, StandIn, locks, prefix, scope, steal_lock, step, tab, until_locks};

const THROWS: &str = "{ value() { throw new DOMException('not here', 'SecurityError') } }";
const REJECTS: &str =
    "{ value() { return Promise.reject(new DOMException('not here', 'SecurityError')) } }";
const REFUSALS: [&str; 2] = [THROWS, REJECTS];

#[wasm_bindgen_test]
async fn a_tab_holds_its_own_lock_until_it_lets_go() {
    let scope = scope();
    let mut rig = Rig::tab("a", &scope);
    rig.perform(ToBrowser::Hold);
    assert_eq!(rig.next().await, Input::LockHeld);
    assert_eq!(locks(&scope).await, "held exclusive tab/a");
    rig.perform(ToBrowser::Release);
    until_locks(&scope, "").await;
    assert_eq!(rig.take(), []);
}

#[wasm_bindgen_test]
async fn a_lock_is_free_after_the_drop() {
    let scope = scope();
    let mut rig = Rig::tab("a", &scope);
    rig.perform(ToBrowser::Hold);
    assert_eq!(rig.next().await, Input::LockHeld);
    let inputs = rig.end();
    until_locks(&scope, "").await;
    assert_eq!(inputs.take(), []);
}

#[wasm_bindgen_test]
async fn a_lock_can_be_held_again() {
    let scope = scope();
    let mut rig = Rig::tab("a", &scope);
    for _ in 0..2 {
        rig.perform(ToBrowser::Hold);
        assert_eq!(rig.next().await, Input::LockHeld);
        rig.perform(ToBrowser::Release);
    }
    until_locks(&scope, "").await;
}

#[wasm_bindgen_test]
async fn a_tab_waits_for_its_own_lock() {
    let scope = scope();
    let other = Held::new(&scope, "tab/a", "exclusive").await;
    let mut rig = Rig::tab("a", &scope);
    rig.perform(ToBrowser::Hold);
    until_locks(&scope, "held exclusive tab/a, pending exclusive tab/a").await;
    assert_eq!(rig.take(), []);
    drop(other);
    assert_eq!(rig.next().await, Input::LockHeld);
}

#[wasm_bindgen_test]
async fn a_tab_that_is_dropped_while_it_waits_takes_its_request_back() {
    let scope = scope();
    let other = Held::new(&scope, "tab/a", "exclusive").await;
    let mut rig = Rig::tab("a", &scope);
    rig.perform(ToBrowser::Hold);
    let inputs = rig.end();
    until_locks(&scope, "held exclusive tab/a").await;
    drop(other);
    until_locks(&scope, "").await;
    assert_eq!(inputs.take(), []);
}

#[wasm_bindgen_test]
async fn a_keeper_that_replaces_another_takes_its_lock() {
    let scope = scope();
    let mut first = Rig::new(Role::Keeper, &scope);
    first.perform(ToBrowser::Hold);
    assert_eq!(first.next().await, Input::LockHeld);
    let mut second = Rig::new(Role::Keeper, &scope);
    second.perform(ToBrowser::Steal);
    assert_eq!(second.next().await, Input::LockHeld);
    let Input::LockRefused { why } = first.next().await else {
        panic!("its lock is stolen");
    };
    assert!(why.contains("AbortError"), "{why}");
    assert_eq!(locks(&scope).await, "held exclusive keeper");
}

#[wasm_bindgen_test]
async fn a_second_keeper_is_refused_at_once() {
    let scope = scope();
    let mut first = Rig::new(Role::Keeper, &scope);
    first.perform(ToBrowser::Hold);
    assert_eq!(first.next().await, Input::LockHeld);
    let mut second = Rig::new(Role::Keeper, &scope);
    second.perform(ToBrowser::Hold);
    assert_eq!(
        second.next().await,
        Input::LockRefused { why: String::new() }
    );
    assert_eq!(locks(&scope).await, "held exclusive keeper");
    assert_eq!(second.take(), []);
}

#[wasm_bindgen_test]
async fn a_tab_that_stands_still_with_the_lock_it_waited_for_is_no_keeper() {
    let scope = scope();
    let still = Held::new(&scope, "keeper", "shared").await;
    let mut rig = Rig::new(Role::Keeper, &scope);
    rig.perform(ToBrowser::Hold);
    assert_eq!(rig.next().await, Input::LockHeld);
    assert_eq!(locks(&scope).await, "held exclusive keeper");
    drop(still);
    let mut second = Rig::new(Role::Keeper, &scope);
    second.perform(ToBrowser::Hold);
    assert!(matches!(second.next().await, Input::LockRefused { .. }));
    assert_eq!(rig.take(), []);
}

#[wasm_bindgen_test]
async fn a_keeper_dropped_before_the_grant_keeps_nothing() {
    let scope = scope();
    let mut rig = Rig::new(Role::Keeper, &scope);
    rig.perform(ToBrowser::Hold);
    let inputs = rig.end();
    until_locks(&scope, "").await;
    assert_eq!(inputs.take(), []);
}

#[wasm_bindgen_test]
async fn a_stolen_lock_is_said() {
    let scope = scope();
    let mut rig = Rig::tab("a", &scope);
    rig.perform(ToBrowser::Hold);
    assert_eq!(rig.next().await, Input::LockHeld);
    JsFuture::from(steal_lock(&(prefix(&scope) + "tab/a")))
        .await
        .expect("a steal is granted");
    match rig.next().await {
        Input::LockRefused { why } => assert!(why.starts_with("AbortError"), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn a_browser_that_refuses_the_lock_is_heard() {
    for refusal in REFUSALS {
        let mut rig = Rig::tab("a", &scope());
        let refused = StandIn::new("navigator.locks.request", refusal);
        rig.perform(ToBrowser::Hold);
        drop(refused);
        let why = "SecurityError: not here".to_owned();
        assert_eq!(rig.next().await, Input::LockRefused { why });
        assert_eq!(rig.take(), []);
    }
}

fn watch(id: u32, whose: &str) -> ToBrowser {
    ToBrowser::Watch {
        id,
        whose: Peer::Tab(TabId(whose.into())),
    }
}

#[wasm_bindgen_test]
async fn all_who_watch_a_tab_hear_that_it_is_gone() {
    let scope = scope();
    let other = Held::new(&scope, "tab/b", "exclusive").await;
    let (mut tab, mut keeper) = (Rig::tab("a", &scope), Rig::new(Role::Keeper, &scope));
    tab.perform(watch(7, "b"));
    keeper.perform(watch(8, "b"));
    until_locks(
        &scope,
        "held exclusive tab/b, pending shared tab/b, pending shared tab/b",
    )
    .await;
    assert_eq!((tab.take(), keeper.take()), (vec![], vec![]));
    drop(other);
    assert_eq!(tab.next().await, Input::Gone { id: 7 });
    assert_eq!(keeper.next().await, Input::Gone { id: 8 });
    // Neither keeps the lock.
    until_locks(&scope, "").await;
    assert_eq!((tab.take(), keeper.take()), (vec![], vec![]));
}

#[wasm_bindgen_test]
async fn the_keeper_is_watched_by_its_own_lock() {
    let scope = scope();
    let mut keeper = Rig::new(Role::Keeper, &scope);
    keeper.perform(ToBrowser::Hold);
    assert_eq!(keeper.next().await, Input::LockHeld);
    let mut tab = Rig::tab("a", &scope);
    tab.perform(ToBrowser::Watch {
        id: 1,
        whose: Peer::Keeper,
    });
    until_locks(&scope, "held exclusive keeper, pending shared keeper").await;
    drop(keeper);
    assert_eq!(tab.next().await, Input::Gone { id: 1 });
}

#[wasm_bindgen_test]
async fn who_watches_no_longer_hears_nothing() {
    let scope = scope();
    let other = Held::new(&scope, "tab/b", "exclusive").await;
    let (mut once, mut still) = (Rig::tab("a", &scope), Rig::tab("c", &scope));
    let mut dropped = Rig::tab("d", &scope);
    for rig in [&mut once, &mut still, &mut dropped] {
        rig.perform(watch(1, "b"));
    }
    once.perform(ToBrowser::Unwatch { id: 1 });
    let dropped = dropped.end();
    until_locks(&scope, "held exclusive tab/b, pending shared tab/b").await;
    drop(other);
    assert_eq!(still.next().await, Input::Gone { id: 1 });
    until_locks(&scope, "").await;
    assert_eq!((once.take(), dropped.take()), (vec![], vec![]));
}

fn ask_for_turn(id: u32) -> ToBrowser {
    ToBrowser::AskForTurn { id }
}

#[wasm_bindgen_test]
async fn one_tab_at_a_time_has_its_turn_to_end() {
    let scope = scope();
    let (mut a, mut b, mut c) = (
        Rig::tab("a", &scope),
        Rig::tab("b", &scope),
        Rig::tab("c", &scope),
    );
    a.perform(ask_for_turn(1));
    assert_eq!(a.next().await, Input::Gone { id: 1 });
    b.perform(ask_for_turn(2));
    c.perform(ask_for_turn(3));
    let held = "held exclusive ending, pending exclusive ending";
    until_locks(&scope, &format!("{held}, pending exclusive ending")).await;
    // Another watch does not let go of it.
    a.perform(watch(4, "x"));
    assert_eq!(a.next().await, Input::Gone { id: 4 });
    until_locks(&scope, &format!("{held}, pending exclusive ending")).await;
    assert_eq!((b.take(), c.take()), (vec![], vec![]));
    a.perform(ToBrowser::Unwatch { id: 1 });
    assert_eq!(b.next().await, Input::Gone { id: 2 });
    until_locks(&scope, held).await;
    // It dies.
    drop(b);
    assert_eq!(c.next().await, Input::Gone { id: 3 });
    c.perform(ToBrowser::Unwatch { id: 3 });
    until_locks(&scope, "").await;
}

#[wasm_bindgen_test]
async fn a_turn_that_is_not_waited_for_any_more_never_comes() {
    let scope = scope();
    let other = Held::new(&scope, "ending", "exclusive").await;
    let mut rig = Rig::tab("a", &scope);
    rig.perform(ask_for_turn(1));
    until_locks(&scope, "held exclusive ending, pending exclusive ending").await;
    rig.perform(ToBrowser::Unwatch { id: 1 });
    until_locks(&scope, "held exclusive ending").await;
    drop(other);
    until_locks(&scope, "").await;
    assert_eq!(rig.take(), []);
}

#[wasm_bindgen_test]
async fn a_watch_that_the_browser_refuses_is_heard() {
    for refusal in REFUSALS {
        let mut rig = Rig::tab("a", &scope());
        let refused = StandIn::new("navigator.locks.request", refusal);
        rig.perform(watch(3, "b"));
        drop(refused);
        let why = "SecurityError: not here".to_owned();
        assert_eq!(rig.next().await, Input::WatchFailed { id: 3, why });
    }
}

#[wasm_bindgen_test]
async fn a_look_finds_the_scopes_tabs_and_keeper() {
    let (scope, elsewhere) = (scope(), scope());
    let held = "exclusive";
    let _locks = [
        Held::new(&scope, "tab/a", held).await,
        Held::new(&scope, "tab/b", held).await,
        Held::new(&scope, "keeper", held).await,
        // Somebody has just been granted the lock of a tab that is gone.
        Held::new(&scope, "tab/gone", "shared").await,
        Held::new(&scope, "ending", held).await,
        Held::new(&scope, "something/else", held).await,
        Held::new(&elsewhere, "tab/c", held).await,
        Held::new("", &format!("{scope}x/tab/d"), held).await,
    ];
    let mut rig = Rig::tab("a", &scope);
    rig.perform(ToBrowser::Look { id: 9 });
    let tabs = Tabs::from_iter([TabId("a".into()), TabId("b".into())]);
    let found = Ok(Present { tabs, keeper: true });
    assert_eq!(rig.next().await, Input::Looked { id: 9, found });
}

#[wasm_bindgen_test]
async fn a_look_finds_a_tab_that_waits_for_its_lock_behind_a_watch() {
    let scope = scope();
    let _watch = Held::new(&scope, "tab/b", "shared").await;
    let mut back = Rig::new(tab("b"), &scope);
    back.perform(ToBrowser::Hold);
    until_locks(&scope, "held shared tab/b, pending exclusive tab/b").await;
    back.perform(ToBrowser::Look { id: 1 });
    let tabs = Tabs::from_iter([TabId("b".into())]);
    let found = Ok(Present {
        tabs,
        keeper: false,
    });
    assert_eq!(back.next().await, Input::Looked { id: 1, found });
}

#[wasm_bindgen_test]
async fn a_look_that_the_browser_refuses_is_heard() {
    for refusal in REFUSALS {
        let mut rig = Rig::tab("a", &scope());
        let refused = StandIn::new("navigator.locks.query", refusal);
        rig.perform(ToBrowser::Look { id: 2 });
        drop(refused);
        let found = Err("SecurityError: not here".to_owned());
        assert_eq!(rig.next().await, Input::Looked { id: 2, found });
    }
}

#[wasm_bindgen_test]
async fn a_look_finds_nothing_for_who_is_dropped() {
    let scope = scope();
    let (mut rig, mut later) = (Rig::tab("a", &scope), Rig::tab("b", &scope));
    rig.perform(ToBrowser::Look { id: 1 });
    later.perform(ToBrowser::Look { id: 1 });
    let inputs = rig.end();
    assert!(matches!(later.next().await, Input::Looked { .. }));
    step().await;
    assert_eq!(inputs.take(), []);
}
