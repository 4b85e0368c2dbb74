//! As much of a URL as a mistake in a setting shows in; the browser's parser has the last word.

use super::split::{has, split, split_once};
use crate::plain::concat;

/// An absolute http(s) URL with a host, and without a user's name, which `fetch` refuses.
pub(super) fn is_absolute(written: &str) -> bool {
    after_scheme(written).is_some_and(|rest| {
        let host = before_path(rest);
        is_clean(rest)
            && !matches!(host.bytes().next(), None | Some(b':' | b'.'))
            && !has(host, '@')
    })
}

/// An absolute path on some origin.
pub(super) fn is_path(written: &str) -> bool {
    written.starts_with('/') && !written.starts_with("//") && is_clean(written)
}

/// An absolute http(s) URL, or one relative to the page. Another scheme (`javascript:`, `data:`, and `localhost:`
/// where `http://` was left out) is neither.
pub(super) fn is_reference(written: &str) -> bool {
    if has(before_path(written), ':') {
        is_absolute(written)
    } else {
        is_clean(written)
    }
}

pub(super) fn has_query(written: &str) -> bool {
    !split(written, |c| matches!(c, '?' | '#')).1.is_empty()
}

/// `scheme://host` of an absolute URL.
pub(super) fn origin(absolute: &str) -> &str {
    let rest = after_scheme(absolute).unwrap_or("");
    let path = rest.len() - before_path(rest).len();
    absolute.get(..absolute.len() - path).unwrap_or(absolute)
}

/// With the `https://` that was left out of something that begins like a host name.
pub(super) fn with_scheme(written: &str) -> Option<String> {
    let whole = concat(&["https://", written]);
    let host = before_path(written);
    (has(host, '.') && !has(host, ':') && !has_query(written) && is_absolute(&whole))
        .then_some(whole)
}

/// The instance's address, where its CCP's was given.
pub(super) fn without_ccp(absolute: &str) -> Option<&str> {
    let page = without_slash(absolute);
    let instance = page
        .strip_suffix("/ccp")
        .or_else(|| page.strip_suffix("/ccp-v2"));
    instance.filter(|instance| after_scheme(instance).is_some())
}

pub(super) fn without_slash(written: &str) -> &str {
    match written.strip_suffix('/') {
        Some(shorter) => without_slash(shorter),
        None => written,
    }
}

fn after_scheme(written: &str) -> Option<&str> {
    let (scheme, rest) = split_once(written, ':')?;
    let is_http = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    rest.strip_prefix("//").filter(|_| is_http)
}

fn before_path(text: &str) -> &str {
    split(text, |c| matches!(c, '/' | '?' | '#')).0
}

/// Nothing in it that a URL never has, and that a slip of the clipboard brings along.
fn is_clean(text: &str) -> bool {
    let is_foul =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\');
    split(text, is_foul).1.is_empty()
}
