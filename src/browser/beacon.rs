//! Outcomes sent to the host's collector by
//! [`sendBeacon`](https://w3c.github.io/beacon/#sendbeacon-method), which outlives the document.
//!
//! The body is sent as text: a JSON type would make a browser ask the collector first whether it takes it from this
//! origin, and at the last moment there is no time for an answer.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::JSON;
use wasm_bindgen::JsCast as _;
use web_sys::{
    SecurityPolicyViolationEvent, SecurityPolicyViolationEventDisposition as Disposition, Window,
};

use super::listener::Listener;
use super::{Inbox, wire};
use crate::session::{Input, Report};

/// Why a browser does not send one.
const WHY: &str = "the page's Content Security Policy forbids it in its connect-src, or too much waits to be sent.";

/// Sends them, and says once that the browser does not.
pub(super) struct Beacon {
    inbox: Inbox,
    is_refused: Rc<Cell<bool>>,
    refusals: Option<Listener>,
}

impl Beacon {
    pub(super) fn new(inbox: Inbox) -> Self {
        Self {
            inbox,
            is_refused: Rc::default(),
            refusals: None,
        }
    }

    pub(super) fn send(&mut self, window: &Window, url: &str, report: &Report) {
        let refuse = {
            let (inbox, is_refused) = (Rc::clone(&self.inbox), Rc::clone(&self.is_refused));
            move || {
                if !is_refused.replace(true) {
                    inbox(Input::ReportRefused { why: WHY.into() });
                }
            }
        };
        let sent = JSON::stringify(&wire::write(report)).and_then(|body| {
            let navigator = window.navigator();
            navigator.send_beacon_with_opt_str(url, Some(&String::from(body)))
        });
        if !matches!(sent, Ok(true)) {
            refuse();
        }
        // In Chromium a policy lets `sendBeacon` return as if all were well.
        let url = url.to_owned();
        self.refusals.get_or_insert_with(|| {
            Listener::new(window, "securitypolicyviolation", move |event| {
                let violation: SecurityPolicyViolationEvent = event.unchecked_into();
                let blocked = violation.blocked_uri();
                // A policy may only ask for reports.
                let is_enforced = violation.disposition() == Disposition::Enforce;
                if is_enforced && !blocked.is_empty() && url.starts_with(&blocked) {
                    refuse();
                }
            })
        });
    }
}
