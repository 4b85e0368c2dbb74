//! Collects what is given and what is wrong while the settings are read and checked.

use super::error::{Problem, SettingError, SettingsErrors};
use super::name::{Name, Source, known, meant};
use super::typed::Millis;
use super::value::{Value, cut, quoted};

/// What was given, and what is wrong so far.
pub(super) struct Report {
    pub source: Source,
    /// In the source's order: the setting, if it is one, and its value, undefined where it is of the wrong type.
    given: Vec<(Option<Name>, Value)>,
    errors: Vec<SettingError>,
    /// Each error's place in the source, in that order.
    places: Vec<usize>,
}

impl Report {
    pub fn new(source: Source) -> Self {
        Self {
            source,
            given: Vec::new(),
            errors: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The source's next entry is a setting; its value is of the right type, or undefined.
    pub fn give(&mut self, name: Name, value: Value) {
        let refused = match value {
            Value::Number(number) => name.kind().refuses(number),
            _ => None,
        };
        let Some(problem) = refused else {
            self.given.push((Some(name), value));
            return;
        };
        // Neither more nor less than another, so that no other error follows from this.
        self.given.push((Some(name), Value::Number(f64::NAN)));
        self.add(name, value.shown(), problem);
    }

    pub fn was_given(&self, name: Name) -> bool {
        self.given.iter().any(|(given, _)| *given == Some(name))
    }

    /// The value, once; undefined where there is none.
    pub fn take(&mut self, name: Name) -> Value {
        let mut given = self.given.iter_mut().rev();
        match given.find(|(given, _)| *given == Some(name)) {
            Some((_, value)) => std::mem::replace(value, Value::Undefined),
            None => Value::Undefined,
        }
    }

    pub fn text(&mut self, name: Name) -> Option<String> {
        match self.take(name) {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "no default is a day long")]
    pub fn number(&mut self, name: Name, default: Millis) -> f64 {
        match self.take(name) {
            Value::Number(number) => number,
            _ => default as f64,
        }
    }

    /// An error about a setting, which stands where the setting does, or last where it was not given.
    pub fn add(&mut self, name: Name, value: String, problem: Problem) -> &mut SettingError {
        let place = self
            .given
            .iter()
            .position(|(given, _)| *given == Some(name));
        let error = SettingError {
            setting: name.in_source(self.source).into(),
            value,
            problem,
            allowed: name.allowed().into(),
            did_you_mean: None,
        };
        self.insert(place.unwrap_or(usize::MAX), error)
    }

    /// The same about a text.
    pub fn refuse(&mut self, name: Name, text: &str, problem: Problem) -> &mut SettingError {
        self.add(name, quoted(text), problem)
    }

    /// The source's next entry is no setting; `parent` is the path before it (`keeper.`), empty at the top.
    pub fn unknown(&mut self, parent: &str, written: &str, value: String) {
        self.stray(SettingError {
            setting: [parent, written].concat(),
            value,
            problem: Problem::Unknown,
            allowed: known(self.source, parent).join(", "),
            did_you_mean: meant(written, self.source, parent).map(Into::into),
        });
    }

    /// The source's next entry is nothing but wrong.
    pub fn stray(&mut self, error: SettingError) {
        let place = self.given.len();
        self.given.push((None, Value::Undefined));
        self.insert(place, error);
    }

    fn insert(&mut self, place: usize, mut error: SettingError) -> &mut SettingError {
        error.value = cut(error.value);
        let at = self.places.partition_point(|other| *other <= place);
        self.places.insert(at, place);
        self.errors.insert(at, error);
        &mut self.errors[at]
    }

    /// The settings, if nothing is wrong; else everything that is, in the source's order.
    pub fn finish<T>(self, settings: T) -> Result<T, SettingsErrors> {
        if self.errors.is_empty() {
            return Ok(settings);
        }
        Err(SettingsErrors(self.errors))
    }
}
