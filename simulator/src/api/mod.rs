//! The HTTP API that Streams' shared worker calls: POST, JSON 1.0, the operation in `X-Amz-Target`.
//!
//! Each call goes through the same steps: 1. it is written down; 2. it waits while calls like it are held; 3. a fault
//! may meet it; 4. it waits out the latency; 5. it is carried out; 6. it is answered. The server notices a client that
//! goes away in between, because its connection ends and with it the future that answers.

mod agent;
mod contact;
mod guard;
mod snapshot;

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::clock::now_ms;
use crate::connection::Peer;
use crate::instance::faults::{self, Fault, FaultKind, Hold};
use crate::shared::Shared;
pub(crate) use guard::Logged;

/// `X-Amz-Target: AmazonConnectCTIService.<Operation>`.
const TARGET: &str = "AmazonConnectCTIService.";

/// An answer's body, or why there is none.
type Answer = Result<Value, ApiError>;

/// An error of the API, in the shape that the AWS SDK reads.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    kind: String,
    message: String,
}

impl ApiError {
    fn new(status: StatusCode, kind: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            kind: kind.into(),
            message: message.into(),
        }
    }

    fn bad_request(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidParameterException",
            message,
        )
    }

    fn of_fault(fault: &Fault) -> Self {
        let status = fault
            .status
            .and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = match (&fault.error, status.as_u16()) {
            (Some(kind), _) => kind.as_str(),
            (None, 401) => "UnauthorizedException",
            (None, 403) => "AccessDeniedException",
            (None, 429) => "ThrottlingException",
            (None, 400..=499) => "BadRequestException",
            (None, _) => "InternalServiceException",
        };
        Self::new(status, kind, "a fault was ordered for this call")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = json!({ "__type": self.kind, "message": self.message });
        (
            self.status,
            [(header::CONTENT_TYPE, "application/x-amz-json-1.0")],
            body.to_string(),
        )
            .into_response()
    }
}

/// Answers one call.
pub(crate) async fn answer(
    shared: Shared,
    peer: Peer,
    headers: &HeaderMap,
    body: Bytes,
) -> Response {
    let operation = text(headers, "x-amz-target")
        .trim_start_matches(TARGET)
        .to_owned();
    let parameters: Value = serde_json::from_slice(&body).unwrap_or_default();
    let token = match text(headers, "x-amz-bearer") {
        "" => parameters["authentication"]["authToken"]
            .as_str()
            .unwrap_or_default(),
        bearer => bearer,
    };
    let call = Call {
        operation,
        token: token.to_owned(),
        parameters,
    };

    let logged = Logged::new(&shared, &peer, headers, "POST", &call.operation); // 1
    if let Some(asked) = call.asked() {
        logged.note(&asked);
    }
    let is_meant = |hold: &Hold| matches!(hold, Hold::Operation(name) if *name == call.operation);
    shared.released(is_meant).await; // 2
    let late = match meet_fault(&shared, &peer, &logged, &call.operation) {
        // 3
        Met::Nothing { late } => late,
        Met::Lost { fault } => {
            if fault.applied {
                let _ = call.carry_out(&shared, &logged).await;
            }
            return logged.finish(fail(&peer, &fault).await);
        }
    };
    let latency = shared.read(|instance| instance.latency); // 4
    let wait = Duration::from_millis(latency.ms) + late;
    let result = if wait.is_zero() || latency.drop_aborted || call.operation == "GetAgentSnapshot" {
        tokio::time::sleep(wait).await;
        call.carry_out(&shared, &logged).await // 5
    } else {
        // In a task of its own, so that the call is carried out even if the client is gone by then.
        let (shared, handle) = (shared.clone(), logged.handle());
        let task = tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            call.carry_out_as(&shared, &handle).await
        });
        task.await.unwrap_or_else(|error| {
            Err(ApiError::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServiceException",
                error.to_string(),
            ))
        })
    };
    logged.finish(match result {
        Ok(body) => (
            [(header::CONTENT_TYPE, "application/x-amz-json-1.0")],
            body.to_string(),
        )
            .into_response(),
        Err(error) => error.into_response(),
    }) // 6
}

