//! What crosses a border: each type is written to JSON and read back as it was, other data is passed over, and the
//! forms that another version may have written stay.

mod samples;

use std::fmt::Debug;

use connect_session_end::domain::{
    Attempted, By, Failure, FailureCode, Kind, Outcome, Reason, Standing, TabId, Trigger,
};
use connect_session_end::session::journal::{Record, VERSION};
use connect_session_end::session::message;
use connect_session_end::session::{
    KeeperPhase, LastAgent, LastAttempt, LastOutcome, Message, Unready,
};
use connect_session_end::settings::{Settings, Value};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use strum::VariantArray as _;

#[track_caller]
fn returns<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("it is written");
    let read = serde_json::from_str::<T>(&text);
    assert_eq!(read.ok().as_ref(), Some(value), "{text}");
}

#[test]
fn everything_is_read_as_it_was_written() {
    samples::each_sample!(returns);
}

fn text() -> impl Strategy<Value = String> {
    "[ -~äß😀]{0,12}"
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

fn failure() -> impl Strategy<Value = Failure> {
    (select(FailureCode::VARIANTS), text()).prop_map(|(code, message)| Failure { code, message })
}

prop_compose! {
    fn outcome()(
        kind in select(Kind::VARIANTS), agent in maybe(), from in maybe(), to in maybe(),
        reason in prop::option::of(select(Reason::VARIANTS)), error in prop::option::of(failure()),
        attempts in any::<u32>(), by in select(By::VARIANTS), trigger in select(Trigger::VARIANTS),
        ended_at in any::<u64>(), at in any::<u64>(),
    ) -> Outcome {
        let attempted = Attempted { agent, from, to, attempts, by, trigger };
        Outcome { kind, attempted, reason, error, ended_at, at }
    }
}

fn message() -> impl Strategy<Value = Message> {
    let id = || text().prop_map(TabId);
    let keeper = (
        select(KeeperPhase::VARIANTS),
        prop::option::of(select(Unready::VARIANTS)),
        any::<u32>(),
        prop::option::of(id()),
        prop::option::of(id()),
    );
    prop_oneof![
        prop::option::of(id()).prop_map(|of| Message::RollCall { of }),
        (id(), any::<bool>()).prop_map(|(id, knows)| Message::Tab {
            id,
            settings: knows.then(|| Settings::default().into()),
            ccp: None,
            new: false,
        }),
        id().prop_map(|id| Message::Leaving { id }),
        id().prop_map(|id| Message::Left { id }),
        keeper.prop_map(|(phase, unready, tabs, opener, asks)| Message::Keeper {
            version: message::VERSION,
            phase,
            unready,
            tabs,
            opener,
            asks,
        }),
        any::<bool>().prop_map(|is_known| Message::Agent {
            agent: is_known.then(|| samples::agent().into()),
        }),
        outcome().prop_map(|outcome| Message::Outcome {
            outcome: Box::new(outcome),
        }),
        id().prop_map(Message::Ending),
        outcome().prop_map(|outcome| Message::Ended(Box::new(outcome))),
        id().prop_map(Message::PickedUp),
        outcome().prop_map(|outcome| Message::NotRestored(Box::new(outcome))),
    ]
}

/// Data of any form, its names often those of ours.
fn any_json() -> impl Strategy<Value = Json> {
    let word = prop_oneof![
        text(),
        select(vec!["tab", "keeper", "outcome", "changed", "idle"]).prop_map(String::from)
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<u32>().prop_map(Json::from),
        word.prop_map(Json::from),
    ];
    let name = select(vec![
        "id", "settings", "phase", "ready", "tabs", "opener", "outcome", "kind", "version",
        "value", "at",
    ]);
    leaf.prop_recursive(3, 24, 6, move |inner| {
        let entry = (name.clone().prop_map(String::from), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Json::from),
            prop::collection::vec(entry, 0..8)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

/// With `null`s left out, as another version may write what is not there.
fn without_nulls(json: Json) -> Json {
    match json {
        Json::Object(entries) => {
            let given = entries.into_iter().filter(|(_, value)| !value.is_null());
            given
                .map(|(name, value)| (name, without_nulls(value)))
                .collect()
        }
        json => json,
    }
}

fn read<T: DeserializeOwned>(json: Json) -> Option<T> {
    serde_json::from_value(json).ok()
}

fn written<T: Serialize>(value: &T) -> Json {
    serde_json::to_value(value).expect("it is written")
}

proptest! {
    #[test]
    fn messages_arrive_as_they_were(message in message()) {
        let json = written(&message);
        prop_assert_eq!(read(without_nulls(json.clone())), Some(message.clone()));
        prop_assert_eq!(read(json), Some(message));
    }

    #[test]
    fn a_message_without_a_part_is_none(message in message(), part in select(vec![
        "id", "phase", "ready", "tabs", "outcome",
    ])) {
        let mut json = written(&message);
        let mut parts = json.as_object_mut().expect("an object").values_mut();
        // One that says no more than a name has no parts.
        let parts = parts.next().and_then(Json::as_object_mut);
        if parts.is_some_and(|parts| parts.remove(part).is_some()) {
            prop_assert_eq!(read::<Message>(json), None);
        }
    }

    #[test]
    fn entries_are_read_as_they_were_written(
        username in text(), availability in text(), at in any::<u64>(), outcome in outcome(),
        answered in any::<bool>(), name in text(), since in option::of(any::<u64>()),
    ) {
        let session = Some(TabId(name));
        let standing = Standing { username, availability, since };
        returns(&Record::new(LastAgent { standing, session: session.clone(), at }));
        let Outcome { attempted, reason, error, at, .. } = outcome.clone();
        returns(&Record::new(LastAttempt { attempted, reason, error, insists: answered, session: session.clone(), started_at: since, tab: session.clone(), waits: !answered, at }));
        returns(&Record::new(LastOutcome { outcome, answered, session, since, earlier: None }));
    }

    #[test]
    fn any_data_is_read_or_passed_over(json in any_json()) {
        if let Some(message) = read::<Message>(json.clone()) {
            returns(&message);
        }
        if let Some(record) = read::<Record<LastAgent>>(json.clone()) {
            returns(&record);
        }
        if let Some(settings) = read::<Settings>(json.clone()) {
            returns(&settings);
        }
        if let Some(given) = read::<Value>(json) {
            returns(&given);
        }
    }
}

#[test]
fn an_entry_of_another_version_is_none() {
    let agent = samples::last_agent();
    let entry = |json| read::<Record<LastAgent>>(json).and_then(Record::value);
    for version in [0, VERSION + 1] {
        assert_eq!(entry(json!({"version": version, "value": agent})), None);
    }
    assert_eq!(entry(written(&agent)), None);
    assert_eq!(entry(written(&Record::new(&agent))), Some(agent));
}

#[test]
fn a_number_that_is_no_count_is_none() {
    for tabs in [json!(-1), json!(0.5), json!("2"), json!(4_294_967_296_u64)] {
        let keeper = json!({"keeper": {"phase": "idle", "ready": true, "tabs": tabs}});
        assert_eq!(read::<Message>(keeper), None, "{tabs}");
    }
}

/// `index.d.ts` says the same; stored entries and other versions' tabs rely on it.
#[test]
fn an_outcomes_form_stays() {
    let outcome = Outcome {
        kind: Kind::LoggedOut,
        attempted: Attempted {
            agent: Some("jane".into()),
            from: None,
            to: Some("Offline".into()),
            attempts: 2,
            by: By::Tab,
            trigger: Trigger::End,
        },
        reason: Some(Reason::LiveContact),
        error: None,
        ended_at: 1,
        at: 2,
    };
    let expected = json!({
        "kind": "loggedOut", "agent": "jane", "from": null, "to": "Offline", "reason": "live-contact", "error": null,
        "attempts": 2, "by": "tab", "trigger": "end", "endedAt": 1, "at": 2,
    });
    assert_eq!(written(&outcome), expected);
    // A build before wrote no trigger.
    let mut before = expected;
    before.as_object_mut().expect("an object").remove("trigger");
    let read: Outcome = read(before).expect("it is read");
    assert_eq!(read.attempted.trigger, Trigger::LastTab);
}

/// A keeper may be of another build of a page than its tabs.
#[test]
fn the_forms_of_messages_and_settings_stay() {
    let id = TabId("a".into());
    let tab = Message::Tab {
        id,
        settings: Some(Settings::default().into()),
        ccp: None,
        new: false,
    };
    let settings = json!({
        "status": {"state": "Offline"},
        "ifProfileNameIncludes": [],
        "ifCurrentAgentState": [],
        "sessionEndTimer": 5000,
        "initialAgentState": "afterOurChange",
        "keeper": null,
        "onContact": "queue", "otherCcps": "ignore",
        "retry": {"attempts": 5, "firstDelay": 250, "maxDelay": 4000, "attemptTimeout": 3000},
        "confirmLeave": false,
        "reportUrl": null,
        "scope": "default",
        "messages": {},
    });
    let expected = json!({"tab": {"id": "a", "settings": settings, "ccp": null, "new": false}});
    assert_eq!(written(&tab), expected);
    let full = written(&samples::all_settings()[0]);
    let logout = json!({"logout": {"url": "https://acme.my.connect.aws/logout"}});
    assert_eq!(full["status"], logout);
    assert_eq!(full["initialAgentState"], json!({"always": "Available"}));
    assert_eq!(
        full["keeper"],
        json!({"url": "/keeper.html", "width": 360, "height": 480})
    );
    assert_eq!(full["messages"], json!({"retry": "Noch einmal"}));
}

#[test]
fn the_form_of_what_a_keeper_says_stays() {
    let keeper = Message::Keeper {
        version: message::VERSION,
        phase: KeeperPhase::Countdown,
        unready: Some(Unready::CcpSilent),
        tabs: 2,
        opener: Some(TabId("a".into())),
        asks: None,
    };
    let expected = json!({"keeper": {
        "version": 3, "phase": "countdown", "unready": "ccp-silent", "tabs": 2, "opener": "a", "asks": null,
    }});
    assert_eq!(written(&keeper), expected);
}

/// So a tab can say that the keeper is newer.
#[test]
fn what_a_keeper_of_tomorrow_says_is_read() {
    let version = message::VERSION + 1;
    let said =
        json!({"keeper": {"version": version, "phase": "watching", "tabs": 1, "dreams": [1]}});
    let keeper = Message::Keeper {
        version,
        phase: KeeperPhase::Watching,
        unready: None,
        tabs: 1,
        opener: None,
        asks: None,
    };
    assert_eq!(read(said), Some(keeper));
}

/// `presence.js` speaks before the library is loaded.
#[test]
fn what_presence_js_says_is_a_tab_without_settings() {
    let id = TabId("a".into());
    let tab = Message::Tab {
        id,
        settings: None,
        ccp: None,
        new: false,
    };
    assert_eq!(read(json!({"tab": {"id": "a"}})), Some(tab));
}

#[test]
fn between_versions_a_setting_may_be_missing_or_one_too_many() {
    for settings in samples::all_settings() {
        let mut json = written(&settings);
        let parts = json.as_object_mut().expect("an object");
        parts.insert("aSettingOfTomorrow".into(), json!(1));
        assert_eq!(read(json.clone()), Some(settings.clone()), "{json}");
        let parts = json.as_object_mut().expect("an object");
        parts.remove("confirmLeave");
        let confirm_leave = Settings::default().confirm_leave;
        let known = Settings {
            confirm_leave,
            ..settings
        };
        assert_eq!(read(json.clone()), Some(known), "{json}");
    }
    for other in [json!(null), json!("Status:Offline"), json!({"status": 1})] {
        assert_eq!(read::<Settings>(other.clone()), None, "{other}");
    }
}
