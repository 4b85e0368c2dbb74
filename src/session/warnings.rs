//! The sentences of the warnings: what is wrong, and what to do. `docs/troubleshooting.md` quotes them.

#![allow(
    clippy::must_use_candidate,
    missing_docs,
    reason = "each is named by its sentence"
)]

use super::change::missing;
use super::port::{Warning, WarningCode};
use crate::domain::AgentView;
use crate::settings::ccp_instead;

fn warning(code: WarningCode, message: impl Into<String>) -> Warning {
    let message = message.into();
    Warning { code, message }
}

pub fn no_lock_for_tab(why: &str) -> Warning {
    let message = format!(
        "The browser refuses a lock to this tab ({why}). The end of this tab will not be seen."
    );
    warning(WarningCode::LocksDenied, message)
}

pub fn no_lock_for_keeper(why: &str) -> Warning {
    let message = format!(
        "The browser refuses a lock to the keeper ({why}). This window cannot be the keeper."
    );
    warning(WarningCode::LocksDenied, message)
}

pub fn no_watch_for_tab(why: &str) -> Warning {
    let message = format!(
        "The browser does not tell this tab when another tab or the keeper is gone ({why})."
    );
    warning(WarningCode::LocksDenied, message)
}

pub fn no_watch_for_keeper(why: &str) -> Warning {
    let message = format!("The browser does not tell the keeper when a tab is gone ({why}).");
    warning(WarningCode::LocksDenied, message)
}

pub fn no_journal_for_tab(why: &str) -> Warning {
    let message = format!(
        "The browser stores nothing for this page ({why}), so an outcome is lost at a reload. Allow this site to store \
         data."
    );
    warning(WarningCode::StorageDenied, message)
}

pub fn no_journal_for_keeper(why: &str) -> Warning {
    let message = format!(
        "The browser stores nothing for the keeper ({why}), so the next session cannot read the outcome. Allow this \
         site to store data."
    );
    warning(WarningCode::StorageDenied, message)
}

pub fn keeper_refused(url: &str, why: &str) -> Warning {
    let message = format!(
        "The browser did not open the keeper {url}, although somebody had clicked ({why}). If this page is in a sandboxed \
         frame, add allow-popups and allow-popups-to-escape-sandbox to its sandbox. If an application shows this page, \
         let it open windows."
    );
    warning(WarningCode::KeeperBlocked, message)
}

pub fn keeper_unheard(url: &str) -> Warning {
    let message = format!(
        "This tab has opened the keeper {url} but does not hear it. The browser may have blocked its window, or its \
         page may not have loaded. Or it lives in another storage partition: then open it under the top-level site of \
         this tab."
    );
    warning(WarningCode::KeeperUnreachable, message)
}

pub fn no_ccp(code: WarningCode, why: &str) -> Warning {
    let message = format!("The keeper could not load its CCP: {why}");
    warning(code, message)
}

pub fn no_agent(ccp_url: &str) -> Warning {
    let mut message = missing(&AgentView::Unknown).message;
    if let Some(right) = ccp_instead(ccp_url) {
        let cure = format!(" The page's ccpUrl is “{ccp_url}”. Give “{right}” instead.");
        message.push_str(&cure);
    }
    warning(WarningCode::AgentUnknown, message)
}

pub fn signed_out() -> Warning {
    let message =
        "The CCP has signed the agent out. The library can set nothing until somebody signs in.";
    warning(WarningCode::SignedOut, message)
}

pub fn session_expiring() -> Warning {
    let message = "Amazon Connect is about to log the agent out, because the agent is inactive. After that the library can set \
                   nothing. Let the agent go on working, or set the status before.";
    warning(WarningCode::SessionExpiring, message)
}

pub fn dialog_failed() -> Warning {
    let message = "The page could not show the dialog of confirmLeave. An agent who stays gets the earlier state back after \
                   two seconds. Serve notice.js and words/ beside index.js, and leave their element in the page.";
    warning(WarningCode::DialogFailed, message)
}

pub fn report_refused(url: &str, why: &str) -> Warning {
    let message = format!("The browser did not send the outcome to {url}: {why}");
    warning(WarningCode::ReportRefused, message)
}

pub fn prompt_refused() -> Warning {
    let message = "confirmLeave could not ask. A browser asks only if somebody has clicked or typed in the page.";
    warning(WarningCode::PromptRefused, message)
}
