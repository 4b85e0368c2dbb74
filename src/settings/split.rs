//! Where a part of a text ends. Three functions for all: std's searchers are made anew for every pattern, and for a single
//! character bring along a search that is made for long texts.

/// What stands before the first such character, and the rest.
pub(super) fn split(text: &str, is_end: fn(char) -> bool) -> (&str, &str) {
    let end = text.find(is_end).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// What stands before the first of these characters and after it, if it is there.
pub(super) fn split_once(text: &str, at: char) -> Option<(&str, &str)> {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == at {
            let after = rest.as_str();
            let end = text.len() - after.len() - at.len_utf8();
            return Some((text.get(..end)?, after));
        }
    }
    None
}

/// What stands between these characters.
pub(super) fn parts(mut text: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    while let Some((part, rest)) = split_once(text, at) {
        parts.push(part);
        text = rest;
    }
    parts.push(text);
    parts
}

/// Whether it is in there.
pub(super) fn has(text: &str, c: char) -> bool {
    split_once(text, c).is_some()
}
