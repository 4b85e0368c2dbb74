//! The scope's channel.

use connect_session_end::browser::Role;
use connect_session_end::domain::TabId;
use connect_session_end::session::message::VERSION;
use connect_session_end::session::{Input, KeeperPhase, Message, ToBrowser, Unready};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, listen_raw, post_raw, scope, until};
use crate::samples::{messages, outcome};

#[wasm_bindgen_test]
async fn everyone_else_in_the_scope_hears_every_message_as_it_was() {
    let (scope, elsewhere) = (scope(), Rig::tab("c", &scope()));
    let (mut tab, keeper) = (Rig::tab("a", &scope), Rig::new(Role::Keeper, &scope));
    let other = Rig::tab("b", &scope);
    for message in messages() {
        tab.perform(ToBrowser::Post(message.clone()));
        assert_eq!(keeper.next().await, Input::Heard(message.clone()));
        assert_eq!(other.next().await, Input::Heard(message));
    }
    assert_eq!((tab.take(), elsewhere.take()), (vec![], vec![]));
}

/// Tabs and keeper may have loaded different versions of this library.
#[wasm_bindgen_test]
async fn a_messages_form_stays() {
    let scope = scope();
    let channel = format!("connect-session-end/{scope}");
    let (mut tab, raw) = (Rig::tab("a", &scope), listen_raw(&channel));
    let id = TabId("a".into());
    for (message, start) in [
        (
            Message::RollCall {
                of: Some(id.clone()),
            },
            r#"{"rollCall":{"of":"a"}}"#,
        ),
        (
            Message::Leaving { id: id.clone() },
            r#"{"leaving":{"id":"a"}}"#,
        ),
        (
            Message::Keeper {
                version: VERSION,
                phase: KeeperPhase::Countdown,
                unready: Some(Unready::CcpLoading),
                tabs: 0,
                opener: Some(id),
                asks: None,
            },
            r#"{"keeper":{"version":3,"phase":"countdown","unready":"ccp-loading","tabs":0,"opener":"a","asks":null}}"#,
        ),
        (
            Message::Outcome {
                outcome: Box::new(outcome()),
            },
            r#"{"outcome":{"outcome":{"kind":"changed","#,
        ),
    ] {
        tab.perform(ToBrowser::Post(message.clone()));
        until(start, || raw.length() > 0).await;
        let posted = raw.pop().as_string().expect("JSON is a text");
        assert!(posted.starts_with(start), "{posted}");
        post_raw(&channel, &posted);
        assert_eq!(tab.next().await, Input::Heard(message));
        until("what was posted raw", || raw.length() > 0).await;
        raw.pop();
    }
}

#[wasm_bindgen_test]
async fn what_is_not_there_may_be_left_out_or_null() {
    let scope = scope();
    let tab = Rig::tab("a", &scope);
    for opener in ["", r#","opener":null"#] {
        let json = format!(r#"{{"keeper":{{"version":3,"phase":"idle","tabs":0{opener}}}}}"#);
        post_raw(&format!("connect-session-end/{scope}"), &json);
        let phase = KeeperPhase::Idle;
        let message = Message::Keeper {
            version: VERSION,
            phase,
            unready: None,
            tabs: 0,
            opener: None,
            asks: None,
        };
        assert_eq!(tab.next().await, Input::Heard(message));
    }
}

#[wasm_bindgen_test]
async fn what_is_not_a_message_is_passed_over() {
    let scope = scope();
    let keeper = Rig::new(Role::Keeper, &scope);
    let channel = format!("connect-session-end/{scope}");
    for odd in [
        r#"{"fromTheFuture":{}}"#,
        r#"{"tab":{}}"#,
        "null",
        "[1]",
        r#""hello""#,
    ] {
        post_raw(&channel, odd);
    }
    // A field more is no other message.
    post_raw(&channel, r#"{"rollCall":{"since":2}}"#);
    assert_eq!(
        keeper.next().await,
        Input::Heard(Message::RollCall { of: None })
    );
    assert_eq!(keeper.take(), []);
}

#[wasm_bindgen_test]
async fn nobody_is_heard_after_the_drop() {
    let scope = scope();
    let (mut tab, witness) = (Rig::tab("a", &scope), Rig::tab("b", &scope));
    let gone = Rig::new(Role::Keeper, &scope).end();
    tab.perform(ToBrowser::Post(Message::RollCall { of: None }));
    assert_eq!(
        witness.next().await,
        Input::Heard(Message::RollCall { of: None })
    );
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
    for event in [
        "'messageerror'",
        // No JSON, yet it can be posted.
        "'message', { data: Object.assign(window.circle = {}, { type: 'rollCall', of: window.circle }) }",
    ] {
        let fire = format!("window.lastChannel.dispatchEvent(new MessageEvent({event}))");
        js_sys::eval(&fire).expect("it evaluates");
    }
    let _full = StandIn::new(
        "BroadcastChannel.prototype.postMessage",
        "{ value() { throw new DOMException('no', 'DataCloneError') } }",
    );
    rig.perform(ToBrowser::Post(Message::RollCall { of: None }));
    assert_eq!(rig.take(), []);
}
