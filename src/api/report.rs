//! What JS is told: plain objects and stable codes.

use js_sys::Function;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::session::Event;
use crate::settings::{SettingError, SettingsErrors};

/// Why there is no watch or no keeper. `index.js` makes a `SessionEndError` of it.
#[derive(Serialize)]
pub(super) struct Refusal {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<BadSetting>,
}

#[derive(Serialize)]
struct BadSetting {
    setting: String,
    value: String,
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            errors: Vec::new(),
        }
    }
}

impl From<SettingsErrors> for Refusal {
    fn from(errors: SettingsErrors) -> Self {
        let message = errors.to_string();
        let errors = errors.0.into_iter().map(BadSetting::from).collect();
        Self {
            code: SettingsErrors::CODE,
            message,
            errors,
        }
    }
}

impl From<SettingError> for BadSetting {
    fn from(error: SettingError) -> Self {
        let (code, message) = (error.code(), error.to_string());
        Self {
            setting: error.setting,
            value: error.value,
            code,
            message,
        }
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        plain(&refusal)
    }
}

/// A plain JS object: `null` for what is not there, numbers for milliseconds.
pub(super) fn plain(value: &impl Serialize) -> JsValue {
    // What is serialized here is data of our own, of strings, booleans and integers below 2^53: there is no such
    // value that has no JS form.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or(JsValue::UNDEFINED)
}

/// Hands events to `listener(type, detail)`. What it throws is not ours to keep: `index.js` lets nothing through.
pub(super) fn events(listener: Function) -> Box<dyn Fn(Event)> {
    #[derive(Serialize)]
    struct Status<T> {
        status: T,
    }
    Box::new(move |event| {
        let (name, detail) = match event {
            Event::Outcome(outcome) => ("outcome", plain(&outcome)),
            Event::Keeper(status) => ("keeper", plain(&Status { status })),
            Event::Warning(warning) => ("warning", plain(&warning)),
        };
        let _ = listener.call2(&JsValue::NULL, &name.into(), &detail);
    })
}
