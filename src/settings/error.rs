//! What can be wrong with settings, each with a code that stays and a sentence that helps.

use std::fmt;

use super::value::Value;
use crate::plain::{ToPlain, object};

/// Everything that is wrong with one settings object or text, in the order in which it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsErrors(pub Vec<SettingError>);

impl SettingsErrors {
    /// The code of the whole; each error has its own.
    pub const CODE: &'static str = "bad-settings";
}

impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsErrors {}

/// One thing that is wrong: with what setting, with what value, what is allowed, what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingError {
    /// The setting as its source names it (`keeper.url` in an object, `KeeperUrl` in text), or the name as it was
    /// written where there is no such setting, or the line's number where a line has no name.
    pub setting: String,
    /// The value as an error shows it: a string in quotation marks, a long value cut, nothing where it is missing.
    pub value: String,
    /// What is wrong with it.
    pub problem: Problem,
    /// What may stand there instead.
    pub allowed: String,
    /// The near miss: a name, or a value as one would write it.
    pub did_you_mean: Option<String>,
}

impl SettingError {
    /// The error's stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }
}

impl ToPlain for SettingError {
    fn to_plain(&self) -> Value {
        object(&[
            ("setting", &self.setting),
            ("value", &self.value),
            ("code", &self.code()),
            ("message", &self.to_string()),
        ])
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.setting)?;
        // What is missing has no value to show.
        if !self.value.is_empty() {
            f.write_str(": ")?;
            f.write_str(&self.value)?;
        }
        f.write_str(" ")?;
        self.problem.fmt(f)?;
        for text in [". Allowed: ", &self.allowed, "."] {
            f.write_str(text)?;
        }
        if let Some(near) = &self.did_you_mean {
            for text in [" Did you mean ", near, "?"] {
                f.write_str(text)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for SettingError {}

/// What is wrong with a value; reads on from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Problem {
    /// No setting bears the name.
    #[error("is given to a setting that does not exist")]
    Unknown,
    /// A value of another type.
    #[error("is of the wrong type")]
    WrongType,
    /// A negative number.
    #[error("is negative")]
    Negative,
    /// NaN or an infinity.
    #[error("is not a finite number")]
    NotFinite,
    /// A fraction where only whole numbers make sense.
    #[error("is not a whole number")]
    NotWhole,
    /// Below the least allowed.
    #[error("is too small")]
    TooSmall,
    /// Above the most allowed.
    #[error("is too big")]
    TooBig,
    /// Several values where one belongs.
    #[error("is a list where one value belongs")]
    ListWhereOne,
    /// Nothing, or nothing but blanks.
    #[error("is empty")]
    Empty,
    /// A needed part of a setting was left out.
    #[error("is missing")]
    Missing,
    /// None of the words that are allowed.
    #[error("is not one of the allowed values")]
    NotOneOf,
    /// The same name a second time.
    #[error("is a second value for the same setting")]
    Duplicate,
    /// A logout, or a path of one, without an address to log out at.
    #[error("lacks the instance's address")]
    MissingInstanceUrl,
    /// Not a URL of the kind that belongs there.
    #[error("is not such a URL")]
    BadUrl,
    /// A `/` in a scope.
    #[error("contains a \"/\"")]
    ForbiddenCharacter,
    /// A line of text in which no name ends.
    #[error("has no colon")]
    LineWithoutColon,
}

impl Problem {
    /// The problem's stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown-setting",
            Self::WrongType => "wrong-type",
            Self::Negative => "negative",
            Self::NotFinite => "not-finite",
            Self::NotWhole => "not-whole",
            Self::TooSmall => "too-small",
            Self::TooBig => "too-big",
            Self::ListWhereOne => "list-where-one",
            Self::Empty => "empty",
            Self::Missing => "missing",
            Self::NotOneOf => "not-one-of",
            Self::Duplicate => "duplicate",
            Self::MissingInstanceUrl => "missing-instance-url",
            Self::BadUrl => "bad-url",
            Self::ForbiddenCharacter => "forbidden-character",
            Self::LineWithoutColon => "line-without-colon",
        }
    }
}
