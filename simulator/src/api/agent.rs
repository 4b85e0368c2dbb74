//! Operations on the agent: its configuration, its queues, its state, its socket.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::guard::Handle;
use super::{Answer, ApiError};
use crate::instance::{Put, Refusal, arn};
use crate::shared::Shared;

/// Streams takes nothing below 300 s; an hour keeps reconnects out of everybody's way.
const SOCKET_LIFETIME_S: u32 = 3600;

pub(super) fn transport(shared: &Shared, parameters: &Value) -> Answer {
    match parameters["transportType"].as_str() {
        Some("web_socket") => Ok(json!({ "webSocketTransport": {
            "url": shared.origins().socket(),
            "transportLifeTimeInSeconds": SOCKET_LIFETIME_S,
        }})),
        other => Err(ApiError::bad_request(format!(
            "the simulated instance has no transport {other:?}, only web_socket"
        ))),
    }
}

pub(super) fn configuration(shared: &Shared) -> Value {
    shared.read(|instance| {
        json!({ "configuration": {
            "name": instance.user.name,
            "username": instance.user.username,
            "agentARN": arn("agent/00000000-0000-4000-8000-00000000a9e7"),
            "softphoneEnabled": true,
            "softphoneAutoAccept": false,
            "extension": "",
            "agentPreferences": {},
            "routingProfile": {
                "name": instance.user.profile,
                "routingProfileARN": arn("routing-profile/00000000-0000-4000-8000-00000000f11e"),
                "defaultOutboundQueue": queue("Basic Queue", "00000000-0000-4000-8000-00000000b51c"),
                "channelConcurrencyMap": { "VOICE": 1, "CHAT": 2, "TASK": 1 },
            },
        }})
    })
}

/// The routing profile's queues; Streams expects the agent's own among them, `queue/agent/<id>`.
pub(super) fn queues() -> Value {
    json!({ "queues": [
        queue("Basic Queue", "00000000-0000-4000-8000-00000000b51c"),
        queue("", "agent/00000000-0000-4000-8000-00000000a9e7"),
    ]})
}

pub(super) fn queue(name: &str, id: &str) -> Value {
    json!({ "name": name, "queueARN": arn(&format!("queue/{id}")) })
}

pub(super) fn put_state(shared: &Shared, logged: &Handle, parameters: &Value) -> Answer {
    let state = &parameters["state"];
    let asked = state["agentStateARN"]
        .as_str()
        .or_else(|| state["name"].as_str());
    let asked = asked
        .ok_or_else(|| ApiError::bad_request("state has neither an agentStateARN nor a name"))?;
    let enqueue = parameters["enqueueNextState"].as_bool().unwrap_or(false);
    match shared.change(|instance| instance.put_state(asked, enqueue)) {
        Ok(put) => {
            logged.applied();
            if put == Put::Queued {
                logged.note("queued");
            }
            Ok(json!({}))
        }
        Err(refusal @ Refusal::LiveContact) => Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "InvalidStateException",
            refusal.to_string(),
        )),
        Err(Refusal::Unknown(unknown)) => Err(ApiError::bad_request(unknown.to_string())),
    }
}
