//! The browser as the machines see it: one file a web concept, each a guard that undoes itself on drop.
//!
//! Effects come in through [`Browser::perform`]; their answers go out through the [`Inbox`], at once or later,
//! never after the drop.

mod activation;
mod address;
mod beacon;
mod channel;
mod claim;
pub mod clock;
mod early;
mod lifecycle;
mod listener;
mod locks;
mod network;
mod popup;
mod promise;
pub mod storage;
mod sys;
mod timer;
pub(crate) mod wire;

use std::rc::Rc;

use thiserror::Error;
use wasm_bindgen::JsCast as _;
use web_sys::Window;

use crate::domain::{Millis, TabId};
use crate::session::{Input, Peer, Timer, ToBrowser};
use activation::Activation;
pub use address::absolute;
use beacon::Beacon;
use channel::Channel;
pub use claim::Claim;
use clock::Clock;
use lifecycle::Lifecycle;
use locks::Locks;
use network::Network;
use popup::Opened;
use storage::Storage;
use timer::Alarm;

/// Takes everything that happens.
pub type Inbox = Rc<dyn Fn(Input)>;

/// This window's part in its scope; the others see it as that [`Peer`].
pub type Role = Peer;

/// Why this window cannot take part.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unsupported {
    /// It is a worker, or no browser at all.
    #[error("There is no window here. Call this function from a page.")]
    NoWindow,
    /// Web Locks are for secure contexts alone.
    #[error(
        "{origin} is not a secure context, and a browser has Web Locks only in one. Serve the page, and every page that \
         frames it, over https (or on localhost)."
    )]
    InsecureContext {
        /// The page's origin.
        origin: String,
    },
    /// An old browser, or one that was told to have none.
    #[error("This browser has no Web Locks. Use Chromium 97, Firefox 102 or newer.")]
    NoWebLocks,
    /// An old browser, or a document that may not have one.
    #[error(
        "The browser refuses a BroadcastChannel ({why}). If this page is in a sandboxed frame, add allow-same-origin to \
         its sandbox."
    )]
    NoBroadcastChannel {
        /// The browser's words.
        why: String,
    },
}

/// Everything of the browser's that one machine uses.
pub struct Browser {
    window: Window,
    scope: String,
    clock: Rc<Clock>,
    inbox: Inbox,
    locks: Locks,
    channel: Channel,
    lifecycle: Lifecycle,
    _network: Network,
    activation: Option<Activation>,
    alarm: Alarm,
    storage: Storage,
    beacon: Beacon,
}

impl Browser {
    /// Listens to the document and the scope's channel; holds nothing yet.
    ///
    /// # Errors
    /// This window lacks something that nothing works without.
    pub fn new(role: Role, scope: &str, inbox: Inbox) -> Result<Self, Unsupported> {
        let window = sys::window().ok_or(Unsupported::NoWindow)?;
        let document = window.document().ok_or(Unsupported::NoWindow)?;
        if !window.is_secure_context() {
            return Err(Unsupported::InsecureContext {
                origin: window.origin(),
            });
        }
        let navigator = window.navigator().unchecked_into::<sys::Navigator>();
        let manager = navigator.locks().ok_or(Unsupported::NoWebLocks)?;
        let channel = Channel::open(&format!("{NAME}{scope}"), Rc::clone(&inbox))
            .map_err(|why| Unsupported::NoBroadcastChannel { why })?;
        let clock = Rc::new(Clock::default());
        Ok(Self {
            scope: scope.into(),
            locks: Locks::new(manager, Rc::clone(&inbox), prefix(scope), role),
            channel,
            lifecycle: Lifecycle::new(&window, &document, &inbox),
            _network: Network::new(&window, &inbox),
            activation: None,
            alarm: Alarm::new(Rc::clone(&clock), Rc::clone(&inbox)),
            storage: Storage::new(prefix(scope), Rc::clone(&inbox)),
            beacon: Beacon::new(Rc::clone(&inbox)),
            clock,
            window,
            inbox,
        })
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Does what a machine asked for.
    pub fn perform(&mut self, effect: ToBrowser) {
        match effect {
            ToBrowser::Hold => self.locks.hold(false),
            ToBrowser::Steal => self.locks.hold(true),
            ToBrowser::Release => self.locks.release(),
            ToBrowser::Look { id } => self.locks.look(id),
            ToBrowser::Watch { id, whose } => self.locks.watch(id, Some(&whose)),
            ToBrowser::AskForTurn { id } => self.locks.watch(id, None),
            ToBrowser::Unwatch { id } => self.locks.unwatch(id),
            ToBrowser::Post(message) => self.channel.post(&message),
            ToBrowser::AwaitActivation(on) => {
                self.activation = None;
                self.activation = on.then(|| Activation::wait(&self.window, &self.inbox));
            }
            ToBrowser::OpenKeeper { page, replaces } => {
                match popup::open(&self.window, &page, &self.scope, replaces) {
                    Opened::Asked => {}
                    Opened::Unasked => (self.inbox)(Input::PopupBlocked),
                    Opened::Refused(why) => (self.inbox)(Input::PopupRefused { why }),
                }
            }
            ToBrowser::ListenBeforeUnload(on) => self.lifecycle.listen_before_unload(on),
            ToBrowser::Prompt => {
                if !self.lifecycle.prompt() {
                    (self.inbox)(Input::PromptRefused);
                }
            }
            // A window that no script opened stays, and the browser says so in its console.
            ToBrowser::Close => _ = self.window.close(),
            ToBrowser::Report { url, report } => self.beacon.send(&self.window, &url, &report),
            ToBrowser::Save(entry) => self.storage.save(&entry),
            ToBrowser::Read { id } => {
                let journal = Box::new(storage::read(&self.scope));
                (self.inbox)(Input::Read { id, journal });
            }
        }
    }

    /// Waits for this moment instead of any before.
    pub fn set_timer(&mut self, wanted: Option<(Millis, Timer)>) {
        self.alarm.set(wanted);
    }
}

/// This document's name as a tab: the one under which `presence.js` has its lock, or a new one.
#[must_use]
pub fn tab_id(scope: &str) -> TabId {
    early::id(&prefix(scope)).unwrap_or_else(clock::new_id)
}

/// The start of every name that is this library's.
const NAME: &str = "connect-session-end/";

/// The start of the name of every lock and entry of a scope.
fn prefix(scope: &str) -> String {
    format!("{NAME}{scope}/")
}
