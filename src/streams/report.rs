//! The shim's reports, as inputs.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Date;
use wasm_bindgen::JsValue;

use super::agent;
use crate::domain::Agent;
use crate::session::{Input, WarningCode};

/// Streams refreshes every few seconds, changed or not. An unchanged snapshot is let through this often, as a sign of
/// life.
const SIGN_OF_LIFE_MS: f64 = 30_000.0;

/// Turns reports into inputs, and holds back a snapshot that says nothing new.
pub(super) struct Reports {
    inbox: Rc<dyn Fn(Input)>,
    /// The last one, and when it came.
    last: RefCell<Option<(Arc<Agent>, f64)>>,
}

impl Reports {
    pub(super) fn new(inbox: Rc<dyn Fn(Input)>) -> Self {
        Self {
            inbox,
            last: RefCell::new(None),
        }
    }

    /// The next snapshot is news, whatever it shows: another CCP shows it.
    pub(super) fn forget(&self) {
        self.last.replace(None);
    }

    pub(super) fn take(&self, what: &str, id: u32, value: &JsValue) {
        let result = || value.as_string().map_or(Ok(()), Err);
        match what {
            "agent" => self.agent(value),
            "signedOut" => {
                // The next agent to sign in is news, even if it is the same one in the same state.
                self.forget();
                (self.inbox)(Input::SignedOut);
            }
            "expiring" => (self.inbox)(Input::SessionExpiring),
            "set" => (self.inbox)(Input::Attempted {
                id,
                result: result(),
            }),
            "loggedOut" => (self.inbox)(Input::LogoutSent {
                id,
                result: result(),
            }),
            "ccpUrl" => (self.inbox)(Input::CcpOpened {
                url: value.as_string().unwrap_or_default(),
            }),
            "ccpDead" => (self.inbox)(Input::CcpDead),
            "ccpFailed" | "oldStreams" => (self.inbox)(Input::CcpFailed {
                code: if what == "oldStreams" {
                    WarningCode::OldStreams
                } else {
                    WarningCode::CcpFailed
                },
                why: value.as_string().unwrap_or_default(),
            }),
            _ => warn(value),
        }
    }

    fn agent(&self, snapshot: &JsValue) {
        let agent = match agent::read(snapshot.clone()) {
            Ok(agent) => Arc::new(agent),
            Err(why) => return warn(&why.into()),
        };
        let now = Date::now();
        let is_old = |(last, at): &(Arc<Agent>, f64)| *last == agent && now - at < SIGN_OF_LIFE_MS;
        if self.last.borrow().as_ref().is_some_and(is_old) {
            return;
        }
        self.last.replace(Some((Arc::clone(&agent), now)));
        (self.inbox)(Input::Agent(agent));
    }
}

// The machines take it like silence: no agent is known. A person may read the cause.
fn warn(what: &JsValue) {
    web_sys::console::warn_2(&"connect-session-end:".into(), what);
}
