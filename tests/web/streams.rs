//! The door to Streams, where Streams fails: early, late, twice, with all kinds of errors, or never answers.

use std::cell::RefCell;
use std::rc::Rc;

use crate::page::StandIn;
use connect_session_end::domain::{Agent, Contact};
use connect_session_end::session::{Input, ToStreams};
use connect_session_end::streams::{Ccp, NoStreams, Source};
use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::step;

#[wasm_bindgen(module = "/tests/web/streams.js")]
extern "C" {
    type Fake;
    #[wasm_bindgen(constructor)]
    fn new() -> Fake;
    #[wasm_bindgen(method, getter)]
    fn connect(this: &Fake) -> JsValue;
    #[wasm_bindgen(method)]
    fn init(this: &Fake) -> Promise;
    #[wasm_bindgen(method, js_name = initWith)]
    fn init_with(this: &Fake, ccp_url: &str) -> Promise;
    #[wasm_bindgen(method, js_name = loadFrame)]
    fn load_frame(this: &Fake) -> Promise;
    #[wasm_bindgen(method, js_name = show)]
    fn show_with(this: &Fake, state: &str, contacts: JsValue);
    #[wasm_bindgen(method)]
    fn trigger(this: &Fake, name: &str);
    #[wasm_bindgen(method)]
    fn subscribed(this: &Fake) -> String;
    #[wasm_bindgen(method)]
    fn said(this: &Fake) -> String;
    #[wasm_bindgen(method)]
    fn logged(this: &Fake) -> String;
    #[wasm_bindgen(method, js_name = setStateThrows)]
    fn set_state_throws(this: &Fake);
    #[wasm_bindgen(method, js_name = setStateNeverAnswers)]
    fn set_state_never_answers(this: &Fake);
    #[wasm_bindgen(method, js_name = setStateFails)]
    fn set_state_fails(this: &Fake, error: JsValue);
    #[wasm_bindgen(method, js_name = setStateAnswersLate)]
    fn set_state_answers_late(this: &Fake);
    #[wasm_bindgen(method, js_name = answerNow)]
    fn answer_now(this: &Fake);
    #[wasm_bindgen(method, js_name = isOld)]
    fn is_old(this: &Fake);
    #[wasm_bindgen(method, js_name = snapshotThrows)]
    fn snapshot_throws(this: &Fake);
}

const ALL: &str = "access_denied auth_fail authorize_success init refresh terminated";

struct Stage {
    fake: Fake,
    ccp: Ccp,
    heard: Rc<RefCell<Vec<Input>>>,
}

impl Stage {
    fn before_init() -> Self {
        let (fake, heard) = (Fake::new(), Rc::<RefCell<Vec<Input>>>::default());
        let inbox = Rc::clone(&heard);
        let ccp = Ccp::new(
            Source::Page {
                connect: &fake.connect(),
                ccp: None,
            },
            Rc::new(move |input| inbox.borrow_mut().push(input)),
        );
        let ccp = ccp.unwrap_or_else(|error| panic!("{error}"));
        Self { fake, ccp, heard }
    }

    async fn with_agent() -> Self {
        let stage = Self::before_init();
        JsFuture::from(stage.fake.init())
            .await
            .expect("the frame loads");
        stage.show("Available");
        stage.heard().await;
        stage
    }

    fn show(&self, state: &str) {
        self.fake.show_with(state, js_sys::Array::new().into());
    }

    /// Streams' data count a microtask after it has announced them.
    async fn heard(&self) -> Vec<Input> {
        let settled = JsFuture::from(Promise::resolve(&JsValue::NULL));
        settled.await.expect("nothing rejects it");
        self.heard.take()
    }

    /// What an attempt to set this state comes to at once.
    fn set(&mut self, name: &str, enqueue: bool) -> Vec<Input> {
        self.ccp.perform(ToStreams::SetState {
            id: 7,
            name: name.into(),
            enqueue,
        });
        self.heard.take()
    }

    fn failed(&mut self) -> String {
        match self.set("Offline", false).as_slice() {
            [
                Input::Attempted {
                    id: 7,
                    result: Err(why),
                },
            ] => why.clone(),
            other => panic!("{other:?}"),
        }
    }
}

