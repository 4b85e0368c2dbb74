//! Tells a page its machine's news.

use std::cell::RefCell;

use js_sys::{Function, JSON, JsString};
use wasm_bindgen::JsValue;

use crate::browser::wire;
use crate::session::Event;

/// Hands events to `listener(type, detail)`, and drops its errors: `index.js` lets none through.
pub(super) fn events(listener: Function) -> Box<dyn Fn(Event)> {
    Box::new(move |event| {
        let (name, detail) = match event {
            Event::Outcome(outcome) => ("outcome", wire::write(&outcome)),
            Event::OverSince(outcome) => ("over-since", wire::write(&outcome)),
            Event::Keeper(news) => ("keeper", wire::write(&news)),
            Event::Warning(warning) => ("warning", wire::write(&warning)),
        };
        _ = listener.call2(&JsValue::NULL, &name.into(), &detail);
    })
}

/// Hands the view to `screen(view)`, whenever it is new.
pub(super) fn shown(screen: Function, look: impl Fn() -> JsValue + 'static) -> Box<dyn Fn()> {
    let last = RefCell::new(None::<JsString>);
    Box::new(move || {
        let view = look();
        let text = JSON::stringify(&view).ok();
        if *last.borrow() != text {
            last.replace(text);
            _ = screen.call1(&JsValue::NULL, &view);
        }
    })
}
