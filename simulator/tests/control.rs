//! The control API, the hosts and the static files.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{Instance, Scratch, options, read_head};
use serde_json::{Value, json};
use simulator::{Mount, Options, Simulator, StartError};

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
fn events_begin_with_the_state_and_go_on_with_what_happens() {
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
fn states_profile_and_name_are_what_was_ordered() {
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
        ("login", "{}", "signedIn"),
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

#[test]
fn hosts_that_are_not_this_machine_are_refused() {
    let instance = Instance::start("hosts");
    for (host, status) in [
        ("127.0.0.1", 200),
        ("localhost", 200),
        ("APP.localhost", 200),
        ("example.com", 421),
        ("localhost.example.com", 421),
        ("notlocalhost", 421),
        ("192.168.0.1", 421),
    ] {
        assert_eq!(
            instance.get(host, "/control/state").status,
            status,
            "{host}"
        );
    }
}

#[test]
fn mounts_serve_their_files_with_their_types_and_delays() {
    let instance = Instance::with_mounts("mounts", |scratch| {
        scratch.write("site/index.html", "<p>site");
        scratch.write("site/slow.js", "slow");
        scratch.write("pkg/core.wasm", "wasm");
        scratch.write("secret.txt", "secret");
        vec![
            Mount::new("app", "/", scratch.0.join("site")).unwrap(),
            Mount::new("*", "/pkg/", scratch.0.join("pkg")).unwrap(),
        ]
    });
    for (host, path, mime) in [
        ("app.localhost", "/", "text/html; charset=utf-8"),
        (
            "app.localhost",
            "/slow.js?x=1",
            "text/javascript; charset=utf-8",
        ),
        ("app.localhost", "/pkg/core.wasm", "application/wasm"),
        ("lib.app.localhost", "/pkg/core.wasm", "application/wasm"),
        (
            "lib.app.localhost",
            "/streams/connect-streams.js",
            "text/javascript; charset=utf-8",
        ),
    ] {
        let answer = instance.get(host, path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(mime)),
            "{host}{path}"
        );
    }
    assert_eq!(
        instance.get("app.localhost", "/").header("cache-control"),
        Some("no-store")
    );
    for (host, path) in [
        ("lib.app.localhost", "/"),
        ("app.localhost", "/none"),
        ("app.localhost", "/..%2fsecret.txt"),
    ] {
        assert_eq!(instance.get(host, path).status, 404, "{host}{path}");
    }
    instance.order("delay", &json!({ "path": "/slow", "ms": 300 }));
    let slow = instance.send("GET", "app.localhost", "/slow.js", "", "");
    slow.set_read_timeout(Some(Duration::from_millis(150)))
        .unwrap();
    assert!(
        slow.peek(&mut [0]).is_err(),
        "answered before its delay was over"
    );
    slow.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert_eq!(common::read(slow).text(), "slow");
}

#[test]
fn what_cannot_be_started_says_why() {
    let scratch = Scratch::new("start");
    let outside = Options {
        address: "0.0.0.0".parse().unwrap(),
        ..options(&scratch)
    };
    let error = Simulator::start(outside).unwrap_err();
    assert!(
        matches!(error, StartError::NotLoopback(_)) && error.to_string().contains("127.0.0.1"),
        "{error}"
    );

    let mount = Mount::new("app", "/", scratch.0.join("none")).unwrap();
    let missing = Options {
        mounts: vec![mount],
        ..options(&scratch)
    };
    assert!(matches!(
        Simulator::start(missing).unwrap_err(),
        StartError::MissingMount { .. }
    ));

    let release = Options {
        streams: Some("none.js".into()),
        ..Options::default()
    };
    assert!(matches!(
        Simulator::start(release).unwrap_err(),
        StartError::NoStreams(_)
    ));

    let first = Simulator::start(options(&scratch)).unwrap();
    let taken = Options {
        port: first.origins().port,
        ..options(&scratch)
    };
    assert!(matches!(
        Simulator::start(taken).unwrap_err(),
        StartError::Listen { .. }
    ));
}

#[test]
fn the_program_prints_its_addresses_and_ends_with_its_input() {
    let scratch = Scratch::new("program");
    let streams = scratch.write("streams.js", "");
    let mut program = Command::new(env!("CARGO_BIN_EXE_simulator"))
        .args(["--exit-with-stdin", "--streams"])
        .arg(streams)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let origins: Value = serde_json::from_str(&line).unwrap();
    let port = origins["port"].as_u64().unwrap();
    assert_eq!(origins["ccp"], format!("http://ccp.localhost:{port}"));
    assert_eq!(
        origins["control"],
        format!("http://127.0.0.1:{port}/control")
    );
    program
        .stdin
        .as_mut()
        .unwrap()
        .write_all(b"still here\n")
        .unwrap();
    assert!(program.try_wait().unwrap().is_none());
    drop(program.stdin.take());
    assert!(program.wait().unwrap().success());

    let refused = Command::new(env!("CARGO_BIN_EXE_simulator"))
        .args(["--address", "0.0.0.0"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("not a loopback address"));
}
