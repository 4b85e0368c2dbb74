//! As much of a URL as a mistake in a setting shows in; the browser's parser has the last word.

/// An absolute http(s) URL with a host, and without a user's name, which `fetch` refuses.
pub(super) fn is_absolute(written: &str) -> bool {
    after_scheme(written).is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or("");
        is_clean(rest) && !host.is_empty() && !host.starts_with([':', '.']) && !host.contains('@')
    })
}

/// An absolute path on some origin.
pub(super) fn is_path(written: &str) -> bool {
    written.starts_with('/') && !written.starts_with("//") && is_clean(written)
}

/// An absolute http(s) URL, or one relative to the page. Another scheme (`javascript:`, `data:`, and `localhost:`
/// where `http://` was left out) is neither.
pub(super) fn is_reference(written: &str) -> bool {
    let before_path = written.split(['/', '?', '#']).next().unwrap_or("");
    if before_path.contains(':') {
        is_absolute(written)
    } else {
        is_clean(written)
    }
}

/// `scheme://host` of an absolute URL.
pub(super) fn origin(absolute: &str) -> &str {
    let rest = after_scheme(absolute).unwrap_or(absolute);
    let path = rest.find(['/', '?', '#']).map_or(0, |at| rest.len() - at);
    absolute.get(..absolute.len() - path).unwrap_or(absolute)
}

/// With the `https://` that was left out of something that begins like a host name.
pub(super) fn with_scheme(written: &str) -> Option<String> {
    let whole = ["https://", written].concat();
    let host = written.split('/').next().unwrap_or("");
    (host.contains('.')
        && !host.contains(':')
        && is_absolute(&whole)
        && !written.contains(['?', '#']))
    .then_some(whole)
}

/// The instance's address, where its CCP's was given.
pub(super) fn without_ccp(absolute: &str) -> Option<&str> {
    let (instance, page) = absolute.trim_end_matches('/').rsplit_once('/')?;
    (after_scheme(instance).is_some() && matches!(page, "ccp" | "ccp-v2")).then_some(instance)
}

fn after_scheme(written: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let (start, rest) = written.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// Nothing in it that a URL never has, and that a slip of the clipboard brings along.
fn is_clean(text: &str) -> bool {
    !text.contains(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\')
    })
}
