//! The API that Streams' worker calls, call by call.

mod common;

use std::io::{BufReader, Read, Write};
use std::time::{Duration, Instant};

use common::{Instance, put, read, read_head, start_call};
use serde_json::{Value, json};

/// The wall clock of a test.
#[allow(
    clippy::disallowed_methods,
    reason = "these tests run against a real server in real time"
)]
fn now() -> Instant {
    Instant::now()
}

fn snapshot(instance: &Instance, token: Option<&str>) -> Value {
    let answer = instance.call(
        "GetAgentSnapshot",
        &json!({ "nextToken": token, "timeout": 30_000 }),
    );
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[test]
fn every_call_that_streams_makes_before_it_shows_an_agent_is_answered() {
    let instance = Instance::start("initial");
    for (operation, path) in [
        ("CreateTransport", "/webSocketTransport/url"),
        (
            "GetAgentConfiguration",
            "/configuration/routingProfile/routingProfileARN",
        ),
        ("GetAgentPermissions", "/permissions/0"),
        ("GetAgentStates", "/states/3/name"),
        ("GetDialableCountryCodes", "/countryCodes/0"),
        ("GetRoutingProfileQueues", "/queues/1/queueARN"),
        ("GetAgentSnapshot", "/snapshot/agentAvailabilityState/state"),
    ] {
        let answer = instance.call(operation, &json!({ "transportType": "web_socket" }));
        assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
        assert!(
            answer.json().pointer(path).is_some(),
            "{operation}: {}",
            answer.text()
        );
    }
    let transport = instance
        .call("CreateTransport", &json!({ "transportType": "web_socket" }))
        .json();
    assert!(
        transport["webSocketTransport"]["url"]
            .as_str()
            .unwrap()
            .starts_with("wss://")
    );
    assert!(
        transport["webSocketTransport"]["transportLifeTimeInSeconds"]
            .as_u64()
            .unwrap()
            >= 300
    );
    let unknown = instance.call("MakeCoffee", &json!({}));
    assert_eq!(
        (unknown.status, unknown.json()["__type"].as_str()),
        (400, Some("InvalidParameterException"))
    );
}

#[test]
fn a_snapshot_is_held_until_something_changes_and_then_reaches_every_poller() {
    let instance = Instance::start("held");
    let first = snapshot(&instance, None);
    let token = first["nextToken"].as_str().unwrap();
    let parameters = json!({ "nextToken": token, "timeout": 30_000 });
    let polls = [0, 1].map(|_| instance.start_call("GetAgentSnapshot", &parameters));
    for poll in &polls {
        poll.set_read_timeout(Some(Duration::from_millis(150)))
            .unwrap();
        assert!(
            poll.peek(&mut [0]).is_err(),
            "answered although nothing changed"
        );
        poll.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    }
    instance.order("agent", &json!({ "state": "Break" }));
    for poll in polls {
        let second = read(poll).json();
        assert_eq!(second["snapshot"]["state"]["name"], "Break");
        assert_ne!(second["nextToken"], first["nextToken"]);
    }
}

#[test]
fn a_snapshot_in_which_nothing_changed_is_answered_when_its_time_is_over() {
    let instance = Instance::start("timeout");
    let token = snapshot(&instance, None)["nextToken"].clone();
    let start = now();
    let again = instance
        .call(
            "GetAgentSnapshot",
            &json!({ "nextToken": token, "timeout": 200 }),
        )
        .json();
    assert_eq!(again["nextToken"], token);
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[test]
fn a_state_is_set_and_its_transition_written_down() {
    let instance = Instance::start("set");
    assert_eq!(instance.put_state("Offline", false).status, 200);
    let state = instance.state();
    assert_eq!(
        state["agent"]["state"],
        json!({ "name": "Offline", "type": "offline" })
    );
    assert_eq!(state["agent"]["availability"], "Offline");
    let transition = &state["transitions"][0];
    assert_eq!(
        (&transition["from"], &transition["to"], &transition["cause"]),
        (
            &json!("Available"),
            &json!("Offline"),
            &json!("PutAgentState")
        )
    );
    assert_eq!(transition["at"], state["agent"]["since"]);
    let request = &instance.logged("PutAgentState")[0];
    assert_eq!(
        (
            &request["status"],
            &request["applied"],
            &request["clientGone"]
        ),
        (&json!(200), &json!(true), &json!(false))
    );
}

#[test]
fn a_state_the_instance_does_not_have_is_refused_with_those_it_has() {
    let instance = Instance::start("unknown");
    let answer = instance.put_state("Away", false);
    assert_eq!(answer.status, 400);
    assert!(
        answer
            .text()
            .contains("Available, Offline, At Lunch, Break"),
        "{}",
        answer.text()
    );
    assert_eq!(instance.shown(), "Available");
}

#[test]
fn under_a_live_contact_a_plain_state_is_refused_and_a_queued_one_waits_for_the_contact_to_be_cleared()
 {
    let instance = Instance::start("contact");
    let id = instance.add_contact("voice", "connected");
    assert_eq!(instance.shown(), "Busy");
    let refused = instance.put_state("Offline", false);
    assert_eq!(
        (refused.status, refused.json()["__type"].as_str()),
        (400, Some("InvalidStateException"))
    );
    assert_eq!(instance.put_state("Offline", true).status, 200);
    let state = instance.state();
    assert_eq!(
        (&state["agent"]["next"], &state["agent"]["availability"]),
        (&json!("Offline"), &json!("Available"))
    );
    assert_eq!(
        snapshot(&instance, None)["snapshot"]["nextState"]["name"],
        "Offline"
    );

    instance.order(
        "contacts",
        &json!({ "update": { "id": id, "state": "ended" } }),
    );
    assert_eq!(instance.shown(), "AfterCallWork");
    instance.order("contacts", &json!({ "clear": id }));
    let state = instance.state();
    let path: Vec<_> = state["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["to"].as_str().unwrap())
        .collect();
    assert_eq!(path, ["Busy", "AfterCallWork", "Offline"]);
    assert_eq!(
        (&state["agent"]["next"], &state["transitions"][2]["cause"]),
        (&Value::Null, &json!("queued"))
    );
}

#[test]
fn in_contact_work_a_plain_state_is_set_and_clears_the_contact() {
    let instance = Instance::start("work");
    instance.add_contact("voice", "ended");
    assert_eq!(instance.put_state("Break", true).status, 200);
    assert_eq!(instance.state()["agent"]["next"], "Break");
    assert_eq!(instance.put_state("Offline", false).status, 200);
    let state = instance.state();
    assert_eq!(
        (&state["agent"]["state"]["name"], &state["contacts"]),
        (&json!("Offline"), &json!([]))
    );
}

#[test]
fn in_the_contact_work_of_a_single_chat_a_queued_state_closes_the_chat() {
    let instance = Instance::start("chat");
    instance.add_contact("chat", "ended");
    assert_eq!(instance.put_state("Offline", true).status, 200);
    let state = instance.state();
    assert_eq!(
        (&state["agent"]["availability"], &state["contacts"]),
        (&json!("Offline"), &json!([]))
    );
}

#[test]
fn a_contact_is_accepted_ended_and_cleared_through_the_api() {
    let instance = Instance::start("accept");
    let id = instance.add_contact("voice", "connecting");
    assert_eq!(instance.shown(), "PendingBusy");
    for (operation, shown) in [
        ("AcceptContact", "Busy"),
        ("DestroyConnection", "AfterCallWork"),
        ("ClearContact", "Available"),
    ] {
        let answer = instance.call(operation, &json!({ "contactId": id }));
        assert_eq!(answer.status, 200, "{operation}: {}", answer.text());
        assert_eq!(instance.shown(), shown, "after {operation}");
    }
    assert_eq!(
        instance
            .call("ClearContact", &json!({ "contactId": id }))
            .status,
        404
    );
}

#[test]
fn logging_out_ends_the_session_and_leaves_the_agents_state() {
    let instance = Instance::start("logout");
    let token = snapshot(&instance, None)["nextToken"].clone();
    let held = instance.start_call(
        "GetAgentSnapshot",
        &json!({ "nextToken": token, "timeout": 30_000 }),
    );
    assert_eq!(instance.get("ccp.localhost", "/ccp-v2/").status, 200);
    assert_eq!(
        instance.get("ccp.localhost", "/login").header("location"),
        Some("/ccp-v2/")
    );

    assert_eq!(instance.get("ccp.localhost", "/connect/logout").status, 303);
    let held = read(held);
    assert_eq!(
        (held.status, held.json()["__type"].as_str()),
        (401, Some("UnauthorizedException"))
    );
    assert_eq!(
        instance
            .get("ccp.localhost", "/connect/ccp-v2")
            .header("location"),
        Some("/login")
    );
    assert_eq!(instance.get("ccp.localhost", "/auth/authorize").status, 401);
    assert_eq!(instance.get("ccp.localhost", "/login").status, 200);
    assert_eq!(instance.put_state("Offline", false).status, 401);
    let state = instance.state();
    assert_eq!(
        (&state["signedIn"], &state["agent"]["availability"]),
        (&json!(false), &json!("Available"))
    );

    assert_eq!(
        instance
            .request("POST", "ccp.localhost", "/login", "")
            .header("location"),
        Some("/ccp-v2/")
    );
    let page = instance.get("ccp.localhost", "/ccp-v2/").text();
    assert!(
        page.contains("simulated-session-2"),
        "a login has a token of its own"
    );
    assert_eq!(instance.put_state("Offline", false).status, 200);
}

#[test]
fn another_agent_signs_in_and_the_first_stays_as_they_were() {
    let instance = Instance::start("agents");
    assert_eq!(instance.put_state("Break", false).status, 200);
    instance.order(
        "login",
        &json!({ "signedIn": false, "agent": { "username": "lee", "name": "Lee" } }),
    );
    let page = instance.get("ccp.localhost", "/login").text();
    assert!(page.contains("Sign in as Lee"), "{page}");
    instance.request("POST", "ccp.localhost", "/login", "");
    let state = instance.state();
    assert_eq!(
        (&state["agent"]["username"], &state["agent"]["availability"]),
        (&json!("lee"), &json!("Available"))
    );
    assert_eq!(
        (
            &state["away"][0]["username"],
            &state["away"][0]["availability"]
        ),
        (&json!("sim-agent"), &json!("Break"))
    );
    // The first agent's token is not the second's.
    assert_eq!(instance.put_state("Offline", false).status, 401);

    instance.order(
        "login",
        &json!({ "signedIn": true, "agent": { "username": "sim-agent" } }),
    );
    let state = instance.state();
    assert_eq!(state["agent"]["availability"], "Break");
    assert_eq!(state["away"][0]["username"], "lee");
    assert_eq!(
        instance.order("reset", &json!({}))["agent"]["username"],
        "sim-agent"
    );
    let page = instance.get("ccp.localhost", "/ccp-v2/").text();
    assert!(page.contains("simulated-session-4"), "{page}");
}

#[test]
fn a_token_that_is_none_of_the_instances_is_refused() {
    let instance = Instance::start("token");
    let body = put("Offline", false).to_string();
    let more = "X-Amz-Target: AmazonConnectCTIService.PutAgentState\r\nX-Amz-Bearer: guessed\r\n";
    let answer = read(instance.send("POST", "ccp.localhost", "/api", more, &body));
    assert_eq!(answer.status, 401);
    assert_eq!(instance.shown(), "Available");
}

#[test]
fn ten_clients_at_once_are_all_served() {
    let instance = Instance::start("many");
    let port = instance.port();
    let clients: Vec<_> = (0..10)
        .map(|index| {
            let state = if index % 2 == 0 { "Break" } else { "At Lunch" };
            std::thread::spawn(move || {
                read(start_call(port, "PutAgentState", &put(state, false))).status
            })
        })
        .collect();
    for client in clients {
        assert_eq!(client.join().unwrap(), 200);
    }
    assert_eq!(instance.logged("PutAgentState").len(), 10);
}

#[test]
fn the_socket_answers_heartbeats_and_acknowledges_subscriptions() {
    let instance = Instance::start("socket");
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                   Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let mut stream = BufReader::new(instance.send("GET", "ccp.localhost", "/socket", upgrade, ""));
    let head = read_head(&mut stream).unwrap();
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");
    let mut exchange = |message: Value| -> Value {
        // RFC 6455, 5.2: a final text frame, masked as a client's must be, with a mask of zeros.
        let text = message.to_string();
        let length = u8::try_from(text.len()).unwrap();
        assert!(length < 126);
        let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
        frame.extend_from_slice(text.as_bytes());
        stream.get_mut().write_all(&frame).unwrap();
        let mut header = [0; 2];
        stream.read_exact(&mut header).unwrap();
        assert!(header[1] < 126);
        let mut body = vec![0; usize::from(header[1])];
        stream.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    };
    assert_eq!(
        exchange(json!({ "topic": "aws/heartbeat" }))["topic"],
        "aws/heartbeat"
    );
    let acknowledged =
        exchange(json!({ "topic": "aws/subscribe", "content": { "topics": ["a"] } }));
    assert_eq!(
        acknowledged["content"],
        json!({ "status": "success", "topics": ["a"] })
    );
}
