//! A document's claim to watch a scope. Two tabs of one scope in one document would each treat the other as a tab that
//! lives on, also if two copies of this library made them.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use super::sys;

/// Where a document keeps the scopes that it watches, for every copy of this library.
const WATCHED: &str = "connectSessionEndWatched";

/// This document watches the scope, until dropped.
pub struct Claim {
    watched: Object,
    scope: JsValue,
}

impl Claim {
    /// None if this document watches the scope already.
    #[must_use]
    pub fn of(scope: &str) -> Option<Self> {
        let (watched, scope) = (watched(), JsValue::from(scope));
        if Reflect::has(&watched, &scope).unwrap_or_default() {
            return None;
        }
        _ = Reflect::set(&watched, &scope, &JsValue::TRUE);
        Some(Self { watched, scope })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        _ = Reflect::delete_property(&self.watched, &self.scope);
    }
}

fn watched() -> Object {
    let Some(window) = sys::window() else {
        return Object::new();
    };
    let known = Reflect::get(&window, &WATCHED.into()).unwrap_or_default();
    if known.is_object() {
        return known.unchecked_into();
    }
    // Without `Object.prototype` no name is there from the start.
    let watched = Object::create(JsValue::NULL.unchecked_ref());
    _ = Reflect::set(&window, &WATCHED.into(), &watched);
    watched
}