/// The fault in a call's way.
pub(crate) enum Met {
    /// No fault, or one that only makes the call late.
    Nothing {
        /// How late.
        late: Duration,
    },
    /// The call gets no proper answer.
    Lost {
        /// Because of this fault.
        fault: Fault,
    },
}

/// Looks for a fault that meets this operation and writes it down.
pub(crate) fn meet_fault(shared: &Shared, peer: &Peer, logged: &Logged, operation: &str) -> Met {
    let fault = shared.read(|instance| !instance.faults.is_empty());
    if !fault {
        return Met::Nothing {
            late: Duration::ZERO,
        };
    }
    let met = shared.change(|instance| {
        let met = faults::take(&mut instance.faults, operation, now_ms())?;
        let event = json!({
            "at": now_ms(), "operation": operation, "client": peer.address.to_string(), "fault": &met,
        });
        instance.outbox.push(("fault", event));
        Some(met)
    });
    match met {
        None => Met::Nothing {
            late: Duration::ZERO,
        },
        Some(fault) => {
            logged.note(&fault.label());
            if fault.kind == FaultKind::Latency {
                Met::Nothing {
                    late: Duration::from_millis(fault.ms.unwrap_or_default()),
                }
            } else {
                Met::Lost { fault }
            }
        }
    }
}

/// Fails a call as the fault says.
pub(crate) async fn fail(peer: &Peer, fault: &Fault) -> Response {
    match fault.kind {
        FaultKind::Hang => std::future::pending().await,
        FaultKind::Reset => {
            peer.reset();
            std::future::pending().await
        }
        FaultKind::Status | FaultKind::Latency => ApiError::of_fault(fault).into_response(),
    }
}

struct Call {
    operation: String,
    token: String,
    parameters: Value,
}

impl Call {
    /// The request in words, for the log.
    fn asked(&self) -> Option<String> {
        let parameters = &self.parameters;
        if self.operation == "PutAgentState" {
            let state = &parameters["state"];
            let name = state["name"].as_str().or(state["agentStateARN"].as_str());
            let enqueue = parameters["enqueueNextState"] == true;
            let option = if enqueue { " (enqueueNextState)" } else { "" };
            Some(format!("{}{option}", name.unwrap_or("no state")))
        } else {
            parameters["contactId"].as_str().map(str::to_owned)
        }
    }

    async fn carry_out(&self, shared: &Shared, logged: &Logged) -> Answer {
        self.carry_out_as(shared, &logged.handle()).await
    }

    async fn carry_out_as(&self, shared: &Shared, logged: &guard::Handle) -> Answer {
        if !shared.read(|instance| instance.accepts(&self.token)) {
            return Err(unauthorized());
        }
        match self.operation.as_str() {
            "GetAgentSnapshot" => snapshot::get(shared, &self.token, &self.parameters).await,
            "CreateTransport" => agent::transport(shared, &self.parameters),
            "GetAgentConfiguration" => Ok(agent::configuration(shared)),
            "GetAgentPermissions" => Ok(json!({ "permissions": ["outboundCall", "voiceId"] })),
            "GetAgentStates" => Ok(shared.read(|instance| json!({ "states": instance.states }))),
            "GetDialableCountryCodes" => Ok(json!({ "countryCodes": ["us", "de"] })),
            "GetRoutingProfileQueues" => Ok(agent::queues()),
            "PutAgentState" => agent::put_state(shared, logged, &self.parameters),
            "AcceptContact" | "RejectContact" | "ClearContact" | "CompleteContact"
            | "DestroyConnection" => {
                contact::act(shared, logged, &self.operation, &self.parameters)
            }
            "SendClientLogs"
            | "SendSoftphoneCallMetrics"
            | "SendSoftphoneCallReport"
            | "GetEndpoints"
            | "UpdateAgentConfiguration" => Ok(json!({})),
            other => Err(ApiError::bad_request(format!(
                "the simulated instance has no operation {other:?}"
            ))),
        }
    }
}

/// There is no login session, or the token is none of this instance's.
fn unauthorized() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "UnauthorizedException",
        "the session has ended; sign in again",
    )
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}
