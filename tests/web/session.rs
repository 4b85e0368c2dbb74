//! The real machines on the real browser, all in one page; only Streams is a stand-in.

use std::cell::RefCell;
use std::rc::Rc;

use connect_session_end::browser::{Role, clock, storage};
use connect_session_end::domain::Kind;
use connect_session_end::runtime::{Runtime, Source};
use connect_session_end::session::{
    Input, Keeper, KeeperConfig, KeeperPhase, KeeperStatus, Machine, Runner, Tab, TabConfig,
};
use connect_session_end::settings::{KeeperPage, Settings};
use js_sys::Array;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{StandIn, fake_host, fake_streams, scope, until, until_locks};

/// A machine at work in this page.
struct AtWork<M> {
    machine: Rc<RefCell<M>>,
    runtime: Rc<Runtime>,
}

impl<M> AtWork<M> {
    fn read<T>(&self, look: impl FnOnce(&M) -> T) -> T {
        look(&self.machine.borrow())
    }
}

fn run<M: Machine + 'static>(machine: M, role: Role, scope: &str, calls: &Array) -> AtWork<M> {
    let machine = Rc::new(RefCell::new(machine));
    let (on_event, after) = (Box::new(|_| {}), Box::new(|| {}));
    let connect = fake_streams(calls);
    let host = fake_host(&connect);
    let source = match role {
        Role::Tab(_) => Source::Page {
            connect: &connect,
            ccp: None,
        },
        Role::Keeper => Source::Frame(&host),
    };
    let started = Runtime::new(machine.clone(), role, scope, source, on_event, after);
    AtWork {
        machine,
        runtime: started.unwrap_or_else(|error| panic!("{error}")),
    }
}

fn open_tab(scope: &str, session_end_timer: u64) -> AtWork<Runner<Tab>> {
    let id = clock::new_id();
    let settings = Settings {
        scope: scope.into(),
        keeper: Some(KeeperPage::new("/keeper.html".into())),
        session_end_timer,
        ..Settings::default()
    };
    let tab = Runner::new(Tab::new(TabConfig {
        id: id.clone(),
        settings,
        ccp: None,
        loading: clock::loading(),
        seed: clock::random(),
    }));
    run(tab, Role::Tab(id), scope, &Array::new())
}

fn open_keeper(scope: &str, calls: &Array) -> AtWork<Runner<Keeper>> {
    run(
        Runner::new(Keeper::new(KeeperConfig {
            seed: 1,
            replaces: false,
        })),
        Role::Keeper,
        scope,
        calls,
    )
}

async fn until_phase(keeper: &AtWork<Runner<Keeper>>, phase: KeeperPhase) {
    until(&format!("{phase:?}"), || {
        keeper.read(|keeper| keeper.view().phase == phase)
    })
    .await;
}

#[wasm_bindgen_test]
async fn the_last_tab_goes_and_the_keeper_makes_the_change() {
    // Whatever earlier clicks left: no window is opened here.
    let _inactive = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
    let (scope, calls) = (scope(), Array::new());
    let keeper = open_keeper(&scope, &calls);
    let (one, other) = (open_tab(&scope, 50), open_tab(&scope, 50));
    until("both tabs", || {
        keeper.read(|keeper| keeper.view().tabs == 2)
    })
    .await;
    until("the keeper", || {
        one.read(|tab| tab.snapshot().keeper == KeeperStatus::Open)
    })
    .await;
    until("the agent", || keeper.read(|keeper| keeper.view().ready)).await;

    // It says that it goes; the last one merely vanishes.
    one.runtime.send(Input::Stop);
    until("one tab", || keeper.read(|keeper| keeper.view().tabs == 1)).await;
    assert!(keeper.read(|keeper| keeper.view().phase == KeeperPhase::Watching));

    drop(other);
    until_phase(&keeper, KeeperPhase::Done).await;
    assert_eq!(calls.join(","), "setState Offline");
    let outcome = storage::read(&scope)
        .outcome
        .expect("it is written down")
        .outcome;
    assert_eq!(
        (outcome.kind, outcome.attempted.to.as_deref()),
        (Kind::Changed, Some("Offline"))
    );

    drop(keeper);
    until_locks(&scope, "").await;
}

#[wasm_bindgen_test]
async fn a_tab_that_comes_back_ends_the_countdown() {
    let _inactive = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
    let (scope, calls) = (scope(), Array::new());
    let keeper = open_keeper(&scope, &calls);
    let tab = open_tab(&scope, 60_000);
    until("the agent", || keeper.read(|keeper| keeper.view().ready)).await;
    drop(tab);
    until_phase(&keeper, KeeperPhase::Countdown).await;
    let _back = open_tab(&scope, 60_000);
    until_phase(&keeper, KeeperPhase::Watching).await;
    assert_eq!(calls.length(), 0);
}
