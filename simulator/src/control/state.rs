//! The whole state, as the server sees it.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::now_ms;
use crate::instance::Instance;
use crate::instance::seat::Seat;
use crate::shared::Shared;

#[derive(Deserialize)]
pub(super) struct Parts {
    /// `0` leaves the requests out.
    requests: Option<String>,
}

pub(super) async fn get(State(shared): State<Shared>, Query(parts): Query<Parts>) -> Json<Value> {
    let requests = parts.requests.as_deref() != Some("0");
    Json(shared.read(|instance| view(instance, requests)))
}

pub(super) fn view(instance: &Instance, requests: bool) -> Value {
    let mut view = json!({
        "now": now_ms(),
        "signedIn": instance.signed_in,
        "agent": {
            "username": instance.user.username,
            "name": instance.user.name,
            "profile": instance.user.profile,
            "state": { "name": instance.shown.name, "type": instance.shown.kind },
            "since": instance.since,
            "availability": instance.availability.name,
            "availabilitySince": instance.availability_since,
            "next": instance.next.as_ref().map(|next| &next.name),
        },
        "away": instance.away.iter().map(Seat::view).collect::<Vec<_>>(),
        "states": instance.states,
        "contacts": instance.contacts,
        "transitions": instance.transitions,
        "faults": instance.faults,
        "latencyMs": instance.latency.ms,
        "dropAborted": instance.latency.drop_aborted,
        "rttMs": instance.link.rtt_ms,
        "delays": instance.delays,
        "holds": instance.holds,
        "ccp": instance.page,
        "resiliency": instance.resiliency,
        "singleSignOn": instance.single_sign_on,
        "frames": instance.frames.view(),
        "masters": instance.frames.masters(),
        "rings": instance.frames.rings(),
    });
    if requests {
        view["requests"] = instance
            .requests
            .iter()
            .map(|request| json!(request))
            .collect();
    }
    view
}
