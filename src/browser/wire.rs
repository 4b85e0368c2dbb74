//! This library's own types as JS values and back. They pass through one form, so that each type is compiled for that
//! form alone: for JS values and for JSON text there is one reader and one writer each.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// What JS is handed: plain objects, arrays, strings, numbers, booleans, `null`.
pub(crate) fn write<T: Serialize>(value: &T) -> JsValue {
    // Neither fails for a type of ours: its maps have strings as keys, its integers fit into a double.
    let value = serde_json::to_value(value).unwrap_or_default();
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or_default()
}

/// What JS hands over; none if it is something else, as another version of this library may say it.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue) -> Option<T> {
    let value: Value = serde_wasm_bindgen::from_value(value).ok()?;
    serde_json::from_value(value).ok()
}
