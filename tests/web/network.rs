//! Going offline and coming online. The events are made here: a headless browser has the network of its machine.

use connect_session_end::session::Input;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, fire, scope};

fn offline() -> StandIn {
    StandIn::new("navigator.onLine", "{ value: false }")
}

#[wasm_bindgen_test]
fn going_offline_and_coming_online_are_said_once_each() {
    let rig = Rig::tab("a", &scope());
    assert_eq!(rig.take(), [], "it is online");
    let gone = offline();
    fire("window", "offline", None);
    fire("window", "offline", None);
    assert_eq!(rig.take(), [Input::Online(false)]);
    drop(gone);
    fire("window", "online", None);
    fire("window", "online", None);
    assert_eq!(rig.take(), [Input::Online(true)]);
}

#[wasm_bindgen_test]
fn a_page_that_starts_offline_says_so() {
    let _gone = offline();
    assert_eq!(Rig::tab("a", &scope()).take(), [Input::Online(false)]);
}

#[wasm_bindgen_test]
fn a_page_that_comes_out_of_the_cache_says_what_it_missed() {
    let rig = Rig::tab("a", &scope());
    let _gone = offline();
    fire("window", "pageshow", Some(true));
    assert!(rig.take().contains(&Input::Online(false)));
}

#[wasm_bindgen_test]
fn nothing_is_said_after_the_drop() {
    let inputs = Rig::tab("a", &scope()).end();
    let _gone = offline();
    fire("window", "offline", None);
    assert_eq!(inputs.take(), []);
}
