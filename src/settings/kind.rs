//! What kinds of values there are.

use super::problem::Problem;

/// What kind of value a setting has.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    /// A text that has no comma where the source is text.
    State,
    List,
    Number {
        least: u32,
        most: u32,
        whole: bool,
    },
    Bool,
    /// An object, each part a setting of its own.
    Parts,
    /// An object of texts.
    Words,
}

/// A day at most.
pub(super) const SECONDS: Kind = Kind::Number {
    least: 0,
    most: 86_400,
    whole: false,
};

pub(super) const fn whole(least: u32, most: u32) -> Kind {
    Kind::Number {
        least,
        most,
        whole: true,
    }
}

impl Kind {
    /// What is wrong with this number, if anything.
    pub fn refuses(self, number: f64) -> Option<Problem> {
        let Self::Number { least, most, whole } = self else {
            return None;
        };
        if !number.is_finite() {
            Some(Problem::NotFinite)
        } else if number < 0.0 {
            Some(Problem::Negative)
        } else if whole && number.fract() != 0.0 {
            Some(Problem::NotWhole)
        } else if number < least.into() {
            Some(Problem::TooSmall)
        } else if number > most.into() {
            Some(Problem::TooBig)
        } else {
            None
        }
    }
}
