//! Failures to order: which call fails how, and how often.

use serde::{Deserialize, Serialize};

/// A failure of calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// The operation's name, or `*` for all of them; `Logout` and `Authorize` are operations too.
    #[serde(default = "every_operation")]
    pub operation: String,
    /// How it fails.
    pub kind: FaultKind,
    /// For kind `status`: the HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// For kind `status`: the error's `__type`, instead of the status's own one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// For kind `latency`: how long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// The number of calls it still meets; none: all, until it is cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How long it lasts, in milliseconds from its order; none: until it is cleared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_ms: Option<u64>,
    /// The end of its time.
    #[serde(skip)]
    pub(crate) until: Option<u64>,
    /// The call is carried out all the same; only its answer is lost.
    #[serde(default)]
    pub applied: bool,
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Answered with an error status.
    Status,
    /// Never answered.
    Hang,
    /// The connection is reset.
    Reset,
    /// Answered late.
    Latency,
}

/// A delay before every call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Latency {
    /// How long.
    pub ms: u64,
    /// A call is not carried out if its client goes away meanwhile.
    #[serde(default)]
    pub drop_aborted: bool,
}

/// The way between the clients and the TLS port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// Its round-trip time: half of it a direction, and once more before the first byte of a new connection.
    pub rtt_ms: u64,
}

/// How the CCP's page is served from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Page {
    /// Whether its documents get the event `unload`, by which they say goodbye to their worker.
    pub unload: bool,
    /// Whether its documents have storage access. Without it the browser sends no cookie, so that no sign-in lasts.
    pub storage: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            unload: true,
            storage: true,
        }
    }
}

/// The instance's part in Global Resiliency: a replica in another Region has the same agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resiliency {
    /// The instance's own Region.
    pub region: String,
    /// The Region that agents work in now.
    pub active: String,
}

/// Requests that get no answer until they are released.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Hold {
    /// Files whose URL path starts with this.
    Path(String),
    /// Calls of this operation.
    Operation(String),
}

/// A delay of static files whose URL path starts with `path`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    /// The start of the path.
    pub path: String,
    /// How long.
    pub ms: u64,
}

fn every_operation() -> String {
    "*".into()
}

impl Fault {
    /// The reason why this fault cannot be ordered.
    pub(crate) fn problem(&self) -> Option<String> {
        match self.kind {
            FaultKind::Status
                if !self
                    .status
                    .is_some_and(|status| (400..=599).contains(&status)) =>
            {
                Some("kind status needs a status from 400 to 599".into())
            }
            FaultKind::Latency if self.ms.is_none() => Some("kind latency needs ms".into()),
            _ if self.times == Some(0) => {
                Some("times 0 would meet no call; leave it out for no limit".into())
            }
            FaultKind::Status | FaultKind::Hang | FaultKind::Reset | FaultKind::Latency => None,
        }
    }

    /// Starts its time, if it has one.
    pub(crate) fn ordered(mut self, now: u64) -> Self {
        self.until = self.for_ms.map(|ms| now.saturating_add(ms));
        self
    }

    /// In words, for the log.
    pub(crate) fn label(&self) -> String {
        let kind = match self.kind {
            FaultKind::Status => format!("status {}", self.status.unwrap_or_default()),
            FaultKind::Hang => "hang".into(),
            FaultKind::Reset => "reset".into(),
            FaultKind::Latency => format!("latency {} ms", self.ms.unwrap_or_default()),
        };
        if self.applied {
            format!("fault: {kind}, applied")
        } else {
            format!("fault: {kind}")
        }
    }
}

/// The first fault of this operation; a fault with a count goes with its last call.
pub(crate) fn take(faults: &mut Vec<Fault>, operation: &str, now: u64) -> Option<Fault> {
    faults.retain(|fault| fault.until.is_none_or(|until| now < until));
    let index = faults
        .iter()
        .position(|fault| fault.operation == "*" || fault.operation == operation)?;
    let met = faults[index].clone();
    if let Some(times) = &mut faults[index].times {
        *times -= 1;
        if *times == 0 {
            faults.remove(index);
        }
    }
    Some(met)
}
