//! The document's [page lifecycle](https://wicg.github.io/page-lifecycle/): going, hidden, frozen, back.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{BeforeUnloadEvent, Document, Event, PageTransitionEvent, Window};

use super::listener::Listener;
use super::sys::Clicked;
use super::{Inbox, activation};
use crate::session::Input;

/// While Firefox asks, it delivers nothing between a page and its CCP. On a busy machine a call that was just made may
/// still be on its way there: this gives it time, in milliseconds.
const CALL_ARRIVES: f64 = 100.0;

/// `beforeunload` follows the click that leads to it within this time, in milliseconds.
const FOLLOWS: f64 = 1_000.0;

/// The schemes whose links may end this document. All others lead to another program, as `tel:` and `mailto:` do: the
/// document stays, though browsers fire `beforeunload` all the same.
const MAY_UNLOAD: [&str; 8] = [
    "http:",
    "https:",
    "blob:",
    "file:",
    "about:",
    "data:",
    "javascript:",
    ":",
];

/// Listens to the document's coming and going.
pub(super) struct Lifecycle {
    window: Window,
    inbox: Inbox,
    before_unload: Option<[Listener; 2]>,
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
            let clicked = Rc::new(Cell::new(None));
            let last = Rc::clone(&clicked);
            let click = Listener::new(&self.window, "click", move |event| {
                clicked.set(leads_to_a_program(&event).then(|| event.time_stamp()));
            });
            let unload = Listener::preventing(&self.window, "beforeunload", move |event| {
                if last
                    .take()
                    .is_some_and(|at| event.time_stamp() < at + FOLLOWS)
                {
                    return;
                }
                inbox(Input::BeforeUnload);
                if asks.take() {
                    stand_still(&window);
                    event.prevent_default();
                    // Safari, and Chromium before 119, look at this alone.
                    event
                        .unchecked_into::<BeforeUnloadEvent>()
                        .set_return_value("?");
                }
            });
            [click, unload]
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

/// Whether this click is on a link to another program.
fn leads_to_a_program(click: &Event) -> bool {
    let clicked: Clicked = click.composed_path().get(0).unchecked_into();
    let Ok(Some(link)) = clicked.closest("a[href],area[href]") else {
        return false;
    };
    (link.protocol()).is_some_and(|scheme| !MAY_UNLOAD.contains(&scheme.as_str()))
}

/// Keeps the browser from asking until a call that was just made has got to the CCP.
fn stand_still(window: &Window) {
    let Some(clock) = window.performance() else {
        return;
    };
    let until = clock.now() + CALL_ARRIVES;
    while clock.now() < until {}
}
