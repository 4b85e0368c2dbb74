//! The one armed timer: a Worker's, or the page's.

use connect_session_end::session::{Input, Timer};
use js_sys::Date;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, scope, step, until};

/// Counts the workers made, the messages that come from them, and how many were ended. The tests' own page has put a
/// wrapper in the place of `Worker`: the real one is behind it.
const RECORDED: &str = "{ value: function (url) {
    const worker = new original.prototype.constructor(url);
    const end = worker.terminate;
    worker.terminate = () => { window.ended += 1; end.call(worker) };
    worker.addEventListener('message', () => { window.woken += 1 });
    window.made += 1;
    return worker;
} }";
const DENIED: &str = "{ value: function () { throw new DOMException('CSP', 'SecurityError') } }";
/// As where CSP lets the constructor pass and then blocks the script: an `error` event, a little later. (Made here,
/// since Firefox reports a real one as an error of the page too.)
const BROKEN: &str = "{ value: function () {
    const worker = Object.assign(new EventTarget(), { postMessage() {}, terminate() {} });
    setTimeout(() => worker.dispatchEvent(new Event('error')), 5);
    return worker;
} }";

fn count(name: &str) -> u32 {
    let count = js_sys::eval(&format!("String(window.{name})")).expect("it evaluates");
    let count = count.as_string().and_then(|count| count.parse().ok());
    count.expect("it is counted")
}

fn recorded() -> [StandIn; 4] {
    let counter = "{ value: 0, writable: true }";
    [
        StandIn::new("window.Worker", RECORDED),
        StandIn::new("window.made", counter),
        StandIn::new("window.ended", counter),
        StandIn::new("window.woken", counter),
    ]
}

fn arm(rig: &mut Rig, delay: u64, timer: Timer) -> u64 {
    let when = rig.browser().now() + delay;
    rig.browser().set_timer(Some((when, timer)));
    when
}

#[wasm_bindgen_test]
async fn it_fires_once_at_its_time_with_its_reason() {
    for worker in [RECORDED, DENIED, BROKEN] {
        let _recorded = recorded();
        let _worker = StandIn::new("window.Worker", worker);
        let mut rig = Rig::tab("a", &scope());
        let before = Date::now();
        let when = arm(&mut rig, 40, Timer::SessionEnd);
        assert_eq!(rig.take(), []);
        assert_eq!(rig.next().await, Input::Timer(Timer::SessionEnd));
        assert!(Date::now() - before > 35.0, "{}", Date::now() - before);
        assert!(rig.browser().now() >= when);
        // Long enough for a second one of the same arming.
        arm(&mut rig, 60, Timer::Retry);
        assert_eq!(rig.next().await, Input::Timer(Timer::Retry));
        assert_eq!(rig.take(), []);
    }
}

#[wasm_bindgen_test]
async fn the_last_arming_counts() {
    for worker in [RECORDED, DENIED, BROKEN] {
        let _recorded = recorded();
        let _worker = StandIn::new("window.Worker", worker);
        let mut rig = Rig::tab("a", &scope());
        arm(&mut rig, 10, Timer::Attempt);
        arm(&mut rig, 60_000, Timer::Shown);
        arm(&mut rig, 60, Timer::Confirm);
        assert_eq!(rig.next().await, Input::Timer(Timer::Confirm));
        assert_eq!(rig.take(), []);
    }
}

/// A worker's message may be on its way while the timer is armed anew.
#[wasm_bindgen_test]
fn a_superseded_arming_that_comes_in_late_is_ignored() {
    let _slow = StandIn::new(
        "window.Worker",
        "{ value: function () {
            window.armings = [];
            const postMessage = ([arming]) => window.armings.push(arming);
            return (window.slow = Object.assign(new EventTarget(), { postMessage, terminate() {} }));
        } }",
    );
    let tick = |nth: u32| {
        let message = format!("new MessageEvent('message', {{ data: window.armings[{nth}] }})");
        let ticked = js_sys::eval(&format!("window.slow.dispatchEvent({message})"));
        ticked.expect("it evaluates");
    };
    let mut rig = Rig::tab("a", &scope());
    arm(&mut rig, 0, Timer::Attempt);
    arm(&mut rig, 0, Timer::Confirm);
    tick(0);
    assert_eq!(rig.take(), []);
    tick(1);
    assert_eq!(rig.take(), [Input::Timer(Timer::Confirm)]);
    tick(1);
    assert_eq!(rig.take(), []);
}

