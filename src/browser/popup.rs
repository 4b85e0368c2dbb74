//! The keeper's window.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Window;

use super::activation::is_active;
use super::address::resolve;
use super::listener::Listener;
use super::sys::{Screen, to_text};
use crate::settings::KeeperPage;

/// The result of the wish for a window.
pub(super) enum Opened {
    /// The browser may have opened it.
    Asked,
    /// The page has no user activation.
    Unasked,
    /// The browser has opened none, although it could.
    Refused(String),
}

/// Opens the keeper's window.
///
/// `noopener` gives it a process of its own, so that it survives the crash of this one. The call then returns null
/// whether or not the window opened (window open steps, step 17): only the keeper's lock says that it is there. But a
/// window takes the user activation with it, so an activation that is left says that there is no window.
pub(super) fn open(window: &Window, page: &KeeperPage, scope: &str, replaces: bool) -> Opened {
    if is_active(window) == Some(false) {
        return Opened::Unasked;
    }
    let renewed = Renewed::listen(window);
    let opened = address(window, page, scope, replaces).and_then(|url| {
        window.open_with_url_and_target_and_features(&url, "_blank", &features(window, page))
    });
    match opened {
        // A sandboxed frame of Firefox.
        Err(error) => Opened::Refused(to_text(&error).unwrap_or_default()),
        Ok(_) if is_active(window) == Some(true) && !renewed.is_seen() => {
            Opened::Refused(NO_WINDOW.into())
        }
        Ok(_) => Opened::Asked,
    }
}

/// Firefox goes on hearing the agent while it opens a window. The second half of a double click then renews the
/// activation that the window has taken.
struct Renewed {
    is_seen: Rc<Cell<bool>>,
    _listeners: [Listener; 3],
}

/// <https://html.spec.whatwg.org/multipage/interaction.html#activation-triggering-input-event>
const INPUTS: [&str; 3] = ["keydown", "pointerdown", "pointerup"];

impl Renewed {
    fn listen(window: &Window) -> Self {
        let is_seen = Rc::new(Cell::new(false));
        let listeners = INPUTS.map(|event| {
            let is_seen = Rc::clone(&is_seen);
            Listener::new(window, event, move |_| is_seen.set(true))
        });
        Self {
            is_seen,
            _listeners: listeners,
        }
    }

    fn is_seen(&self) -> bool {
        self.is_seen.get()
    }
}

const NO_WINDOW: &str = "window.open() has opened nothing";

/// The keeper reads off its own address which scope it is for, and whether it replaces another.
fn address(
    window: &Window,
    page: &KeeperPage,
    scope: &str,
    replaces: bool,
) -> Result<String, JsValue> {
    let url = resolve(window, &page.url)?;
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
