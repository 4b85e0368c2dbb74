//! The document's coming and going. The events are made here: headless tabs neither freeze nor hide when told.

use connect_session_end::session::{Input, ToBrowser};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, fire, scope, wait};

#[wasm_bindgen_test]
fn each_event_is_an_input_before_its_handler_returns() {
    let rig = Rig::tab("a", &scope());
    let _hidden = StandIn::new("document.hidden", "{ value: true }");
    let back = Input::PageShow;
    for (target, event, persisted, input) in [
        ("window", "pagehide", Some(false), Input::PageHide),
        ("window", "pagehide", Some(true), Input::PageHide),
        ("window", "pageshow", Some(true), back),
        ("document", "visibilitychange", None, Input::Hidden),
        ("document", "freeze", None, Input::Hidden),
        ("document", "resume", None, Input::Resume),
    ] {
        fire(target, event, persisted);
        assert_eq!(rig.take(), [input], "{event}");
    }
}

#[wasm_bindgen_test]
fn what_says_nothing_is_no_input() {
    let rig = Rig::tab("a", &scope());
    // The load of this very document.
    fire("window", "pageshow", Some(false));
    let _visible = StandIn::new("document.hidden", "{ value: false }");
    fire("document", "visibilitychange", None);
    assert_eq!(rig.take(), []);
}

#[wasm_bindgen_test]
fn beforeunload_is_listened_to_only_while_asked_for() {
    let mut rig = Rig::tab("a", &scope());
    let mut unload = |on: Option<bool>| {
        if let Some(on) = on {
            rig.perform(ToBrowser::ListenBeforeUnload(on));
        }
        fire("window", "beforeunload", None);
        rig.take()
    };
    assert_eq!(unload(None), []);
    assert_eq!(unload(Some(true)), [Input::BeforeUnload]);
    assert_eq!(unload(Some(true)), [Input::BeforeUnload]);
    assert_eq!(unload(Some(false)), []);
}

#[wasm_bindgen_test]
async fn a_click_on_a_link_to_another_program_is_no_going() {
    let mut rig = Rig::tab("a", &scope());
    rig.perform(ToBrowser::ListenBeforeUnload(true));
    let after_click = |link: &str| {
        click_link(link);
        fire("window", "beforeunload", None);
        rig.take()
    };
    for link in ["tel:+491234", "mailto:jane@acme.example", "callto:x"] {
        assert_eq!(after_click(link), [], "{link}");
    }
    for link in [
        "/next",
        "https://acme.example/",
        "javascript:void 0",
        "http://:",
    ] {
        assert_eq!(after_click(link), [Input::BeforeUnload], "{link}");
    }
    // The click says nothing of a close that comes later.
    click_link("tel:+491234");
    wait(1_100).await;
    fire("window", "beforeunload", None);
    assert_eq!(rig.take(), [Input::BeforeUnload]);
}

#[wasm_bindgen_test]
fn a_click_on_a_link_in_a_picture_or_outside_of_any_element_hides_no_going() {
    let mut rig = Rig::tab("a", &scope());
    rig.perform(ToBrowser::ListenBeforeUnload(true));
    for clicked in [
        "Object.assign(document.createElementNS('http://www.w3.org/2000/svg', 'a'), { id: 'x' })",
        "document",
        "window",
    ] {
        let click = format!(
            "const clicked = {clicked};
            clicked.setAttribute?.('href', 'tel:+491234');
            if (clicked.id) document.body.append(clicked);
            clicked.addEventListener('click', (event) => event.preventDefault(), {{ once: true }});
            clicked.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true }}));"
        );
        js_sys::eval(&click).expect("it evaluates");
        fire("window", "beforeunload", None);
        assert_eq!(rig.take(), [Input::BeforeUnload], "{clicked}");
    }
}

/// A click inside of a link with this address, which leads nowhere here.
fn click_link(address: &str) {
    let click = format!(
        "const link = Object.assign(document.createElement('a'), {{ href: {address:?} }});
        link.append(document.createElement('b'));
        link.addEventListener('click', (event) => event.preventDefault());
        document.body.append(link);
        link.firstChild.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, composed: true }}));
        link.remove();"
    );
    js_sys::eval(&click).expect("it evaluates");
}

#[wasm_bindgen_test]
fn no_listener_outlives_the_drop() {
    // Whatever is listened to anywhere is counted.
    let _added = StandIn::new(
        "EventTarget.prototype.addEventListener",
        "{ value(...of) { window.listeners = (window.listeners ?? 0) + 1; original.apply(this, of) } }",
    );
    let _removed = StandIn::new(
        "EventTarget.prototype.removeEventListener",
        "{ value(...of) { window.listeners -= 1; original.apply(this, of) } }",
    );
    let _inactive = StandIn::new("navigator.userActivation", "{ value: { isActive: false } }");
    let listeners = || {
        js_sys::eval("window.listeners")
            .expect("it evaluates")
            .as_f64()
    };
    let mut rig = Rig::tab("a", &scope());
    rig.perform(ToBrowser::ListenBeforeUnload(true));
    rig.perform(ToBrowser::AwaitActivation(true));
    assert!(listeners() > Some(10.0), "{:?}", listeners());
    let inputs = rig.end();
    assert_eq!(listeners(), Some(0.0));
    for event in ["beforeunload", "blur", "click"] {
        fire("window", event, None);
    }
    fire("window", "pagehide", Some(false));
    assert_eq!(inputs.take(), []);
}
