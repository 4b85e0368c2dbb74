//! What `reportUrl` is sent of an outcome: a record of comings and goings, outside of the browser.

use serde::Serialize;

use crate::domain::{By, FailureCode, Kind, Millis, Outcome, Reason, Trigger};

/// Counts up whenever a collector would misread a body.
pub const VERSION: u32 = 1;

/// One body. It says of the person no more than the login name, and nothing of contacts; an error's sentence may name
/// more, so only its code is in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// [`VERSION`].
    pub version: u32,
    /// The version of this library.
    pub library: &'static str,
    /// The setting of this name.
    pub scope: String,
    /// What became of the end.
    pub kind: Kind,
    /// Why it was skipped, or went only half the way.
    pub reason: Option<Reason>,
    /// Why it failed.
    pub code: Option<FailureCode>,
    /// What ended the session.
    pub trigger: Trigger,
    /// The agent's login name, if it was known.
    pub agent: Option<String>,
    /// The state before.
    pub from: Option<String>,
    /// The state that was to be set.
    pub to: Option<String>,
    /// Who made the change.
    pub by: By,
    /// How many calls to Streams it took.
    pub attempts: u32,
    /// When the session started, in milliseconds since the epoch, if the journal says so.
    pub session_started_at: Option<Millis>,
    /// When it ended, in milliseconds since the epoch.
    pub ended_at: Millis,
    /// When the outcome was known, in milliseconds since the epoch.
    pub at: Millis,
}

impl Report {
    /// What is said of this outcome.
    #[must_use]
    pub fn new(outcome: &Outcome, session_started_at: Option<Millis>, scope: String) -> Self {
        let attempted = outcome.attempted.clone();
        Self {
            version: VERSION,
            library: env!("CARGO_PKG_VERSION"),
            scope,
            kind: outcome.kind,
            reason: outcome.reason,
            code: outcome.error.as_ref().map(|error| error.code),
            trigger: attempted.trigger,
            agent: attempted.agent,
            from: attempted.from,
            to: attempted.to,
            by: attempted.by,
            attempts: attempted.attempts,
            session_started_at,
            ended_at: outcome.ended_at,
            at: outcome.at,
        }
    }
}
