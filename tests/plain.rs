//! Messages and records: what is written is read back as it was, and anything else is nothing.

use connect_session_end::domain::{By, Failure, FailureCode, Kind, Outcome, Reason, TabId};
use connect_session_end::plain::{FromPlain, ToPlain, Value, object};
use connect_session_end::session::journal::{VERSION, from_record, to_record};
use connect_session_end::session::{KeeperPhase, LastAgent, LastAttempt, LastOutcome, Message};
use connect_session_end::settings::Settings;
use proptest::prelude::*;
use proptest::sample::select;

fn text() -> impl Strategy<Value = String> {
    "[ -~äß😀]{0,12}"
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

/// A time that JS can tell from its neighbours.
fn time() -> impl Strategy<Value = u64> {
    0..=9_007_199_254_740_991_u64
}

fn reason() -> impl Strategy<Value = Option<Reason>> {
    prop::option::of(select(vec![
        Reason::Profile,
        Reason::CurrentState,
        Reason::AlreadySet,
        Reason::LiveContact,
        Reason::Returned,
        Reason::Cancelled,
    ]))
}

fn failure() -> impl Strategy<Value = Option<Failure>> {
    let codes = select(vec![
        FailureCode::SetStateFailed,
        FailureCode::AttemptTimedOut,
        FailureCode::NotConfirmed,
        FailureCode::UnknownState,
        FailureCode::SignedOut,
        FailureCode::AgentUnknown,
        FailureCode::LogoutFailed,
        FailureCode::NoSettings,
        FailureCode::NobodyLeft,
    ]);
    prop::option::of((codes, text()).prop_map(|(code, message)| Failure { code, message }))
}

fn kind() -> impl Strategy<Value = Kind> {
    select(vec![
        Kind::Changed,
        Kind::Queued,
        Kind::LoggedOut,
        Kind::Skipped,
        Kind::Failed,
    ])
}

prop_compose! {
    fn outcome()(
        kind in kind(), agent in maybe(), from in maybe(), to in maybe(), reason in reason(),
        error in failure(), attempts in any::<u32>(), by in select(vec![By::Keeper, By::Tab]),
        ended_at in time(), at in time(),
    ) -> Outcome {
        Outcome { kind, agent, from, to, reason, error, attempts, by, ended_at, at }
    }
}

prop_compose! {
    fn farewell()(
        agent in maybe(), from in maybe(), to in maybe(), reason in reason(), error in failure(),
        at in time(), attempts in any::<u32>(), by in select(vec![By::Keeper, By::Tab]),
    ) -> LastAttempt {
        LastAttempt { agent, from, to, reason, error, at, attempts, by }
    }
}

fn message() -> impl Strategy<Value = Message> {
    let phase = select(vec![
        KeeperPhase::Idle,
        KeeperPhase::Watching,
        KeeperPhase::Countdown,
        KeeperPhase::Acting,
        KeeperPhase::Done,
        KeeperPhase::Restoring,
    ]);
    let keeper =
        (phase, any::<bool>(), any::<u32>(), maybe()).prop_map(|(phase, ready, tabs, opener)| {
            Message::Keeper {
                phase,
                ready,
                tabs,
                opener: opener.map(TabId),
            }
        });
    prop_oneof![
        maybe().prop_map(|of| Message::RollCall { of: of.map(TabId) }),
        (text(), any::<bool>()).prop_map(|(id, knows)| Message::Tab {
            id: TabId(id),
            settings: knows.then(|| Settings::default().into()),
        }),
        text().prop_map(|id| Message::Leaving { id: TabId(id) }),
        keeper,
        outcome().prop_map(|outcome| Message::Outcome {
            outcome: Box::new(outcome),
        }),
    ]
}

/// Plain data of any form, its names often those of ours.
fn any_value() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        text(),
        select(vec!["tab", "keeper", "outcome", "changed", "idle"]).prop_map(String::from)
    ];
    let leaf = prop_oneof![
        Just(Value::Undefined),
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<f64>().prop_map(Value::Number),
        word.prop_map(Value::String),
    ];
    let name = select(vec![
        "type", "id", "settings", "phase", "ready", "tabs", "opener", "outcome", "kind", "version",
        "value", "at",
    ]);
    leaf.prop_recursive(3, 24, 6, move |inner| {
        let entry = (name.clone().prop_map(String::from), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::List),
            prop::collection::vec(entry, 0..8).prop_map(Value::Object),
        ]
    })
}

