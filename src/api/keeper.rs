//! The calls of a keeper's window.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::Refusal;
use super::page::{events, shown};
use crate::browser::{Role, clock, wire};
use crate::runtime::{Runtime, Source};
use crate::session::{Input, Keeper, KeeperConfig, Runner};

/// The keeper of this window, until it is stopped or dropped.
#[wasm_bindgen]
pub struct KeeperHandle {
    runtime: Rc<Runtime>,
}

/// Makes this window the keeper of `scope`. `host` loads and removes its CCP. `replaces`: it takes the place of a
/// keeper that is there. Events go to `listener(type, detail)`, and each new view goes to `screen(view)`.
///
/// # Errors
/// `{code, message}`.
#[wasm_bindgen(js_name = runKeeper)]
pub fn run_keeper(
    host: &JsValue,
    scope: &str,
    replaces: bool,
    listener: Function,
    screen: Function,
) -> Result<KeeperHandle, JsValue> {
    let keeper = Rc::new(RefCell::new(Runner::new(Keeper::new(KeeperConfig {
        seed: clock::random(),
        replaces,
    }))));
    let seen = Rc::clone(&keeper);
    let runtime = Runtime::new(
        keeper,
        Role::Keeper,
        scope,
        Source::Frame(host),
        events(listener),
        shown(screen, move || wire::write(&seen.borrow().view())),
    );
    Ok(KeeperHandle {
        runtime: runtime.map_err(Refusal::from)?,
    })
}

#[wasm_bindgen]
impl KeeperHandle {
    /// The user's button: do not make this change.
    pub fn cancel(&self) {
        self.runtime.send(Input::Cancel);
    }

    /// The user's button: try the failed change again.
    pub fn retry(&self) {
        self.runtime.send(Input::Retry);
    }

    /// Whether the wasm has died of an error: outside of a call into it, only a dead one is at work.
    #[must_use]
    #[wasm_bindgen(js_name = isDead)]
    pub fn is_dead(&self) -> bool {
        self.runtime.is_busy()
    }

    /// Lets go of the lock and of everything else.
    pub fn stop(&self) {
        self.runtime.send(Input::Stop);
    }
}
