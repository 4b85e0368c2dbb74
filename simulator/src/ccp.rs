//! The contact control panel's host: its page, its worker, its login, and the API behind them.
//!
//! The server has one login session for all browsers: a logout in one browser ends it for all.

use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::json;

use crate::api::{self, Logged, Met};
use crate::clock::now_ms;
use crate::connection::Peer;
use crate::hosts::Origins;
use crate::instance::Instance;
use crate::shared::Shared;
use crate::{control, files, socket};

const HOME: &str = "/ccp-v2/";
const BODY_AT_MOST: usize = 4 * 1024 * 1024;
/// The worker asks for a new token when less than half an hour is left.
const TOKEN_LIFETIME_MS: u64 = 24 * 60 * 60 * 1000;

/// Answers a request to the CCP's host, or hands it back for the mounts. The paths under `/connect` are those of an
/// instance on the older `*.awsapps.com` domain.
pub(crate) async fn answer(
    shared: &Shared,
    peer: &Peer,
    request: Request,
) -> Result<Response, Request> {
    let path = request.uri().path();
    let path = path
        .strip_prefix("/connect/")
        .map_or_else(|| path.to_owned(), |rest| format!("/{rest}"));
    let method = request.method().clone();
    if path.starts_with(HOME) {
        files::delay(shared, &path).await;
    }
    Ok(match (method, path.trim_end_matches('/')) {
        (Method::GET, "" | "/ccp-v2" | "/ccp") => page(shared),
        (Method::GET, "/ccp-v2/ccp.js") => {
            files::embedded(files::SCRIPT, include_str!("pages/ccp.js"))
        }
        (Method::GET, "/ccp-v2/telephone.js") => {
            files::embedded(files::SCRIPT, include_str!("pages/telephone.js"))
        }
        (Method::GET, "/ccp-v2/activity.js") => {
            files::embedded(files::SCRIPT, include_str!("pages/activity.js"))
        }
        (Method::GET, "/ccp-v2/resiliency.js") => {
            files::embedded(files::SCRIPT, include_str!("pages/resiliency.js"))
        }
        (Method::GET, "/ccp-v2/resiliency") => {
            axum::Json(shared.read(|instance| instance.resiliency.clone())).into_response()
        }
        (Method::GET, "/ccp-v2/ccp.css") => {
            files::embedded(files::STYLE, include_str!("pages/ccp.css"))
        }
        (Method::GET, "/ccp-v2/worker.js") => files::embedded(files::SCRIPT, worker(shared)),
        // Kept, so that a ring needs no connection of its own.
        (Method::GET, "/ccp-v2/ringtone.wav") => {
            let ringtone = include_bytes!("pages/ringtone.wav");
            files::kept(([(header::CONTENT_TYPE, "audio/wav")], ringtone).into_response()).await
        }
        (Method::GET, "/login") if shared.read(Instance::has_session) => {
            Redirect::to(HOME).into_response()
        }
        (Method::GET, "/request-storage-access" | "/ccp-v2/request-storage-access") => {
            storage_page(shared)
        }
        (Method::POST, "/request-storage-access") => {
            shared.change(|instance| instance.page.storage = true);
            StatusCode::NO_CONTENT.into_response()
        }
        (Method::GET, "/login") => login_page(shared),
        (Method::POST, "/login") => {
            let logged = Logged::new(shared, peer, request.headers(), "POST", "Login");
            shared.change(|instance| instance.set_signed_in(true));
            logged.handle().applied();
            logged.finish(Redirect::to(HOME).into_response())
        }
        (Method::GET, "/logout") => logout(shared, peer, request.headers()).await,
        (Method::GET, "/auth/authorize") => authorize(shared, peer, request.headers()).await,
        (Method::POST, "/api") => match body(request).await {
            Ok((headers, body)) => api::answer(shared.clone(), peer.clone(), &headers, body).await,
            Err(refused) => refused,
        },
        // Streams looks for Voice ID and the like here; the simulated instance has no integrations.
        (Method::POST, "/agent-app/api") => {
            axum::Json(json!({ "IntegrationAssociationSummaryList": [] })).into_response()
        }
        (Method::GET, "/socket") => open_socket(peer, request).await,
        _ => return Err(request),
    })
}

