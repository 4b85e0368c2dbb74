//! The agent as Streams shows it comes in; what is to be done to the agent goes out.

mod agent;
mod report;
mod sys;

use std::rc::Rc;

use thiserror::Error;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use crate::session::{Input, ToStreams};
use report::Reports;

/// The page has no Streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "`connect` is not Amazon Connect Streams. Load amazon-connect-streams in this page first, or pass its object as the \
     option `connect`."
)]
pub struct NoStreams;

/// The page's CCP, listened to until this is dropped. The page may call `initCCP` later than this.
#[must_use = "dropped, it no longer listens to the CCP"]
pub struct Ccp {
    link: sys::Link,
    // Streams holds it, through the link.
    _report: Closure<Report>,
}

type Report = dyn Fn(String, u32, JsValue);

impl Ccp {
    /// Listens to the Streams object `connect`. Nothing reaches `inbox` before this has returned.
    ///
    /// # Errors
    /// `connect` is something else.
    pub fn new(connect: &JsValue, inbox: Rc<dyn Fn(Input)>) -> Result<Self, NoStreams> {
        if !sys::is_streams(connect) {
            return Err(NoStreams);
        }
        let reports = Reports::new(inbox);
        let report = Closure::<Report>::new(move |what: String, id, value| {
            reports.take(&what, id, &value);
        });
        Ok(Self {
            link: sys::Link::new(connect, report.as_ref()),
            _report: report,
        })
    }

    /// Does what a machine asked for.
    pub fn perform(&mut self, effect: ToStreams) {
        match effect {
            ToStreams::SetState { id, name, enqueue } => self.link.set_state(id, &name, enqueue),
            ToStreams::LogOut { id, url } => self.link.log_out(id, &url),
            ToStreams::Log(line) => self.link.log(&line),
        }
    }
}

impl Drop for Ccp {
    fn drop(&mut self) {
        self.link.close();
    }
}
