//! The control API.

mod common;

use std::io::{BufRead, BufReader};
use std::time::Duration;

use common::{Instance, read_head};
use serde_json::{Value, json};

#[test]
fn the_state_tells_all_there_is() {
    let instance = Instance::start("state");
    let state = instance.state();
    assert_eq!(
        state["agent"],
        json!({
            "username": "sim-agent", "name": "Sim Agent", "profile": "Basic Routing Profile",
            "state": { "name": "Available", "type": "routable" }, "since": state["agent"]["since"],
            "availability": "Available", "availabilitySince": state["agent"]["availabilitySince"], "next": null,
        })
    );
    assert_eq!(state["signedIn"], true);
    let names: Vec<_> = state["states"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["name"], &one["type"]))
        .collect();
    assert_eq!(
        json!(names),
        json!([
            ["Available", "routable"],
            ["Offline", "offline"],
            ["At Lunch", "not_routable"],
            ["Break", "not_routable"]
        ])
    );
    assert_eq!(
        (&state["contacts"], &state["transitions"], &state["faults"]),
        (&json!([]), &json!([]), &json!([]))
    );
    assert!(
        instance
            .get("127.0.0.1", "/control/state?requests=0")
            .json()
            .get("requests")
            .is_none()
    );
}

#[test]
fn waiting_ends_when_all_conditions_hold_and_not_before() {
    let instance = Instance::start("wait");
    assert_eq!(
        instance
            .get(
                "127.0.0.1",
                "/control/wait?state=Available&signedIn=true&contacts=0&next="
            )
            .status,
        200
    );
    let wait = instance.send(
        "GET",
        "127.0.0.1",
        "/control/wait?state=Offline&timeoutMs=5000",
        "",
        "",
    );
    wait.set_read_timeout(Some(Duration::from_millis(150)))
        .unwrap();
    assert!(
        wait.peek(&mut [0]).is_err(),
        "answered before the agent was Offline"
    );
    wait.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    instance.order("agent", &json!({ "state": "Offline" }));
    let answer = common::read(wait);
    assert_eq!(
        (answer.status, &answer.json()["agent"]["availability"]),
        (200, &json!("Offline"))
    );

    let since = instance.state()["agent"]["since"].as_u64().unwrap();
    assert_eq!(
        instance
            .get(
                "127.0.0.1",
                &format!("/control/wait?state=Offline&since={since}")
            )
            .status,
        200
    );
    let late = instance.get(
        "127.0.0.1",
        &format!(
            "/control/wait?state=Offline&since={}&timeoutMs=50",
            since + 1
        ),
    );
    assert_eq!(
        (late.status, &late.json()["agent"]["availability"]),
        (408, &json!("Offline"))
    );

    let mistaken = instance.get("127.0.0.1", "/control/wait?status=Offline");
    assert_eq!(mistaken.status, 400);
    assert!(
        mistaken.json()["error"]
            .as_str()
            .unwrap()
            .contains("status"),
        "{}",
        mistaken.text()
    );
}

#[test]
fn waiting_for_a_queued_state_and_for_contacts() {
    let instance = Instance::start("wait-contact");
    instance.add_contact("voice", "connected");
    assert_eq!(instance.put_state("Offline", true).status, 200);
    assert_eq!(
        instance
            .get(
                "127.0.0.1",
                "/control/wait?next=Offline&contacts=1&type=system&timeoutMs=50"
            )
            .status,
        200
    );
    assert_eq!(
        instance
            .get("127.0.0.1", "/control/wait?next=&timeoutMs=50")
            .status,
        408
    );
    instance.order("contacts", &json!({ "clearAll": true }));
    assert_eq!(
        instance
            .get(
                "127.0.0.1",
                "/control/wait?next=&availability=Offline&timeoutMs=50"
            )
            .status,
        200
    );
}

#[test]
fn events_start_with_the_state_and_go_on_with_each_change() {
    let instance = Instance::start("events");
    let mut stream = BufReader::new(instance.send("GET", "127.0.0.1", "/control/events", "", ""));
    assert!(
        read_head(&mut stream)
            .unwrap()
            .contains("text/event-stream")
    );
    let mut next = || -> (String, Value) {
        let (mut name, mut line) = (String::new(), String::new());
        loop {
            line.clear();
            assert_ne!(
                stream.read_line(&mut line).unwrap(),
                0,
                "the stream has ended"
            );
            if let Some(event) = line.strip_prefix("event: ") {
                event.trim().clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return (name, serde_json::from_str(data).unwrap());
            }
        }
    };
    let (name, state) = next();
    assert_eq!(
        (name.as_str(), &state["agent"]["availability"]),
        ("state", &json!("Available"))
    );
    assert_eq!(instance.put_state("Offline", false).status, 200);
    let (name, transition) = next();
    assert_eq!(
        (name.as_str(), &transition["to"]),
        ("transition", &json!("Offline"))
    );
    let (name, request) = next();
    assert_eq!(
        (name.as_str(), &request["operation"], &request["applied"]),
        ("request", &json!("PutAgentState"), &json!(true))
    );
    instance.add_contact("chat", "connected");
    assert_eq!(next().0, "contact");
    assert_eq!(next().1["to"], "Busy");
    instance.order("login", &json!({ "signedIn": false }));
    let (name, login) = next();
    assert_eq!(
        (name.as_str(), &login["signedIn"]),
        ("login", &json!(false))
    );
}

