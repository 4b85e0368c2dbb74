//! Addresses that a host has given, as its page means them.

use wasm_bindgen::prelude::*;
use web_sys::{Url, Window};

use super::sys;

/// The whole address. It is relative to the page, not to the document's base, which an element of the page can set.
pub(super) fn resolve(window: &Window, url: &str) -> Result<Url, JsValue> {
    Url::new_with_base(url, &window.location().href()?)
}

/// The whole address as text, for a window that may lie elsewhere: a keeper's page. One that cannot be resolved stays as
/// it is.
#[must_use]
pub fn absolute(url: String) -> String {
    let whole = sys::window().and_then(|window| resolve(&window, &url).ok());
    whole.map_or(url, |whole| whole.href())
}
