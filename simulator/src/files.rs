//! Static files: the mounts, the Streams release, and the pages that are compiled in.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::options::Mount;
use crate::shared::Shared;

/// Where every host has the Streams release.
pub(crate) const STREAMS: &str = "/streams/connect-streams.js";

/// The Streams release. It never changes while the process lives, so browsers may keep it: it is large.
pub(crate) fn streams(shared: &Shared) -> Response {
    let headers = [
        (header::CONTENT_TYPE, mime("x.js")),
        (header::CACHE_CONTROL, "max-age=86400, immutable"),
    ];
    (headers, shared.streams()).into_response()
}

/// A page's part that is compiled in.
pub(crate) fn embedded(name: &str, text: &'static str) -> Response {
    (
        [
            (header::CONTENT_TYPE, mime(name)),
            (header::CACHE_CONTROL, "no-store"),
        ],
        text,
    )
        .into_response()
}

/// Waits for as long as was ordered for files of such a path.
pub(crate) async fn delay(shared: &Shared, path: &str) {
    let delay = shared.read(|instance| {
        instance
            .delays
            .iter()
            .filter(|delay| path.starts_with(&delay.path))
            .map(|delay| delay.ms)
            .max()
    });
    if let Some(ms) = delay {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

/// The file that the mounts have for this host and path, after the delay that was ordered for it.
pub(crate) async fn serve(shared: &Shared, host: &str, method: &Method, path: &str) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, "only GET here\n").into_response();
    }
    delay(shared, path).await;
    let Some(file) = find(shared.mounts(), host, path) else {
        return (
            StatusCode::NOT_FOUND,
            format!("no mount of host {host} has {path}\n"),
        )
            .into_response();
    };
    let file = if tokio::fs::metadata(&file)
        .await
        .is_ok_and(|data| data.is_dir())
    {
        file.join("index.html")
    } else {
        file
    };
    match tokio::fs::read(&file).await {
        Ok(bytes) => {
            let name = file
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            (
                [
                    (header::CONTENT_TYPE, mime(name)),
                    (header::CACHE_CONTROL, "no-store"),
                ],
                bytes,
            )
                .into_response()
        }
        Err(error) => (
            StatusCode::NOT_FOUND,
            format!("{path} of host {host} is {}: {error}\n", file.display()),
        )
            .into_response(),
    }
}

/// The longest prefix wins; of equal ones that of the named host.
fn find(mounts: &[Mount], host: &str, path: &str) -> Option<PathBuf> {
    let fits = |mount: &&Mount| {
        (mount.host == "*" || mount.host == host) && below(path, &mount.prefix).is_some()
    };
    let mount = mounts
        .iter()
        .filter(fits)
        .max_by_key(|mount| (mount.prefix.len(), mount.host != "*"))?;
    let rest = decode(below(path, &mount.prefix)?)?;
    let rest = Path::new(rest.trim_start_matches('/'));
    // Only plain names may follow: nothing above the mount is ever served.
    rest.components()
        .all(|part| matches!(part, Component::Normal(_)))
        .then(|| {
            if rest.as_os_str().is_empty() {
                mount.path.clone()
            } else {
                mount.path.join(rest)
            }
        })
}

/// The part of a path below a prefix; `/pkg` covers `/pkg` and `/pkg/x`, not `/pkgs`.
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(prefix)?;
    (prefix.ends_with('/') || rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Percent-decoding; none for what is not UTF-8 or carries a NUL.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
            let value = digit(rest.next())? * 16 + digit(rest.next())?;
            bytes.push(u8::try_from(value).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
}

fn mime(name: &str) -> &'static str {
    match Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map" | "webmanifest") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md" | "ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Text for use in HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mounts() -> Vec<Mount> {
        [
            ("app", "/", "site"),
            ("*", "/pkg/", "pkg"),
            ("app", "/pkg/deep/", "deep"),
            ("*", "/one.js", "some/one.js"),
        ]
        .map(|(host, prefix, path)| Mount::new(host, prefix, path).unwrap())
        .to_vec()
    }

    #[test]
    fn the_longest_prefix_wins() {
        for (host, path, file) in [
            ("app.localhost", "/a/b.js", Some("site/a/b.js")),
            ("app.localhost", "/", Some("site")),
            ("app.localhost", "/pkg/x.wasm", Some("pkg/x.wasm")),
            ("app.localhost", "/pkg/deep/x", Some("deep/x")),
            ("lib.app.localhost", "/pkg/deep/x", Some("pkg/deep/x")),
            ("lib.app.localhost", "/a", None),
            ("ccp.localhost", "/one.js", Some("some/one.js")),
            ("ccp.localhost", "/one.jsx", None),
        ] {
            assert_eq!(
                find(&mounts(), host, path),
                file.map(PathBuf::from),
                "{host} {path}"
            );
        }
    }

    #[test]
    fn nothing_above_a_mount_is_served() {
        for path in [
            "/../secret",
            "/a/../../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/%00",
            "/%zz",
            "/a/%2e%2e/%2e%2e/x",
        ] {
            assert_eq!(find(&mounts(), "app.localhost", path), None, "{path}");
        }
        assert_eq!(
            find(&mounts(), "app.localhost", "/a%20b"),
            Some("site/a b".into())
        );
    }
}
