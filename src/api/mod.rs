//! The exported calls, which the scripts of `js-shim` alone make: JS in, machines started, JS out.
//!
//! The package has two wasms, so that a tab loads no more than it needs: its own, with the feature `tab`, and the
//! keeper's, with the feature `keeper`, which also puts into words what is wrong with settings.

#[cfg(feature = "keeper")]
mod keeper;
mod refusal;
#[cfg(feature = "tab")]
mod tab;

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

use crate::js;
use crate::plain::{ToPlain as _, Value, object};
use crate::session::Event;

/// Hands events to `listener(type, detail)`. What it throws is not ours to keep: `index.js` lets nothing through.
fn events(listener: Function) -> Box<dyn Fn(Event)> {
    Box::new(move |event| {
        let (name, detail) = match &event {
            Event::Outcome(outcome) => ("outcome", outcome.to_plain()),
            Event::Keeper(status) => ("keeper", object(&[("status", status)])),
            Event::Warning(warning) => ("warning", warning.to_plain()),
        };
        _ = listener.call2(&JsValue::NULL, &name.into(), &js::write(&detail));
    })
}

/// Hands what there is to see to `screen(view)`, whenever it is new.
fn shown(screen: Function, look: impl Fn() -> Value + 'static) -> Box<dyn Fn()> {
    let last = RefCell::new(Value::Undefined);
    Box::new(move || {
        let view = look();
        if *last.borrow() != view {
            let told = js::write(&view);
            last.replace(view);
            _ = screen.call1(&JsValue::NULL, &told);
        }
    })
}
