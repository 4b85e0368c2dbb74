//! The document's [page lifecycle](https://wicg.github.io/page-lifecycle/): going, hidden, frozen, back.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{BeforeUnloadEvent, Document, PageTransitionEvent, Window};

use super::listener::Listener;
use super::{Inbox, activation};
use crate::session::Input;

/// While Firefox asks, it delivers nothing between a page and its CCP. On a busy machine a call that was just made may
/// still be on its way there: this gives it time, in milliseconds.
const CALL_ARRIVES: f64 = 100.0;

/// Listens to the document's coming and going.
pub(super) struct Lifecycle {
    window: Window,
    inbox: Inbox,
    before_unload: Option<Listener>,
    /// Whether the `beforeunload` that is being handled is to have the browser ask.
    asks: Rc<Cell<bool>>,
    _always: [Listener; 5],
}

impl Lifecycle {
    pub(super) fn new(window: &Window, document: &Document, inbox: &Inbox) -> Self {
        let [hide, show, hidden, frozen, resume] = [(); 5].map(|()| Rc::clone(inbox));
        let shown_document = document.clone();
        let always = [
            Listener::new(window, "pagehide", move |_| hide(Input::PageHide)),
            Listener::new(window, "pageshow", move |event| {
                // Without `persisted` it is the load of this very document.
                if event.unchecked_into::<PageTransitionEvent>().persisted() {
                    show(Input::PageShow);
                }
            }),
            Listener::new(document, "visibilitychange", move |_| {
                if shown_document.hidden() {
                    hidden(Input::Hidden);
                }
            }),
            // A frozen document may be discarded with no further event (Page Lifecycle, "Discarding").
            Listener::new(document, "freeze", move |_| frozen(Input::Hidden)),
            Listener::new(document, "resume", move |_| resume(Input::Resume)),
        ];
        Self {
            window: window.clone(),
            inbox: Rc::clone(inbox),
            before_unload: None,
            asks: Rc::default(),
            _always: always,
        }
    }

    /// Listens to `beforeunload`, or no longer.
    pub(super) fn listen_before_unload(&mut self, on: bool) {
        let (inbox, asks) = (Rc::clone(&self.inbox), Rc::clone(&self.asks));
        self.before_unload = on.then(|| {
            let window = self.window.clone();
            Listener::preventing(&self.window, "beforeunload", move |event| {
                inbox(Input::BeforeUnload);
                if asks.take() {
                    stand_still(&window);
                    event.prevent_default();
                    // Safari, and Chromium before 119, look at this alone.
                    event
                        .unchecked_into::<BeforeUnloadEvent>()
                        .set_return_value("?");
                }
            })
        });
    }

    /// Has the browser ask whether the document may go; said while `beforeunload` is handled. `false` if it will
    /// not, for want of
    /// [sticky activation](https://html.spec.whatwg.org/multipage/document-lifecycle.html#checking-if-unloading-is-canceled).
    pub(super) fn prompt(&self) -> bool {
        let may_ask = activation::has_been_active(&self.window).unwrap_or(true);
        self.asks.set(may_ask);
        may_ask
    }
}

/// Keeps the browser from asking until a call that was just made has got to the CCP.
fn stand_still(window: &Window) {
    let Some(clock) = window.performance() else {
        return;
    };
    let until = clock.now() + CALL_ARRIVES;
    while clock.now() < until {}
}
