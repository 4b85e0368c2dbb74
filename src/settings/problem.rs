//! What can be wrong with a value: a code that stays and, apart from it, words.

use std::fmt;

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

    /// How the sentence goes on.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Unknown => "is given to a setting that does not exist",
            Self::WrongType => "is of the wrong type",
            Self::Negative => "is negative",
            Self::NotFinite => "is not a finite number",
            Self::NotWhole => "is not a whole number",
            Self::TooSmall => "is too small",
            Self::TooBig => "is too big",
            Self::ListWhereOne => "is a list where one value belongs",
            Self::Empty => "is empty",
            Self::Missing => "is missing",
            Self::NotOneOf => "is not one of the allowed values",
            Self::Duplicate => "is a second value for the same setting",
            Self::MissingInstanceUrl => "lacks the instance's address",
            Self::BadUrl => "is not such a URL",
            Self::ForbiddenCharacter => "contains a \"/\"",
            Self::LineWithoutColon => "has no colon",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

impl std::error::Error for Problem {}
