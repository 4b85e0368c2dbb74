//! The keeper's window.

use wasm_bindgen::prelude::*;
use web_sys::{Url, Window, console};

use super::activation::is_active;
use super::sys::Screen;
use crate::settings::KeeperPage;

/// Opens the keeper's window; `false` if the browser would block it.
///
/// `noopener` gives it a process of its own, so that it survives the crash of this one. The call then returns null
/// whether or not the window opened (window open steps, step 17): only the keeper's lock says that it is there.
pub(super) fn open(window: &Window, page: &KeeperPage, scope: &str, replaces: bool) -> bool {
    if is_active(window) == Some(false) {
        return false;
    }
    let opened = address(window, page, scope, replaces).and_then(|url| {
        window.open_with_url_and_target_and_features(&url, "_blank", &features(window, page))
    });
    if let Err(error) = opened {
        let url = &page.url;
        let text =
            format!("connect-session-end: the browser did not open the keeper's page {url}:");
        console::warn_2(&text.into(), &error);
    }
    true
}

/// The keeper reads off its own address which scope it is for, and whether it replaces another.
fn address(
    window: &Window,
    page: &KeeperPage,
    scope: &str,
    replaces: bool,
) -> Result<String, JsValue> {
    // Not the document's base, which an element of the page can set.
    let url = Url::new_with_base(&page.url, &window.location().href()?)?;
    if scope != "default" {
        url.search_params().set("scope", scope);
    }
    if replaces {
        url.search_params().set("replace", "");
    }
    Ok(url.href())
}

/// At the bottom right of the screen that this window is on, so that it covers little.
fn features(window: &Window, page: &KeeperPage) -> String {
    let KeeperPage { width, height, .. } = *page;
    let features = format!("noopener,popup,width={width},height={height}");
    let Ok(screen) = window.screen() else {
        return features;
    };
    let screen: Screen = screen.unchecked_into();
    let right = screen.avail_left() + screen.avail_width();
    let bottom = screen.avail_top() + screen.avail_height();
    let left = right.saturating_sub_unsigned(width);
    let top = bottom.saturating_sub_unsigned(height);
    format!("{features},left={left},top={top}")
}
