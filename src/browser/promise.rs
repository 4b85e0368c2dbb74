//! Promises, and the errors thrown instead of them.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::sys::{self, Thenable};

/// Takes a promise's result.
type Done = Box<dyn FnOnce(Result<JsValue, JsValue>)>;

/// Hands the result of a promise to `done`. A call that threw instead of promising counts as rejected.
pub(super) fn settle(promise: Result<Thenable, JsValue>, done: Done) {
    let promise = match promise {
        Ok(promise) => promise,
        Err(thrown) => return done(Err(thrown)),
    };
    let fulfilled = Rc::new(Cell::new(Some(done)));
    let rejected = Rc::clone(&fulfilled);
    let call = |done: &Cell<Option<Done>>, result| {
        if let Some(done) = done.take() {
            done(result);
        }
    };
    promise.then(
        &Closure::once(move |value| call(&fulfilled, Ok(value))).into_js_value(),
        &Closure::once(move |reason| call(&rejected, Err(reason))).into_js_value(),
    );
}

/// The browser's words.
pub(super) fn why(error: &JsValue) -> String {
    sys::to_text(error).unwrap_or_else(|_| "an error that has no text".into())
}
