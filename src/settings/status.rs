//! What to set, and where to log out.

use super::name::Name;
use super::problem::Problem;
use super::report::Report;
use super::typed::Status;
use super::url;
use crate::plain::concat;

/// The status, if the given one is legal.
pub(super) fn status(report: &mut Report) -> Option<Status> {
    let instance = instance_url(report);
    let logout = logout_url(report, instance.as_deref());
    let name = report.filled(Name::Status)?;
    if !name.as_bytes().windows(6).any(|part| part == b"Logout") {
        return Some(Status::State(name));
    }
    if let Some(url) = logout.or_else(|| instance.map(|instance| instance + "/logout")) {
        return Some(Status::Logout { url });
    }
    if !report.was_given(Name::InstanceUrl) && !report.was_given(Name::LogoutUrl) {
        report.refuse(Name::Status, &name, Problem::MissingInstanceUrl);
    }
    None
}

/// The instance's address without a slash at its end.
fn instance_url(report: &mut Report) -> Option<String> {
    let written = report.filled(Name::InstanceUrl)?;
    let is_whole = url::is_absolute(&written) && !url::has_query(&written);
    if is_whole && url::without_ccp(&written).is_none() {
        return Some(url::without_slash(&written).into());
    }
    report.refuse(Name::InstanceUrl, &written, Problem::BadUrl);
    None
}

fn logout_url(report: &mut Report, instance: Option<&str>) -> Option<String> {
    let written = report.filled(Name::LogoutUrl)?;
    if url::is_absolute(&written) {
        return Some(written);
    }
    if !url::is_path(&written) {
        report.refuse(Name::LogoutUrl, &written, Problem::BadUrl);
    } else if let Some(instance) = instance {
        return Some(concat(&[url::origin(instance), &written]));
    } else if !report.was_given(Name::InstanceUrl) {
        report.refuse(Name::LogoutUrl, &written, Problem::MissingInstanceUrl);
    }
    None
}
