//! Starting, hosts and static files.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::{Instance, Scratch, options};
use serde_json::{Value, json};
use simulator::{Mount, Options, Simulator, StartError};

/// The wall clock of a test.
#[allow(
    clippy::disallowed_methods,
    reason = "these tests run against a real server in real time"
)]
fn now() -> Instant {
    Instant::now()
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
        scratch.write("site/a b.css", "p {}");
        scratch.write("site/deep/index.html", "<p>deep");
        scratch.write("pkg/core.wasm", "wasm");
        scratch.write("secret.txt", "secret");
        vec![
            Mount::new("app", "/", scratch.0.join("site")).unwrap(),
            Mount::new("*", "/pkg/", scratch.0.join("pkg")).unwrap(),
        ]
    });
    for (host, path, mime) in [
        ("app.localhost", "/", "text/html"),
        ("app.localhost", "/slow.js?x=1", "text/javascript"),
        ("app.localhost", "/a%20b.css", "text/css"),
        ("app.localhost", "/pkg/core.wasm", "application/wasm"),
        ("lib.app.localhost", "/pkg/core.wasm", "application/wasm"),
        (
            "lib.app.localhost",
            "/streams/connect-streams.js",
            "text/javascript",
        ),
    ] {
        let answer = instance.get(host, path);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(mime)),
            "{host}{path}"
        );
    }
    for (path, cached) in [
        ("/", "no-store"),
        ("/streams/connect-streams.js", "max-age=86400, immutable"),
    ] {
        let answer = instance.get("app.localhost", path);
        assert_eq!(answer.header("cache-control"), Some(cached), "{path}");
    }
    let directory = instance.get("app.localhost", "/deep");
    assert_eq!(
        (directory.status, directory.header("location")),
        (307, Some("/deep/"))
    );
    for (host, path) in [
        ("lib.app.localhost", "/"),
        ("app.localhost", "/none"),
        ("app.localhost", "/../secret.txt"),
        ("app.localhost", "/..%2fsecret.txt"),
        ("app.localhost", "/%2e%2e/secret.txt"),
        ("app.localhost", "/deep/%2e%2e/%2e%2e/secret.txt"),
        ("app.localhost", "/%00"),
    ] {
        let answer = instance.get(host, path);
        assert_eq!(answer.status, 404, "{host}{path}");
        assert!(answer.text().contains(host), "{}", answer.text());
    }
    let posted = instance.request("POST", "app.localhost", "/", "");
    assert_eq!(posted.status, 405);
    for (host, path) in [
        ("app.localhost", "/slow.js"),
        ("ccp.localhost", "/ccp-v2/ccp.js"),
    ] {
        instance.order("delay", &json!({ "path": path, "ms": 200 }));
        let start = now();
        assert_eq!(instance.get(host, path).status, 200, "{host}{path}");
        assert!(start.elapsed() >= Duration::from_millis(200));

        instance.order("hold", &json!({ "path": path }));
        let slow = instance.send("GET", host, path, "", "");
        slow.set_read_timeout(Some(Duration::from_millis(400)))
            .unwrap();
        assert!(
            slow.peek(&mut [0]).is_err(),
            "{host}{path}: answered before it was released"
        );
        instance.request("DELETE", "127.0.0.1", "/control/hold", "");
        slow.set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        assert_eq!(common::read(slow).status, 200, "{host}{path}");
    }
}

#[test]
fn a_start_that_fails_says_why() {
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
