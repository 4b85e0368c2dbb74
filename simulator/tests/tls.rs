//! The contact control panel over TLS, and the link to it.

mod common;

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Instance, put, read_head};
use serde_json::json;
use tokio_rustls::rustls;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme, StreamOwned};

type Connection = StreamOwned<ClientConnection, TcpStream>;

/// The wall clock of a test.
#[allow(
    clippy::disallowed_methods,
    reason = "these tests run against a real server in real time"
)]
fn now() -> Instant {
    Instant::now()
}

fn start(name: &str) -> Instance {
    Instance::with(name, |_, options| options.tls = true)
}

#[test]
fn the_panel_and_its_api_are_served_over_tls_on_a_port_of_their_own() {
    let instance = start("tls");
    let origins = instance.running.origins();
    let port = tls_port(&instance);
    assert_eq!(origins.ccp, format!("https://ccp.localhost:{port}"));
    assert_ne!(port, origins.port);
    assert_eq!(
        origins.app,
        format!("http://app.localhost:{}", origins.port)
    );

    let mut connection = connect(&instance);
    let page = ask(&mut connection, "GET", "/ccp-v2/", "", "");
    assert!(
        page.contains("initSharedWorker") || page.contains("ccp.js"),
        "{page}"
    );
    let transport = call(
        &mut connection,
        "CreateTransport",
        r#"{"transportType":"web_socket"}"#,
    );
    assert!(
        transport.contains(&format!("wss://ccp.localhost:{port}/socket")),
        "{transport}"
    );
    call(
        &mut connection,
        "PutAgentState",
        &put("Offline", false).to_string(),
    );
    assert_eq!(instance.shown(), "Offline");
}

#[test]
fn the_round_trip_counts_for_connecting_for_tls_and_for_each_call() {
    let round_trip = Duration::from_millis(80);
    let instance = start("link");
    let state = instance.order("link", &json!({ "rttMs": 80 }));
    assert_eq!(state["rttMs"], 80);

    let started = now();
    let mut connection = connect(&instance);
    call(&mut connection, "GetAgentStates", "{}");
    assert!(
        started.elapsed() >= round_trip * 3,
        "{:?}",
        started.elapsed()
    );

    // A busy machine adds to it, though hardly each time.
    let shortest = (0..10)
        .map(|_| {
            let started = now();
            call(&mut connection, "GetAgentStates", "{}");
            started.elapsed()
        })
        .min()
        .unwrap();
    assert!(
        shortest >= round_trip && shortest < round_trip * 3,
        "{shortest:?}"
    );
}

#[test]
fn a_call_whose_client_goes_right_behind_it_is_carried_out() {
    let instance = start("goodbye");
    instance.order("link", &json!({ "rttMs": 80 }));
    let mut connection = connect(&instance);
    call(&mut connection, "GetAgentStates", "{}");
    send(
        &mut connection,
        "PutAgentState",
        &put("Offline", false).to_string(),
    );
    drop(connection);
    instance.until("the call has come", |state| {
        state["agent"]["availability"] == "Offline"
    });
}

#[test]
fn idle_connections_are_closed_over_the_link() {
    let instance = start("cold");
    let mut connection = connect(&instance);
    call(&mut connection, "GetAgentStates", "{}");
    let closed = instance.request("DELETE", "127.0.0.1", "/control/connections", "");
    assert!(closed.json()["closed"].as_u64() >= Some(1));
    assert_eq!(connection.read(&mut [0]).unwrap_or(0), 0);
}

#[test]
fn without_tls_there_is_no_link_to_be_slow() {
    let instance = Instance::start("no-link");
    let answer = instance.request("POST", "127.0.0.1", "/control/link", r#"{"rttMs":60}"#);
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("--tls"), "{}", answer.text());
}

fn tls_port(instance: &Instance) -> u16 {
    let ccp = &instance.running.origins().ccp;
    ccp.rsplit(':').next().unwrap().parse().unwrap()
}

fn connect(instance: &Instance) -> Connection {
    let tcp = TcpStream::connect(("127.0.0.1", tls_port(instance))).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let config = ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Anybody))
        .with_no_client_auth();
    let name = ServerName::try_from("ccp.localhost").unwrap();
    StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), tcp)
}

fn call(connection: &mut Connection, operation: &str, parameters: &str) -> String {
    send(connection, operation, parameters);
    answer(connection)
}

fn send(connection: &mut Connection, operation: &str, parameters: &str) {
    let more = format!(
        "X-Amz-Target: AmazonConnectCTIService.{operation}\r\nX-Amz-Bearer: simulated-session-1\r\n"
    );
    request(connection, "POST", "/api", &more, parameters);
}

fn ask(connection: &mut Connection, method: &str, path: &str, more: &str, body: &str) -> String {
    request(connection, method, path, more, body);
    answer(connection)
}

fn request(connection: &mut Connection, method: &str, path: &str, more: &str, body: &str) {
    let length = body.len();
    let text = format!(
        "{method} {path} HTTP/1.1\r\nHost: ccp.localhost\r\nContent-Length: {length}\r\n{more}\r\n{body}"
    );
    connection.write_all(text.as_bytes()).unwrap();
}

/// The body of an answer with status 200.
fn answer(connection: &mut Connection) -> String {
    let mut reader = BufReader::new(connection);
    let head = read_head(&mut reader).unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap()];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

/// Takes any certificate, as a browser does that is told to.
#[derive(Debug)]
struct Anybody;

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::ED25519,
        ]
    }
}
