//! From what is wrong to how to put it right: the value shown, what is allowed in its place, what was probably meant.

mod allowed;
mod meant;
mod near;

use std::fmt;

pub use near::nearest;

use super::error::{SettingError, SettingsErrors};
use super::fault::{Fault, Faults};
use super::object::read;
use super::text::read_text;
use super::typed::Settings;
use crate::plain::Value;

/// The settings in what `watchSessionEnd` was called with: an object, nothing, or the adapter's text.
///
/// # Errors
///
/// Everything that is wrong, in the source's order.
pub fn from_object(value: &Value) -> Result<Settings, SettingsErrors> {
    read(value).map_err(Faults::explained)
}

/// The settings in the adapter's text.
///
/// # Errors
///
/// Everything that is wrong, in the text's order.
pub fn from_text(text: &str) -> Result<Settings, SettingsErrors> {
    read_text(text).map_err(Faults::explained)
}

impl Faults {
    /// The same in words.
    #[must_use]
    pub fn explained(self) -> SettingsErrors {
        let Self { source, list } = self;
        let explained = |fault: Fault| SettingError {
            value: shown(&fault.value),
            problem: fault.problem,
            allowed: allowed::allowed(&fault, source),
            did_you_mean: meant::meant(&fault, source),
            setting: fault.setting,
        };
        SettingsErrors(list.into_iter().map(explained).collect())
    }
}

/// What is missing has nothing to show.
fn shown(value: &Value) -> String {
    match value {
        Value::Undefined => String::new(),
        value => value.shown(),
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().explained().fmt(f)
    }
}

impl std::error::Error for Faults {}
