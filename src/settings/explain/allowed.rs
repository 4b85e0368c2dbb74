//! What may stand where something is wrong.

use super::super::fault::{Fault, Subject};
use super::super::name::{ALL, Name, Source};
use super::super::problem::Problem;
use super::super::split::has;
use crate::plain::{concat, join};

/// What may stand there instead.
pub(super) fn allowed(fault: &Fault, source: Source) -> String {
    let instance = Name::InstanceUrl.in_source(source);
    match (fault.subject, fault.problem) {
        (Subject::Whole, _) => "an object, or the adapter's text".into(),
        (Subject::Line, _) => "Name:Value".into(),
        (Subject::Message, _) => "a text".into(),
        (Subject::Unknown(parent), _) => join(&known(source, parent), ", "),
        (Subject::Setting(_), Problem::Duplicate) => "one line for each setting".into(),
        (Subject::Setting(Name::Status), Problem::MissingInstanceUrl) => concat(&[
            "another state, or beside it ",
            instance,
            " (such as https://example.my.connect.aws) or ",
            Name::LogoutUrl.in_source(source),
        ]),
        (Subject::Setting(_), Problem::MissingInstanceUrl) => concat(&[
            "an absolute http(s) URL, or a path with ",
            instance,
            " beside it",
        ]),
        (Subject::Setting(name), _) => name.allowed().into(),
    }
}

/// The names that could stand where an unknown one does: at the top, or among the parts of a setting.
pub(super) fn known(source: Source, parent: Option<Name>) -> Vec<&'static str> {
    let mut known = Vec::new();
    for name in ALL {
        let name = name.in_source(source);
        let leaf = leaf(name, parent);
        if !leaf.is_empty() && !has(leaf, '.') {
            known.push(name);
        }
    }
    known
}

/// What follows the parent in a path; nothing where the parent is another.
pub(super) fn leaf(path: &str, parent: Option<Name>) -> &str {
    let Some(parent) = parent else {
        return path;
    };
    let rest = path.strip_prefix(parent.in_source(Source::Object));
    rest.and_then(|rest| rest.strip_prefix('.')).unwrap_or("")
}
