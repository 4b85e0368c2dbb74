//! The scope's channel.

use connect_session_end::browser::Role;
use connect_session_end::session::{
    By, Effect, Failure, FailureCode, Input, KeeperPhase, Kind, Message, Outcome, TabId,
};
use connect_session_end::settings::{KeeperPage, Settings};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, post_raw, scope};

fn messages() -> [Message; 5] {
    let settings = Settings {
        keeper: Some(KeeperPage::new("/keeper.html".into())),
        if_current_agent_state: vec!["At Lunch".into()],
        ..Settings::default()
    };
    let outcome = Outcome {
        kind: Kind::Failed,
        agent: Some("jane".into()),
        from: None,
        to: Some("Offline".into()),
        reason: None,
        error: Some(Failure::new(FailureCode::AttemptTimedOut, "no answer")),
        attempts: 5,
        by: By::Keeper,
        ended_at: 1_795_000_000_123,
        at: 1_795_000_005_123,
    };
    [
        Message::RollCall,
        Message::Tab {
            id: TabId("a".into()),
            settings: Box::new(settings),
        },
        Message::Leaving {
            id: TabId("a".into()),
        },
        Message::Keeper {
            phase: KeeperPhase::Watching,
            ready: true,
            tabs: 2,
            opener: None,
        },
        Message::Outcome {
            outcome: Box::new(outcome),
        },
    ]
}

#[wasm_bindgen_test]
async fn everyone_else_in_the_scope_hears_every_message_as_it_was() {
    let (scope, elsewhere) = (scope(), Rig::tab("c", &scope()));
    let (mut tab, keeper) = (Rig::tab("a", &scope), Rig::new(Role::Keeper, &scope));
    let other = Rig::tab("b", &scope);
    for message in messages() {
        tab.perform(Effect::Post(message.clone()));
        assert_eq!(keeper.next().await, Input::Heard(message.clone()));
        assert_eq!(other.next().await, Input::Heard(message));
    }
    assert_eq!((tab.take(), elsewhere.take()), (vec![], vec![]));
}

#[wasm_bindgen_test]
async fn what_is_not_a_message_is_passed_over() {
    let scope = scope();
    let keeper = Rig::new(Role::Keeper, &scope);
    let channel = format!("connect-session-end/{scope}");
    for odd in [
        r#"{"type":"fromTheFuture"}"#,
        r#"{"type":"tab"}"#,
        "null",
        "[1]",
        r#""hello""#,
    ] {
        post_raw(&channel, odd);
    }
    // A field more is no other message.
    post_raw(&channel, r#"{"type":"rollCall","since":2}"#);
    assert_eq!(keeper.next().await, Input::Heard(Message::RollCall));
    assert_eq!(keeper.take(), []);
}

#[wasm_bindgen_test]
async fn nobody_is_heard_after_the_drop() {
    let scope = scope();
    let (mut tab, witness) = (Rig::tab("a", &scope), Rig::tab("b", &scope));
    let gone = Rig::new(Role::Keeper, &scope).end();
    tab.perform(Effect::Post(Message::RollCall));
    assert_eq!(witness.next().await, Input::Heard(Message::RollCall));
    assert_eq!(gone.take(), []);
}

#[wasm_bindgen_test]
fn the_channel_is_closed_on_drop() {
    let _closed = StandIn::new(
        "BroadcastChannel.prototype.close",
        "{ value() { window.closedChannel = this.name; original.call(this) } }",
    );
    let scope = scope();
    drop(Rig::tab("a", &scope));
    let closed = js_sys::eval("window.closedChannel")
        .expect("it evaluates")
        .as_string();
    assert_eq!(closed, Some(format!("connect-session-end/{scope}")));
}

#[wasm_bindgen_test]
fn a_message_that_cannot_be_read_or_posted_is_lost_and_nothing_else() {
    let _kept = StandIn::new(
        "window.BroadcastChannel",
        "{ value: function (name) { return (window.lastChannel = new original(name)) } }",
    );
    let mut rig = Rig::tab("a", &scope());
    let fired = js_sys::eval("window.lastChannel.dispatchEvent(new MessageEvent('messageerror'))");
    fired.expect("it evaluates");
    let _full = StandIn::new(
        "BroadcastChannel.prototype.postMessage",
        "{ value() { throw new DOMException('no', 'DataCloneError') } }",
    );
    rig.perform(Effect::Post(Message::RollCall));
    assert_eq!(rig.take(), []);
}
