//! User activation. A real click is made by the driver of the tests: see run.mjs.

use connect_session_end::session::{Input, ToBrowser};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, click, fire, is_active, scope, until, wait};

const AWAIT: ToBrowser = ToBrowser::AwaitActivation(true);

#[wasm_bindgen_test]
async fn a_click_activates_who_waits_for_it_and_nobody_else() {
    until("the last activation's end", || !is_active()).await;
    let (mut waits, mut dropped) = (Rig::tab("a", &scope()), Rig::tab("b", &scope()));
    let mut ceased = Rig::tab("c", &scope());
    for rig in [&mut waits, &mut dropped, &mut ceased] {
        rig.perform(AWAIT);
    }
    ceased.perform(ToBrowser::AwaitActivation(false));
    let dropped = dropped.end();
    click();
    assert_eq!(waits.next().await, Input::Activated);
    assert_eq!((dropped.take(), ceased.take()), (vec![], vec![]));
}

#[wasm_bindgen_test]
async fn an_activation_that_is_there_already_is_the_pages_first_too() {
    let _active = StandIn::new("navigator.userActivation", "{ value: { isActive: true } }");
    let mut rig = Rig::tab("a", &scope());
    rig.perform(AWAIT);
    assert_eq!(rig.take(), []);
    assert_eq!(rig.next().await, Input::Activated);
}

#[wasm_bindgen_test]
async fn an_event_without_an_activation_is_none() {
    let _inactive = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
    let mut rig = Rig::tab("a", &scope());
    rig.perform(AWAIT);
    for event in EVENTS {
        fire("window", event, None);
    }
    each_has_been_looked_at().await;
    assert_eq!(rig.take(), []);
}

const EVENTS: [&str; 3] = ["click", "keyup", "blur"];

#[wasm_bindgen_test]
async fn each_event_that_may_come_with_an_activation_is_looked_at_after_the_page_has() {
    for event in EVENTS {
        let mut rig = Rig::tab("a", &scope());
        let inactive = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
        rig.perform(AWAIT);
        drop(inactive);
        let _active = StandIn::new("navigator.userActivation", "{ value: { isActive: true } }");
        fire("window", event, None);
        assert_eq!(rig.take(), [], "{event} is the page's first");
        assert_eq!(rig.next().await, Input::Activated, "{event}");
    }
}

/// The page has a second, and here half a second more.
async fn each_has_been_looked_at() {
    wait(1_500).await;
}

#[wasm_bindgen_test]
async fn an_activation_that_the_page_has_used_is_none() {
    let mut rig = Rig::tab("a", &scope());
    let inactive = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
    rig.perform(AWAIT);
    drop(inactive);
    let active = StandIn::new("navigator.userActivation", "{ value: { isActive: true } }");
    fire("window", "click", None);
    // The page asks its server first.
    wait(300).await;
    drop(active);
    let _used = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
    each_has_been_looked_at().await;
    assert_eq!(rig.take(), []);
}

#[wasm_bindgen_test]
async fn an_activation_may_come_after_the_focus_has_left_for_a_frame() {
    let mut rig = Rig::tab("a", &scope());
    let inactive = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
    rig.perform(AWAIT);
    fire("window", "blur", None);
    assert_eq!(rig.take(), []);
    drop(inactive);
    let _active = StandIn::new("navigator.userActivation", "{ value: { isActive: true } }");
    assert_eq!(rig.next().await, Input::Activated);
}

#[wasm_bindgen_test]
async fn a_browser_that_does_not_say_is_believed_its_trusted_events() {
    let _old = StandIn::new("navigator.userActivation", "{ value: undefined }");
    let mut rig = Rig::tab("a", &scope());
    rig.perform(AWAIT);
    for event in EVENTS {
        fire("window", event, None);
    }
    each_has_been_looked_at().await;
    assert_eq!(rig.take(), []);
    click();
    assert_eq!(rig.next().await, Input::Activated);
}
