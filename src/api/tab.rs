//! What a tab calls.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::page::{events, shown};
use super::{Refusal, RefusalCode};
use crate::browser::{Claim, Role, clock, storage, tab_id, wire};
use crate::runtime::{Runtime, Source};
use crate::session::{Input, Runner, Tab, TabConfig};
use crate::settings::{self, Value};

thread_local! {
    static IS_FIRST: Cell<bool> = const { Cell::new(true) };
}

/// A tab that is watched, until it is stopped or dropped.
// No method takes `self` whole: a listener may call any of them while another is at work.
#[wasm_bindgen]
pub struct Watch {
    tab: Rc<RefCell<Runner<Tab>>>,
    runtime: Rc<Runtime>,
    scope: String,
    claim: Cell<Option<Claim>>,
}

/// Watches this tab. `given` is what `js-shim/given.js` makes of the host's settings, `ccp` the options of the page's
/// `initCCP` as JSON. Events go to `listener(type, detail)`, and what the page is to show to `screen(view)` whenever it is
/// new; some of both before this returns.
///
/// # Errors
/// `{code, message, errors?}`.
#[wasm_bindgen]
pub fn watch(
    given: JsValue,
    ccp: Option<String>,
    connect: &JsValue,
    listener: Function,
    screen: Function,
) -> Result<Watch, JsValue> {
    let given: Value = serde_wasm_bindgen::from_value(given)?;
    let settings = settings::from_object(&given).map_err(Refusal::from)?;
    let scope = settings.scope.clone();
    let claim = Claim::of(&scope).ok_or_else(|| already_watching(&scope))?;
    // A document loads once. What it watches later comes after a time in which it watched nothing.
    let loading = if IS_FIRST.replace(false) {
        clock::loading()
    } else {
        0
    };
    let id = tab_id(&scope);
    let tab = Rc::new(RefCell::new(Runner::new(Tab::new(TabConfig {
        id: id.clone(),
        settings,
        ccp: ccp.map(Into::into),
        loading,
        seed: clock::random(),
    }))));
    let seen = Rc::clone(&tab);
    let runtime = Runtime::new(
        tab.clone(),
        Role::Tab(id),
        &scope,
        Source::Page(connect),
        events(listener),
        shown(screen, move || wire::write(&seen.borrow().view())),
    );
    Ok(Watch {
        tab,
        runtime: runtime.map_err(Refusal::from)?,
        scope,
        claim: Cell::new(Some(claim)),
    })
}

#[wasm_bindgen]
impl Watch {
    /// The host's own button: opens the keeper, as long as the user's click still counts.
    #[wasm_bindgen(js_name = openKeeper)]
    pub fn open_keeper(&self) {
        self.runtime.send(Input::OpenKeeper);
    }

    /// What this tab knows, and what would be done now.
    #[must_use]
    pub fn snapshot(&self) -> JsValue {
        wire::write(&self.tab.borrow().snapshot())
    }

    /// How the last end was dealt with, as the journal has it: the window that dealt with it may be gone.
    #[must_use]
    #[wasm_bindgen(js_name = lastOutcome)]
    pub fn last_outcome(&self) -> JsValue {
        let last = storage::read(&self.scope).outcome;
        wire::write(&last.map(|last| last.outcome))
    }

    /// The agent's button: try the failed change again.
    pub fn retry(&self) {
        self.runtime.send(Input::Retry);
    }

    /// The agent's button: go on working.
    pub fn stay(&self) {
        self.runtime.send(Input::Stay);
    }

    /// The agent's button: go, whatever has become of the change.
    pub fn leave(&self) {
        self.runtime.send(Input::Leave);
    }

    /// Lets go of the lock and of everything else but what it knows.
    pub fn stop(&self) {
        self.runtime.send(Input::Stop);
        self.claim.take();
    }
}

fn already_watching(scope: &str) -> Refusal {
    let message =
        format!("This page already watches the scope “{scope}”. Use that watch, or stop it first.");
    Refusal::new(RefusalCode::AlreadyWatching, message)
}
