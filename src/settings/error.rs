//! What can be wrong with settings, each with a code that stays and a sentence that helps.

use std::fmt;

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
            self.problem.words().1,
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

/// What is wrong with a value; reads on from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// No setting bears the name.
    Unknown,
    /// A value of another type.
    WrongType,
    /// A negative number.
    Negative,
    /// NaN or an infinity.
    NotFinite,
    /// A fraction where only whole numbers make sense.
    NotWhole,
    /// Below the least allowed.
    TooSmall,
    /// Above the most allowed.
    TooBig,
    /// Several values where one belongs.
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
}

impl Problem {
    /// The problem's stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.words().0
    }

    /// The code, and how the sentence goes on.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Unknown => (
                "unknown-setting",
                "is given to a setting that does not exist",
            ),
            Self::WrongType => ("wrong-type", "is of the wrong type"),
            Self::Negative => ("negative", "is negative"),
            Self::NotFinite => ("not-finite", "is not a finite number"),
            Self::NotWhole => ("not-whole", "is not a whole number"),
            Self::TooSmall => ("too-small", "is too small"),
            Self::TooBig => ("too-big", "is too big"),
            Self::ListWhereOne => ("list-where-one", "is a list where one value belongs"),
            Self::Empty => ("empty", "is empty"),
            Self::Missing => ("missing", "is missing"),
            Self::NotOneOf => ("not-one-of", "is not one of the allowed values"),
            Self::Duplicate => ("duplicate", "is a second value for the same setting"),
            Self::MissingInstanceUrl => ("missing-instance-url", "lacks the instance's address"),
            Self::BadUrl => ("bad-url", "is not such a URL"),
            Self::ForbiddenCharacter => ("forbidden-character", "contains a \"/\""),
            Self::LineWithoutColon => ("line-without-colon", "has no colon"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().1)
    }
}

impl std::error::Error for Problem {}
