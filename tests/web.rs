//! Tests in a page of a real browser: `cargo xtask test web`.

#![cfg(target_arch = "wasm32")]

use js_sys::Reflect;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Web Locks and channels exist in secure contexts only: without one, no other test here means anything.
#[wasm_bindgen_test]
fn the_test_page_is_a_secure_context() {
    let secure = Reflect::get(&js_sys::global(), &"isSecureContext".into());
    assert_eq!(secure.ok().and_then(|s| s.as_bool()), Some(true));
}
