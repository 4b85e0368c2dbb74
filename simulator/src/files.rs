//! Static files: the mounts, the Streams release, and the pages that are compiled in.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tower_http::services::{ServeDir, ServeFile};

use crate::options::Mount;
use crate::shared::Shared;

/// The path of the Streams release, on every host.
pub(crate) const STREAMS: &str = "/streams/connect-streams.js";

pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(crate) const STYLE: &str = "text/css; charset=utf-8";

/// A page's part that is compiled in.
pub(crate) fn embedded(content_type: &'static str, text: impl IntoResponse) -> Response {
    uncached(([(header::CONTENT_TYPE, content_type)], text).into_response())
}

/// The Streams release never changes while the process lives and is large, so browsers may keep it.
pub(crate) async fn kept(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("max-age=86400, immutable"),
    );
    response
}

fn uncached(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The frames in a page learn its whole address, so that a CCP can say which page is around it.
fn frank(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("unsafe-url"),
    );
    response
}

/// Waits for the longest delay that is ordered for files of such a path.
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

/// The file that the mounts have for this host and path, after the delay that is ordered for it.
pub(crate) async fn serve(shared: &Shared, host: &str, mut request: Request) -> Response {
    let path = request.uri().path().to_owned();
    delay(shared, &path).await;
    let missing = |why: &str| {
        let text = format!("host {host} has no file at {path}: {why}\n");
        (StatusCode::NOT_FOUND, text).into_response()
    };
    let Some((mount, rest)) = find(shared.mounts(), host, &path) else {
        return missing("no mount covers it");
    };
    let served = if mount.path.is_dir() {
        let Ok(below_mount) = Uri::try_from(format!("/{}", rest.trim_start_matches('/'))) else {
            return missing("it is not a path");
        };
        *request.uri_mut() = below_mount;
        let prefix = mount.prefix.trim_end_matches('/');
        let mut directory = ServeDir::new(&mount.path).redirect_path_prefix(prefix);
        directory.try_call(request).await
    } else {
        ServeFile::new(&mount.path).try_call(request).await
    };
    let why = format!("it is not in {}", mount.path.display());
    match served {
        Ok(answer) if answer.status() == StatusCode::NOT_FOUND => missing(&why),
        Ok(answer) => frank(uncached(answer.map(Body::new))),
        Err(error) => missing(&format!("{}: {error}", mount.path.display())),
    }
}

/// The mount with the longest prefix, a named host's before one of all hosts, and the path's part below it.
fn find<'a>(mounts: &'a [Mount], host: &str, path: &'a str) -> Option<(&'a Mount, &'a str)> {
    mounts
        .iter()
        .filter(|mount| mount.host == "*" || mount.host == host)
        .filter_map(|mount| Some((mount, below(path, &mount.prefix)?)))
        .max_by_key(|(mount, _)| (mount.prefix.len(), mount.host != "*"))
}

/// The part of a path below a prefix; `/pkg` covers `/pkg` and `/pkg/x`, not `/pkgs`.
fn below<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(prefix)?;
    (prefix.ends_with('/') || rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_wins() {
        let mounts = [
            ("app", "/", "site"),
            ("*", "/pkg/", "pkg"),
            ("app", "/pkg/deep/", "deep"),
            ("*", "/one.js", "some/one.js"),
        ]
        .map(|(host, prefix, path)| Mount::new(host, prefix, path).unwrap());
        for (host, path, found) in [
            ("app.localhost", "/a/b.js", Some(("site", "a/b.js"))),
            ("app.localhost", "/", Some(("site", ""))),
            ("app.localhost", "/pkg/x.wasm", Some(("pkg", "x.wasm"))),
            ("app.localhost", "/pkg/deep/x", Some(("deep", "x"))),
            ("lib.app.localhost", "/pkg/deep/x", Some(("pkg", "deep/x"))),
            ("lib.app.localhost", "/a", None),
            ("ccp.localhost", "/one.js", Some(("some/one.js", ""))),
            ("ccp.localhost", "/one.jsx", None),
        ] {
            let mount = find(&mounts, host, path);
            let mount = mount.map(|(mount, rest)| (mount.path.to_str().unwrap(), rest));
            assert_eq!(mount, found, "{host} {path}");
        }
    }
}
