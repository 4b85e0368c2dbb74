//! [Web Locks](https://w3c.github.io/web-locks/): a lock held says "I am here", and when it is granted to another
//! its holder is gone, however it went.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

use super::early;
use super::promise::{settle, why};
use super::sys::{Early, LockInfo, LockManager, LockManagerSnapshot, LockOptions, Thenable};
use super::{Inbox, Role};
use crate::domain::{RequestId, TabId};
use crate::session::{Input, Peer, Present};

/// This window's own lock, and those that it waits for.
pub(super) struct Locks {
    manager: LockManager,
    inbox: Inbox,
    /// The start of every lock's name in the scope.
    prefix: String,
    own: Role,
    held: Option<Request>,
    watches: Vec<(RequestId, Request)>,
    alive: Rc<()>,
}

impl Locks {
    pub(super) fn new(manager: LockManager, inbox: Inbox, prefix: String, own: Role) -> Self {
        Self {
            manager,
            inbox,
            prefix,
            own,
            held: None,
            watches: Vec::new(),
            alive: Rc::new(()),
        }
    }

    /// Asks for this window's own lock, and holds it. A keeper may steal it from another.
    pub(super) fn hold(&mut self, steals: bool) {
        self.release();
        let options = options();
        let abort = match self.own {
            Role::Tab(_) => {
                if let Some(early) = early::take(&self.prefix) {
                    return self.adopt(&early);
                }
                abortable(&options)
            }
            // "steal", "ifAvailable" and "signal" exclude each other (LockManager.request(), steps 7 to 9).
            Role::Keeper => {
                if steals {
                    options.set_steal(true);
                } else {
                    options.set_if_available(true);
                }
                None
            }
        };
        let mut let_go = None;
        let until_let_go = Promise::new(&mut |resolve, _| let_go = Some(resolve));
        let request = Request::new(abort, let_go);
        let (wanted, inbox) = (Rc::clone(&request.wanted), Rc::clone(&self.inbox));
        let granted = Box::new(move |lock: JsValue| {
            if lock.is_null() {
                if wanted.take() {
                    inbox(Input::LockRefused { why: String::new() });
                }
                return JsValue::UNDEFINED;
            }
            if wanted.get() {
                inbox(Input::LockHeld);
            }
            // The lock is held until this promise is resolved, which it may be by now.
            until_let_go.into()
        });
        let refused = Box::new(|why| Input::LockRefused { why });
        self.request(&self.own, &options, &request, granted, refused);
        self.held = Some(request);
    }

    /// Has as its own what `presence.js` holds, or still waits for, under this tab's name.
    fn adopt(&mut self, early: &Early) {
        let request = Request::new(None, Some(early.let_go()));
        let (wanted, inbox) = (Rc::clone(&request.wanted), Rc::clone(&self.inbox));
        settle(
            Ok(early.held()),
            Box::new(move |_| {
                if wanted.get() {
                    inbox(Input::LockHeld);
                }
            }),
        );
        let refused = Box::new(|why| Input::LockRefused { why });
        self.follow(Ok(early.ended()), &request, refused);
        self.held = Some(request);
    }

    /// Lets go of this window's own lock.
    pub(super) fn release(&mut self) {
        self.held = None;
    }

    /// Asks who holds the scope's locks.
    pub(super) fn look(&self, id: RequestId) {
        let (inbox, prefix) = (Rc::clone(&self.inbox), self.prefix.clone());
        let alive = Rc::downgrade(&self.alive);
        settle(
            self.manager.query(),
            Box::new(move |result| {
                if alive.strong_count() == 0 {
                    return;
                }
                let found = match result {
                    Ok(snapshot) => Ok(present(snapshot.unchecked_ref(), &prefix)),
                    Err(error) => Err(why(&error)),
                };
                inbox(Input::Looked { id, found });
            }),
        );
    }

