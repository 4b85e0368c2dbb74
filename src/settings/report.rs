//! Collects what is wrong while the settings are read and checked.

use super::error::{Problem, SettingError, SettingsErrors};
use super::name::{Name, Source, known, meant};
use super::value::{cut, quoted};

/// What is wrong so far, and what was given where.
pub(super) struct Report {
    pub source: Source,
    /// The names in the order in which they stand in the source; none for one that is not known.
    given: Vec<Option<Name>>,
    /// Each error with its place in the source, in that order.
    errors: Vec<(usize, SettingError)>,
}

impl Report {
    pub fn new(source: Source) -> Self {
        Self {
            source,
            given: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Goes on to the source's next entry.
    pub fn next(&mut self, name: Option<Name>) {
        self.given.push(name);
    }

    pub fn was_given(&self, name: Name) -> bool {
        self.given.contains(&Some(name))
    }

    /// A string as this source writes it.
    pub fn as_written(&self, text: &str) -> String {
        match self.source {
            Source::Object => quoted(text),
            Source::Text => text.into(),
        }
    }

    pub fn add(&mut self, name: Name, value: String, problem: Problem) {
        self.add_near(name, value, problem, None);
    }

    pub fn add_near(&mut self, name: Name, value: String, problem: Problem, near: Option<&str>) {
        let setting = name.in_source(self.source).into();
        let allowed = match problem {
            Problem::MissingInstanceUrl => self.where_to_log_out(name),
            Problem::Duplicate => "one line for each setting".into(),
            _ => name.allowed().into(),
        };
        let place = match problem {
            Problem::Duplicate => self.given.len().saturating_sub(1),
            _ => self
                .given
                .iter()
                .position(|given| *given == Some(name))
                .unwrap_or(usize::MAX),
        };
        let did_you_mean = near.map(Into::into);
        self.push(
            place,
            SettingError {
                setting,
                value,
                problem,
                allowed,
                did_you_mean,
            },
        );
    }

    /// The entry begun last is no setting; `parent` is the path before it (`keeper.`), empty at the top.
    pub fn unknown(&mut self, parent: &str, written: &str, value: String) {
        let setting = [parent, written].concat();
        let allowed: Vec<&str> = known(self.source, parent).collect();
        let allowed = allowed.join(", ");
        let did_you_mean = meant(written, self.source, parent).map(Into::into);
        self.here(SettingError {
            setting,
            value,
            problem: Problem::Unknown,
            allowed,
            did_you_mean,
        });
    }

    /// An error about the entry begun last, which has no known name.
    pub fn here(&mut self, error: SettingError) {
        self.push(self.given.len().saturating_sub(1), error);
    }

    fn push(&mut self, place: usize, mut error: SettingError) {
        error.value = cut(error.value);
        let at = self.errors.partition_point(|(other, _)| *other <= place);
        self.errors.insert(at, (place, error));
    }

    /// The settings, if nothing is wrong; else everything that is, in the source's order.
    pub fn finish<T>(self, settings: T) -> Result<T, SettingsErrors> {
        if self.errors.is_empty() {
            return Ok(settings);
        }
        Err(SettingsErrors(
            self.errors.into_iter().map(|(_, error)| error).collect(),
        ))
    }

    fn where_to_log_out(&self, name: Name) -> String {
        let instance = Name::InstanceUrl.in_source(self.source);
        let logout = Name::LogoutUrl.in_source(self.source);
        if name == Name::LogoutUrl {
            return [
                "an absolute http(s) URL, or a path with ",
                instance,
                " beside it",
            ]
            .concat();
        }
        let example = " (such as https://example.my.connect.aws) or ";
        ["another state, or beside it ", instance, example, logout].concat()
    }
}
