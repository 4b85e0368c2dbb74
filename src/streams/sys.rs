//! The only extern block towards Streams: the exports of `js-shim/streams.js`.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/js-shim/streams.js")]
extern "C" {
    #[wasm_bindgen(js_name = isStreams)]
    pub fn is_streams(connect: &JsValue) -> bool;

    /// A sentence about a Streams that is too old.
    #[wasm_bindgen(js_name = tooOld)]
    pub fn too_old(connect: &JsValue) -> Option<String>;

    pub type Link;

    /// A link to the CCP that `host` loads and removes.
    #[wasm_bindgen]
    pub fn frame(host: &JsValue, report: &JsValue) -> Link;

    #[wasm_bindgen(constructor)]
    pub fn new(connect: &JsValue, report: &JsValue, ccp: Option<&str>) -> Link;

    #[wasm_bindgen(method, js_name = setState)]
    pub fn set_state(this: &Link, id: u32, name: &str, enqueue: bool);

    #[wasm_bindgen(method, js_name = logOut)]
    pub fn log_out(this: &Link, id: u32, url: &str);

    #[wasm_bindgen(method, js_name = proveLogout)]
    pub fn prove_logout(this: &Link, id: u32);

    #[wasm_bindgen(method)]
    pub fn open(this: &Link, options: Option<&str>, patience: i32);

    #[wasm_bindgen(method)]
    pub fn check(this: &Link);

    #[wasm_bindgen(method)]
    pub fn shut(this: &Link);

    #[wasm_bindgen(method)]
    pub fn log(this: &Link, line: &str);

    #[wasm_bindgen(method)]
    pub fn close(this: &Link);
}
