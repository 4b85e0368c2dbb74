//! Why there is no watch or no keeper. `index.js` makes a `SessionEndError` of it.

use wasm_bindgen::JsValue;

use crate::js;
use crate::plain::{Value, object};
use crate::runtime::StartError;
use crate::settings::{Faults, SettingsErrors};
use crate::streams::NoStreams;

/// A stable code, a sentence, and for bad settings each error by itself: in a tab by its name and code alone.
pub(super) struct Refusal(Value);

impl Refusal {
    pub(super) fn new(code: &str, message: &str) -> Self {
        Self(object(&[("code", &code), ("message", &message)]))
    }
}

impl From<Faults> for Refusal {
    fn from(faults: Faults) -> Self {
        Self(object(&[
            ("code", &SettingsErrors::CODE),
            ("message", &"The settings are wrong:"),
            ("errors", &faults),
        ]))
    }
}

impl From<SettingsErrors> for Refusal {
    fn from(errors: SettingsErrors) -> Self {
        Self(object(&[
            ("code", &SettingsErrors::CODE),
            ("message", &errors.sentences()),
            ("errors", &errors.0),
        ]))
    }
}

impl From<StartError> for Refusal {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Unsupported(lack) => Self::new(lack.code(), &lack.message()),
            StartError::NoStreams(_) => Self::new("no-streams", NoStreams::MESSAGE),
        }
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        js::write(&refusal.0)
    }
}
