//! Whether the browser has a network
//! ([`navigator.onLine`](https://html.spec.whatwg.org/multipage/system-state.html#navigator.online)).
//!
//! `false` is certain; `true` says only that there is some network, not that the instance can be reached.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::Window;

use super::Inbox;
use super::listener::Listener;
use crate::session::Input;

/// Says when the browser goes offline or comes online, until it is dropped. It says at once if there is no network.
pub(super) struct Network {
    _listeners: [Listener; 3],
}

impl Network {
    pub(super) fn new(window: &Window, inbox: &Inbox) -> Self {
        let said = Rc::new(Cell::new(true));
        let say = || {
            let (navigator, inbox, said) = (window.navigator(), Rc::clone(inbox), Rc::clone(&said));
            move || {
                let online = navigator.on_line();
                if said.replace(online) != online {
                    inbox(Input::Online(online));
                }
            }
        };
        say()();
        // A document in the back/forward cache hears nothing meanwhile.
        let listeners = ["online", "offline", "pageshow"].map(|event| {
            let say = say();
            Listener::new(window, event, move |_| say())
        });
        Self {
            _listeners: listeners,
        }
    }
}
