//! What to set, and where to log out.

use super::error::Problem;
use super::name::Name;
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
    let [instance, logout] = [Name::InstanceUrl, Name::LogoutUrl];
    if !report.was_given(instance) && !report.was_given(logout) {
        let source = report.source;
        let error = report.refuse(Name::Status, &name, Problem::MissingInstanceUrl);
        error.allowed = concat(&[
            "another state, or beside it ",
            instance.in_source(source),
            " (such as https://example.my.connect.aws) or ",
            logout.in_source(source),
        ]);
    }
    None
}

/// The instance's address without a slash at its end.
fn instance_url(report: &mut Report) -> Option<String> {
    let written = report.filled(Name::InstanceUrl)?;
    let meant = if !url::is_absolute(&written) || url::has_query(&written) {
        url::with_scheme(&written)
    } else if let Some(instance) = url::without_ccp(&written) {
        Some(instance.into())
    } else {
        return Some(url::without_slash(&written).into());
    };
    let error = report.refuse(Name::InstanceUrl, &written, Problem::BadUrl);
    error.did_you_mean = meant;
    None
}

fn logout_url(report: &mut Report, instance: Option<&str>) -> Option<String> {
    let written = report.filled(Name::LogoutUrl)?;
    if url::is_absolute(&written) {
        return Some(written);
    }
    if !url::is_path(&written) {
        let error = report.refuse(Name::LogoutUrl, &written, Problem::BadUrl);
        error.did_you_mean = url::with_scheme(&written);
    } else if let Some(instance) = instance {
        return Some(concat(&[url::origin(instance), &written]));
    } else if !report.was_given(Name::InstanceUrl) {
        let beside = Name::InstanceUrl.in_source(report.source);
        let error = report.refuse(Name::LogoutUrl, &written, Problem::MissingInstanceUrl);
        let path = "an absolute http(s) URL, or a path with ";
        error.allowed = concat(&[path, beside, " beside it"]);
    }
    None
}
