//! Parts that web-sys has only behind an unstable cfg (Web Locks), or as always there although a browser may lack
//! them: the only extern block of this layer.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Window};

#[wasm_bindgen]
extern "C" {
    /// web-sys's `window()` looks through four names of the global object for it.
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: Option<Window>;

    /// The tabs of `presence.js`, by the start of the locks' names.
    #[wasm_bindgen(thread_local_v2, js_name = connectSessionEndPresence)]
    static EARLY: Option<Object>;

    /// One tab's name and lock.
    pub(super) type Early;

    #[wasm_bindgen(method, getter)]
    pub(super) fn id(this: &Early) -> String;

    /// Fulfilled once the lock is held.
    #[wasm_bindgen(method, getter)]
    pub(super) fn held(this: &Early) -> Thenable;

    /// The promise of `request()`: rejected if the lock is refused or stolen.
    #[wasm_bindgen(method, getter)]
    pub(super) fn ended(this: &Early) -> Thenable;

    /// Lets go of it.
    #[wasm_bindgen(method, getter, js_name = letGo)]
    pub(super) fn let_go(this: &Early) -> Function;

    /// [Trusted Types](https://w3c.github.io/trusted-types/dist/spec/#trusted-type-policy-factory).
    #[wasm_bindgen(thread_local_v2, js_name = trustedTypes)]
    static TRUSTED_TYPES: Option<TrustedTypePolicyFactory>;

    #[wasm_bindgen(thread_local_v2, js_name = String)]
    static AS_IT_IS: Function;

    #[derive(Clone)]
    type TrustedTypePolicyFactory;

    #[wasm_bindgen(method, catch, js_name = createPolicy)]
    fn create_policy(
        this: &TrustedTypePolicyFactory,
        name: &str,
        options: &Object,
    ) -> Result<TrustedTypePolicy, JsValue>;

    type TrustedTypePolicy;

    #[wasm_bindgen(method, catch, js_name = createScriptURL)]
    fn create_script_url(this: &TrustedTypePolicy, url: &str) -> Result<JsValue, JsValue>;

    /// A Worker, whose address may be a string or a trusted one.
    #[wasm_bindgen(extends = web_sys::Worker, js_name = Worker)]
    pub(super) type AnyWorker;

    #[wasm_bindgen(constructor, catch, js_class = "Worker")]
    pub(super) fn new(url: &JsValue) -> Result<AnyWorker, JsValue>;

    /// The target of a click, or the link around it.
    pub(super) type Clicked;

    /// Throws if that is no element.
    #[wasm_bindgen(method, catch)]
    pub(super) fn closest(this: &Clicked, selectors: &str) -> Result<Option<Clicked>, JsValue>;

    /// A link's scheme, with its colon. SVG's links have none.
    #[wasm_bindgen(method, getter)]
    pub(super) fn protocol(this: &Clicked) -> Option<String>;

    /// `navigator`, with parts that may be missing.
    pub(super) type Navigator;

    #[wasm_bindgen(method, getter)]
    pub(super) fn locks(this: &Navigator) -> Option<LockManager>;

    #[wasm_bindgen(method, getter, js_name = userActivation)]
    pub(super) fn user_activation(this: &Navigator) -> Option<UserActivation>;

    /// [Web Locks](https://w3c.github.io/web-locks/#api-lock-manager).
    #[derive(Clone)]
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

    /// The result of `query()`.
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

/// The tabs of `presence.js`, if it is in the page.
pub(super) fn early() -> Option<Object> {
    EARLY.with(Option::clone)
}

/// The address of a script as a page with Trusted Types accepts it. The page allows the one policy of this library by its
/// name, and the keeper's page shares it with `js-shim/ccp-frame.js`.
pub(super) fn script_url(url: &str) -> Result<JsValue, JsValue> {
    let Some(factory) = TRUSTED_TYPES.with(Option::clone) else {
        return Ok(url.into());
    };
    let shared = window().ok_or("there is no window")?;
    let known = Reflect::get(&shared, &POLICY.into())?;
    let policy = if known.is_undefined() {
        let options = Object::new();
        let rule = AS_IT_IS.with(Function::clone);
        Reflect::set(&options, &"createScriptURL".into(), &rule)?;
        let policy = factory.create_policy("connect-session-end", &options)?;
        Reflect::set(&shared, &POLICY.into(), &policy)?;
        policy
    } else {
        known.unchecked_into()
    };
    policy.create_script_url(url)
}

/// Where a page keeps the policy: a second one of its name would be refused.
const POLICY: &str = "connectSessionEndPolicy";

/// The page's own window; none in a worker.
pub(super) fn window() -> Option<Window> {
    WINDOW.with(Option::clone)
}
