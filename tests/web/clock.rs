//! Time and chance.

use crate::page::StandIn;
use connect_session_end::browser::clock::{self, Clock};
use wasm_bindgen_test::wasm_bindgen_test;

fn at(time: u32) -> StandIn {
    StandIn::new("Date.now", &format!("{{ value: () => {time} }}"))
}

#[wasm_bindgen_test]
fn the_clock_never_goes_back() {
    let clock = Clock::default();
    for (system, read) in [
        (5_000, 5_000),
        (6_000, 6_000),
        (2_000, 6_000),
        (7_000, 7_000),
    ] {
        let _system = at(system);
        assert_eq!(clock.now(), read);
    }
}

#[wasm_bindgen_test]
fn every_document_has_a_name_of_its_own() {
    let (one, other) = (clock::new_id(), clock::new_id());
    assert_ne!(one, other);
    assert_eq!(one.0.len(), 16);
    assert!(
        one.0.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{one:?}"
    );
    assert_ne!(clock::random(), clock::random());
}

#[wasm_bindgen_test]
fn a_document_that_is_older_than_a_slow_page_has_loaded_long_ago() {
    let loading = clock::loading();
    let age = web_sys::window()
        .and_then(|window| window.performance())
        .expect("this is a page")
        .now();
    assert!(loading <= 60_000, "{loading} ms");
    assert!(age > 60_000.0 || loading > 0, "{loading} of {age} ms");
}
