//! Why there is no watch or no keeper. `js-shim/error.js` makes a `SessionEndError` of it.

use serde::Serialize;
use strum::{AsRefStr, Display, VariantArray};

use crate::settings::{SettingError, SettingsErrors};

/// A stable code, a sentence, and for bad settings each error by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Which refusal it is.
    pub code: RefusalCode,
    /// The problem, and what to do.
    pub message: String,
    /// With [`RefusalCode::BadSettings`]: everything that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<SettingError>,
}

/// The refusals that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, VariantArray)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum RefusalCode {
    /// The settings are wrong.
    BadSettings,
    /// This page watches that scope already.
    AlreadyWatching,
    /// There is no window.
    NoWindow,
    /// The page has no Streams.
    NoStreams,
    /// The page's Streams is too old.
    OldStreams,
    /// Web Locks are for secure contexts alone.
    InsecureContext,
    /// The browser has no Web Locks.
    NoWebLocks,
    /// The browser gives this document no `BroadcastChannel`.
    NoBroadcastChannel,
    /// The page may not run wasm. Only `js-shim/ready.js` can say so.
    WasmBlocked,
    /// A file was not found or is none. Only the scripts of `js-shim` can say so.
    WasmFailed,
    /// The watch was stopped, or has died, before an end had its outcome. Only `js-shim/index.js` can say so.
    Stopped,
}

impl Refusal {
    /// A refusal with its sentence.
    #[must_use]
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            errors: Vec::new(),
        }
    }
}

impl From<SettingsErrors> for Refusal {
    fn from(errors: SettingsErrors) -> Self {
        Self {
            errors: errors.0.clone(),
            ..Self::new(RefusalCode::BadSettings, errors.to_string())
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use wasm_bindgen::JsValue;

    use super::{Refusal, RefusalCode};
    use crate::browser::{Unsupported, wire};
    use crate::runtime::{NoStreams, StartError};

    impl From<StartError> for Refusal {
        fn from(error: StartError) -> Self {
            let code = match &error {
                StartError::NoStreams(NoStreams::Missing) => RefusalCode::NoStreams,
                StartError::NoStreams(NoStreams::Old(_)) => RefusalCode::OldStreams,
                StartError::Unsupported(lack) => match lack {
                    Unsupported::NoWindow => RefusalCode::NoWindow,
                    Unsupported::InsecureContext { .. } => RefusalCode::InsecureContext,
                    Unsupported::NoWebLocks => RefusalCode::NoWebLocks,
                    Unsupported::NoBroadcastChannel { .. } => RefusalCode::NoBroadcastChannel,
                },
            };
            Self::new(code, error.to_string())
        }
    }

    impl From<Refusal> for JsValue {
        fn from(refusal: Refusal) -> Self {
            wire::write(&refusal)
        }
    }
}
