//! User activation: the moments at which the browser lets a page open a window.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::prelude::*;
use web_sys::{Event, Window};

use super::Inbox;
use super::listener::Listener;
use super::sys::{Navigator, UserActivation};
use crate::session::Input;

/// Says each time that the page has a transient user activation and leaves it unused, until it is dropped.
pub(super) struct Activation {
    _listeners: [Listener; 3],
    _looks: Option<Interval>,
}

/// The events after an "activation triggering input event"
/// (<https://html.spec.whatwg.org/multipage/interaction.html#activation-triggering-input-event>). A click into a
/// cross-origin frame activates the pages around it too, but they see only that the focus leaves them.
const EVENTS: [&str; 3] = ["click", "keyup", "blur"];

/// A window takes the activation with it. A window of the page's own goes first, also if the page asks its server before
/// it opens it: else the first click would open the keeper and nothing else. An activation lasts five seconds.
const PAGE_FIRST_MS: u32 = 1_000;

/// A page that is itself in a frame never had the focus that a click into a frame of its own takes: nothing tells it.
/// It looks, well within the five seconds that a click counts.
const LOOK_EVERY_MS: u32 = 1_000;

impl Activation {
    pub(super) fn wait(window: &Window, inbox: &Inbox) -> Self {
        let patience = Rc::new(Patience {
            window: window.clone(),
            inbox: Rc::clone(inbox),
            end: RefCell::default(),
        });
        if is_active(window) == Some(true) {
            patience.start(true);
        }
        Self {
            _listeners: EVENTS.map(|event| listen(window, &patience, event)),
            _looks: is_framed(window).then(|| look(&patience)),
        }
    }
}

/// The time that the page has for a window of its own.
struct Patience {
    window: Window,
    inbox: Inbox,
    end: RefCell<Option<Timeout>>,
}

impl Patience {
    /// It runs from the first input, else an agent who goes on typing would never get a keeper. If the browser does not
    /// tell an activation, `is_input` counts.
    fn start(self: &Rc<Self>, is_input: bool) {
        if self.end.borrow().is_some() {
            return;
        }
        let this = Rc::downgrade(self);
        let end = Timeout::new(PAGE_FIRST_MS, move || {
            let Some(this) = this.upgrade() else { return };
            drop(this.end.take());
            if is_active(&this.window).unwrap_or(is_input) {
                (this.inbox)(Input::Activated);
            }
        });
        drop(self.end.replace(Some(end)));
    }
}

fn listen(window: &Window, patience: &Rc<Patience>, name: &'static str) -> Listener {
    let patience = Rc::clone(patience);
    Listener::new(window, name, move |event: Event| {
        patience.start(event.is_trusted() && name != "blur");
    })
}

fn is_framed(window: &Window) -> bool {
    window.top().ok().flatten().as_ref() != Some(window)
}

fn look(patience: &Rc<Patience>) -> Interval {
    let patience = Rc::clone(patience);
    Interval::new(LOOK_EVERY_MS, move || {
        if is_active(&patience.window) == Some(true) {
            patience.start(true);
        }
    })
}

/// Whether the page has a transient activation; `None` if the browser does not say.
pub(super) fn is_active(window: &Window) -> Option<bool> {
    of(window).map(|activation| activation.is_active())
}

/// Whether the page has ever had one; `None` if the browser does not say.
pub(super) fn has_been_active(window: &Window) -> Option<bool> {
    of(window).map(|activation| activation.has_been_active())
}

fn of(window: &Window) -> Option<UserActivation> {
    let navigator: Navigator = window.navigator().unchecked_into();
    navigator.user_activation()
}
