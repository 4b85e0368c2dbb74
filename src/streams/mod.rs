//! The agent as Streams shows it comes in; calls for the agent go out.

mod agent;
mod report;
mod sys;

use std::rc::Rc;

use thiserror::Error;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use crate::session::{Input, ToStreams};
use report::Reports;

/// The page has no Streams that serves.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoStreams {
    /// It has none, or keeps it to itself.
    #[error(
        "`connect` is not Amazon Connect Streams. Load amazon-connect-streams in this page first, or pass its object as \
         the option `connect`: a module may set no global."
    )]
    Missing,
    /// It has one that is too old: the sentence is the shim's.
    #[error("{0}")]
    Old(String),
}

/// Where the CCP is.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// In the page, which may call `initCCP` later.
    Page {
        /// The page's Streams object.
        connect: &'a JsValue,
        /// The options of `initCCP` as JSON, if the page hands them on.
        ccp: Option<&'a str>,
    },
    /// In a frame that this object loads and removes: `{ open(options), shut() }` of `js-shim/ccp-frame.js`.
    Frame(&'a JsValue),
}

/// A CCP, listened to until this is dropped.
#[must_use = "dropped, it no longer listens to the CCP"]
pub struct Ccp {
    link: sys::Link,
    reports: Rc<Reports>,
    // Streams holds it, through the link.
    _report: Closure<Report>,
}

type Report = dyn Fn(String, u32, JsValue);

impl Ccp {
    /// Listens to the CCP there. Nothing reaches `inbox` before this has returned.
    ///
    /// # Errors
    /// The page's object is not Streams, or one that is too old.
    pub fn new(source: Source<'_>, inbox: Rc<dyn Fn(Input)>) -> Result<Self, NoStreams> {
        if let Source::Page { connect, .. } = source {
            if !sys::is_streams(connect) {
                return Err(NoStreams::Missing);
            }
            if let Some(why) = sys::too_old(connect) {
                return Err(NoStreams::Old(why));
            }
        }
        let reports = Rc::new(Reports::new(inbox));
        let report = Closure::<Report>::new({
            let reports = Rc::clone(&reports);
            move |what: String, id, value| reports.take(&what, id, &value)
        });
        let link = match source {
            Source::Page { connect, ccp } => sys::Link::new(connect, report.as_ref(), ccp),
            Source::Frame(host) => sys::frame(host, report.as_ref()),
        };
        Ok(Self {
            link,
            reports,
            _report: report,
        })
    }

    /// Does what a machine asked for.
    pub fn perform(&mut self, effect: ToStreams) {
        match effect {
            ToStreams::SetState { id, name, enqueue } => self.link.set_state(id, &name, enqueue),
            ToStreams::LogOut { id, url } => self.link.log_out(id, &url),
            ToStreams::ProveLogout { id } => {
                self.reports.forget();
                self.link.prove_logout(id);
            }
            ToStreams::Log(line) => self.link.log(&line),
            ToStreams::LoadCcp { options, patience } => {
                self.reports.forget();
                // The most that a timer of a browser can wait.
                let patience = i32::try_from(patience).unwrap_or(i32::MAX);
                self.link.open(options.as_deref(), patience);
            }
            ToStreams::CheckCcp => self.link.check(),
            ToStreams::RemoveCcp => self.link.shut(),
        }
    }
}

impl Drop for Ccp {
    fn drop(&mut self) {
        self.link.close();
    }
}
