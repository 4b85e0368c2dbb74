//! The journal in [`localStorage`](https://html.spec.whatwg.org/multipage/webstorage.html), which may be denied,
//! null or full.

use std::cell::Cell;

use js_sys::{JSON, Object};
use wasm_bindgen::prelude::*;

use super::Inbox;
use super::promise::why;
use super::wire::{Wire, get, set};
use crate::session::journal::VERSION;
use crate::session::{Entry, Input, Journal};

const AGENT: &str = "agent";
const OUTCOME: &str = "outcome";
const FAREWELL: &str = "farewell";

/// Writes the journal, and says once where it cannot.
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
            Entry::Agent(agent) => write(prefix, AGENT, agent),
            Entry::Outcome(outcome) => write(prefix, OUTCOME, outcome),
            Entry::Farewell(Some(farewell)) => write(prefix, FAREWELL, farewell),
            Entry::Farewell(None) => remove(prefix, FAREWELL),
        };
        if let Err(error) = saved
            && !self.denied.replace(true)
        {
            (self.inbox)(Input::JournalDenied { why: why(&error) });
        }
    }
}

/// What is written down in a scope. An entry that cannot be read is one that is not there.
#[must_use]
pub fn read(scope: &str) -> Journal {
    let prefix = super::prefix(scope);
    Journal {
        agent: parse(&prefix, AGENT),
        outcome: parse(&prefix, OUTCOME),
        farewell: parse(&prefix, FAREWELL),
    }
}

/// An entry is stored with the version of its form.
fn write(prefix: &str, key: &str, value: &impl Wire) -> Result<(), JsValue> {
    let record = Object::new();
    set(&record, "version", &VERSION);
    set(&record, "value", value);
    let text = String::from(JSON::stringify(&record)?);
    local_storage()?.set_item(&format!("{prefix}{key}"), &text)
}

fn remove(prefix: &str, key: &str) -> Result<(), JsValue> {
    local_storage()?.remove_item(&format!("{prefix}{key}"))
}

fn parse<T: Wire>(prefix: &str, key: &str) -> Option<T> {
    let text = local_storage()
        .ok()?
        .get_item(&format!("{prefix}{key}"))
        .ok()??;
    let record = JSON::parse(&text).ok()?;
    (get::<u32>(&record, "version")? == VERSION).then(|| get(&record, "value"))?
}

fn local_storage() -> Result<web_sys::Storage, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    Ok(window.local_storage()?.ok_or("localStorage is null")?)
}
