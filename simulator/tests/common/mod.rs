//! A simulated instance and a plain HTTP client for it: one request a connection, nothing behind the scenes.

#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this"
)]
#![allow(
    clippy::missing_panics_doc,
    reason = "a test that cannot do its part panics"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Mount, Options, Running, Simulator};

pub struct Instance {
    pub running: Running,
    /// The server reads mounted files at each request.
    pub scratch: Scratch,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

/// A folder that is removed after the test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("simulator-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Options whose Streams release is a stand-in: no browser runs it here.
pub fn options(scratch: &Scratch) -> Options {
    Options {
        streams: Some(scratch.write("streams.js", "/* the release */")),
        ..Options::default()
    }
}

impl Instance {
    pub fn start(name: &str) -> Self {
        Self::with_mounts(name, |_| Vec::new())
    }

    pub fn with_mounts(name: &str, mounts: impl FnOnce(&Scratch) -> Vec<Mount>) -> Self {
        Self::with(name, |scratch, options| options.mounts = mounts(scratch))
    }

    pub fn with(name: &str, set: impl FnOnce(&Scratch, &mut Options)) -> Self {
        let scratch = Scratch::new(name);
        let mut options = options(&scratch);
        set(&scratch, &mut options);
        let running = Simulator::start(options).unwrap();
        Self { running, scratch }
    }

    pub fn port(&self) -> u16 {
        self.running.origins().port
    }

    pub fn send(&self, method: &str, host: &str, path: &str, more: &str, body: &str) -> TcpStream {
        send(self.port(), method, host, path, more, body)
    }

    pub fn request(&self, method: &str, host: &str, path: &str, body: &str) -> Answer {
        read(self.send(method, host, path, "", body))
    }

    pub fn get(&self, host: &str, path: &str) -> Answer {
        self.request("GET", host, path, "")
    }

    pub fn state(&self) -> Value {
        self.get("127.0.0.1", "/control/state").json()
    }

    /// The shown state's name.
    pub fn shown(&self) -> String {
        self.state()["agent"]["state"]["name"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub fn order(&self, path: &str, body: &Value) -> Value {
        let answer = self.request(
            "POST",
            "127.0.0.1",
            &format!("/control/{path}"),
            &body.to_string(),
        );
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub fn call(&self, operation: &str, parameters: &Value) -> Answer {
        read(self.start_call(operation, parameters))
    }

    pub fn start_call(&self, operation: &str, parameters: &Value) -> TcpStream {
        start_call(self.port(), operation, parameters)
    }

    pub fn put_state(&self, name: &str, enqueue: bool) -> Answer {
        self.call("PutAgentState", &put(name, enqueue))
    }

    pub fn add_contact(&self, kind: &str, state: &str) -> String {
        let answer = self.order(
            "contacts",
            &json!({ "add": { "type": kind, "state": state } }),
        );
        answer["id"].as_str().unwrap().to_owned()
    }

    /// The log's entries of one operation, oldest first.
    pub fn logged(&self, operation: &str) -> Vec<Value> {
        let requests = self.state()["requests"].as_array().unwrap().clone();
        requests
            .into_iter()
            .filter(|request| request["operation"] == operation)
            .collect()
    }

    /// Asks again until it holds; for changes that the server notices by itself, such as a client that went.
    pub fn until(&self, what: &str, holds: impl Fn(&Value) -> bool) {
        for _ in 0..3_000 {
            if holds(&self.state()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("not within 30 s: {what}; the state is {:#}", self.state());
    }
}

pub fn put(name: &str, enqueue: bool) -> Value {
    let mut parameters = json!({ "state": { "name": name, "type": "offline" } });
    if enqueue {
        parameters["enqueueNextState"] = json!(true);
    }
    parameters
}

pub fn start_call(port: u16, operation: &str, parameters: &Value) -> TcpStream {
    let more = format!(
        "X-Amz-Target: AmazonConnectCTIService.{operation}\r\nX-Amz-Bearer: simulated-session-1\r\n"
    );
    send(
        port,
        "POST",
        "ccp.localhost",
        "/api",
        &more,
        &parameters.to_string(),
    )
}

pub fn send(port: u16, method: &str, host: &str, path: &str, more: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {}\r\n{more}\r\n{body}",
        body.len()
    )
    .unwrap();
    stream
}

pub fn read(stream: TcpStream) -> Answer {
    try_read(stream).unwrap()
}

/// An error if the connection ends without an answer.
pub fn try_read(stream: TcpStream) -> std::io::Result<Answer> {
    let mut reader = BufReader::new(stream);
    let head = read_head(&mut reader)?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| std::io::Error::other(format!("no status in {head:?}")))?;
    let _ = reader.into_inner().shutdown(Shutdown::Both);
    Ok(Answer { status, head, body })
}

pub fn read_head(reader: &mut impl BufRead) -> std::io::Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(head)
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let prefix = format!("{name}: ");
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(&prefix))
    }
}
