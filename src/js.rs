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
    let kind = value.js_typeof().as_string().unwrap_or_default();
    match kind.as_str() {
        "undefined" => Value::Undefined,
        "boolean" => Value::Bool(value.is_truthy()),
        "number" => Value::Number(value.as_f64().unwrap_or_default()),
        "string" => Value::String(value.as_string().unwrap_or_default()),
        "object" if value.is_null() => Value::Null,
        _ if depth > DEEPEST => Value::Other("value too deep inside".into()),
        "object" => object(value, depth + 1),
        // `function`, `symbol`, `bigint`.
        _ => Value::Other(kind),
    }
}

fn object(value: &JsValue, depth: u8) -> Value {
    if Array::is_array(value) {
        let items: &Array = value.unchecked_ref();
        return Value::List(items.iter().map(|item| convert(&item, depth)).collect());
    }
    let prototype = Object::get_prototype_of(value);
    if !is_plain(&prototype) {
        return Value::Other(class(&prototype));
    }
    let entry = |name: JsValue| {
        // A getter may throw.
        let value = Reflect::get(value, &name).map_or_else(
            |_| Value::Other("getter that throws".into()),
            |value| convert(&value, depth),
        );
        (name.as_string().unwrap_or_default(), value)
    };
    Value::Object(
        Object::keys(value.unchecked_ref::<Object>())
            .iter()
            .map(entry)
            .collect(),
    )
}

/// Whether it is the prototype of what `{…}` makes, in this page or in a frame of it, or of `Object.create(null)`.
fn is_plain(prototype: &JsValue) -> bool {
    prototype.is_null() || Object::get_prototype_of(prototype).is_null()
}

/// The class's name.
fn class(prototype: &JsValue) -> String {
    Reflect::get(prototype, &"constructor".into())
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
