//! The keeper's window, as it is asked for. That it really opens is for the end-to-end tests to see.

use connect_session_end::session::{Input, ToBrowser};
use connect_session_end::settings::KeeperPage;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn};

/// Until a window takes the activation with it.
const ACTIVE: &str = "{ value: { get isActive() { return !window.asked } } }";
const OPEN: &str = "{ value(...asked) { window.asked = asked.join(' '); return null } }";
const SCREEN: &str =
    "{ value: { availLeft: 1000, availTop: 20, availWidth: 800, availHeight: 600 } }";

/// What `window.open` was asked for, if it was.
fn open(scope: &str, url: &str) -> Option<String> {
    open_instead(scope, url, false)
}

/// The same; `replaces`: in the place of a keeper that is there.
fn open_instead(scope: &str, url: &str, replaces: bool) -> Option<String> {
    let _parts = [
        StandIn::new("navigator.userActivation", ACTIVE),
        StandIn::new("window.open", OPEN),
        StandIn::new("window.screen", SCREEN),
        StandIn::new("window.asked", "{ value: undefined, writable: true }"),
    ];
    let mut rig = Rig::tab("a", scope);
    let page = KeeperPage {
        width: 300,
        height: 200,
        ..KeeperPage::new(url.into())
    };
    rig.perform(ToBrowser::OpenKeeper { page, replaces });
    assert_eq!(rig.take(), []);
    js_sys::eval("window.asked")
        .expect("it evaluates")
        .as_string()
}

fn origin() -> String {
    web_sys::window().expect("this is a page").origin()
}

const FEATURES: &str = "_blank noopener,popup,width=300,height=200,left=1500,top=420";

#[wasm_bindgen_test]
fn it_opens_at_the_bottom_right_of_the_screen_without_an_opener() {
    let url = format!("{}/keeper.html", origin());
    assert_eq!(
        open("default", "/keeper.html"),
        Some(format!("{url} {FEATURES}"))
    );
}

#[wasm_bindgen_test]
fn a_scope_of_its_own_goes_with_the_address() {
    let url = format!("{}/keeper.html?a=1&scope=support%26more#top", origin());
    let asked = open("support&more", "/keeper.html?a=1#top");
    assert_eq!(asked, Some(format!("{url} {FEATURES}")));
}

#[wasm_bindgen_test]
fn one_that_replaces_another_knows_it_by_its_address() {
    let url = format!("{}/keeper.html?replace=", origin());
    let asked = open_instead("default", "/keeper.html", true);
    assert_eq!(asked, Some(format!("{url} {FEATURES}")));
}

#[wasm_bindgen_test]
fn an_address_that_is_none_is_refused() {
    assert_eq!(refused(OPEN, "http://["), "TypeError");
}

#[wasm_bindgen_test]
fn a_shell_that_answers_with_no_window_is_known_by_the_activation_that_is_left() {
    let why = refused("{ value() { return null } }", "/keeper.html");
    assert_eq!(why, "window");
}

/// Firefox goes on hearing the agent while it opens a window, so the second half of a double click comes in between.
#[wasm_bindgen_test]
fn an_activation_that_is_renewed_in_the_meantime_says_nothing_of_the_window() {
    let opens = "{ value() { dispatchEvent(new Event('pointerdown')); return null } }";
    assert_eq!(told(opens, "/keeper.html"), []);
}

#[wasm_bindgen_test]
fn a_browser_that_throws_is_quoted() {
    let throws = "{ value() { throw new TypeError('no windows here') } }";
    assert_eq!(refused(throws, "/keeper.html"), "TypeError");
}

/// The first word of the reason for which a page with an activation gets no window.
fn refused(opens: &str, url: &str) -> String {
    match told(opens, url).as_slice() {
        [Input::PopupRefused { why }] => {
            let word = why.split(|c: char| !c.is_alphanumeric()).next();
            word.unwrap_or_default().into()
        }
        other => panic!("{other:?}"),
    }
}

/// What the machine is told of a window that is asked for in a page with an activation.
fn told(opens: &str, url: &str) -> Vec<Input> {
    let _parts = [
        StandIn::new("navigator.userActivation", "{ value: { isActive: true } }"),
        StandIn::new("window.open", opens),
    ];
    let mut rig = Rig::tab("a", "default");
    rig.perform(ToBrowser::OpenKeeper {
        page: KeeperPage::new(url.into()),
        replaces: false,
    });
    rig.take()
}

#[wasm_bindgen_test]
fn without_an_activation_it_is_blocked_before_the_browser_does() {
    let _parts = [
        StandIn::new("navigator.userActivation", "{ value: { isActive: false } }"),
        StandIn::new("window.open", "{ value() { throw new Error('opened') } }"),
    ];
    let mut rig = Rig::tab("a", "default");
    rig.perform(ToBrowser::OpenKeeper {
        page: KeeperPage::new("/keeper.html".into()),
        replaces: false,
    });
    assert_eq!(rig.take(), [Input::PopupBlocked]);
}

#[wasm_bindgen_test]
fn close_closes_the_window() {
    let _closed = StandIn::new("window.close", "{ value() { window.closedIt = true } }");
    let mut rig = Rig::tab("a", "default");
    rig.perform(ToBrowser::Close);
    assert!(
        js_sys::eval("window.closedIt")
            .expect("it evaluates")
            .is_truthy()
    );
}
