//! What web-sys has only behind an unstable cfg (Web Locks), or as always there where a browser may lack it: the
//! only extern block of this layer.

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Window};

#[wasm_bindgen]
extern "C" {
    /// web-sys's `window()` looks through four names of the global object for it.
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Option<Window>;

    /// What `presence.js` holds, by the start of the locks' names.
    #[wasm_bindgen(thread_local_v2, js_name = connectSessionEndPresence)]
    static EARLY: Option<Object>;

    /// One tab's name and lock.
    pub(super) type Early;

    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Early) -> String;

    /// Fulfilled once the lock is held.
    #[wasm_bindgen(method, getter)]
    pub(super) fn held(this: &Early) -> Thenable;

    /// What `request()` has promised: rejected if the lock is refused or stolen.
    #[wasm_bindgen(method, getter)]
    pub(super) fn ended(this: &Early) -> Thenable;

    /// Lets go of it.
    #[wasm_bindgen(method, getter, js_name = letGo)]
    pub(super) fn let_go(this: &Early) -> Function;

    /// `navigator`, with parts that may be missing.
    pub(super) type Navigator;

    #[wasm_bindgen(method, getter)]
    pub(super) fn locks(this: &Navigator) -> Option<LockManager>;

    #[wasm_bindgen(method, getter, js_name = userActivation)]
    pub(super) fn user_activation(this: &Navigator) -> Option<UserActivation>;

    /// [Web Locks](https://w3c.github.io/web-locks/#api-lock-manager).
    pub(super) type LockManager;

    #[wasm_bindgen(method, catch)]
    pub(super) fn request(
        this: &LockManager,
        name: &str,
        options: &LockOptions,
        callback: &JsValue,
    ) -> Result<Thenable, JsValue>;

    #[wasm_bindgen(method, catch)]
    pub(super) fn query(this: &LockManager) -> Result<Thenable, JsValue>;

    /// A dictionary; made as a plain object.
    pub(super) type LockOptions;

    #[wasm_bindgen(method, setter)]
    pub(super) fn set_mode(this: &LockOptions, mode: &str);

    #[wasm_bindgen(method, setter, js_name = ifAvailable)]
    pub(super) fn set_if_available(this: &LockOptions, if_available: bool);

    #[wasm_bindgen(method, setter)]
    pub(super) fn set_steal(this: &LockOptions, steal: bool);

    #[wasm_bindgen(method, setter)]
    pub(super) fn set_signal(this: &LockOptions, signal: &AbortSignal);

    /// What `query()` resolves to.
    pub(super) type LockManagerSnapshot;

    #[wasm_bindgen(method, getter)]
    pub(super) fn held(this: &LockManagerSnapshot) -> Option<Array>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn pending(this: &LockManagerSnapshot) -> Option<Array>;

    pub(super) type LockInfo;

    #[wasm_bindgen(method, getter)]
    pub(super) fn name(this: &LockInfo) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    pub(super) fn mode(this: &LockInfo) -> Option<String>;

    /// [User activation](https://html.spec.whatwg.org/multipage/interaction.html#the-useractivation-interface).
    pub(super) type UserActivation;

    #[wasm_bindgen(method, getter, js_name = isActive)]
    pub(super) fn is_active(this: &UserActivation) -> bool;

    #[wasm_bindgen(method, getter, js_name = hasBeenActive)]
    pub(super) fn has_been_active(this: &UserActivation) -> bool;

    /// `screen`, whose getters throw nothing.
    pub(super) type Screen;

    #[wasm_bindgen(method, getter, js_name = availLeft)]
    pub(super) fn avail_left(this: &Screen) -> i32;

    #[wasm_bindgen(method, getter, js_name = availTop)]
    pub(super) fn avail_top(this: &Screen) -> i32;

    #[wasm_bindgen(method, getter, js_name = availWidth)]
    pub(super) fn avail_width(this: &Screen) -> i32;

    #[wasm_bindgen(method, getter, js_name = availHeight)]
    pub(super) fn avail_height(this: &Screen) -> i32;

    /// A promise whose callbacks JS owns, so that they may outlive the caller.
    pub(super) type Thenable;

    #[wasm_bindgen(method)]
    pub(super) fn then(this: &Thenable, fulfilled: &JsValue, rejected: &JsValue) -> JsValue;

    /// `String(value)`: for an error, its name and its message.
    #[wasm_bindgen(catch, js_name = String)]
    pub(super) fn to_text(value: &JsValue) -> Result<String, JsValue>;
}

/// Whatever `presence.js` holds, if it is in the page.
pub(super) fn early() -> Option<Object> {
    EARLY.with(Option::clone)
}

/// The page's own window; none in a worker.
pub(super) fn window() -> Option<Window> {
    WINDOW.with(Option::clone)
}
