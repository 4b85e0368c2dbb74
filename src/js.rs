//! JS values as plain data and back: nothing is judged here, and nothing is lost that an error should show. Read by
//! hand, since serde knows no `undefined` beside `null`, and no name for what is neither.

use js_sys::{Array, Object, Reflect};
use serde::Serialize as _;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};

use crate::plain::Value;

/// The deepest that we read: the error's code of an outcome in a stored record. What lies deeper can only be wrong, and
/// may be a circle.
const DEEPEST: u8 = 3;

/// What JS handed in.
pub(crate) fn read(value: &JsValue) -> Value {
    convert(value, 0)
}

fn convert(value: &JsValue, depth: u8) -> Value {
    if value.is_undefined() {
        Value::Undefined
    } else if value.is_null() {
        Value::Null
    } else if let Some(yes) = value.as_bool() {
        Value::Bool(yes)
    } else if let Some(number) = value.as_f64() {
        Value::Number(number)
    } else if let Some(text) = value.as_string() {
        Value::String(text)
    } else if depth > DEEPEST {
        Value::Other("value too deep inside".into())
    } else if Array::is_array(value) {
        let items = Array::from(value);
        Value::List(items.iter().map(|item| convert(&item, depth + 1)).collect())
    } else if is_plain(value) {
        let object: &Object = value.unchecked_ref();
        let entry = |name: JsValue| {
            // A getter may throw.
            let value = Reflect::get(object, &name).map_or_else(
                |_| Value::Other("getter that throws".into()),
                |value| convert(&value, depth + 1),
            );
            (name.as_string().unwrap_or_default(), value)
        };
        Value::Object(Object::keys(object).iter().map(entry).collect())
    } else {
        Value::Other(kind(value))
    }
}

/// Whether it is what `{…}` makes, in this page or in a frame of it, or `Object.create(null)`.
fn is_plain(value: &JsValue) -> bool {
    if !value.is_object() {
        return false;
    }
    let prototype = Object::get_prototype_of(value);
    prototype.is_null() || Object::get_prototype_of(&prototype).is_null()
}

/// `function`, `symbol`, `bigint`, or the class's name.
fn kind(value: &JsValue) -> String {
    if !value.is_object() {
        return value.js_typeof().as_string().unwrap_or_default();
    }
    let prototype = Object::get_prototype_of(value);
    Reflect::get(&prototype, &"constructor".into())
        .and_then(|constructor| Reflect::get(&constructor, &"name".into()))
        .ok()
        .and_then(|name| name.as_string())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "object of a class".into())
}

/// What JS is handed: plain objects, arrays, strings, numbers, booleans, `null`.
pub(crate) fn write(value: &Value) -> JsValue {
    // It fails for numbers beyond a double and for maps with other keys, of which there are none.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or_default()
}
