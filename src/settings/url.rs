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

/// The same, but no address on the net that would get it unencrypted.
pub(super) fn is_private_reference(written: &str) -> bool {
    let is_local = |host: &str| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        ["localhost", "127.0.0.1", "[::1]"].contains(&name) || name.ends_with(".localhost")
    };
    is_reference(written)
        && after_scheme(written)
            .is_none_or(|rest| is_encrypted(written) || is_local(before_path(rest)))
}

/// The same address, but encrypted.
pub(super) fn encrypted(written: &str) -> Option<String> {
    let rest = after_scheme(written).filter(|_| !is_encrypted(written))?;
    let whole = format!("https://{rest}");
    is_absolute(&whole).then_some(whole)
}

fn is_encrypted(absolute: &str) -> bool {
    absolute
        .split_once("://")
        .is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("https"))
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
    let is_host = host.contains('.') && !host.contains(':');
    (is_host && is_absolute(&whole)).then_some(whole)
}

/// The address of the instance that has this page, without a slash at its end: any page on Amazon's own hosts, and the
/// CCP's on others. ("Step 4: Set up your instance", Amazon Connect's admin guide: the two domains.)
pub(super) fn instance(page: &str) -> String {
    at_amazon(page).unwrap_or_else(|| {
        let page = without_query(page);
        let instance = without_ccp(page).unwrap_or(page);
        instance.trim_end_matches('/').into()
    })
}

fn at_amazon(page: &str) -> Option<String> {
    let origin = origin(page);
    let host = origin.to_ascii_lowercase();
    if host.ends_with(".awsapps.com") {
        return Some(format!("{origin}/connect"));
    }
    host.ends_with(".connect.aws").then(|| origin.into())
}

/// The pages of an instance whose address somebody may copy: its start and the CCP in every form. `PAGES` of
/// js-shim/ccp-frame.js has them too.
const PAGES: [&str; 6] = [
    "",
    "/home",
    "/ccp",
    "/ccp-v2",
    "/agent-app",
    "/agent-app-v2",
];

/// The address of the CCP on Amazon's own hosts, if this is another page there, or lacks its `https://`.
#[must_use]
pub fn ccp_instead(written: &str) -> Option<String> {
    let lower = written.trim().to_ascii_lowercase();
    let rest = after_scheme(&lower).unwrap_or(&lower);
    let ccp = at_amazon(&format!("https://{rest}"))? + "/ccp-v2/";
    let path = &without_query(rest)[before_path(rest).len()..];
    let name = path.strip_prefix("/connect").unwrap_or(path);
    (PAGES.contains(&name) && !written.starts_with(&ccp)).then_some(ccp)
}

/// Whether this is a page of the contact control panel.
pub(super) fn is_ccp(page: &str) -> bool {
    without_ccp(without_query(page)).is_some()
}

fn without_query(page: &str) -> &str {
    let end = page.find(['?', '#']);
    page[..end.unwrap_or(page.len())].trim_end_matches('/')
}

fn without_ccp(page: &str) -> Option<&str> {
    let lower = page.to_ascii_lowercase();
    let mut names = ["/ccp", "/ccp-v2"].into_iter();
    let ccp = names.find(|name| lower.ends_with(name))?;
    let instance = &page[..page.len() - ccp.len()];
    after_scheme(instance).is_some().then_some(instance)
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