fn page(shared: &Shared) -> Response {
    let (has_session, token) = shared.read(|instance| (instance.has_session(), instance.token()));
    if !has_session {
        return Redirect::to("/login").into_response();
    }
    let (frame, unload, resiliency) = shared.change(|instance| {
        (
            instance.open_frame(),
            instance.page.unload,
            instance.resiliency.clone(),
        )
    });
    // The page hands the first two to connect.core.initSharedWorker.
    let session = json!({
        "authToken": token,
        "authTokenExpiration": now_ms() + TOKEN_LIFETIME_MS,
        "frame": frame,
        "notes": notes(shared),
        "unload": unload,
        "resiliency": resiliency,
    });
    let page = include_str!("pages/ccp.html")
        .replace("{{frame}}", &frame)
        .replace("{{session}}", &session.to_string());
    let mut response = no_store(Html(page));
    if !unload {
        let none = HeaderValue::from_static("unload=()");
        response.headers_mut().insert("permissions-policy", none);
    }
    response
}

fn worker(shared: &Shared) -> String {
    include_str!("pages/worker.js").replace("{{notes}}", &notes(shared))
}

/// The notes' address.
fn notes(shared: &Shared) -> String {
    let Origins { port, .. } = shared.origins();
    format!("http://127.0.0.1:{port}{}", control::NOTES)
}

fn login_page(shared: &Shared) -> Response {
    let (name, by_itself) =
        shared.read(|instance| (instance.next_user().name.clone(), instance.single_sign_on));
    let provider = by_itself.then(|| shared.origins().provider());
    no_store(Html(
        include_str!("pages/login.html")
            .replace("{{name}}", &escape(&name))
            .replace("{{provider}}", &provider.unwrap_or_default()),
    ))
}

/// The page that Streams loads before the CCP, to ask for storage access.
fn storage_page(shared: &Shared) -> Response {
    let has_access = shared.read(|instance| instance.page.storage);
    no_store(Html(
        include_str!("pages/storage.html").replace("{{has_access}}", &has_access.to_string()),
    ))
}

/// The identity provider's page.
pub(crate) fn provider_page(shared: &Shared) -> Response {
    let login = format!("{}/login", shared.origins().ccp);
    no_store(Html(
        include_str!("pages/provider.html").replace("{{login}}", &login),
    ))
}

/// Ends the login session; the agent's state stays as it is.
async fn logout(shared: &Shared, peer: &Peer, headers: &HeaderMap) -> Response {
    let logged = Logged::new(shared, peer, headers, "GET", "Logout");
    if let Met::Lost { fault } = meet(shared, peer, &logged, "Logout").await {
        if fault.applied {
            shared.change(|instance| instance.set_signed_in(false));
            logged.handle().applied();
        }
        return logged.finish(api::fail(peer, &fault).await);
    }
    shared.change(|instance| instance.set_signed_in(false));
    logged.handle().applied();
    logged.finish(Redirect::to("/login").into_response())
}

/// Renews the session's token, as long as there is a session.
async fn authorize(shared: &Shared, peer: &Peer, headers: &HeaderMap) -> Response {
    let logged = Logged::new(shared, peer, headers, "GET", "Authorize");
    if let Met::Lost { fault } = meet(shared, peer, &logged, "Authorize").await {
        return logged.finish(api::fail(peer, &fault).await);
    }
    let (signed_in, token) = shared.read(|instance| (instance.signed_in, instance.token()));
    logged.finish(if signed_in {
        axum::Json(json!({ "accessToken": token, "expiration": now_ms() + TOKEN_LIFETIME_MS }))
            .into_response()
    } else {
        (
            StatusCode::UNAUTHORIZED,
            axum::Json(json!({ "message": "the session has ended" })),
        )
            .into_response()
    })
}

async fn meet(shared: &Shared, peer: &Peer, logged: &Logged, operation: &str) -> Met {
    let met = api::meet_fault(shared, peer, logged, operation);
    if let Met::Nothing { late } = &met {
        tokio::time::sleep(*late).await;
    }
    met
}

async fn body(request: Request) -> Result<(HeaderMap, axum::body::Bytes), Response> {
    let (parts, body) = request.into_parts();
    match to_bytes(body, BODY_AT_MOST).await {
        Ok(bytes) => Ok((parts.headers, bytes)),
        Err(error) => Err((StatusCode::BAD_REQUEST, error.to_string()).into_response()),
    }
}

async fn open_socket(peer: &Peer, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => {
            let open = peer.occupy();
            upgrade.on_upgrade(async move |socket| {
                socket::talk(socket).await;
                drop(open);
            })
        }
        Err(refused) => refused.into_response(),
    }
}

/// Text for use in HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

fn no_store(page: Html<String>) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], page).into_response()
}