/// Without one of its properties.
fn without(value: &Value, name: &str) -> Value {
    let Value::Object(entries) = value else {
        panic!("{value:?} is no object");
    };
    let rest = entries.iter().filter(|(known, _)| known != name);
    Value::Object(rest.cloned().collect())
}

/// With `null`s left out, as another version may write what is not there.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let given = entries.iter().filter(|(_, value)| *value != Value::Null);
            let given = given.map(|(name, value)| (name.clone(), without_nulls(value)));
            Value::Object(given.collect())
        }
        value => value.clone(),
    }
}

proptest! {
    #[test]
    fn messages_arrive_as_they_were(message in message()) {
        let plain = message.to_plain();
        prop_assert_eq!(Message::from_plain(&without_nulls(&plain)), Some(message.clone()));
        prop_assert_eq!(Message::from_plain(&plain), Some(message));
    }

    #[test]
    fn a_message_without_a_part_is_none(message in message(), part in select(vec![
        "type", "id", "phase", "ready", "tabs", "outcome",
    ])) {
        let plain = message.to_plain();
        if plain.property(part) != &Value::Undefined {
            prop_assert_eq!(Message::from_plain(&without(&plain, part)), None);
        }
    }

    #[test]
    fn entries_are_read_as_they_were_written(
        username in text(), availability in text(), at in time(), outcome in outcome(),
        answered in any::<bool>(), farewell in farewell(),
    ) {
        let agent = LastAgent { username, availability, at };
        prop_assert_eq!(from_record(&to_record(&agent)), Some(agent));
        let outcome = LastOutcome { outcome, answered };
        prop_assert_eq!(from_record(&to_record(&outcome)), Some(outcome));
        prop_assert_eq!(from_record(&to_record(&farewell)), Some(farewell));
    }

    #[test]
    fn any_value_is_read_or_passed_over(value in any_value()) {
        if let Some(message) = Message::from_plain(&value) {
            prop_assert_eq!(Message::from_plain(&message.to_plain()), Some(message));
        }
        if let Some(agent) = from_record::<LastAgent>(&value) {
            prop_assert_eq!(from_record(&to_record(&agent)), Some(agent));
        }
    }
}

#[test]
fn an_entry_of_another_version_is_none() {
    let agent = LastAgent {
        username: "jane".into(),
        availability: "Available".into(),
        at: 1,
    };
    for version in [0, VERSION + 1] {
        let record = object(&[("version", &version), ("value", &agent.to_plain())]);
        assert_eq!(from_record::<LastAgent>(&record), None);
    }
    assert_eq!(from_record::<LastAgent>(&agent.to_plain()), None);
}

#[test]
fn a_number_that_is_no_count_is_none() {
    for number in [-1.0, 0.5, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0] {
        assert_eq!(u64::from_plain(&Value::Number(number)), None, "{number}");
    }
    assert_eq!(u32::from_plain(&Value::Number(4_294_967_296.0)), None);
    assert_eq!(
        u32::from_plain(&Value::Number(4_294_967_295.0)),
        Some(u32::MAX)
    );
}

/// `index.d.ts` says the same; stored entries and other versions' tabs rely on it.
#[test]
fn an_outcomes_form_stays() {
    let outcome = Outcome {
        kind: Kind::LoggedOut,
        agent: Some("jane".into()),
        from: None,
        to: Some("Offline".into()),
        reason: Some(Reason::LiveContact),
        error: None,
        attempts: 2,
        by: By::Tab,
        ended_at: 1,
        at: 2,
    };
    let text = |text: &str| Value::String(text.into());
    let expected = [
        ("kind", text("loggedOut")),
        ("agent", text("jane")),
        ("from", Value::Null),
        ("to", text("Offline")),
        ("reason", text("live-contact")),
        ("error", Value::Null),
        ("attempts", Value::Number(2.0)),
        ("by", text("tab")),
        ("endedAt", Value::Number(1.0)),
        ("at", Value::Number(2.0)),
    ];
    let entries = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(outcome.to_plain(), Value::Object(entries.into()));
}
