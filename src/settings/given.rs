//! What was given and what is wrong with it, collected while settings are read and checked.

use super::error::{SettingErrorCode as Code, SettingsErrors};
use super::explain::{Mistake, Subject};
use super::table::{Kind, Setting, Source};
use super::typed::Settings;
use super::value::Value;
use crate::domain::look::{plain, visible};

/// What was given, and what is wrong so far.
pub(super) struct Given {
    pub source: Source,
    /// In the source's order: which setting, and its value unless that is wrong already.
    entries: Vec<(Option<Setting>, Option<Value>)>,
    /// Each with the place of its entry, in the order of those.
    mistakes: Vec<(usize, Mistake)>,
}

impl Given {
    pub fn new(source: Source) -> Self {
        Self {
            source,
            entries: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    /// Takes the source's next entry: a value of the setting's kind, or none if it is wrong, which the caller refuses.
    pub fn give(&mut self, setting: Setting, value: Option<Value>) {
        self.entries.push((Some(setting), value));
    }

    pub fn was_given(&self, setting: Setting) -> bool {
        self.place(setting).is_some()
    }

    /// The setting's value: what was given, else its default; none if the given one is wrong.
    pub fn value(&self, setting: Setting) -> Option<Value> {
        match self.place(setting) {
            Some(place) => self.entries[place].1.clone(),
            None => setting.default_value(),
        }
    }

    pub fn text(&self, setting: Setting) -> Option<String> {
        match self.value(setting)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// A text that is not blank, without what nobody sees in it.
    pub fn filled(&mut self, setting: Setting) -> Option<String> {
        let text = self.text(setting)?;
        let seen = visible(&text);
        if seen.trim().is_empty() {
            self.refuse(setting, text.as_str(), Code::Empty);
            return None;
        }
        Some(seen)
    }

    /// A URL: it has nothing but what a keyboard types.
    pub fn url(&mut self, setting: Setting) -> Option<String> {
        let text = self.filled(setting)?;
        Some(plain(&text).trim().into())
    }

    /// A number within its bounds, or NaN: neither more nor less than another, so that no other mistake follows.
    pub fn number(&mut self, setting: Setting) -> f64 {
        let Some(Value::Number(number)) = self.value(setting) else {
            return f64::NAN;
        };
        let value = number.value;
        let Some(code) = out_of_bounds(setting.row().kind, value) else {
            return value;
        };
        self.refuse(setting, number, code);
        f64::NAN
    }

    /// Refuses a setting's value. The mistake stands where the setting does, or last if it was not given.
    pub fn refuse(&mut self, setting: Setting, value: impl Into<Value>, code: Code) {
        let place = self.place(setting).unwrap_or(usize::MAX);
        let mistake = Mistake {
            subject: Subject::Setting(setting),
            name: setting.name(self.source).into(),
            value: value.into(),
            code,
        };
        self.insert(place, mistake);
    }

    /// Takes the source's next entry, which is nothing but wrong.
    pub fn stray(&mut self, mistake: Mistake) {
        self.insert(self.entries.len(), mistake);
        self.entries.push((None, None));
    }

    fn insert(&mut self, place: usize, mistake: Mistake) {
        let at = self.mistakes.partition_point(|(other, _)| *other <= place);
        self.mistakes.insert(at, (place, mistake));
    }

    /// The settings if nothing is wrong, else everything that is, in the source's order.
    pub fn finish(self, settings: Settings) -> Result<Settings, SettingsErrors> {
        if self.mistakes.is_empty() {
            return Ok(settings);
        }
        let mistakes = self.mistakes.into_iter();
        let errors = mistakes.map(|(_, mistake)| mistake.explained(self.source));
        Err(SettingsErrors(errors.collect()))
    }

    fn place(&self, setting: Setting) -> Option<usize> {
        let mut entries = self.entries.iter();
        entries.position(|(given, _)| *given == Some(setting))
    }
}

fn out_of_bounds(kind: Kind, number: f64) -> Option<Code> {
    let Kind::Number { least, most, whole } = kind else {
        return None;
    };
    if !number.is_finite() {
        Some(Code::NotFinite)
    } else if number < 0.0 {
        Some(Code::Negative)
    } else if whole && number.fract() != 0.0 {
        Some(Code::NotWhole)
    } else if number < least.into() {
        Some(Code::TooSmall)
    } else if number > most.into() {
        Some(Code::TooBig)
    } else {
        None
    }
}
