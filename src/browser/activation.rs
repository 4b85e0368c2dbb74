//! User activation: the moments at which the browser lets a page open a window.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{Event, Window};

use super::Inbox;
use super::listener::Listener;
use super::sys::Navigator;
use crate::session::Input;

/// Says each time that the page is seen to have a transient user activation, until it is dropped.
pub(super) struct Activation {
    _listeners: Vec<Listener>,
}

/// The types of an "activation triggering input event"
/// (<https://html.spec.whatwg.org/multipage/interaction.html#activation-triggering-input-event>), and `click`, by
/// which time every browser has counted it.
const EVENTS: [&str; 6] = [
    "mousedown",
    "pointerdown",
    "pointerup",
    "keydown",
    "touchend",
    "click",
];

/// A click into a cross-origin frame activates the pages around it, but they see only that the focus leaves them,
/// and the activation may come to them from another process after that.
const AFTER_BLUR_MS: u32 = 100;

impl Activation {
    pub(super) fn wait(window: &Window, inbox: &Inbox) -> Self {
        if is_active(window) == Some(true) {
            inbox(Input::Activated);
        }
        let mut listeners: Vec<Listener> = EVENTS
            .into_iter()
            .map(|event| {
                let (window, inbox) = (window.clone(), Rc::clone(inbox));
                Listener::new(&window.clone(), event, move |event: Event| {
                    if is_active(&window).unwrap_or_else(|| event.is_trusted()) {
                        inbox(Input::Activated);
                    }
                })
            })
            .collect();
        listeners.push(on_blur(window, inbox));
        Self {
            _listeners: listeners,
        }
    }
}

fn on_blur(window: &Window, inbox: &Inbox) -> Listener {
    let later = RefCell::new(None);
    let (window, inbox) = (window.clone(), Rc::clone(inbox));
    Listener::new(&window.clone(), "blur", move |_| {
        let (window, inbox) = (window.clone(), Rc::clone(&inbox));
        let check = move || {
            let active = is_active(&window) == Some(true);
            if active {
                inbox(Input::Activated);
            }
            active
        };
        if !check() {
            let timeout = Timeout::new(AFTER_BLUR_MS, move || {
                check();
            });
            drop(later.replace(Some(timeout)));
        }
    })
}

/// Whether the page has a transient activation; `None` where the browser does not say.
pub(super) fn is_active(window: &Window) -> Option<bool> {
    let navigator: Navigator = window.navigator().unchecked_into();
    navigator
        .user_activation()
        .map(|activation| activation.is_active())
}
