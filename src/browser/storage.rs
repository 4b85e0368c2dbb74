//! The journal in [`localStorage`](https://html.spec.whatwg.org/multipage/webstorage.html), which may be denied,
//! null or full.

use std::cell::Cell;

use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use super::promise::why;
use super::{Inbox, clock, sys, wire};
use crate::domain::Millis;
use crate::session::journal::{KEPT, Record};
use crate::session::{Entry, Input, Journal, LastAgent, LastAttempt, LastOutcome};

const SESSION: &str = "session";
const AGENT: &str = "agent";
const OUTCOME: &str = "outcome";
const LAST_ATTEMPT: &str = "last-attempt";

/// Writes the journal, and says once that it cannot.
pub(super) struct Storage {
    prefix: String,
    inbox: Inbox,
    denied: Cell<bool>,
}

impl Storage {
    pub(super) fn new(prefix: String, inbox: Inbox) -> Self {
        Self {
            prefix,
            inbox,
            denied: Cell::new(false),
        }
    }

    pub(super) fn save(&self, entry: &Entry) {
        let prefix = &self.prefix;
        let saved = match entry {
            Entry::Session(session) => write(prefix, SESSION, session),
            Entry::Agent(agent) => write(prefix, AGENT, agent),
            Entry::Outcome(outcome) => write(prefix, OUTCOME, outcome),
            Entry::LastAttempt(Some(attempt)) => write(prefix, LAST_ATTEMPT, attempt),
            Entry::LastAttempt(None) => remove(prefix, LAST_ATTEMPT),
        };
        if let Err(error) = saved
            && !self.denied.replace(true)
        {
            (self.inbox)(Input::JournalDenied { why: why(&error) });
        }
    }
}

/// The journal of a scope. An entry that cannot be read counts as missing, and one that names an agent is forgotten
/// after a while.
#[must_use]
pub fn read(scope: &str) -> Journal {
    let prefix = super::prefix(scope);
    Journal {
        session: parse(&prefix, SESSION),
        agent: recent(&prefix, AGENT, |agent: &LastAgent| agent.at),
        outcome: recent(&prefix, OUTCOME, |last: &LastOutcome| last.outcome.at),
        last_attempt: recent(&prefix, LAST_ATTEMPT, |attempt: &LastAttempt| attempt.at),
    }
}

/// An entry that is not too old. Removes an older one.
fn recent<T: DeserializeOwned>(prefix: &str, key: &str, at: fn(&T) -> Millis) -> Option<T> {
    let entry = parse(prefix, key)?;
    if at(&entry).saturating_add(KEPT) < clock::wall() {
        _ = remove(prefix, key);
        return None;
    }
    Some(entry)
}

fn write<T: Serialize>(prefix: &str, key: &str, entry: &T) -> Result<(), JsValue> {
    let text = String::from(JSON::stringify(&wire::write(&Record::new(entry)))?);
    local_storage()?.set_item(&format!("{prefix}{key}"), &text)
}

fn remove(prefix: &str, key: &str) -> Result<(), JsValue> {
    local_storage()?.remove_item(&format!("{prefix}{key}"))
}

fn parse<T: DeserializeOwned>(prefix: &str, key: &str) -> Option<T> {
    let key = format!("{prefix}{key}");
    let text = local_storage().ok()?.get_item(&key).ok()??;
    let record = JSON::parse(&text).ok()?;
    wire::read::<Record<T>>(record)?.value()
}

fn local_storage() -> Result<web_sys::Storage, JsValue> {
    let window = sys::window().ok_or("there is no window")?;
    Ok(window.local_storage()?.ok_or("localStorage is null")?)
}
