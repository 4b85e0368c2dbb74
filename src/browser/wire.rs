//! This library's own types as JS values and back.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A value for JS: plain objects, arrays, strings, numbers, booleans, `null`.
pub(crate) fn write<T: Serialize>(value: &T) -> JsValue {
    // Neither fails for a type of ours: its maps have strings as keys, its integers fit into a double.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or_default()
}

/// A value from JS; none if it is something else, as another version of this library may say it.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(value).ok()
}
