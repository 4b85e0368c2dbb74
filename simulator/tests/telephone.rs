//! Who owns the CCP's topics and who rings, as the CCP's documents and workers say it.

mod common;

use common::Instance;
use serde_json::{Value, json};

/// Loads a CCP; its id, and what its page is told.
fn load(instance: &Instance) -> (String, Value) {
    let page = instance.get("ccp.localhost", "/ccp-v2/").text();
    let session = page
        .split_once("application/json\">")
        .and_then(|(_, rest)| rest.split_once("</script>"))
        .map(|(session, _)| serde_json::from_str::<Value>(session).unwrap())
        .unwrap();
    let frame = session["frame"].as_str().unwrap().to_owned();
    assert!(page.contains(&format!("data-frame=\"{frame}\"")), "{page}");
    (frame, session)
}

/// Loads a CCP that says which page is around it and what its port is.
fn run(instance: &Instance, page: &str, port: &str) -> String {
    let (id, _) = load(instance);
    note(
        instance,
        &json!({ "frame": { "id": id, "page": page, "port": port } }),
    );
    id
}

fn note(instance: &Instance, note: &Value) {
    let answer = instance.request("POST", "127.0.0.1", "/control/notes", &note.to_string());
    assert_eq!(answer.status, 204, "{}", answer.text());
}

fn worker(instance: &Instance, started_at: u64, number: u64, ports: &Value) {
    note(
        instance,
        &json!({ "masters": { "startedAt": started_at, "number": number, "ports": ports } }),
    );
}

fn masters(instance: &Instance) -> Value {
    instance.get("127.0.0.1", "/control/masters").json()
}

#[test]
fn each_document_of_the_ccp_has_an_id_of_its_own() {
    let instance = Instance::start("frames");
    let (first, session) = load(&instance);
    let (second, _) = load(&instance);
    assert_ne!(first, second);
    let port = instance.port();
    assert_eq!(
        session["notes"],
        format!("http://127.0.0.1:{port}/control/notes")
    );
    let worker = instance.get("ccp.localhost", "/ccp-v2/worker.js").text();
    assert!(
        worker.contains(session["notes"].as_str().unwrap()),
        "{worker}"
    );
    assert_eq!(instance.state()["frames"][1]["id"], json!(second));
    instance.order("reset", &json!(null));
    assert_eq!(instance.state()["frames"], json!([]));
    let (third, _) = load(&instance);
    assert!(![first, second].contains(&third), "{third}");
}

#[test]
fn masters_are_documents_of_the_youngest_worker() {
    let instance = Instance::start("masters");
    let free = json!({ "ringtone": null, "softphone": null });
    assert_eq!(masters(&instance), free);
    let tab = run(&instance, "http://app.localhost/desktop.html", "1");
    let keeper = run(&instance, "http://app.localhost/keeper.html", "2");
    let of_tab = json!({ "frame": tab, "page": "http://app.localhost/desktop.html" });
    let of_keeper = json!({ "frame": keeper, "page": "http://app.localhost/keeper.html" });

    worker(
        &instance,
        10,
        1,
        &json!({ "ringtone": "1", "softphone": "1", "metrics": "1" }),
    );
    assert_eq!(
        masters(&instance),
        json!({ "ringtone": of_tab, "softphone": of_tab })
    );
    worker(&instance, 10, 2, &json!({ "ringtone": "2" }));
    assert_eq!(
        masters(&instance),
        json!({ "ringtone": of_keeper, "softphone": null })
    );
    // The notes of a worker may overtake each other.
    worker(&instance, 10, 1, &json!({ "softphone": "1" }));
    assert_eq!(masters(&instance)["softphone"], Value::Null);

    // A document may be slower to say its port than its worker.
    worker(&instance, 11, 1, &json!({ "ringtone": "3" }));
    let nobody = json!({ "frame": null, "page": null });
    assert_eq!(masters(&instance)["ringtone"], nobody);
    let next = run(&instance, "http://app.localhost/desktop.html", "3");
    assert_eq!(masters(&instance)["ringtone"]["frame"], json!(next));
    assert_eq!(instance.state()["masters"], masters(&instance));

    instance.order("reset", &json!(null));
    assert_eq!(masters(&instance), free);
}

#[test]
fn an_attempt_to_ring_has_the_browsers_answer() {
    let instance = Instance::start("rings");
    let page = "http://app.localhost/desktop.html";
    let frame = run(&instance, page, "1");
    let rings = || instance.get("127.0.0.1", "/control/rings").json();
    assert_eq!(rings(), json!([]));
    let attempt = |number: u64, more: &[(&str, &str)]| {
        let mut ring = json!({ "frame": frame, "number": number });
        for (key, value) in more {
            ring[*key] = json!(value);
        }
        note(&instance, &json!({ "ring": ring }));
    };
    attempt(1, &[]);
    assert_eq!(
        rings(),
        json!([{ "at": rings()[0]["at"], "frame": frame, "page": page, "result": null }])
    );
    attempt(1, &[("result", "NotAllowedError")]);
    attempt(2, &[("result", "playing")]);
    // Overtaken by its own result.
    attempt(2, &[]);
    let results: Vec<_> = rings()
        .as_array()
        .unwrap()
        .iter()
        .map(|ring| ring["result"].clone())
        .collect();
    assert_eq!(json!(results), json!(["NotAllowedError", "playing"]));
    assert_eq!(instance.state()["rings"], rings());
    instance.order("reset", &json!(null));
    assert_eq!(rings(), json!([]));
}

#[test]
fn a_note_that_cannot_be_read_is_refused() {
    let instance = Instance::start("notes");
    let answer = instance.request("POST", "127.0.0.1", "/control/notes", r#"{"song":1}"#);
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("song"), "{}", answer.text());
}

#[test]
fn a_ccp_without_unload_is_served_so_until_the_reset() {
    let instance = Instance::start("unload");
    let policy = || {
        let answer = instance.get("ccp.localhost", "/ccp-v2/");
        answer.header("permissions-policy").map(str::to_owned)
    };
    assert_eq!(policy(), None);
    let state = instance.order("ccp", &json!({ "unload": false }));
    assert_eq!(state["ccp"], json!({ "unload": false, "storage": true }));
    assert_eq!(policy().as_deref(), Some("unload=()"));
    assert_eq!(load(&instance).1["unload"], json!(false));
    instance.order("reset", &json!(null));
    assert_eq!(policy(), None);
}

#[test]
fn the_ringtone_is_a_sound() {
    let instance = Instance::start("ringtone");
    let answer = instance.get("ccp.localhost", "/ccp-v2/ringtone.wav");
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, Some("audio/wav"))
    );
    assert_eq!(
        (&answer.body[..4], &answer.body[8..12]),
        (&b"RIFF"[..], &b"WAVE"[..])
    );
}
