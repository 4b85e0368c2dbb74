//! How an outcome leaves the window that has made it: to the other windows, to the host, and to the host's collector.
//! Each outcome is made once, so each is reported once.

use super::port::{Event, Message, Report, ToBrowser};
use super::runner::Cx;
use crate::domain::{Millis, Outcome};
use crate::settings::Settings;

/// Tells everybody. `started_at`: when the session started, if that is known.
pub(super) fn tell(
    outcome: Outcome,
    started_at: Option<Millis>,
    settings: Option<&Settings>,
    cx: &mut Cx<'_>,
) {
    if let Some(settings) = settings
        && let Some(url) = settings.report_url.clone()
    {
        let report = Box::new(Report::new(&outcome, started_at, settings.scope.clone()));
        cx.push(ToBrowser::Report { url, report });
    }
    let outcome = Box::new(outcome);
    cx.push(ToBrowser::Post(Message::Outcome {
        outcome: outcome.clone(),
    }));
    cx.push(Event::Outcome(outcome));
}
