//! What the integrator asks for: an object or the CTI Adapter's text, checked once, into [`Settings`].
//!
//! Each setting is a row of `table.rs`: its names, kind, default, what is allowed, where it is documented. The two
//! sources ([`from_object`], [`from_text`]) give values of the rows' kinds, and those give the typed form, in which no
//! illegal value can be said. All errors of one source come at once, in the order in which the source has them.

mod check;
mod error;
mod explain;
mod given;
mod near;
mod object;
mod table;
mod text;
mod typed;
mod url;
mod value;

pub use error::{SettingError, SettingErrorCode, SettingsErrors};
pub use near::nearest;
pub use table::{Kind, ROWS, Row, Setting};
pub use typed::{
    InitialAgentState, KeeperPage, Messages, OnContact, OtherCcps, Retry, Settings, Status,
};
pub use url::ccp_instead;
pub use value::{Number, Value};

/// The settings in what `watchSessionEnd` was called with: an object, nothing, or the adapter's text.
///
/// # Errors
/// Everything that is wrong, in the source's order.
pub fn from_object(value: &Value) -> Result<Settings, SettingsErrors> {
    match value {
        Value::String(text) => from_text(text),
        value => check::check(object::read(value)),
    }
}

/// The settings in the adapter's text.
///
/// # Errors
/// Everything that is wrong, in the text's order.
pub fn from_text(text: &str) -> Result<Settings, SettingsErrors> {
    check::check(text::read(text))
}
