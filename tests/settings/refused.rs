//! Every way in which settings can be wrong.

use connect_session_end::settings::{
    Number, SettingErrorCode as Code, Settings, SettingsErrors, Value, from_object, from_text,
};
use serde_json::json;

use crate::{number, object, one};

/// The one error's sentence and code.
#[track_caller]
fn refused(settings: Result<Settings, SettingsErrors>, code: &str, sentence: &str) {
    let errors = settings.expect_err(sentence);
    assert_eq!(errors.to_string(), sentence);
    assert_eq!(errors.0.len(), 1, "{errors}");
    assert_eq!(errors.0[0].code.as_ref(), code);
}

/// `refused.txt`: the settings as JSON (a string is the adapter's text), the code, the sentence.
fn cases() -> Vec<[&'static str; 3]> {
    let cases = include_str!("refused.txt").trim_end().split("\n\n");
    let cases: Vec<_> = cases
        .map(|case| {
            let lines: Vec<&str> = case.lines().collect();
            lines.try_into().expect("three lines a case")
        })
        .collect();
    assert!(cases.len() > 80, "{}", cases.len());
    cases
}

#[test]
fn bad_settings_are_refused_with_a_whole_sentence() {
    for [json, code, sentence] in cases() {
        let json = serde_json::from_str(json).expect(json);
        refused(object(&json), code, sentence);
    }
}

#[test]
fn what_no_json_can_say_is_refused_too() {
    let seconds = "Allowed: a number of seconds from 0 to 86400.";
    for (value, shown) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
    ] {
        let sentence = format!("sessionEndTimer: {shown} is not a finite number. {seconds}");
        refused(
            one(
                "sessionEndTimer",
                Value::Number(Number {
                    value,
                    written: shown.into(),
                }),
            ),
            "not-finite",
            &sentence,
        );
    }
    let function = || Value::Other("function".into());
    refused(
        one("scope", function()),
        "wrong-type",
        "scope: a function has the wrong type. Allowed: a name without \"/\".",
    );
    refused(
        one(
            "ifCurrentAgentState",
            Value::List(vec![Value::Undefined, function()]),
        ),
        "wrong-type",
        "ifCurrentAgentState: [undefined, a function] has the wrong type. Allowed: a list of \
         names, ARNs or ids of agent states.",
    );
    refused(
        from_object(&Value::Other("Map".into())),
        "wrong-type",
        "settings: a Map has the wrong type. Allowed: an object, or the adapter's text.",
    );
}

fn codes(settings: Result<Settings, SettingsErrors>) -> Vec<(String, Code)> {
    let errors = settings.expect_err("errors").0;
    errors
        .into_iter()
        .map(|error| (error.setting, error.code))
        .collect()
}

#[test]
fn values_are_shown_as_one_would_write_them() {
    let text = Value::String("a \"b\"\\\r\n\t\u{7}ä".into());
    assert_eq!(text.shown(), "\"a \\\"b\\\"\\\\\\r\\n\\t\\u{7}ä\"");
    let long = Value::String("ä".repeat(200)).shown();
    assert_eq!(long, format!("\"{}…", "ä".repeat(118)));
}

#[test]
fn everything_wrong_comes_at_once_in_the_order_of_the_source() {
    let nothing = || Value::String(String::new());
    let object = Value::Object(vec![
        ("scope".into(), nothing()),
        ("statsu".into(), number(1.0)),
        ("status".into(), Value::String("Logout".into())),
        (
            "retry".into(),
            Value::Object(vec![
                ("maxDelayMs".into(), number(-1.0)),
                ("tries".into(), Value::Null),
                ("attempts".into(), Value::String("3".into())),
            ]),
        ),
        ("onContact".into(), Value::Bool(true)),
        (
            "keeper".into(),
            Value::Object(vec![("width".into(), number(1.5))]),
        ),
    ]);
    let expected = [
        ("scope", Code::Empty),
        ("statsu", Code::UnknownSetting),
        ("status", Code::MissingInstanceUrl),
        ("retry.maxDelayMs", Code::Negative),
        ("retry.tries", Code::UnknownSetting),
        ("retry.attempts", Code::WrongType),
        ("onContact", Code::WrongType),
        ("keeper.width", Code::NotWhole),
        // Not given at all, so after everything that was.
        ("keeper.url", Code::Missing),
    ];
    assert_eq!(
        codes(from_object(&object)),
        expected.map(|(name, code)| (name.to_owned(), code))
    );

    let text = "Scope:/\nStatsu:1\nSessionEndTimer:-1\nStatus Offline\nScope:b\nOnContact:que";
    let expected = [
        ("Scope", Code::ForbiddenCharacter),
        ("Statsu", Code::UnknownSetting),
        ("SessionEndTimer", Code::Negative),
        ("line 4", Code::LineWithoutColon),
        ("Scope", Code::Duplicate),
        ("OnContact", Code::NotOneOf),
    ];
    assert_eq!(
        codes(from_text(text)),
        expected.map(|(name, code)| (name.to_owned(), code))
    );
    let lines = from_text(text).expect_err("errors").to_string();
    assert_eq!(lines.lines().count(), expected.len());
}

#[test]
fn a_bad_value_is_one_error_and_no_others_follow_from_it() {
    let cases = [
        (
            json!({"status": "Logout", "instanceUrl": 5}),
            Code::WrongType,
        ),
        (
            json!({"status": "Logout", "logoutUrl": "logout"}),
            Code::BadUrl,
        ),
        (
            json!({"status": "Logout", "instanceUrl": "a b", "logoutUrl": "/x"}),
            Code::BadUrl,
        ),
        (json!({"retry": {"firstDelayMs": "9000"}}), Code::WrongType),
        (
            json!({"retry": {"firstDelayMs": -9000, "maxDelayMs": 1}}),
            Code::Negative,
        ),
        (json!({"retry": {"maxDelayMs": -1}}), Code::Negative),
        (json!({"keeper": {"url": null}}), Code::WrongType),
    ];
    for (json, code) in cases {
        let errors = object(&json).expect_err("an error").0;
        assert_eq!(
            errors.iter().map(|error| error.code).collect::<Vec<_>>(),
            [code],
            "{json}"
        );
    }
}
