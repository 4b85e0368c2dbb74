//! Ordered failures: their effect on a client, and on the server.

mod common;

use std::io::{BufReader, Read as _};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use common::{Instance, put, read_head, try_read};
use serde_json::{Value, json};

/// The wall clock of a test.
#[allow(
    clippy::disallowed_methods,
    reason = "these tests run against a real server in real time"
)]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn a_status_fault_meets_as_many_calls_as_ordered_and_carries_nothing_out() {
    let instance = Instance::start("status");
    instance.order(
        "faults",
        &json!({ "operation": "PutAgentState", "kind": "status", "status": 500, "times": 2 }),
    );
    assert_eq!(instance.call("GetAgentStates", &json!({})).status, 200);
    for expected in [500, 500, 200] {
        assert_eq!(instance.shown(), "Available");
        assert_eq!(instance.put_state("Offline", false).status, expected);
    }
    assert_eq!(instance.shown(), "Offline");
    let applied: Vec<_> = instance
        .logged("PutAgentState")
        .iter()
        .map(|one| one["applied"].clone())
        .collect();
    assert_eq!(applied, [false, false, true]);
}

#[test]
fn a_fault_stands_for_as_long_as_ordered() {
    let instance = Instance::start("for");
    let down = |ms: u32| json!({ "kind": "status", "status": 503, "forMs": ms });
    let state = instance.order("faults", &down(60_000));
    assert_eq!(state["faults"][0]["forMs"], 60_000);
    assert_eq!(instance.call("GetAgentStates", &json!({})).status, 503);
    assert_eq!(instance.put_state("Offline", false).status, 503);
    instance.request("DELETE", "127.0.0.1", "/control/faults", "");
    instance.order("faults", &down(50));
    std::thread::sleep(Duration::from_millis(60));
    assert_eq!(instance.put_state("Offline", false).status, 200);
    assert_eq!(instance.shown(), "Offline");
}

#[test]
fn a_fault_may_lose_the_answer_of_a_call_that_was_carried_out() {
    let instance = Instance::start("applied");
    instance.order("faults", &json!({ "operation": "PutAgentState", "kind": "status", "status": 503, "times": 1, "applied": true }));
    assert_eq!(instance.put_state("Offline", false).status, 503);
    assert_eq!(instance.shown(), "Offline");
}

#[test]
fn a_call_that_hangs_is_never_answered_and_its_clients_going_is_noticed() {
    let instance = Instance::start("hang");
    instance.order("faults", &json!({ "kind": "hang", "times": 1 }));
    let call = instance.start_call("PutAgentState", &put("Offline", false));
    call.set_read_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    assert!(call.peek(&mut [0]).is_err());
    assert_eq!(instance.logged("PutAgentState")[0]["clientGone"], false);
    call.shutdown(Shutdown::Both).unwrap();
    drop(call);
    instance.until("the client's going is noticed", |state| {
        state["requests"][0]["clientGone"] == true
    });
    let state = instance.state();
    assert_eq!(
        (
            &state["requests"][0]["status"],
            &state["agent"]["availability"]
        ),
        (&Value::Null, &json!("Available"))
    );
}

#[test]
fn a_held_call_is_written_down_and_meets_its_fault_when_it_is_released() {
    let instance = Instance::start("hold");
    let state = instance.order("hold", &json!({ "operation": "PutAgentState" }));
    assert_eq!(state["holds"], json!([{ "operation": "PutAgentState" }]));
    let fault =
        json!({ "operation": "PutAgentState", "kind": "status", "status": 400, "times": 1 });
    instance.order("faults", &fault);
    let held = instance.start_call("PutAgentState", &put("Offline", false));
    instance.until("the call has come", |state| {
        state["requests"][0]["at"] != Value::Null
    });
    assert_eq!(instance.call("GetAgentStates", &json!({})).status, 200);
    let state = instance.state();
    assert_eq!(
        (
            &state["requests"][0]["status"],
            &state["faults"][0]["times"]
        ),
        (&Value::Null, &json!(1))
    );
    instance.request("DELETE", "127.0.0.1", "/control/hold", "");
    assert_eq!(common::read(held).status, 400);
    assert_eq!(instance.put_state("Offline", false).status, 200);
}

#[test]
fn a_reset_ends_the_connection_without_an_answer() {
    let instance = Instance::start("reset");
    instance.order(
        "faults",
        &json!({ "operation": "PutAgentState", "kind": "reset", "times": 1 }),
    );
    let call = instance.start_call("PutAgentState", &put("Offline", false));
    let error = try_read(call).err().expect("no answer");
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert_eq!(instance.shown(), "Available");
}

#[test]
fn idle_connections_are_closed_when_ordered_and_those_in_use_are_not() {
    let instance = Instance::start("idle");
    let mut idle = instance.start_call("GetAgentStates", &json!({}));
    let head = read_head(&mut BufReader::new(&idle)).unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    instance.order("hold", &json!({ "operation": "PutAgentState" }));
    let busy = instance.start_call("PutAgentState", &put("Offline", false));
    instance.until("the call has come", |state| {
        state["requests"].as_array().unwrap().len() == 2
    });
    let answer = instance.request("DELETE", "127.0.0.1", "/control/connections", "");
    assert!(answer.json()["closed"].as_u64() >= Some(1));
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).unwrap();
    instance.request("DELETE", "127.0.0.1", "/control/hold", "");
    assert_eq!(common::read(busy).status, 200);
}

#[test]
fn latency_delays_a_call_and_drops_it_with_its_client_only_where_ordered() {
    for (drop_aborted, expected) in [(true, "Available"), (false, "Offline")] {
        let instance = Instance::start(&format!("latency-{drop_aborted}"));
        instance.order(
            "latency",
            &json!({ "ms": 250, "dropAborted": drop_aborted }),
        );
        let start = now();
        assert_eq!(instance.put_state("Available", false).status, 200);
        assert!(start.elapsed() >= Duration::from_millis(250));

        drop(instance.start_call("PutAgentState", &put("Offline", false)));
        instance.until("the client's going is noticed", |state| {
            state["requests"][1]["clientGone"] == true
        });
        if drop_aborted {
            std::thread::sleep(Duration::from_millis(400));
        } else {
            instance.until("it is carried out", |_| instance.shown() == expected);
        }
        assert_eq!(instance.shown(), expected, "dropAborted {drop_aborted}");
        assert_eq!(instance.logged("PutAgentState")[1]["detail"], "Offline");
        assert_eq!(
            instance.logged("PutAgentState")[1]["applied"],
            !drop_aborted
        );
    }
}
