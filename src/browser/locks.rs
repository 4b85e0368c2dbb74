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
                options.set_steal(steals);
                options.set_if_available(!steals);
                None
            }
        };
        let mut let_go = None;
        let until_let_go = Promise::new(&mut |resolve, _| let_go = Some(resolve));
        let request = Request::new(abort, let_go);
        let asked = Asked {
            manager: self.manager.clone(),
            prefix: self.prefix.clone(),
            name: self.name(&self.own),
            inbox: Rc::clone(&self.inbox),
            wanted: Rc::clone(&request.wanted),
            until_let_go,
        };
        Rc::new(asked).ask(&options);
        self.held = Some(request);
    }

    /// Adopts the lock that `presence.js` holds, or still waits for, under this tab's name.
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
        follow(Ok(early.ended()), &request.wanted, &self.inbox, refused);
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

    /// Waits for the lock of another; with none, for that of the turn to end, which is kept.
    pub(super) fn watch(&mut self, id: RequestId, whose: Option<&Peer>) {
        self.watches
            .retain(|(_, watch)| watch.wanted.get() || watch.let_go.is_some());
        let options = options();
        let mut let_go = None;
        let mut until = JsValue::UNDEFINED;
        let name = if let Some(whose) = whose {
            // All waiting windows are granted it together, and none keeps it from the next.
            options.set_mode("shared");
            self.name(whose)
        } else {
            until = Promise::new(&mut |resolve, _| let_go = Some(resolve)).into();
            format!("{}{ENDING}", self.prefix)
        };
        let request = Request::new(abortable(&options), let_go);
        let (wanted, inbox) = (Rc::clone(&request.wanted), Rc::clone(&self.inbox));
        let granted = move |_lock: JsValue| {
            if wanted.take() {
                inbox(Input::Gone { id });
            }
            until
        };
        let refused = Box::new(move |why| Input::WatchFailed { id, why });
        let granted = Closure::once(granted).into_js_value();
        let promise = (self.manager).request(&name, &options, &granted);
        follow(promise, &request.wanted, &self.inbox, refused);
        self.watches.push((id, request));
    }

    /// Waits no longer.
    pub(super) fn unwatch(&mut self, id: RequestId) {
        self.watches.retain(|(watch, _)| *watch != id);
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
const ENDING: &str = "ending";

/// A request for this window's own lock.
struct Asked {
    manager: LockManager,
    prefix: String,
    name: String,
    inbox: Inbox,
    wanted: Rc<Cell<bool>>,
    until_let_go: Promise,
}

impl Asked {
    fn ask(self: Rc<Self>, options: &LockOptions) {
        let this = Rc::clone(&self);
        let granted = Closure::once(move |lock: JsValue| this.answered(&lock)).into_js_value();
        let promise = self.manager.request(&self.name, options, &granted);
        let refused = Box::new(|why| Input::LockRefused { why });
        follow(promise, &self.wanted, &self.inbox, refused);
    }

    /// The lock is held until the promise that this returns is settled.
    fn answered(self: Rc<Self>, lock: &JsValue) -> JsValue {
        if lock.is_null() {
            let manager = self.manager.clone();
            settle(manager.query(), Box::new(move |found| self.taken(&found)));
            return JsValue::UNDEFINED;
        }
        if self.wanted.get() {
            (self.inbox)(Input::LockHeld);
        }
        // It may be resolved by now.
        self.until_let_go.clone().into()
    }

    /// The lock is not available. A tab that stands still, in a dialog of its page, may hold it: it was granted the lock
    /// that it waited for, and cannot let go. Such a tab is no keeper.
    fn taken(self: Rc<Self>, found: &Result<JsValue, JsValue>) {
        if !self.wanted.get() {
            return;
        }
        let snapshot = found.as_ref().map(JsCast::unchecked_ref);
        if snapshot.is_ok_and(|snapshot| !present(snapshot, &self.prefix).keeper) {
            let options = options();
            options.set_steal(true);
            self.ask(&options);
        } else {
            self.wanted.set(false);
            (self.inbox)(Input::LockRefused { why: String::new() });
        }
    }
}

/// Tells that a request was refused, or that its lock was stolen.
fn follow(
    promise: Result<Thenable, JsValue>,
    wanted: &Rc<Cell<bool>>,
    inbox: &Inbox,
    refused: Box<dyn FnOnce(String) -> Input>,
) {
    let (wanted, inbox) = (Rc::clone(wanted), Rc::clone(inbox));
    settle(
        promise,
        Box::new(move |result| {
            if let Err(error) = result
                && wanted.take()
            {
                inbox(refused(why(&error)));
            }
        }),
    );
}

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

/// The windows that are there. A tab that still waits for its own lock is (`pending`); one that merely watches, in
/// mode "shared", says nothing of the lock's owner.
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
