//! One armed timer. A hidden page's own timers run up to a minute late, those of a dedicated Worker do not; the
//! page's serves if no Worker can be made (CSP `worker-src`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, console};

use super::Inbox;
use super::clock::Clock;
use super::listener::Listener;
use super::promise::why;
use super::sys::{self, AnyWorker};
use crate::domain::Millis;
use crate::session::{Input, Timer};

/// Waits for one moment at a time; for none, it costs nothing. The Worker is made when first needed, and ended on
/// drop.
pub(super) struct Alarm {
    inner: Rc<Inner>,
}

impl Alarm {
    pub(super) fn new(clock: Rc<Clock>, inbox: Inbox) -> Self {
        Self {
            inner: Rc::new(Inner {
                clock,
                inbox,
                armed: Cell::new(None),
                arming: Cell::new(0),
                ticker: RefCell::new(Ticker::None),
            }),
        }
    }

    /// Waits for this moment instead of any before.
    pub(super) fn set(&self, wanted: Option<(Millis, Timer)>) {
        let before = self.inner.armed.replace(wanted);
        if before != wanted {
            self.inner.arm();
        }
    }
}

struct Inner {
    clock: Rc<Clock>,
    inbox: Inbox,
    armed: Cell<Option<(Millis, Timer)>>,
    /// Counts the armings, so that a superseded one is known when it comes in late.
    arming: Cell<u32>,
    ticker: RefCell<Ticker>,
}

/// The ticker in use.
enum Ticker {
    /// Nothing has been armed yet.
    None,
    Worker(Rc<WorkerTicker>),
    Page(Option<Timeout>),
}

/// The longest delay of `setTimeout`.
const LONGEST: u32 = i32::MAX.unsigned_abs();

impl Inner {
    fn arm(self: &Rc<Self>) {
        let arming = self.arming.get().wrapping_add(1);
        self.arming.set(arming);
        let delay = self.armed.get().map(|(when, _)| {
            let delay = when.saturating_sub(self.clock.now());
            u32::try_from(delay).unwrap_or(LONGEST).min(LONGEST)
        });
        if let Some(worker) = self.worker(delay.is_some()) {
            return worker.set(arming, delay);
        }
        let timeout = delay.map(|delay| {
            let this = Rc::downgrade(self);
            Timeout::new(delay, move || {
                if let Some(this) = this.upgrade() {
                    this.tick(arming);
                }
            })
        });
        let before = match &mut *self.ticker.borrow_mut() {
            Ticker::Page(page) => std::mem::replace(page, timeout),
            Ticker::None | Ticker::Worker(_) => None,
        };
        drop(before);
    }

    /// The Worker, made if it is `needed` and can be made.
    fn worker(self: &Rc<Self>, needed: bool) -> Option<Rc<WorkerTicker>> {
        match &*self.ticker.borrow() {
            Ticker::Worker(worker) => return Some(Rc::clone(worker)),
            Ticker::Page(_) => return None,
            Ticker::None if !needed => return None,
            Ticker::None => {}
        }
        let worker = WorkerTicker::new(self).map(Rc::new);
        let worker = worker.inspect_err(|error| warn(&why(error))).ok();
        let ticker = worker.clone().map_or(Ticker::Page(None), Ticker::Worker);
        drop(self.ticker.replace(ticker));
        worker
    }

    fn tick(self: &Rc<Self>, arming: u32) {
        if arming != self.arming.get() {
            return;
        }
        let Some((when, timer)) = self.armed.get() else {
            return;
        };
        if when.saturating_sub(self.clock.now()) >= u64::from(LONGEST) {
            // Longer than `setTimeout` can count: on with the rest.
            return self.arm();
        }
        self.armed.set(None);
        self.clock.advance_to(when);
        (self.inbox)(Input::Timer(timer));
    }

    /// The Worker did not start, or broke: the page's timer takes over.
    fn give_up_worker(self: &Rc<Self>) {
        warn("it did not start");
        drop(self.ticker.replace(Ticker::Page(None)));
        self.arm();
    }
}

/// `[arming, delay]` arms, `[arming]` disarms; the arming comes back when its time has come.
const SCRIPT: &str =
    "let t;onmessage=({data:[a,d]})=>{clearTimeout(t);if(d>=0)t=setTimeout(postMessage,d,a)}";

struct WorkerTicker {
    worker: AnyWorker,
    url: String,
    _listeners: [Listener; 2],
}

impl WorkerTicker {
    fn new(owner: &Rc<Inner>) -> Result<Self, JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let script = Array::new();
        script.push(&SCRIPT.into());
        let blob = Blob::new_with_str_sequence_and_options(&script, &options)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let worker = (sys::script_url(&url).and_then(|trusted| AnyWorker::new(&trusted)))
            .inspect_err(|_| revoke(&url))?;
        let (ticked, failed) = (Rc::downgrade(owner), Rc::downgrade(owner));
        let listeners = [
            Listener::new(&worker, "message", move |event| {
                let arming = event.unchecked_into::<MessageEvent>().data().as_f64();
                if let (Some(owner), Some(arming)) = (ticked.upgrade(), arming) {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "it is the u32 that was sent"
                    )]
                    owner.tick(arming as u32);
                }
            }),
            Listener::new(&worker, "error", move |_| {
                if let Some(owner) = failed.upgrade() {
                    owner.give_up_worker();
                }
            }),
        ];
        Ok(Self {
            worker,
            url,
            _listeners: listeners,
        })
    }

    fn set(&self, arming: u32, delay: Option<u32>) {
        let message = Array::new();
        message.push(&arming.into());
        if let Some(delay) = delay {
            message.push(&delay.into());
        }
        // Numbers can always be cloned.
        _ = self.worker.post_message(&message);
    }
}

impl Drop for WorkerTicker {
    fn drop(&mut self) {
        self.worker.terminate();
        revoke(&self.url);
    }
}

fn warn(why: &str) {
    let text = format!(
        "connect-session-end: the browser refuses a Worker ({why}). While this page is hidden, its timers may be up to a \
         minute late. Allow `worker-src blob:` in its Content Security Policy, and with Trusted Types the policy \
         `connect-session-end`."
    );
    console::warn_1(&text.into());
}

fn revoke(url: &str) {
    // It throws for no string.
    _ = Url::revoke_object_url(url);
}
