//! Why there is no watch or no keeper. `index.js` makes a `SessionEndError` of it.

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::plain::object;
use crate::browser::Unsupported;
use crate::runtime::StartError;
use crate::settings::SettingsErrors;

/// A stable code, a sentence, and for bad settings each error by itself.
pub(super) struct Refusal(JsValue);

impl Refusal {
    pub(super) fn new(code: &str, message: &str) -> Self {
        Self(object! { "code": code, "message": message })
    }
}

impl From<SettingsErrors> for Refusal {
    fn from(errors: SettingsErrors) -> Self {
        let each = errors.0.iter().map(|error| {
            object! {
                "setting": error.setting.as_str(),
                "value": error.value.as_str(),
                "code": error.code(),
                "message": error.to_string(),
            }
        });
        Self(object! {
            "code": SettingsErrors::CODE,
            "message": errors.to_string(),
            "errors": each.collect::<Array>(),
        })
    }
}

impl From<StartError> for Refusal {
    fn from(error: StartError) -> Self {
        let code = match &error {
            StartError::Unsupported(lack) => Unsupported::code(lack),
            StartError::NoStreams(_) => "no-streams",
        };
        Self::new(code, &error.to_string())
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}
