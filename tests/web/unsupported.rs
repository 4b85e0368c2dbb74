//! Windows in which nothing works, and that they say so.

use std::rc::Rc;

use connect_session_end::browser::{Browser, Unsupported};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{StandIn, scope, tab};

fn refusal() -> Unsupported {
    let browser = Browser::new(tab("a"), &scope(), Rc::new(|_| {}));
    browser.err().expect("it cannot work here")
}

#[wasm_bindgen_test]
fn an_insecure_context() {
    let _http = StandIn::new("window.isSecureContext", "{ value: false }");
    let refusal = refusal();
    assert!(
        matches!(refusal, Unsupported::InsecureContext { .. }),
        "{refusal}"
    );
    let origin = web_sys::window().expect("this is a page").origin();
    let said = refusal.to_string();
    assert!(
        said.starts_with(&format!("{origin} is not a secure context")),
        "{said}"
    );
    assert!(
        said.contains("Serve the page, and every page that frames it, over https"),
        "{said}"
    );
}

#[wasm_bindgen_test]
fn no_web_locks() {
    let _old = StandIn::new("navigator.locks", "{ value: undefined }");
    assert_eq!(refusal(), Unsupported::NoWebLocks);
}

#[wasm_bindgen_test]
fn no_broadcast_channel() {
    let denied = "{ value: function () { throw new DOMException('opaque', 'SecurityError') } }";
    for (source, why) in [
        ("{ value: undefined }", "TypeError"),
        (denied, "SecurityError: opaque"),
    ] {
        let _none = StandIn::new("window.BroadcastChannel", source);
        let Unsupported::NoBroadcastChannel { why: said } = refusal() else {
            panic!("a BroadcastChannel was made of {source}");
        };
        assert!(said.contains(why), "{said}");
    }
}
