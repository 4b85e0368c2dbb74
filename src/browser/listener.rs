//! One event listener.

use wasm_bindgen::prelude::*;
use web_sys::{AddEventListenerOptions, Event, EventTarget};

/// Listens until it is dropped.
///
/// In the capture phase, so that a handler of the page that stops an event does not hide it.
#[must_use = "it listens until it is dropped"]
pub(super) struct Listener {
    target: EventTarget,
    event: &'static str,
    callback: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(super) fn new(
        target: &EventTarget,
        event: &'static str,
        callback: impl Fn(Event) + 'static,
    ) -> Self {
        Self::listen(target, event, true, Box::new(callback))
    }

    /// One that may prevent the event's default action.
    pub(super) fn preventing(
        target: &EventTarget,
        event: &'static str,
        callback: impl Fn(Event) + 'static,
    ) -> Self {
        Self::listen(target, event, false, Box::new(callback))
    }

    // Not generic: one copy serves every listener.
    fn listen(
        target: &EventTarget,
        event: &'static str,
        passive: bool,
        callback: Box<dyn Fn(Event)>,
    ) -> Self {
        let callback = Closure::wrap(callback);
        let options = AddEventListenerOptions::new();
        options.set_capture(true);
        options.set_passive(passive);
        // It throws for arguments that are none of ours.
        _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            event,
            callback.as_ref().unchecked_ref(),
            &options,
        );
        Self {
            target: target.clone(),
            event,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        _ = self.target.remove_event_listener_with_callback_and_bool(
            self.event,
            self.callback.as_ref().unchecked_ref(),
            true,
        );
    }
}
