//! What every test needs: a browser whose inputs are kept, and the page around it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use connect_session_end::browser::{Browser, Role, clock};
use connect_session_end::domain::TabId;
use connect_session_end::session::{Input, ToBrowser};
use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/web/page.js")]
extern "C" {
    #[wasm_bindgen(js_name = standIn)]
    fn stand_in(path: &str, source: &str) -> Function;
    #[wasm_bindgen(js_name = locks)]
    fn query_locks(prefix: &str) -> Promise;
    #[wasm_bindgen(js_name = holdLock)]
    fn hold_lock(name: &str, mode: &str) -> Promise;
    #[wasm_bindgen(js_name = stealLock)]
    pub fn steal_lock(name: &str) -> Promise;
    /// Dispatches an event at `window` or `document`.
    pub fn fire(target: &str, event: &str, persisted: Option<bool>);
    /// Has the page really clicked, some time later.
    pub fn click();
    #[wasm_bindgen(js_name = isActive)]
    pub fn is_active() -> bool;
    #[wasm_bindgen(js_name = postRaw)]
    pub fn post_raw(channel: &str, json: &str);
    /// What is posted on a channel from now on, each message as JSON.
    #[wasm_bindgen(js_name = listenRaw)]
    pub fn listen_raw(channel: &str) -> Array;
    fn pause(ms: u32) -> Promise;
    #[wasm_bindgen(js_name = fakeStreams)]
    pub fn fake_streams(calls: &Array) -> JsValue;
    #[wasm_bindgen(js_name = fakeHost)]
    pub fn fake_host(connect: &JsValue) -> JsValue;
}

/// One window's worth of browser, in this one page.
pub struct Rig {
    browser: Browser,
    inputs: Rc<RefCell<VecDeque<Input>>>,
}

impl Rig {
    pub fn new(role: Role, scope: &str) -> Self {
        let inputs = Rc::new(RefCell::new(VecDeque::new()));
        let kept = Rc::clone(&inputs);
        let inbox = Rc::new(move |input| kept.borrow_mut().push_back(input));
        let browser =
            Browser::new(role, scope, inbox).expect("this browser has all that is needed");
        Self { browser, inputs }
    }

    pub fn tab(id: &str, scope: &str) -> Self {
        Self::new(tab(id), scope)
    }

    pub fn perform(&mut self, effect: ToBrowser) {
        self.browser.perform(effect);
    }

    pub fn browser(&mut self) -> &mut Browser {
        &mut self.browser
    }

    /// Ends the guards; the inputs that they still send are kept.
    pub fn end(self) -> Inputs {
        Inputs(self.inputs)
    }

    /// All that has come and has not been taken.
    pub fn take(&self) -> Vec<Input> {
        self.inputs.take().into()
    }

    /// The next that comes.
    pub async fn next(&self) -> Input {
        until("an input", || !self.inputs.borrow().is_empty()).await;
        self.inputs.borrow_mut().pop_front().expect("one is there")
    }
}

/// What guards that are gone have sent.
pub struct Inputs(Rc<RefCell<VecDeque<Input>>>);

impl Inputs {
    pub fn take(&self) -> Vec<Input> {
        self.0.take().into()
    }
}

pub fn tab(id: &str) -> Role {
    Role::Tab(TabId(id.into()))
}

/// A scope of the test's own.
pub fn scope() -> String {
    clock::new_id().0
}

pub fn prefix(scope: &str) -> String {
    format!("connect-session-end/{scope}/")
}

/// The scope's locks, as `held exclusive tab/a, pending shared tab/a`.
pub async fn locks(scope: &str) -> String {
    let names = JsFuture::from(query_locks(&prefix(scope))).await;
    names
        .ok()
        .and_then(|names| names.as_string())
        .expect("query() is not refused here")
}

/// Waits until the scope's locks are these.
pub async fn until_locks(scope: &str, wanted: &str) {
    for _ in 0..LONGEST_MS / STEP_MS {
        if locks(scope).await == wanted {
            return;
        }
        step().await;
    }
    panic!("the locks are {:?}, not {wanted:?}", locks(scope).await);
}

/// A lock that another window holds, until this is dropped.
pub struct Held(Function);

impl Held {
    pub async fn new(scope: &str, name: &str, mode: &str) -> Self {
        let held = JsFuture::from(hold_lock(&(prefix(scope) + name), mode)).await;
        Self(held.expect("it is granted").unchecked_into())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// Something else in the place of a part of the page, until this is dropped.
#[must_use]
pub struct StandIn(Function);

impl StandIn {
    /// `source` is a property descriptor in JS, in which `original` is what stood there.
    pub fn new(path: &str, source: &str) -> Self {
        Self(stand_in(path, source))
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

const STEP_MS: u32 = 5;
const LONGEST_MS: u32 = 15_000;

pub async fn until(what: &str, condition: impl Fn() -> bool) {
    for _ in 0..LONGEST_MS / STEP_MS {
        if condition() {
            return;
        }
        step().await;
    }
    panic!("waited in vain for {what}");
}

/// Lets everything that is due happen.
pub async fn step() {
    wait(STEP_MS).await;
}

pub async fn wait(ms: u32) {
    let paused = JsFuture::from(pause(ms)).await;
    paused.expect("a pause only ends");
}
