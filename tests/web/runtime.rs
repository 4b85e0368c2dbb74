//! The loop, with a machine that does as the test says.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use connect_session_end::browser::Unsupported;
use connect_session_end::domain::Millis;
use connect_session_end::runtime::{Runtime, Source, StartError};
use connect_session_end::session::{
    Effect, Event, Input, Machine, Message, Timer, ToBrowser, ToStreams, Unpolled, Warning,
    WarningCode,
};
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, fake_streams, fire, locks, scope, tab, until, until_locks};

/// Answers each input as the test says, and writes down what it is handed.
struct Script {
    answer: fn(&Input) -> Vec<Effect>,
    timeout: Option<(Millis, Timer)>,
    effects: VecDeque<Effect>,
    log: Log,
}

type Log = Rc<RefCell<Vec<String>>>;

impl Machine for Script {
    fn handle(&mut self, now: Millis, input: Input) -> Result<(), Unpolled> {
        if !self.effects.is_empty() {
            return Err(Unpolled(self.effects.len()));
        }
        match &input {
            Input::Resume => self.timeout = Some((now + 20, Timer::Idle)),
            Input::Hidden | Input::Timer(_) => self.timeout = None,
            _ => {}
        }
        self.effects = (self.answer)(&input).into();
        self.log.borrow_mut().push(format!("{input:?}"));
        Ok(())
    }

    fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    fn poll_timeout(&self) -> Option<(Millis, Timer)> {
        self.timeout
    }
}

fn script(answer: fn(&Input) -> Vec<Effect>, log: &Log) -> Rc<RefCell<Script>> {
    Rc::new(RefCell::new(Script {
        answer,
        timeout: None,
        effects: VecDeque::new(),
        log: Rc::clone(log),
    }))
}

/// A runtime where its own callbacks find it.
type Place = Rc<RefCell<Option<Rc<Runtime>>>>;

struct Stage {
    machine: Rc<RefCell<Script>>,
    place: Place,
    log: Log,
    calls: Array,
    scope: String,
}

impl Stage {
    /// `on_event` is called with the runtime, if that is there already.
    fn new(answer: fn(&Input) -> Vec<Effect>, on_event: fn(&Place)) -> Self {
        let (place, log) = (Place::default(), Log::default());
        let (calls, scope) = (Array::new(), scope());
        let machine = script(answer, &log);
        let (seen, at_event_machine) = (Rc::clone(&machine), Rc::clone(&machine));
        let (at_event, event_log, after_log) =
            (Rc::clone(&place), Rc::clone(&log), Rc::clone(&log));
        let runtime = Runtime::new(
            machine.clone(),
            tab("a"),
            &scope,
            Source::Page {
                connect: &fake_streams(&calls),
                ccp: None,
            },
            Box::new(move |event| {
                // No effect is carried out in the middle of anything: whoever shares the machine may look.
                assert!(at_event_machine.try_borrow_mut().is_ok());
                event_log.borrow_mut().push(format!("{event:?}"));
                on_event(&at_event);
            }),
            Box::new(move || {
                assert!(seen.borrow().effects.is_empty());
                after_log.borrow_mut().push("after".into());
            }),
        );
        place.replace(Some(runtime.unwrap_or_else(|error| panic!("{error}"))));
        Self {
            machine,
            place,
            log,
            calls,
            scope,
        }
    }

    fn send(&self, input: Input) {
        let runtime = self.place.borrow().clone();
        runtime.expect("it runs").send(input);
    }

    fn log(&self) -> Vec<String> {
        self.log.take()
    }
}

fn told() -> Effect {
    Effect::Emit(Event::Warning(Warning {
        code: WarningCode::SignedOut,
        message: String::new(),
    }))
}

const TOLD: &str = "Warning(Warning { code: SignedOut, message: \"\" })";

fn nothing(_: &Input) -> Vec<Effect> {
    Vec::new()
}

#[wasm_bindgen_test]
fn the_start_comes_first_and_all_of_it_before_new_returns() {
    let answer = |input: &Input| match input {
        Input::Start => vec![told()],
        _ => Vec::new(),
    };
    let stage = Stage::new(answer, |_| {});
    assert_eq!(stage.log(), ["Start", TOLD, "after"]);
}

#[wasm_bindgen_test]
fn an_input_that_comes_while_the_loop_runs_waits() {
    let answer = |input: &Input| match input {
        Input::OpenKeeper => vec![told(), told()],
        _ => Vec::new(),
    };
    let stage = Stage::new(answer, |place| {
        let runtime = place
            .borrow()
            .clone()
            .expect("nothing is told at the start");
        runtime.send(Input::Cancel);
        runtime.send(Input::Retry);
    });
    stage.log();
    stage.send(Input::OpenKeeper);
    let both = ["Cancel", "Retry", "Cancel", "Retry"];
    assert_eq!(
        stage.log(),
        [&["OpenKeeper", TOLD, TOLD][..], &both, &["after"]].concat()
    );
}

