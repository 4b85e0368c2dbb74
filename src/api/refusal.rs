//! Why there is no watch or no keeper. `index.js` makes a `SessionEndError` of it.

use wasm_bindgen::JsValue;

use crate::js;
use crate::plain::{Value, object};
use crate::runtime::StartError;
use crate::settings::{Faults, SettingsErrors};
use crate::streams::NoStreams;

/// A stable code, a sentence, and for bad settings each error by itself.
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
            ("message", &"the settings are wrong, as errors says"),
            ("errors", &faults),
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
