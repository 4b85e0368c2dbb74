//! Waiting for a condition on the server's state, without polling.

use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::Mistake;
use super::state::view;
use crate::instance::Instance;
use crate::shared::Shared;

const TIMEOUT_MS: u64 = 10_000;

/// All that are given must hold at once.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Condition {
    /// The shown state's name.
    state: Option<String>,
    /// The shown state's kind.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The availability state's name.
    availability: Option<String>,
    /// The shown state is in force since this time or later.
    since: Option<u64>,
    /// The queued state's name; empty: none is queued.
    next: Option<String>,
    signed_in: Option<bool>,
    /// How many contacts there are.
    contacts: Option<usize>,
    timeout_ms: Option<u64>,
}

pub(super) async fn get(
    State(shared): State<Shared>,
    condition: Result<Query<Condition>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Mistake> {
    let Query(condition) = condition.map_err(|error| Mistake::new(error.body_text()))?;
    let timeout = Duration::from_millis(condition.timeout_ms.unwrap_or(TIMEOUT_MS));
    let met = shared.wait_for(|instance| condition.holds(instance).then(|| view(instance, true)));
    Ok(match tokio::time::timeout(timeout, met).await {
        Ok(state) => Json(state).into_response(),
        Err(_) => (
            StatusCode::REQUEST_TIMEOUT,
            Json(shared.read(|instance| view(instance, true))),
        )
            .into_response(),
    })
}

impl Condition {
    fn holds(&self, instance: &Instance) -> bool {
        let next = instance.next.as_ref().map_or("", |next| next.name.as_str());
        let kind = serde_json::json!(instance.shown.kind);
        is(self.state.as_deref(), |name| name == instance.shown.name)
            && is(self.kind.as_deref(), |name| kind == name)
            && is(self.availability.as_deref(), |name| {
                name == instance.availability.name
            })
            && is(self.since, |since| instance.since >= since)
            && is(self.next.as_deref(), |name| name == next)
            && is(self.signed_in, |signed_in| instance.signed_in == signed_in)
            && is(self.contacts, |count| instance.contacts.len() == count)
    }
}

/// A condition that is not given holds.
fn is<T>(asked: Option<T>, test: impl FnOnce(T) -> bool) -> bool {
    asked.is_none_or(test)
}
