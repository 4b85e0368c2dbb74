//! As much of a URL as a mistake in a setting shows in; the browser's parser has the last word.

/// An absolute http(s) URL with a host, and without a user's name, which `fetch` refuses.
pub(super) fn is_absolute(written: &str) -> bool {
    after_scheme(written).is_some_and(|rest| {
        let host = before_path(rest);
        is_clean(rest) && !host.is_empty() && !host.starts_with([':', '.']) && !host.contains('@')
    })
}

/// An absolute path on some origin.
pub(super) fn is_path(written: &str) -> bool {
    written.starts_with('/') && !written.starts_with("//") && is_clean(written)
}

/// An absolute http(s) URL, or one relative to the page. Another scheme (`javascript:`, `data:`, and `localhost:`
/// if `http://` was left out) is neither.
pub(super) fn is_reference(written: &str) -> bool {
    if before_path(written).contains(':') {
        is_absolute(written)
    } else {
        is_clean(written)
    }
}

pub(super) fn has_query(written: &str) -> bool {
    written.contains(['?', '#'])
}

/// `scheme://host` of an absolute URL.
pub(super) fn origin(absolute: &str) -> &str {
    let rest = after_scheme(absolute).unwrap_or("");
    let path = rest.len() - before_path(rest).len();
    &absolute[..absolute.len() - path]
}

/// With the `https://` that was left out of something that starts like a host name.
pub(super) fn with_scheme(written: &str) -> Option<String> {
    let whole = format!("https://{written}");
    let host = before_path(written);
    let is_host = host.contains('.') && !host.contains(':') && !has_query(written);
    (is_host && is_absolute(&whole)).then_some(whole)
}

/// The instance's address, if its CCP's was given.
pub(super) fn without_ccp(absolute: &str) -> Option<&str> {
    let page = absolute.trim_end_matches('/');
    let instance = page
        .strip_suffix("/ccp")
        .or_else(|| page.strip_suffix("/ccp-v2"));
    instance.filter(|instance| after_scheme(instance).is_some())
}

fn after_scheme(written: &str) -> Option<&str> {
    let (scheme, rest) = written.split_once("://")?;
    let is_http = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    is_http.then_some(rest)
}

fn before_path(text: &str) -> &str {
    let end = text.find(['/', '?', '#']);
    &text[..end.unwrap_or(text.len())]
}

/// Nothing in it that a URL never has, and that a slip of the clipboard brings along.
fn is_clean(text: &str) -> bool {
    !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\".contains(c))
}
