//! What is given and what is wrong, collected while the settings are read and checked.

use super::fault::{Fault, Faults, Subject};
use super::name::{Name, Source};
use super::problem::Problem;
use super::typed::{Millis, Settings};
use crate::plain::{ToPlain, Value};

/// What was given, and what is wrong so far.
pub(super) struct Report {
    pub source: Source,
    /// In the source's order, each of its setting's kind, or null; no name where there is no such setting.
    entries: Vec<(Option<Name>, Value)>,
    /// In the source's order.
    faults: Vec<Fault>,
}

impl Report {
    pub fn new(source: Source) -> Self {
        Self {
            source,
            entries: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// The source's next entry; null where it is that, or not of its kind, as a fault says.
    pub fn give(&mut self, name: Name, value: Value) {
        self.entries.push((Some(name), value));
    }

    pub fn was_given(&self, name: Name) -> bool {
        self.entries.iter().any(|(given, _)| *given == Some(name))
    }

    /// The value, once.
    pub fn take(&mut self, name: Name) -> Value {
        let mut entries = self.entries.iter_mut().rev();
        match entries.find(|(given, _)| *given == Some(name)) {
            Some((_, value)) => std::mem::replace(value, Value::Null),
            None => Value::Null,
        }
    }

    pub fn text(&mut self, name: Name) -> Option<String> {
        match self.take(name) {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A text that is not blank.
    pub fn filled(&mut self, name: Name) -> Option<String> {
        let text = self.text(name)?;
        if text.trim().is_empty() {
            self.refuse(name, &text, Problem::Empty);
            return None;
        }
        Some(text)
    }

    /// A number within its bounds, or one that is neither more nor less than another, so that no other fault follows
    /// from it.
    #[expect(clippy::cast_precision_loss, reason = "no default is a day long")]
    pub fn number(&mut self, name: Name, default: Millis) -> f64 {
        let Value::Number(number) = self.take(name) else {
            return default as f64;
        };
        let Some(problem) = name.kind().refuses(number) else {
            return number;
        };
        self.refuse(name, &number, problem);
        f64::NAN
    }

    /// A fault of a setting, which stands where the setting does, or last where it was not given.
    pub fn refuse(&mut self, name: Name, value: &dyn ToPlain, problem: Problem) {
        let mut entries = self.entries.iter();
        let place = entries.position(|(given, _)| *given == Some(name));
        self.insert(Fault {
            subject: Subject::Setting(name),
            setting: name.in_source(self.source).into(),
            problem,
            value: value.to_plain(),
            place: place.unwrap_or(usize::MAX),
        });
    }

    /// The source's next entry is nothing but wrong.
    pub fn stray(
        &mut self,
        subject: Subject,
        setting: String,
        value: &dyn ToPlain,
        problem: Problem,
    ) {
        let place = self.entries.len();
        self.entries.push((None, Value::Null));
        self.insert(Fault {
            subject,
            setting,
            problem,
            value: value.to_plain(),
            place,
        });
    }

    fn insert(&mut self, fault: Fault) {
        let at = self
            .faults
            .partition_point(|other| other.place <= fault.place);
        self.faults.insert(at, fault);
    }

    /// The settings, if nothing is wrong; else everything that is, in the source's order.
    pub fn finish(self, settings: Settings) -> Result<Settings, Faults> {
        if self.faults.is_empty() {
            return Ok(settings);
        }
        Err(Faults {
            source: self.source,
            list: self.faults,
        })
    }
}
