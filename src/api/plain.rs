//! What the host is told, as plain objects: `null` for what is not there, numbers for milliseconds. `index.d.ts` says
//! the same in types.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

use crate::browser::wire::Wire;
use crate::policy::Verdict;
use crate::session::change::Waiting;
use crate::session::view::{AgentGlance, PhaseName};
use crate::session::{Event, KeeperStatus, KeeperView, TabSnapshot, WarningCode};

/// An object literal.
macro_rules! object {
    ($($name:literal: $value:expr),+ $(,)?) => {{
        let object = js_sys::Object::new();
        $($crate::api::plain::put(&object, $name, &wasm_bindgen::JsValue::from($value));)+
        wasm_bindgen::JsValue::from(object)
    }};
}
pub(super) use object;

/// Adds a property to an object of our own.
pub(super) fn put(object: &Object, name: &str, value: &JsValue) {
    // It throws where the object is frozen, which this one is not.
    _ = Reflect::set(object, &name.into(), value);
}

fn or_null(value: Option<JsValue>) -> JsValue {
    value.unwrap_or(JsValue::NULL)
}

/// An event's type and its detail.
pub(super) fn event(event: &Event) -> (&'static str, JsValue) {
    match event {
        Event::Outcome(outcome) => ("outcome", outcome.write()),
        Event::Keeper(status) => ("keeper", object! { "status": keeper_status(*status) }),
        Event::Warning(warning) => (
            "warning",
            object! { "code": warning_code(warning.code), "message": warning.message.as_str() },
        ),
    }
}

pub(super) fn tab_snapshot(tab: &TabSnapshot) -> JsValue {
    object! {
        "role": tab.role,
        "id": tab.id.0.as_str(),
        "scope": tab.scope,
        "tabs": tab.tabs,
        "last": tab.last,
        "keeper": keeper_status(tab.keeper),
        "keeperReady": tab.keeper_ready,
        "agent": or_null(tab.agent.as_ref().map(agent)),
        "signedOut": tab.signed_out,
        "would": or_null(tab.would.as_ref().map(verdict)),
    }
}

pub(super) fn keeper_view(keeper: &KeeperView) -> JsValue {
    object! {
        "phase": phase(keeper.phase),
        "agent": or_null(keeper.agent.as_ref().map(agent)),
        "signedOut": keeper.signed_out,
        "tabs": keeper.tabs,
        "ready": keeper.ready,
        "would": or_null(keeper.would.as_ref().map(verdict)),
        "delay": keeper.delay.write(),
        "dueAt": or_null(keeper.due_at.as_ref().map(Wire::write)),
        "attempts": keeper.attempts,
        "waiting": or_null(keeper.waiting.map(waiting)),
        "outcome": or_null(keeper.outcome.map(Wire::write)),
        "closesAt": or_null(keeper.closes_at.as_ref().map(Wire::write)),
    }
}

fn agent(agent: &AgentGlance) -> JsValue {
    object! {
        "username": agent.username,
        "state": agent.state,
        "availability": agent.availability,
        "next": or_null(agent.next.map(JsValue::from)),
    }
}

fn verdict(verdict: &Verdict) -> JsValue {
    match verdict {
        Verdict::Set { to, enqueue } => {
            object! { "kind": "set", "to": to.as_str(), "enqueue": *enqueue }
        }
        Verdict::LogOut { url } => object! { "kind": "logOut", "url": url.as_str() },
        Verdict::Wait => object! { "kind": "wait" },
        Verdict::Skip { reason } => object! { "kind": "skip", "reason": reason.write() },
        Verdict::Fail { error } => object! { "kind": "fail", "error": error.write() },
    }
}

fn keeper_status(status: KeeperStatus) -> &'static str {
    match status {
        KeeperStatus::None => "none",
        KeeperStatus::Unknown => "unknown",
        KeeperStatus::Blocked => "blocked",
        KeeperStatus::Opening => "opening",
        KeeperStatus::Open => "open",
        KeeperStatus::Closed => "closed",
        KeeperStatus::Unreachable => "unreachable",
    }
}

fn warning_code(code: WarningCode) -> &'static str {
    match code {
        WarningCode::UnknownState => "unknown-state",
        WarningCode::AgentUnknown => "agent-unknown",
        WarningCode::SignedOut => "signed-out",
        WarningCode::StorageDenied => "storage-denied",
        WarningCode::LocksDenied => "locks-denied",
        WarningCode::KeeperUnreachable => "keeper-unreachable",
        WarningCode::NotRestored => "not-restored",
    }
}

fn phase(phase: PhaseName) -> &'static str {
    match phase {
        PhaseName::Claiming => "claiming",
        PhaseName::Duplicate => "duplicate",
        PhaseName::Idle => "idle",
        PhaseName::Watching => "watching",
        PhaseName::Countdown => "countdown",
        PhaseName::Acting => "acting",
        PhaseName::Done => "done",
        PhaseName::Restoring => "restoring",
        PhaseName::Stopped => "stopped",
    }
}

fn waiting(waiting: Waiting) -> JsValue {
    match waiting {
        Waiting::Contacts => "contacts",
        Waiting::Agent => "agent",
    }
    .into()
}
