//! What is wrong, in words.

use std::fmt;

use super::problem::Problem;
use crate::plain::{ToPlain, Value, concat, object};

/// Everything that is wrong with one settings object or text, in the order in which it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsErrors(pub Vec<SettingError>);

impl SettingsErrors {
    /// The code of the whole; each error has its own.
    pub const CODE: &'static str = "bad-settings";

    /// A line each.
    #[must_use]
    pub fn sentences(&self) -> String {
        let mut sentences = String::new();
        for error in &self.0 {
            if !sentences.is_empty() {
                sentences.push('\n');
            }
            sentences.push_str(&error.sentence());
        }
        sentences
    }
}

impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences())
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

    /// What is wrong, what is allowed, and what was probably meant.
    #[must_use]
    pub fn sentence(&self) -> String {
        // What is missing has no value to show.
        let colon = if self.value.is_empty() { "" } else { ": " };
        let (before, near, after) = match &self.did_you_mean {
            Some(near) => (" Did you mean ", near.as_str(), "?"),
            None => ("", "", ""),
        };
        concat(&[
            &self.setting,
            colon,
            &self.value,
            " ",
            self.problem.words(),
            ". Allowed: ",
            &self.allowed,
            ".",
            before,
            near,
            after,
        ])
    }
}

impl ToPlain for SettingError {
    fn to_plain(&self) -> Value {
        object(&[
            ("setting", &self.setting),
            ("value", &self.value),
            ("code", &self.code()),
            ("message", &self.sentence()),
        ])
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

impl std::error::Error for SettingError {}