#[test]
fn states_profile_and_name_are_as_ordered() {
    let instance = Instance::start("orders");
    instance.order(
        "states",
        &json!(["Available", { "name": "Feierabend", "type": "offline" }]),
    );
    instance.order(
        "agent",
        &json!({ "state": "Feierabend", "profile": "Sales", "name": "Ada", "username": "ada" }),
    );
    assert_eq!(
        instance.state()["agent"]["state"],
        json!({ "name": "Feierabend", "type": "offline" })
    );
    let configuration =
        instance.call("GetAgentConfiguration", &json!({})).json()["configuration"].clone();
    assert_eq!(
        (
            &configuration["name"],
            &configuration["username"],
            &configuration["routingProfile"]["name"]
        ),
        (&json!("Ada"), &json!("ada"), &json!("Sales"))
    );
    let unknown = instance.request(
        "POST",
        "127.0.0.1",
        "/control/agent",
        r#"{"state":"Offline"}"#,
    );
    assert_eq!(unknown.status, 400);
    assert!(
        unknown.json()["error"]
            .as_str()
            .unwrap()
            .contains("Available, Feierabend"),
        "{}",
        unknown.text()
    );
}

#[test]
fn orders_that_make_no_sense_are_refused_with_the_reason() {
    let instance = Instance::start("mistakes");
    for (path, body, reason) in [
        ("faults", r#"{"kind":"status"}"#, "status from 400"),
        ("faults", r#"{"kind":"latency"}"#, "needs ms"),
        ("faults", r#"{"kind":"hang","times":0}"#, "times 0"),
        ("faults", r#"{"kind":"explode"}"#, "explode"),
        ("agent", r#"{"status":"Offline"}"#, "status"),
        ("states", "[]", "at least one"),
        ("contacts", r#"{"clear":"none"}"#, "none"),
        ("login", r#"{"signedOut":true}"#, "signedOut"),
        ("latency", "not json", "cannot be read"),
    ] {
        let answer = instance.request("POST", "127.0.0.1", &format!("/control/{path}"), body);
        assert_eq!(answer.status, 400, "{path} {body}");
        let error = answer.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(reason), "{path} {body}: {error}");
    }
}

#[test]
fn a_reset_brings_back_the_beginning() {
    let instance = Instance::start("reset-all");
    let token = instance.call("GetAgentSnapshot", &json!({})).json()["nextToken"].clone();
    instance.order("agent", &json!({ "state": "Offline", "profile": "Sales" }));
    instance.add_contact("voice", "connected");
    instance.order("faults", &json!({ "kind": "hang" }));
    instance.order("latency", &json!({ "ms": 5000 }));
    instance.order("login", &json!({ "signedIn": false }));
    instance.order("reset", &json!(null));
    let state = instance.state();
    assert_eq!(
        (&state["agent"]["availability"], &state["agent"]["profile"]),
        (&json!("Available"), &json!("Basic Routing Profile"))
    );
    assert_eq!(
        (&state["signedIn"], &state["latencyMs"]),
        (&json!(true), &json!(0))
    );
    for empty in ["contacts", "faults", "transitions", "requests", "delays"] {
        assert_eq!(state[empty], json!([]), "{empty}");
    }
    // A worker that outlived the reset must see it: its token is not the newest.
    assert_ne!(
        instance.call("GetAgentSnapshot", &json!({})).json()["nextToken"],
        token
    );
}

#[test]
fn faults_and_delays_are_cleared_with_delete() {
    let instance = Instance::start("delete");
    instance.order("faults", &json!({ "kind": "status", "status": 500 }));
    instance.order("delay", &json!({ "path": "/slow", "ms": 1 }));
    assert_eq!(instance.put_state("Offline", false).status, 500);
    for path in ["/control/faults", "/control/delay"] {
        assert_eq!(
            instance.request("DELETE", "127.0.0.1", path, "").status,
            200
        );
    }
    assert_eq!(instance.put_state("Offline", false).status, 200);
    assert_eq!(instance.state()["delays"], json!([]));
}

#[test]
fn any_origin_may_call_the_control_api() {
    let instance = Instance::start("origins");
    for method in ["GET", "OPTIONS"] {
        let answer = instance.request(method, "app.localhost", "/control/state", "");
        assert!(answer.status < 300, "{method}: {}", answer.status);
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("*"),
            "{method}"
        );
    }
}
