//! The calls of a tab.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::page::{events, shown};
use super::{Refusal, RefusalCode};
use crate::browser::{Claim, Role, absolute, clock, storage, tab_id, wire};
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

/// Watches this tab. `given` has the host's settings as `js-shim/given.js` writes them, `ccp` the options of the page's
/// `initCCP` as JSON. Events go to `listener(type, detail)`, and each new view goes to `screen(view)`; some of both
/// before this returns.
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
    let mut settings = settings::from_object(&given).map_err(Refusal::from)?;
    settings.report_url = settings.report_url.map(absolute);
    let scope = settings.scope.clone();
    let ccp = ccp.map(Arc::from);
    let claim = Claim::of(&scope).ok_or_else(|| already_watching(&scope))?;
    // A document loads once. A later watch comes after a time in which it watched nothing.
    let loading = if IS_FIRST.replace(false) {
        clock::loading()
    } else {
        0
    };
    let id = tab_id(&scope);
    let tab = Rc::new(RefCell::new(Runner::new(Tab::new(TabConfig {
        id: id.clone(),
        settings,
        ccp: ccp.clone(),
        loading,
        seed: clock::random(),
    }))));
    let seen = Rc::clone(&tab);
    let runtime = Runtime::new(
        tab.clone(),
        Role::Tab(id),
        &scope,
        Source::Page {
            connect,
            ccp: ccp.as_deref(),
        },
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

    /// The host's own button: ends the session now. The answer is an outcome whose trigger is `end`, or `over-since`.
    pub fn end(&self) {
        self.runtime.send(Input::End);
    }

    /// All that this tab knows, and would do now.
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

    /// The page cannot show the dialog that the view has.
    #[wasm_bindgen(js_name = dialogFailed)]
    pub fn dialog_failed(&self) {
        self.runtime.send(Input::DialogFailed);
    }

    /// Whether the wasm has died of an error: outside of a call into it, only a dead one is at work.
    #[must_use]
    #[wasm_bindgen(js_name = isDead)]
    pub fn is_dead(&self) -> bool {
        self.runtime.is_busy()
    }

    /// The agent's button: go, whether or not the change is made.
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
