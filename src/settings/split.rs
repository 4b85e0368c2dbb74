//! Where a part of a text ends. One function for all: std's searchers are made anew for every pattern.

/// What stands before the first such character, and the rest.
pub(super) fn split(text: &str, is_end: fn(char) -> bool) -> (&str, &str) {
    let end = text.find(is_end).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}
