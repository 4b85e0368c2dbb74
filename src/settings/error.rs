//! What is wrong with settings.

use std::fmt;

use serde::Serialize;
use strum::{AsRefStr, Display, VariantArray};
use thiserror::Error;

/// Everything that is wrong with one settings object or text, in the order in which it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Error)]
pub struct SettingsErrors(pub Vec<SettingError>);

/// A line each.
impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<&str> = self.0.iter().map(|error| error.message.as_str()).collect();
        f.write_str(&messages.join("\n"))
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Error)]
#[error("{message}")]
pub struct SettingError {
    /// The setting as its source names it (`keeper.url` in an object, `KeeperUrl` in text); the name as it was
    /// written if no setting bears it; the line's number if a line has no name.
    pub setting: String,
    /// The value as one would write it, a long one cut; empty if it is missing.
    pub value: String,
    /// Which mistake it is.
    pub code: SettingErrorCode,
    /// What is wrong, what is allowed, and what was probably meant.
    pub message: String,
}

/// The mistakes that settings can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, AsRefStr, Display, VariantArray)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SettingErrorCode {
    /// No setting bears the name.
    UnknownSetting,
    /// A value of another type.
    WrongType,
    /// A negative number.
    Negative,
    /// NaN or an infinity.
    NotFinite,
    /// A fraction; only whole numbers make sense here.
    NotWhole,
    /// Below the least allowed.
    TooSmall,
    /// Above the most allowed.
    TooBig,
    /// Several values; one belongs here.
    ListWhereOne,
    /// Nothing, or nothing but blanks.
    Empty,
    /// A needed part of a setting was left out.
    Missing,
    /// None of the words that are allowed.
    NotOneOf,
    /// The same name a second time.
    Duplicate,
    /// A logout, or a path of one, without an address to log out at.
    MissingInstanceUrl,
    /// Not a URL of the kind that belongs there.
    BadUrl,
    /// A `/` in a scope.
    ForbiddenCharacter,
    /// A line of text in which no name ends.
    LineWithoutColon,
    /// A quotation mark in text that opens and does not close, or with something behind it.
    BadQuote,
}

impl SettingErrorCode {
    /// How a sentence goes on that starts with the setting and its value.
    pub(super) fn predicate(self) -> &'static str {
        match self {
            Self::UnknownSetting => "belongs to no setting",
            Self::WrongType => "has the wrong type",
            Self::Negative => "is negative",
            Self::NotFinite => "is not a finite number",
            Self::NotWhole => "is not a whole number",
            Self::TooSmall => "is too small",
            Self::TooBig => "is too big",
            Self::ListWhereOne => "is a list, but this setting takes one value",
            Self::Empty => "is empty",
            Self::Missing => "is missing",
            Self::NotOneOf => "is not one of the allowed values",
            Self::Duplicate => "is a second value for the same setting",
            Self::MissingInstanceUrl => "needs the instance's address",
            Self::BadUrl => "is not an allowed URL",
            Self::ForbiddenCharacter => "contains a \"/\"",
            Self::LineWithoutColon => "has no colon",
            Self::BadQuote => "has a quotation mark out of place",
        }
    }
}