fn agent(heard: &[Input]) -> &Agent {
    match heard {
        [Input::Agent(agent)] => agent,
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
fn something_else_than_streams_is_refused() {
    let inbox: Rc<dyn Fn(Input)> = Rc::new(|_| {});
    for other in [
        JsValue::UNDEFINED,
        JsValue::NULL,
        1.into(),
        Object::new().into(),
    ] {
        assert_eq!(
            Ccp::new(
                Source::Page {
                    connect: &other,
                    ccp: None
                },
                Rc::clone(&inbox)
            )
            .err(),
            Some(NoStreams::Missing)
        );
    }
}

#[wasm_bindgen_test]
fn a_streams_that_cannot_queue_a_state_is_too_old() {
    let fake = Fake::new();
    fake.is_old();
    let inbox: Rc<dyn Fn(Input)> = Rc::new(|_| {});
    let refused = Ccp::new(
        Source::Page {
            connect: &fake.connect(),
            ccp: None,
        },
        inbox,
    )
    .err();
    let Some(NoStreams::Old(why)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(
        why,
        "amazon-connect-streams 1.4.9 is too old. This library needs 1.7.0 or newer: load a newer release."
    );
}

#[wasm_bindgen_test]
async fn a_page_may_call_init_ccp_later() {
    let stage = Stage::before_init();
    step().await;
    assert_eq!(stage.fake.subscribed(), "");
    JsFuture::from(stage.fake.init())
        .await
        .expect("the frame loads");
    stage.show("Available");
    let heard = stage.heard().await;
    assert_eq!(agent(&heard).username, "jane");
    assert_eq!(stage.fake.subscribed(), ALL);
}

#[wasm_bindgen_test]
async fn the_address_of_the_pages_ccp_is_told_as_the_page_gives_it() {
    let stage = Stage::before_init();
    let url = "ACME.my.connect.aws/ccp#/";
    let loaded = JsFuture::from(stage.fake.init_with(url));
    loaded.await.expect("the frame loads");
    assert_eq!(stage.heard().await, [Input::CcpOpened { url: url.into() }]);
}

#[wasm_bindgen_test]
async fn a_second_init_ccp_is_followed() {
    let stage = Stage::with_agent().await;
    JsFuture::from(stage.fake.init())
        .await
        .expect("the frame loads");
    assert_eq!(stage.fake.subscribed(), ALL);
    stage.show("Offline");
    assert_eq!(agent(&stage.heard().await).availability, "Offline");
}

#[wasm_bindgen_test]
async fn a_snapshot_comes_only_where_it_is_new() {
    let stage = Stage::with_agent().await;
    stage.show("Available");
    assert_eq!(stage.heard().await, []);
    let contact = js_sys::JSON::parse(r#"[["voice", "connected"]]"#).expect("it is JSON");
    stage.fake.show_with("Available", contact);
    let call = Contact {
        kind: "voice".into(),
        state: "connected".into(),
    };
    assert_eq!(agent(&stage.heard().await).contacts, [call]);
}

#[wasm_bindgen_test]
async fn an_unchanged_snapshot_comes_again_after_half_a_minute() {
    let stage = Stage::with_agent().await;
    for (later, comes) in [
        (29_000, false),
        (31_000, true),
        (59_000, false),
        (62_000, true),
    ] {
        let _clock = StandIn::new(
            "Date.now",
            &format!("{{ value: () => original() + {later} }}"),
        );
        stage.show("Available");
        assert_eq!(!stage.heard().await.is_empty(), comes, "{later} ms later");
    }
}

#[wasm_bindgen_test]
async fn the_agent_that_comes_back_after_a_sign_out_is_news() {
    let stage = Stage::with_agent().await;
    for event in ["auth_fail", "access_denied", "terminated"] {
        stage.fake.trigger(event);
        assert_eq!(stage.heard().await, [Input::SignedOut]);
        stage.show("Available");
        agent(&stage.heard().await);
    }
    stage.fake.trigger("auth_fail");
    stage.fake.trigger("authorize_success");
    assert!(matches!(
        stage.heard().await.as_slice(),
        [Input::SignedOut, Input::Agent(_)]
    ));
    assert_eq!(
        stage.fake.subscribed(),
        ALL,
        "nothing is subscribed to twice"
    );
}

#[wasm_bindgen_test]
async fn a_ccp_whose_frame_has_loaded_and_says_nothing_is_signed_out() {
    let stage = Stage::with_agent().await;
    JsFuture::from(stage.fake.load_frame())
        .await
        .expect("the frame loads");
    stage.fake.trigger("acknowledge");
    assert_eq!(stage.fake.subscribed(), ALL, "it has answered");
    JsFuture::from(stage.fake.load_frame())
        .await
        .expect("the frame loads");
    assert_eq!(stage.heard().await, []);
    while stage.heard.borrow().is_empty() {
        step().await;
    }
    assert_eq!(stage.heard().await, [Input::SignedOut]);
    // It was slow.
    stage.fake.trigger("acknowledge");
    agent(&stage.heard().await);
    assert_eq!(stage.fake.subscribed(), ALL);
}

#[wasm_bindgen_test]
async fn a_snapshot_that_cannot_be_read_is_none() {
    let stage = Stage::with_agent().await;
    stage.fake.snapshot_throws();
    stage.show("Offline");
    assert_eq!(stage.heard().await, []);
}

#[wasm_bindgen_test]
async fn enqueue_next_state_is_said_only_where_it_is_meant() {
    let mut stage = Stage::with_agent().await;
    let done = [Input::Attempted {
        id: 7,
        result: Ok(()),
    }];
    assert_eq!(stage.set("Offline", true), done);
    assert_eq!(
        stage.fake.said(),
        r#"["Offline",{"enqueueNextState":true}]"#
    );
    assert_eq!(stage.set("Offline", false), done);
    assert_eq!(stage.fake.said(), r#"["Offline"]"#);
}

#[wasm_bindgen_test]
async fn whatever_goes_wrong_with_set_state_is_its_answer() {
    let mut stage = Stage::before_init();
    assert_eq!(stage.failed(), "the CCP has not shown an agent yet");

    stage = Stage::with_agent().await;
    stage.fake.set_state_throws();
    assert_eq!(stage.failed(), "TypeError: no client");
    stage.fake.said();
    let unknown = stage.set("Lunch", false);
    let why = "no state “Lunch” among Available, Offline".into();
    assert_eq!(
        unknown,
        [Input::Attempted {
            id: 7,
            result: Err(why)
        }]
    );
    assert_eq!(stage.fake.said(), "", "Streams is not asked for it");
    for (given, wanted) in [
        (
            r#"{"type":"InvalidStateException","message":"a call","stack":"…"}"#,
            "InvalidStateException: a call",
        ),
        (
            r#"{"type":"Timeout","retryable":true}"#,
            r#"Timeout {"retryable":true}"#,
        ),
        ("no JSON", "no JSON"),
        ("null", "null"),
        ("", r#""""#),
    ] {
        stage.fake.set_state_fails(given.into());
        assert_eq!(stage.failed(), wanted);
    }
    stage
        .fake
        .set_state_fails(js_sys::Error::new("a crash").into());
    assert_eq!(stage.failed(), "Error: a crash");
    stage.fake.set_state_fails(JsValue::UNDEFINED);
    assert_eq!(stage.failed(), "undefined");
}

#[wasm_bindgen_test]
async fn no_answer_is_none_and_one_after_the_drop_reaches_nobody() {
    let mut stage = Stage::with_agent().await;
    stage.fake.set_state_never_answers();
    assert_eq!(stage.set("Offline", false), []);
    stage.fake.set_state_answers_late();
    assert_eq!(stage.set("Offline", false), []);
    let Stage { fake, ccp, heard } = stage;
    drop(ccp);
    fake.answer_now();
    assert_eq!(heard.take(), []);
    assert_eq!(fake.subscribed(), "");
    JsFuture::from(fake.init()).await.expect("the frame loads");
    assert_eq!(
        fake.subscribed(),
        "",
        "nor does it listen to what comes later"
    );
}

#[wasm_bindgen_test]
async fn a_logout_that_does_not_reach_the_instance_is_told_and_nothing_terminated() {
    let mut stage = Stage::with_agent().await;
    stage.ccp.perform(ToStreams::LogOut {
        id: 8,
        url: "http://localhost:1/logout".into(),
    });
    let heard = loop {
        step().await;
        let heard = stage.heard().await;
        if !heard.is_empty() {
            break heard;
        }
    };
    assert!(
        matches!(
            heard.as_slice(),
            [Input::LogoutSent {
                id: 8,
                result: Err(_)
            }]
        ),
        "{heard:?}"
    );
    assert_eq!(stage.fake.said(), "");
}

#[wasm_bindgen_test]
async fn a_logout_that_reaches_it_terminates_every_ccp() {
    let mut stage = Stage::with_agent().await;
    // Any address will do: what it answers cannot be seen.
    stage.ccp.perform(ToStreams::LogOut {
        id: 8,
        url: "/logout".into(),
    });
    while stage.heard.borrow().is_empty() {
        step().await;
    }
    assert_eq!(
        stage.heard().await,
        [Input::LogoutSent {
            id: 8,
            result: Ok(())
        }]
    );
    assert_eq!(stage.fake.said(), "terminate");
}

#[wasm_bindgen_test]
async fn a_line_of_log_is_no_format() {
    let mut stage = Stage::before_init();
    stage.ccp.perform(ToStreams::Log("100 %s".into()));
    assert_eq!(stage.fake.logged(), "%s|connect-session-end: 100 %s");
}