#[wasm_bindgen_test]
async fn a_state_is_set_before_beforeunload_returns() {
    let answer = |input: &Input| match input {
        Input::Start => vec![ToBrowser::ListenBeforeUnload(true).into()],
        Input::BeforeUnload => {
            vec![Effect::Streams(ToStreams::SetState {
                id: 1,
                name: "Offline".into(),
                enqueue: false,
            })]
        }
        _ => Vec::new(),
    };
    let stage = Stage::new(answer, |_| {});
    let has = |what: &str| stage.log.borrow().iter().any(|line| line.starts_with(what));
    until("the agent", || has("Agent")).await;
    fire("window", "beforeunload", None);
    assert_eq!(stage.calls.join(","), "setState Offline");
    until("the answer", || has("Attempted { id: 1, result: Ok")).await;
}

#[wasm_bindgen_test]
async fn the_machines_timeout_becomes_its_timer() {
    let stage = Stage::new(nothing, |_| {});
    stage.log();
    stage.send(Input::Resume);
    assert_eq!(stage.log(), ["Resume", "after"]);
    until("the timer", || {
        stage.log.borrow().iter().any(|l| l == "Timer(Idle)")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_timeout_that_is_taken_back_does_not_come() {
    let (stage, witness) = (Stage::new(nothing, |_| {}), Stage::new(nothing, |_| {}));
    stage.send(Input::Resume);
    stage.send(Input::Hidden);
    stage.log();
    witness.send(Input::Resume);
    until("the other's timer", || {
        witness.log.borrow().iter().any(|l| l == "Timer(Idle)")
    })
    .await;
    assert!(!stage.log().contains(&"Timer(Idle)".into()));
}

fn holds(input: &Input) -> Vec<Effect> {
    match input {
        Input::Start => vec![
            ToBrowser::Hold.into(),
            ToBrowser::ListenBeforeUnload(true).into(),
        ],
        Input::Cancel => vec![told()],
        _ => Vec::new(),
    }
}

async fn assert_gone(stage: &Stage) {
    until_locks(&stage.scope, "").await;
    stage.log();
    fire("window", "beforeunload", None);
    fire("window", "pagehide", Some(false));
    let mut other = Rig::tab("b", &stage.scope);
    other.perform(ToBrowser::Post(Message::RollCall { of: None }));
    other.perform(ToBrowser::Look { id: 1 });
    assert!(matches!(other.next().await, Input::Looked { .. }));
    assert_eq!(stage.log(), Vec::<String>::new());
}

async fn held(stage: &Stage) {
    until("the lock", || {
        stage.log.borrow().iter().any(|line| line == "LockHeld")
    })
    .await;
    assert_eq!(locks(&stage.scope).await, "held exclusive tab/a");
}

#[wasm_bindgen_test]
async fn a_drop_gives_everything_back() {
    let stage = Stage::new(holds, |_| {});
    held(&stage).await;
    drop(stage.place.take());
    assert_gone(&stage).await;
}

#[wasm_bindgen_test]
async fn a_stop_gives_everything_back_and_can_still_be_read() {
    let stage = Stage::new(holds, |_| {});
    held(&stage).await;
    stage.log();
    stage.send(Input::Stop);
    assert_eq!(stage.log(), ["Stop", "after"]);
    stage.send(Input::Cancel);
    assert_gone(&stage).await;
    assert!(stage.machine.borrow().timeout.is_none());
}

#[wasm_bindgen_test]
async fn a_stop_from_within_an_event_gives_everything_back() {
    let stage = Stage::new(holds, |place| {
        let runtime = place.take().expect("it runs");
        runtime.send(Input::Stop);
        runtime.send(Input::Retry);
    });
    held(&stage).await;
    stage.log();
    stage.send(Input::Cancel);
    assert_eq!(stage.log(), ["Cancel", TOLD, "Stop", "after"]);
    assert_gone(&stage).await;
}

fn start(connect: &JsValue, scope: &str, log: &Log) -> Result<Rc<Runtime>, StartError> {
    let machine = script(holds, log);
    let (on_event, after) = (Box::new(|_| {}), Box::new(|| {}));
    Runtime::new(
        machine,
        tab("a"),
        scope,
        Source::Page { connect, ccp: None },
        on_event,
        after,
    )
}

#[wasm_bindgen_test]
async fn what_cannot_start_leaves_nothing_behind() {
    let (scope, log) = (scope(), Log::default());
    let odd = start(&JsValue::from("connect"), &scope, &log);
    assert!(matches!(odd.err(), Some(StartError::NoStreams(_))));
    let old = StandIn::new("navigator.locks", "{ value: undefined }");
    let refused = start(&fake_streams(&Array::new()), &scope, &log).err();
    drop(old);
    assert_eq!(
        refused,
        Some(StartError::Unsupported(Unsupported::NoWebLocks))
    );
    fire("window", "pagehide", Some(false));
    assert_eq!(locks(&scope).await, "");
    assert_eq!(log.take(), Vec::<String>::new());
}