#[wasm_bindgen_test]
async fn what_is_due_fires_at_once_though_never_within_the_call() {
    let mut rig = Rig::tab("a", &scope());
    rig.browser().set_timer(Some((0, Timer::Idle)));
    assert_eq!(rig.take(), []);
    assert_eq!(rig.next().await, Input::Timer(Timer::Idle));
}

#[wasm_bindgen_test]
async fn nothing_armed_wakes_nobody() {
    let _recorded = recorded();
    let (mut rig, mut other) = (Rig::tab("a", &scope()), Rig::tab("b", &scope()));
    rig.browser().set_timer(None);
    assert_eq!(count("made"), 0, "no worker is made before it is needed");
    arm(&mut rig, 30, Timer::Attempt);
    rig.browser().set_timer(None);
    arm(&mut other, 120, Timer::Idle);
    assert_eq!(other.next().await, Input::Timer(Timer::Idle));
    assert_eq!((rig.take(), count("woken")), (vec![], 1));
}

#[wasm_bindgen_test]
async fn one_worker_serves_every_arming_and_ends_with_the_drop() {
    let _recorded = recorded();
    let mut rig = Rig::tab("a", &scope());
    for _ in 0..3 {
        arm(&mut rig, 1, Timer::Retry);
        assert_eq!(rig.next().await, Input::Timer(Timer::Retry));
    }
    assert_eq!((count("made"), count("ended"), count("woken")), (1, 0, 3));
    arm(&mut rig, 20, Timer::Retry);
    let inputs = rig.end();
    assert_eq!(count("ended"), 1);
    let mut other = Rig::tab("b", &scope());
    arm(&mut other, 80, Timer::Idle);
    assert_eq!(other.next().await, Input::Timer(Timer::Idle));
    assert_eq!((inputs.take(), count("woken")), (vec![], 4));
}

#[wasm_bindgen_test]
async fn the_pages_timer_ends_with_the_drop_too() {
    let _denied = StandIn::new("window.Worker", DENIED);
    let (mut rig, mut other) = (Rig::tab("a", &scope()), Rig::tab("b", &scope()));
    arm(&mut rig, 20, Timer::Retry);
    let inputs = rig.end();
    arm(&mut other, 60, Timer::Idle);
    assert_eq!(other.next().await, Input::Timer(Timer::Idle));
    assert_eq!(inputs.take(), []);
}

#[wasm_bindgen_test]
async fn a_system_clock_put_back_does_not_put_it_off() {
    let mut rig = Rig::tab("a", &scope());
    let when = arm(&mut rig, 30, Timer::SessionEnd);
    let _back = StandIn::new("Date.now", "{ value: () => original() - 3600000 }");
    assert_eq!(rig.next().await, Input::Timer(Timer::SessionEnd));
    assert!(rig.browser().now() >= when);
    let when = arm(&mut rig, 30, Timer::Retry);
    assert_eq!(rig.next().await, Input::Timer(Timer::Retry));
    assert!(rig.browser().now() >= when);
}

#[wasm_bindgen_test]
async fn a_delay_longer_than_a_timer_counts_is_counted_in_parts() {
    let _denied = StandIn::new("window.Worker", DENIED);
    let mut rig = Rig::tab("a", &scope());
    let month = 30 * 24 * 3_600 * 1_000;
    let delays = "{ value: [], writable: true }";
    let _delays = StandIn::new("window.delays", delays);
    // The long ones end at once.
    let clamped = StandIn::new(
        "window.setTimeout",
        "{ value: (done, ms) => {
            if (ms < 1e9) return original(done, ms);
            window.delays.push(ms);
            return original(done, window.delays.length < 3 ? 0 : 1e9);
        } }",
    );
    arm(&mut rig, month, Timer::SessionEnd);
    until("three parts", || {
        js_sys::eval("window.delays.length").is_ok_and(|n| n == 3)
    })
    .await;
    drop(clamped);
    step().await;
    assert_eq!(rig.take(), []);
    let longest = js_sys::eval("Math.max(...window.delays)").expect("it evaluates");
    assert_eq!(longest, f64::from(i32::MAX));
}
