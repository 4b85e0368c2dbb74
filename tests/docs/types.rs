//! As much of TypeScript as `index.d.ts` has.

use std::collections::BTreeSet;

use crate::between;

/// A property of an interface.
pub struct Property {
    pub name: String,
    /// Its comment, on one line.
    pub comment: String,
}

/// The properties of `export interface HEADING {`, in their order.
pub fn interface(types: &str, heading: &str) -> Vec<Property> {
    let found = between(types, &format!("export interface {heading} {{\n"), "\n}\n");
    let [body] = found.as_slice() else {
        panic!("index.d.ts has {} interfaces {heading}", found.len());
    };
    let mut properties = Vec::new();
    let mut comment = String::new();
    for line in body.lines().map(str::trim) {
        if line.starts_with(['/', '*']) {
            comment += line.trim_matches(['/', '*', ' ']);
            comment += " ";
        } else if let Some((name, _)) = line.split_once(':') {
            properties.push(Property {
                name: name.trim_end_matches('?').into(),
                comment: std::mem::take(&mut comment),
            });
        }
    }
    properties
}

/// The names of those properties.
pub fn properties(types: &str, heading: &str) -> BTreeSet<String> {
    let properties = interface(types, heading).into_iter();
    properties.map(|property| property.name).collect()
}
