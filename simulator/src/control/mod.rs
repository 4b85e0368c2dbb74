//! The control API and the control panel, on every host under `/control`.
//!
//! Answers are JSON, also to mistakes: `{"error": "…"}`. Any origin may call it, so that a test page can.

mod commands;
mod events;
mod frames;
mod state;
mod wait;

use axum::Router;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{delete, get, post};
use serde_json::json;

use crate::files;
use crate::shared::Shared;

/// Where the CCP's documents and workers say how they are.
pub(crate) const NOTES: &str = "/control/notes";

/// A mistake in a call of the control API.
pub(crate) struct Mistake(StatusCode, String);

impl Mistake {
    pub(crate) fn new(error: impl std::fmt::Display) -> Self {
        Self(StatusCode::BAD_REQUEST, error.to_string())
    }
}

impl IntoResponse for Mistake {
    fn into_response(self) -> Response {
        (self.0, axum::Json(json!({ "error": self.1 }))).into_response()
    }
}

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/control", get(|| async { Redirect::to("/control/") }))
        .route(
            "/control/",
            get(|| async { files::embedded(files::HTML, include_str!("../pages/control.html")) }),
        )
        .route(
            "/control/control.css",
            get(|| async { files::embedded(files::STYLE, include_str!("../pages/control.css")) }),
        )
        .route(
            "/control/control.js",
            get(|| async { files::embedded(files::SCRIPT, include_str!("../pages/control.js")) }),
        )
        .route("/control/state", get(state::get))
        .route("/control/wait", get(wait::get))
        .route("/control/events", get(events::get))
        .route("/control/agent", post(commands::agent))
        .route("/control/states", post(commands::states))
        .route("/control/contacts", post(commands::contacts))
        .route(
            "/control/faults",
            post(commands::add_fault).merge(delete(commands::clear_faults)),
        )
        .route("/control/latency", post(commands::latency))
        .route("/control/link", post(commands::link))
        .route("/control/connections", delete(commands::close_idle))
        .route("/control/login", post(commands::login))
        .route(
            "/control/delay",
            post(commands::add_delay).merge(delete(commands::clear_delays)),
        )
        .route(
            "/control/hold",
            post(commands::hold).merge(delete(commands::release)),
        )
        .route("/control/ccp", post(commands::page))
        .route("/control/resiliency", post(commands::resiliency))
        .route(NOTES, post(frames::note))
        .route("/control/masters", get(frames::masters))
        .route("/control/rings", get(frames::rings))
        .route("/control/reset", post(commands::reset))
        .layer(middleware::from_fn(any_origin))
}

async fn any_origin(request: axum::extract::Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, DELETE"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
