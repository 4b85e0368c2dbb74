//! A request's entry in the log, from its arrival to its answer or to its client's going away.

use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde_json::json;

use crate::clock::now_ms;
use crate::connection::Peer;
use crate::instance::log::Request;
use crate::shared::Shared;

/// If it is dropped unfinished, it notes that the client went away: the server drops a future when its connection ends.
#[must_use]
pub(crate) struct Logged {
    handle: Handle,
    at: u64,
    finished: bool,
}

/// The entry, for the code that carries the request out.
#[derive(Clone)]
pub(crate) struct Handle {
    shared: Shared,
    id: u64,
}

impl Logged {
    pub(crate) fn new(
        shared: &Shared,
        peer: &Peer,
        headers: &HeaderMap,
        method: &str,
        operation: &str,
    ) -> Self {
        let at = now_ms();
        let client = format!("{}:{}", browser(headers), peer.address.port());
        let id = shared.change(|instance| {
            instance
                .requests
                .add(at, method.to_owned(), operation.to_owned(), client)
        });
        Self {
            handle: Handle {
                shared: shared.clone(),
                id,
            },
            at,
            finished: false,
        }
    }

    pub(crate) fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Adds to the entry's detail.
    pub(crate) fn note(&self, detail: &str) {
        self.handle.note(detail);
    }

    /// Notes the answer's status.
    pub(crate) fn finish(mut self, response: Response) -> Response {
        self.finished = true;
        let status = response.status().as_u16();
        self.close(|request| request.status = Some(status));
        response
    }

    fn close(&self, change: impl FnOnce(&mut Request)) {
        let ms = now_ms().saturating_sub(self.at);
        self.handle.shared.change(|instance| {
            let Some(request) = instance.requests.get_mut(self.handle.id) else {
                return;
            };
            request.ms = Some(ms);
            change(request);
            if of_interest(request) {
                let event = json!(request);
                instance.outbox.push(("request", event));
            }
        });
    }
}

impl Handle {
    pub(crate) fn note(&self, detail: &str) {
        self.shared.change(|instance| {
            if let Some(request) = instance.requests.get_mut(self.id) {
                match &mut request.detail {
                    Some(before) => {
                        before.push_str("; ");
                        before.push_str(detail);
                    }
                    none => *none = Some(detail.to_owned()),
                }
            }
        });
    }

    /// The request has changed the server's state.
    pub(crate) fn applied(&self) {
        self.shared.change(|instance| {
            if let Some(request) = instance.requests.get_mut(self.id) {
                request.applied = true;
            }
        });
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        if !self.finished {
            self.close(|request| request.client_gone = true);
        }
    }
}

/// Successful reads and polls are of no interest in the timeline.
fn of_interest(request: &Request) -> bool {
    let failed = request.status.is_some_and(|status| status >= 400);
    let reads = request.operation.starts_with("Get") || request.operation == "SendClientLogs";
    failed || (!reads && request.operation != "Authorize" && request.operation != "CreateTransport")
}

fn browser(headers: &HeaderMap) -> &'static str {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    if agent.contains("Firefox/") {
        "firefox"
    } else if agent.contains("Chrome/") {
        "chromium"
    } else {
        "other"
    }
}
