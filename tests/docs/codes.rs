//! The words in the unions of `index.d.ts` are those that the code has.

use std::collections::BTreeSet;

use connect_session_end::api::{Refusal, RefusalCode};
use connect_session_end::domain::{
    Attempted, By, Failure, FailureCode, Kind, Outcome, Reason, Trigger,
};
use connect_session_end::policy::Verdict;
use connect_session_end::session::change::Waiting;
use connect_session_end::session::{
    CcpStatus, KeeperPhase, KeeperStatus, Report, Unready, WarningCode,
};
use connect_session_end::settings::{OnContact, OtherCcps, SettingErrorCode, Value, from_object};
use strum::{VariantArray, VariantNames as _};

use crate::types::properties;
use crate::{between, file, quoted};

/// The words of `export type NAME =`.
pub fn union(name: &str) -> BTreeSet<String> {
    let types = file("js-shim/index.d.ts");
    let found = between(&types, &format!("export type {name} =\n"), ";\n");
    let [found] = found.as_slice() else {
        panic!("index.d.ts has {} types {name}", found.len());
    };
    // A comment may quote.
    let code: String = found
        .lines()
        .filter(|line| !line.trim_start().starts_with("/**"))
        .collect();
    quoted(&code).into_iter().map(Into::into).collect()
}

/// The warnings of `js-shim/index.js`: the names of the sentences are known to the scripts alone, and a wasm that has died
/// says nothing.
pub const SAID_BY_THE_SHIM: [&str; 2] = ["crashed", "unknown-message"];

/// The names of an enum's variants.
fn names<T: AsRef<str> + VariantArray>() -> BTreeSet<String> {
    let names = T::VARIANTS.iter().map(AsRef::as_ref);
    names.map(str::to_owned).collect()
}

#[test]
fn every_union_of_words_is_that_of_its_enum() {
    for (union_name, names) in [
        ("Reason", names::<Reason>()),
        ("FailureCode", names::<FailureCode>()),
        ("KeeperStatus", names::<KeeperStatus>()),
        ("KeeperPhase", names::<KeeperPhase>()),
        ("KeeperCcp", names::<CcpStatus>()),
        ("Unready", names::<Unready>()),
        ("SettingErrorCode", names::<SettingErrorCode>()),
        ("SessionEndErrorCode", names::<RefusalCode>()),
    ] {
        assert_eq!(union(union_name), names, "{union_name}");
    }
}

#[test]
fn every_warning_has_a_code_of_the_types() {
    let mut given = names::<WarningCode>();
    given.extend(SAID_BY_THE_SHIM.map(String::from));
    assert_eq!(union("WarningCode"), given);
}

#[test]
fn every_word_within_an_interface_is_that_of_its_enum() {
    let types = file("js-shim/index.d.ts");
    for (property, names) in [
        ("kind", names::<Kind>()),
        ("by", names::<By>()),
        ("trigger", names::<Trigger>()),
        ("waiting", names::<Waiting>()),
        ("onContact", names::<OnContact>()),
        ("otherCcps", names::<OtherCcps>()),
    ] {
        let interfaces = between(&types, "export interface ", "\n}\n");
        let rows = interfaces.iter().flat_map(|interface| {
            between(interface, &format!("\n  {property}: "), ";")
                .into_iter()
                .chain(between(interface, &format!("\n  {property}?: "), ";"))
        });
        let said: BTreeSet<String> = rows.flat_map(quoted).map(Into::into).collect();
        assert_eq!(said, names, "{property}");
    }
}

#[test]
fn every_verdict_is_one_of_the_policys() {
    let types = file("js-shim/index.d.ts");
    let said = between(&types, "export type Verdict =", "\n\n");
    let said: BTreeSet<&str> = between(said[0], "kind: \"", "\"").into_iter().collect();
    assert_eq!(said, Verdict::VARIANTS.iter().copied().collect());
}

#[test]
fn an_outcome_has_the_properties_of_the_types() {
    let types = file("js-shim/index.d.ts");
    let mut said = properties(&types, "AnyOutcome");
    said.extend(properties(&types, "Failed extends AnyOutcome"));
    let error = Failure::new(FailureCode::SignedOut, "nobody is");
    let outcome = Outcome {
        kind: Kind::Failed,
        reason: None,
        error: Some(error),
        attempted: Attempted::nothing(By::Tab),
        ended_at: 0,
        at: 0,
    };
    let json = serde_json::to_value(&outcome).expect("it is written");
    assert_eq!(keys(&json), said);
    assert_eq!(keys(&json["error"]), properties(&types, "Failure"));
}

#[test]
fn a_report_has_the_properties_of_the_types() {
    let types = file("js-shim/index.d.ts");
    let outcome = Outcome {
        kind: Kind::Changed,
        reason: None,
        error: None,
        attempted: Attempted::nothing(By::Tab),
        ended_at: 0,
        at: 0,
    };
    let report = Report::new(&outcome, None, "default".into());
    let json = serde_json::to_value(&report).expect("it is written");
    assert_eq!(keys(&json), properties(&types, "OutcomeReport"));
    assert_eq!(json["version"], 1, "as the type says");
}

#[test]
fn an_error_has_the_properties_of_the_types() {
    let types = file("js-shim/index.d.ts");
    let errors = from_object(&Value::Null).expect_err("null is no settings object");
    let refusal = Refusal::from(errors);
    let json = serde_json::to_value(&refusal).expect("it is written");
    assert_eq!(keys(&json["errors"][0]), properties(&types, "SettingError"));
    let all = ["code", "message", "errors"].map(String::from);
    assert_eq!(keys(&json), all.into());
    let plain = Refusal::new(RefusalCode::NoStreams, "There is none.");
    let json = serde_json::to_value(&plain).expect("it is written");
    assert!(json.get("errors").is_none(), "{json}");
}

fn keys(json: &serde_json::Value) -> BTreeSet<String> {
    let object = json.as_object().expect("an object");
    object.keys().cloned().collect()
}
