//! [`BroadcastChannel`](https://html.spec.whatwg.org/multipage/web-messaging.html#broadcasting-to-other-browsing-contexts):
//! the messages between tabs and keeper.

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent, console};

use super::listener::Listener;
use super::promise::why;
use super::{Inbox, wire};
use crate::session::{Input, Message};

/// The scope's channel, closed on drop.
pub(super) struct Channel {
    channel: BroadcastChannel,
    _listeners: [Listener; 2],
}

impl Channel {
    /// # Errors
    /// There is no `BroadcastChannel`, or not in this document: the browser's words.
    pub(super) fn open(name: &str, inbox: Inbox) -> Result<Self, String> {
        let channel = BroadcastChannel::new(name).map_err(|error| why(&error))?;
        let message = Listener::new(&channel, "message", move |event| {
            let data = event.unchecked_into::<MessageEvent>().data();
            match read(&data) {
                Some(message) => inbox(Input::Heard(message)),
                // Another version's, on the same origin.
                None => ignore(&data),
            }
        });
        let garbled = Listener::new(&channel, "messageerror", |event| ignore(&event));
        Ok(Self {
            channel,
            _listeners: [message, garbled],
        })
    }

    /// Says this to everyone else.
    pub(super) fn post(&self, message: &Message) {
        // Any message may be lost: the locks decide.
        if let Err(error) = self.channel.post_message(&wire::write(message)) {
            ignore(&error);
        }
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// The message in the data; none if it is another's.
fn read(data: &JsValue) -> Option<Message> {
    // A circle can be posted, and would be read for ever.
    JSON::stringify(data).ok()?;
    wire::read(data.clone())
}

fn ignore(what: &JsValue) {
    console::debug_2(&"connect-session-end: a message was lost:".into(), what);
}
