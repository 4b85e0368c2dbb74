//! What is given and what is wrong, collected while the settings are read and checked.

use super::error::{Problem, SettingError, SettingsErrors};
use super::name::{Name, Source, known, meant};
use super::typed::Millis;
use crate::plain::{concat, cut, join, quoted, shown_number};

/// A value of its setting's kind.
pub(super) enum Given {
    /// Null, or not of its kind: an error says so.
    Nothing,
    Text(String),
    List(Vec<String>),
    Number(f64),
    Bool(bool),
    /// Each follows on its own.
    Parts,
    Words(Vec<(String, String)>),
}

/// What was given, and what is wrong so far.
pub(super) struct Report {
    pub source: Source,
    /// In the source's order; no name where there is no such setting.
    entries: Vec<(Option<Name>, Given)>,
    errors: Vec<SettingError>,
    /// Each error's place in the source, in that order.
    places: Vec<usize>,
}

impl Report {
    pub fn new(source: Source) -> Self {
        Self {
            source,
            entries: Vec::new(),
            errors: Vec::new(),
            places: Vec::new(),
        }
    }

    /// The source's next entry.
    pub fn give(&mut self, name: Name, given: Given) {
        let refused = match given {
            Given::Number(number) => name.kind().refuses(number).map(|problem| (number, problem)),
            _ => None,
        };
        let Some((number, problem)) = refused else {
            self.entries.push((Some(name), given));
            return;
        };
        // Neither more nor less than another, so that no other error follows from it.
        self.entries.push((Some(name), Given::Number(f64::NAN)));
        self.add(name, shown_number(number), problem);
    }

    pub fn was_given(&self, name: Name) -> bool {
        self.entries.iter().any(|(given, _)| *given == Some(name))
    }

    /// The value, once.
    pub fn take(&mut self, name: Name) -> Given {
        let mut entries = self.entries.iter_mut().rev();
        match entries.find(|(given, _)| *given == Some(name)) {
            Some((_, given)) => std::mem::replace(given, Given::Nothing),
            None => Given::Nothing,
        }
    }

    pub fn text(&mut self, name: Name) -> Option<String> {
        match self.take(name) {
            Given::Text(text) => Some(text),
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

    #[expect(clippy::cast_precision_loss, reason = "no default is a day long")]
    pub fn number(&mut self, name: Name, default: Millis) -> f64 {
        match self.take(name) {
            Given::Number(number) => number,
            _ => default as f64,
        }
    }

    /// An error about a setting, which stands where the setting does, or last where it was not given.
    pub fn add(&mut self, name: Name, value: String, problem: Problem) -> &mut SettingError {
        let mut entries = self.entries.iter();
        let place = entries.position(|(given, _)| *given == Some(name));
        let setting = name.in_source(self.source);
        let place = place.unwrap_or(usize::MAX);
        self.insert(place, setting, value, problem, name.allowed())
    }

    /// The same about a text.
    pub fn refuse(&mut self, name: Name, text: &str, problem: Problem) -> &mut SettingError {
        self.add(name, quoted(text), problem)
    }

    /// The source's next entry is no setting; `parent` is the path before it (`keeper.`), empty at the top.
    pub fn unknown(&mut self, parent: &str, written: &str, value: String) {
        let path = concat(&[parent, written]);
        let known = join(&known(self.source, parent), ", ");
        let meant = meant(written, self.source, parent);
        let error = self.stray(&path, value, Problem::Unknown, &known);
        error.did_you_mean = meant.map(Into::into);
    }

    /// The source's next entry is nothing but wrong.
    pub fn stray(
        &mut self,
        setting: &str,
        value: String,
        problem: Problem,
        allowed: &str,
    ) -> &mut SettingError {
        let place = self.entries.len();
        self.entries.push((None, Given::Nothing));
        self.insert(place, setting, value, problem, allowed)
    }

    fn insert(
        &mut self,
        place: usize,
        setting: &str,
        value: String,
        problem: Problem,
        allowed: &str,
    ) -> &mut SettingError {
        let error = SettingError {
            setting: setting.into(),
            value: cut(value),
            problem,
            allowed: allowed.into(),
            did_you_mean: None,
        };
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
