//! The ground truth: every transition of the agent's state and every request, with the server's times.

use serde::Serialize;

/// Beyond this number the oldest requests are dropped.
const REQUESTS_KEPT: usize = 20_000;

/// One change of the state that the instance shows.
#[derive(Clone, Debug, Serialize)]
pub struct Transition {
    /// When.
    pub at: u64,
    /// The state's name before.
    pub from: String,
    /// The state's name after.
    pub to: String,
    /// `PutAgentState`, `queued` (the queued state came into force), `contact` or `control`.
    pub cause: Cause,
}

/// The cause of a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Cause {
    /// A client's call.
    PutAgentState,
    /// The last contact was cleared, so the queued state came into force.
    #[serde(rename = "queued")]
    Queued,
    /// A contact came, ended or was cleared.
    #[serde(rename = "contact")]
    Contact,
    /// The control API.
    #[serde(rename = "control")]
    Control,
}

/// One request of a client.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Counts up from 1; never reused, not even after a reset.
    pub id: u64,
    /// When it came.
    pub at: u64,
    /// The HTTP method.
    pub method: String,
    /// The API's operation, or `Login`, `Logout`, `Authorize`.
    pub operation: String,
    /// Browser and port, such as `firefox:51234`.
    pub client: String,
    /// The answer's status; none while the request waits, or if it got no answer.
    pub status: Option<u16>,
    /// It changed the server's state.
    pub applied: bool,
    /// The client went away before it was answered.
    pub client_gone: bool,
    /// Milliseconds until the answer, or until the client went.
    pub ms: Option<u64>,
    /// The parameters in short, or the fault that it met.
    pub detail: Option<String>,
}

/// Requests, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requests {
    kept: std::collections::VecDeque<Request>,
    last_id: u64,
}

impl Requests {
    pub(crate) fn add(
        &mut self,
        at: u64,
        method: String,
        operation: String,
        client: String,
    ) -> u64 {
        self.last_id += 1;
        if self.kept.len() == REQUESTS_KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Request {
            id: self.last_id,
            at,
            method,
            operation,
            client,
            status: None,
            applied: false,
            client_gone: false,
            ms: None,
            detail: None,
        });
        self.last_id
    }

    /// None if the request has been dropped meanwhile.
    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut Request> {
        let index = self
            .kept
            .binary_search_by_key(&id, |request| request.id)
            .ok()?;
        self.kept.get_mut(index)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Request> {
        self.kept.iter()
    }

    /// Forgets all but the count, so that a request still under way is not mistaken for a later one.
    pub(crate) fn clear(&mut self) {
        self.kept.clear();
    }
}
