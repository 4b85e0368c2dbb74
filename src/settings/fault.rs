//! What is wrong, as facts: nothing in words, so that who explains nothing need not carry the words.

use super::name::{Name, Source};
use super::problem::Problem;
use crate::plain::{ToPlain, Value, object};

/// Everything that is wrong with one settings object or text, in the order in which it stands there.
///
/// As plain data a list of `{setting, code}`; in words where it is [`explained`](Self::explained).
#[derive(Clone, Debug, PartialEq)]
pub struct Faults {
    pub(super) source: Source,
    pub(super) list: Vec<Fault>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    pub subject: Subject,
    /// The subject's name as its source writes it.
    pub setting: String,
    pub problem: Problem,
    /// As it was given; undefined where it is missing.
    pub value: Value,
    /// Its entry's place in the source.
    pub place: usize,
}

/// What a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Setting(Name),
    /// No setting, at the top or among the parts of one.
    Unknown(Option<Name>),
    /// One of the host's own words.
    Message,
    /// A line of text in which no name ends.
    Line,
    /// All that was given.
    Whole,
}

impl ToPlain for Faults {
    fn to_plain(&self) -> Value {
        self.list.to_plain()
    }
}

impl ToPlain for Fault {
    fn to_plain(&self) -> Value {
        object(&[("setting", &self.setting), ("code", &self.problem.code())])
    }
}
