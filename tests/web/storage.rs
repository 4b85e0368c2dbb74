//! The journal in localStorage.

use connect_session_end::browser::clock::Clock;
use connect_session_end::browser::storage;
use connect_session_end::domain::{Attempted, By, Kind, Outcome, Reason, Standing, TabId, Trigger};
use connect_session_end::session::journal::KEPT;
use connect_session_end::session::{
    Entry, Input, Journal, LastAgent, LastAttempt, LastOutcome, Session, ToBrowser,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Rig, StandIn, prefix, scope};

fn journal() -> Journal {
    let outcome = Outcome {
        kind: Kind::Skipped,
        attempted: Attempted {
            agent: Some("jane".into()),
            from: Some("At Lunch".into()),
            ..Attempted::nothing(By::Keeper)
        },
        reason: Some(Reason::CurrentState),
        error: None,
        ended_at: 4_000_000_000_123,
        at: 4_000_000_005_123,
    };
    let at = 4_000_000_000_000;
    let session = Some(TabId("a".into()));
    Journal {
        session: session.clone().map(|id| Session {
            id,
            started_at: at,
            owes_first_state: true,
            is_over: false,
        }),
        agent: Some(LastAgent {
            standing: Standing {
                username: "jane".into(),
                availability: "Available".into(),
                since: Some(at),
            },
            session: session.clone(),
            at,
        }),
        outcome: Some(LastOutcome {
            outcome,
            answered: false,
            session: session.clone(),
            since: None,
            earlier: None,
        }),
        last_attempt: Some(LastAttempt {
            attempted: Attempted {
                agent: Some("jane".into()),
                from: Some("Available".into()),
                to: Some("Offline".into()),
                attempts: 1,
                by: By::Tab,
                trigger: Trigger::End,
            },
            reason: None,
            error: None,
            insists: false,
            session,
            started_at: Some(at),
            tab: Some(TabId("a".into())),
            waits: true,
            at,
        }),
    }
}

fn entries() -> [Entry; 4] {
    let Journal {
        session,
        agent,
        outcome,
        last_attempt,
    } = journal();
    [
        Entry::Session(session.expect("given above")),
        Entry::Agent(agent.expect("given above")),
        Entry::Outcome(outcome.expect("given above")),
        Entry::LastAttempt(last_attempt),
    ]
}

fn write_all(scope: &str) -> Rig {
    let mut rig = Rig::tab("a", scope);
    for entry in entries() {
        rig.perform(ToBrowser::Save(entry));
    }
    rig
}

fn local_storage() -> web_sys::Storage {
    let window = web_sys::window().expect("this is a page");
    window
        .local_storage()
        .ok()
        .flatten()
        .expect("it is allowed here")
}

#[wasm_bindgen_test]
fn what_was_written_is_read() {
    let scope = scope();
    assert_eq!(storage::read(&scope), Journal::default());
    let rig = write_all(&scope);
    assert_eq!(storage::read(&scope), journal());
    assert_eq!(rig.take(), []);
    assert_eq!(storage::read(&crate::page::scope()), Journal::default());
}

#[wasm_bindgen_test]
fn an_answered_last_attempt_is_removed() {
    let scope = scope();
    write_all(&scope).perform(ToBrowser::Save(Entry::LastAttempt(None)));
    assert_eq!(
        storage::read(&scope),
        Journal {
            last_attempt: None,
            ..journal()
        }
    );
    let left = local_storage().get_item(&(prefix(&scope) + "last-attempt"));
    assert_eq!(left, Ok(None));
}

#[wasm_bindgen_test]
fn whoever_was_seen_long_ago_is_forgotten() {
    let now = Clock::default().now();
    for (at, is_kept) in [(now - KEPT + 60_000, true), (now - KEPT - 60_000, false)] {
        let scope = scope();
        let mut agent = journal().agent.expect("given above");
        agent.at = at;
        Rig::tab("a", &scope).perform(ToBrowser::Save(Entry::Agent(agent)));
        assert_eq!(storage::read(&scope).agent.is_some(), is_kept);
        let left = local_storage().get_item(&(prefix(&scope) + "agent"));
        assert_eq!(left.is_ok_and(|left| left.is_some()), is_kept);
    }
}

#[wasm_bindgen_test]
fn entries_carry_their_version() {
    let scope = scope();
    write_all(&scope);
    let text = local_storage()
        .get_item(&(prefix(&scope) + "agent"))
        .ok()
        .flatten();
    let text = text.expect("it was written");
    assert!(
        text.starts_with(r#"{"version":2,"value":{"standing":{"username":"jane""#),
        "{text}"
    );
}

#[wasm_bindgen_test]
fn what_cannot_be_read_is_not_there() {
    let agent = r#"{"standing":{"username":"jane","availability":"Available"},"at":4000000000000}"#;
    for (text, readable) in [
        (format!(r#"{{"version":2,"value":{agent}}}"#), true),
        (format!(r#"{{"version":1,"value":{agent}}}"#), false),
        (format!(r#"{{"version":3,"value":{agent}}}"#), false),
        (format!(r#"{{"value":{agent}}}"#), false),
        (agent.to_owned(), false),
        (r#"{"version":2,"value":{"standing":7}}"#.to_owned(), false),
        (r#"{"version":2"#.to_owned(), false),
        ("null".to_owned(), false),
        (String::new(), false),
    ] {
        let scope = scope();
        write_all(&scope);
        let written = local_storage().set_item(&(prefix(&scope) + "agent"), &text);
        written.expect("there is room");
        let read = storage::read(&scope);
        assert_eq!(read.agent.is_some(), readable, "{text}");
        // The others do not suffer for it.
        assert_eq!(
            Journal {
                agent: None,
                ..read
            },
            Journal {
                agent: None,
                ..journal()
            }
        );
    }
}

#[wasm_bindgen_test]
fn a_denied_store_is_said_once_and_reads_as_empty() {
    let denied = "{ get() { throw new DOMException('denied', 'SecurityError') } }";
    for (path, source, said) in [
        ("window.localStorage", denied, "SecurityError: denied"),
        (
            "window.localStorage",
            "{ value: null }",
            "localStorage is null",
        ),
        (
            "Storage.prototype.setItem",
            "{ value() { throw new DOMException('full', 'QuotaExceededError') } }",
            "QuotaExceededError: full",
        ),
    ] {
        let scope = scope();
        let _denied = StandIn::new(path, source);
        let rig = write_all(&scope);
        assert_eq!(rig.take(), [Input::JournalDenied { why: said.into() }]);
        assert_eq!(storage::read(&scope), Journal::default());
    }
}
