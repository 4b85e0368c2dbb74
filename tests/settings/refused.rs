//! Every way in which settings can be wrong.

use connect_session_end::plain::Value;
use connect_session_end::settings::{
    KeeperPage, Problem, RawKeeper, RawSettings, Settings, SettingsErrors, from_object, from_text,
    read,
};
use serde_json::json;

use crate::{brief, logout, object, one, value, with};

/// The one error's sentence and code.
#[track_caller]
fn refused(settings: Result<Settings, SettingsErrors>, code: &str, sentence: &str) {
    let errors = settings.expect_err(sentence);
    assert_eq!(errors.to_string(), sentence);
    assert_eq!(errors.0.len(), 1, "{errors}");
    assert_eq!(errors.0[0].code(), code);
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
fn bad_settings_are_refused_in_brief_too() {
    for [json, code, sentence] in cases() {
        let json = serde_json::from_str(json).expect(json);
        let faults = read(&value(&json)).expect_err(sentence);
        assert_eq!(faults.to_string(), sentence);
        let [(setting, said)] = &brief(&faults)[..] else {
            panic!("one fault: {sentence}")
        };
        assert!(sentence.starts_with(setting.as_str()), "{sentence}");
        assert_eq!(said, code, "{sentence}");
    }
}

#[test]
fn what_no_json_can_say_is_refused_too() {
    let seconds = "Allowed: a number of seconds from 0 to 86400.";
    for (number, shown) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
    ] {
        let sentence = format!("sessionEndTimer: {shown} is not a finite number. {seconds}");
        refused(
            one("sessionEndTimer", Value::Number(number)),
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
         agent state names.",
    );
    refused(
        from_object(&Value::Other("Map".into())),
        "wrong-type",
        "settings: a Map has the wrong type. Allowed: an object, or the adapter's text.",
    );
}

fn codes(settings: Result<Settings, SettingsErrors>) -> Vec<(String, &'static str)> {
    let errors = settings.expect_err("errors").0;
    errors
        .into_iter()
        .map(|error| (error.setting.clone(), error.code()))
        .collect()
}

#[test]
fn values_are_shown_as_one_would_write_them() {
    let numbers = [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.5, "-1.5"),
        (0.05, "0.05"),
        (100.0, "100"),
        (1.000_001, "1.000001"),
        (0.999_999_9, "1"),
        (123_456_789_012.0, "123456789012"),
        (-2e-9, "-2e-9"),
        (1.5e300, "1.5e+300"),
        (f64::MAX, "1.797693e+308"),
    ];
    for (number, shown) in numbers {
        assert_eq!(Value::Number(number).shown(), shown);
    }
    let text = Value::String("a \"b\"\\\r\n\t\u{7}ä".into());
    assert_eq!(text.shown(), "\"a \\\"b\\\"\\\\\\r\\n\\t\u{fffd}ä\"");
    let long = Value::String("ä".repeat(200)).shown();
    assert_eq!(long, format!("\"{}…", "ä".repeat(118)));
}

#[test]
fn everything_wrong_comes_at_once_in_the_order_of_the_source() {
    let nothing = || Value::String(String::new());
    let object = Value::Object(vec![
        ("scope".into(), nothing()),
        ("statsu".into(), Value::Number(1.0)),
        ("status".into(), Value::String("Logout".into())),
        (
            "retry".into(),
            Value::Object(vec![
                ("maxDelayMs".into(), Value::Number(-1.0)),
                ("tries".into(), Value::Null),
                ("attempts".into(), Value::String("3".into())),
            ]),
        ),
        ("onContact".into(), Value::Bool(true)),
        (
            "keeper".into(),
            Value::Object(vec![("width".into(), Value::Number(1.5))]),
        ),
    ]);
    let expected = [
        ("scope", "empty"),
        ("statsu", "unknown-setting"),
        ("status", "missing-instance-url"),
        ("retry.maxDelayMs", "negative"),
        ("retry.tries", "unknown-setting"),
        ("retry.attempts", "wrong-type"),
        ("onContact", "wrong-type"),
        ("keeper.width", "not-whole"),
        // Not given at all, so after everything that was.
        ("keeper.url", "missing"),
    ];
    assert_eq!(
        codes(from_object(&object)),
        expected.map(|(name, code)| (name.to_owned(), code))
    );

    let text = "Scope:/\nStatsu:1\nSessionEndTimer:-1\nStatus Offline\nScope:b\nOnContact:que";
    let expected = [
        ("Scope", "forbidden-character"),
        ("Statsu", "unknown-setting"),
        ("SessionEndTimer", "negative"),
        ("line 4", "line-without-colon"),
        ("Scope", "duplicate"),
        ("OnContact", "not-one-of"),
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
            Problem::WrongType,
        ),
        (
            json!({"status": "Logout", "logoutUrl": "logout"}),
            Problem::BadUrl,
        ),
        (
            json!({"status": "Logout", "instanceUrl": "a b", "logoutUrl": "/x"}),
            Problem::BadUrl,
        ),
        (
            json!({"retry": {"firstDelayMs": "9000"}}),
            Problem::WrongType,
        ),
        (
            json!({"retry": {"firstDelayMs": -9000, "maxDelayMs": 1}}),
            Problem::Negative,
        ),
        (json!({"retry": {"maxDelayMs": -1}}), Problem::Negative),
        (json!({"keeper": {"url": null}}), Problem::WrongType),
    ];
    for (json, problem) in cases {
        let errors = object(&json).expect_err("an error").0;
        assert_eq!(
            errors.iter().map(|error| error.problem).collect::<Vec<_>>(),
            [problem],
            "{json}"
        );
    }
}

#[test]
fn the_raw_form_is_checked_on_its_own() {
    let raw = RawSettings {
        status: Some("Logout".into()),
        instance_url: Some("https://a.b/".into()),
        keeper: Some(RawKeeper {
            url: Some("k.html".into()),
            ..RawKeeper::default()
        }),
        ..RawSettings::default()
    };
    let settings = with(|s| {
        s.status = logout("https://a.b/logout");
        s.keeper = Some(KeeperPage::new("k.html".into()));
    });
    assert_eq!(Settings::try_from(raw.clone()), Ok(settings));
    let bad = RawSettings {
        instance_url: Some("a b".into()),
        ..raw
    };
    let sentence = "instanceUrl: \"a b\" is not an allowed URL. Allowed: an absolute http(s) URL such \
                    as https://example.my.connect.aws.";
    refused(Settings::try_from(bad), "bad-url", sentence);
}
