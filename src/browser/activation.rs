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

/// Says each time that the page is seen to have a transient user activation, until it is dropped.
pub(super) struct Activation {
    _listeners: Vec<Listener>,
    _looks: Option<Interval>,
}

/// What comes after an "activation triggering input event"
/// (<https://html.spec.whatwg.org/multipage/interaction.html#activation-triggering-input-event>), once the page has
/// made of it what it will; a click into a cross-origin frame activates the pages around it too, but all they see is
/// that the focus leaves them.
const EVENTS: [(&str, u32); 3] = [
    ("click", PAGE_FIRST_MS),
    ("keyup", PAGE_FIRST_MS),
    ("blur", ACROSS_PROCESSES_MS),
];

/// A window takes the activation with it. A link or a button of the page that opens one goes first, else the user's
/// own first click would open the keeper and nothing else.
const PAGE_FIRST_MS: u32 = 0;

/// The activation of a frame may come to the page from another process after the focus has left.
const ACROSS_PROCESSES_MS: u32 = 100;

/// A page that is itself in a frame never had the focus that a click into a frame of its own takes: nothing tells it.
/// It looks, well within the five seconds that a click counts.
const LOOK_EVERY_MS: u32 = 1_000;

impl Activation {
    pub(super) fn wait(window: &Window, inbox: &Inbox) -> Self {
        if is_active(window) == Some(true) {
            inbox(Input::Activated);
        }
        Self {
            _listeners: EVENTS
                .into_iter()
                .map(|(event, wait)| listen(window, inbox, event, wait))
                .collect(),
            _looks: is_framed(window).then(|| look(window, inbox)),
        }
    }
}

fn listen(window: &Window, inbox: &Inbox, name: &'static str, wait: u32) -> Listener {
    let later = RefCell::new(None);
    let (window, inbox) = (window.clone(), Rc::clone(inbox));
    Listener::new(&window.clone(), name, move |event: Event| {
        let (window, inbox) = (window.clone(), Rc::clone(&inbox));
        // Where the browser does not say, a click or a key of the user's is one.
        let is_input = event.is_trusted() && name != "blur";
        let timeout = Timeout::new(wait, move || {
            if is_active(&window).unwrap_or(is_input) {
                inbox(Input::Activated);
            }
        });
        drop(later.replace(Some(timeout)));
    })
}

fn is_framed(window: &Window) -> bool {
    window.top().ok().flatten().as_ref() != Some(window)
}

fn look(window: &Window, inbox: &Inbox) -> Interval {
    let (window, inbox) = (window.clone(), Rc::clone(inbox));
    Interval::new(LOOK_EVERY_MS, move || {
        if is_active(&window) == Some(true) {
            inbox(Input::Activated);
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