    /// Waits for the lock of another.
    pub(super) fn watch(&mut self, id: RequestId, whose: &Peer) {
        self.watches.retain(|(_, watch)| watch.wanted.get());
        let options = options();
        // All waiting windows are granted it together, and none keeps it from the next.
        options.set_mode("shared");
        let request = Request::new(abortable(&options), None);
        let (wanted, inbox) = (Rc::clone(&request.wanted), Rc::clone(&self.inbox));
        let granted = Box::new(move |_lock| {
            if wanted.take() {
                inbox(Input::Gone { id });
            }
            JsValue::UNDEFINED
        });
        let refused = Box::new(move |why| Input::WatchFailed { id, why });
        self.request(whose, &options, &request, granted, refused);
        self.watches.push((id, request));
    }

    /// Waits no longer.
    pub(super) fn unwatch(&mut self, id: RequestId) {
        self.watches.retain(|(watch, _)| *watch != id);
    }

    /// Asks for a lock, which is then held until the promise that `granted` returns is settled.
    fn request(
        &self,
        whose: &Peer,
        options: &LockOptions,
        request: &Request,
        granted: Box<dyn FnOnce(JsValue) -> JsValue>,
        refused: Box<dyn FnOnce(String) -> Input>,
    ) {
        let granted = Closure::once(granted).into_js_value();
        let promise = self.manager.request(&self.name(whose), options, &granted);
        self.follow(promise, request, refused);
    }

    /// Tells what has become of a request that was refused, or whose lock was stolen.
    fn follow(
        &self,
        promise: Result<Thenable, JsValue>,
        request: &Request,
        refused: Box<dyn FnOnce(String) -> Input>,
    ) {
        let (wanted, inbox) = (Rc::clone(&request.wanted), Rc::clone(&self.inbox));
        settle(
            promise,
            Box::new(move |result| {
                if let (Err(error), true) = (result, wanted.take()) {
                    inbox(refused(why(&error)));
                }
            }),
        );
    }

    fn name(&self, whose: &Peer) -> String {
        let prefix = self.prefix.as_str();
        match whose {
            Peer::Tab(TabId(id)) => format!("{prefix}{TAB}{id}"),
            Peer::Keeper => format!("{prefix}{KEEPER}"),
        }
    }
}

const TAB: &str = "tab/";
const KEEPER: &str = "keeper";

/// One request to the lock manager: taken back, or its lock let go, on drop.
struct Request {
    /// Whether its answer is still wanted.
    wanted: Rc<Cell<bool>>,
    abort: Option<AbortController>,
    let_go: Option<Function>,
}

impl Request {
    fn new(abort: Option<AbortController>, let_go: Option<Function>) -> Self {
        let wanted = Rc::new(Cell::new(true));
        Self {
            wanted,
            abort,
            let_go,
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.wanted.set(false);
        if let Some(let_go) = &self.let_go {
            _ = let_go.call0(&JsValue::UNDEFINED);
        }
        // Ends a request that still waits; a granted one no longer listens to its signal.
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

fn options() -> LockOptions {
    Object::new().unchecked_into()
}

fn abortable(options: &LockOptions) -> Option<AbortController> {
    let abort = AbortController::new().ok()?;
    options.set_signal(&abort.signal());
    Some(abort)
}

/// Who is there. A tab that still waits for its own lock is (`pending`); one that merely watches, in mode
/// "shared", says nothing of the lock's owner.
fn present(snapshot: &LockManagerSnapshot, prefix: &str) -> Present {
    let mut present = Present::default();
    let locks = [snapshot.held(), snapshot.pending()];
    for lock in locks.iter().flatten().flat_map(Array::iter) {
        let lock: LockInfo = lock.unchecked_into();
        if lock.mode().as_deref() != Some("exclusive") {
            continue;
        }
        let name = lock.name().unwrap_or_default();
        let Some(who) = name.strip_prefix(prefix) else {
            continue;
        };
        if let Some(id) = who.strip_prefix(TAB) {
            present.tabs.insert(TabId(id.into()));
        } else if who == KEEPER {
            present.keeper = true;
        }
    }
    present
}
