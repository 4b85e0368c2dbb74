//! Whatever settings there are can be written and read back; whatever is written, reading it never panics.

use connect_session_end::settings::{
    InitialAgentState, KeeperPage, Messages, OnContact, OtherCcps, ROWS, Retry, Settings,
    SettingsErrors, Status, Value, from_object, from_text, nearest,
};
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantArray as _;

use crate::number;

/// A name as Connect allows it: any characters of which one can be seen.
fn name() -> impl Strategy<Value = String> {
    "[ !-.0-~äß’“”«、，：（☕]{0,12}[!-.0-~äß’“”«、，：（☕]{1,2}[ !-.0-~äß’“”«、，：（☕]{0,12}"
}

/// A name as one writes it in text, if need be in quotation marks.
fn in_text(name: &str) -> String {
    let is_odd = |c: char| "\",、，“”«".contains(c);
    if name.trim() != name || name.contains(is_odd) {
        let doubled = |c: char| {
            let times = if "\"“”«".contains(c) { 2 } else { 1 };
            std::iter::repeat_n(c, times)
        };
        let held: String = name.chars().flat_map(doubled).collect();
        format!("\"{held}\"")
    } else {
        name.into()
    }
}

fn all_in_text(names: &[String]) -> Vec<String> {
    names.iter().map(|name| in_text(name)).collect()
}

fn url() -> impl Strategy<Value = String> {
    let url = "https?://[a-z]{1,8}\\.[a-z]{2,3}(:[0-9]{2,4})?(/[a-z.,-]{1,9}){0,3}";
    url.prop_filter("no control panel", |url| !url.ends_with("/ccp"))
}

fn status() -> impl Strategy<Value = Status> {
    let no_logout = name().prop_filter("a state", |name| !name.contains("Logout"));
    prop_oneof![
        no_logout.prop_map(Status::State),
        url().prop_map(|url| Status::Logout { url })
    ]
}

fn initial() -> impl Strategy<Value = InitialAgentState> {
    prop_oneof![
        Just(InitialAgentState::AfterOurChange),
        Just(InitialAgentState::Never),
        name().prop_map(InitialAgentState::Always),
    ]
}

fn keeper() -> impl Strategy<Value = Option<KeeperPage>> {
    let page = prop_oneof![url(), "/?[a-z]{1,8}(/[a-z]{1,8})?(\\?[a-z:/]{1,8})?"];
    let sized = (page, 100_u32..=10_000, 100_u32..=10_000);
    prop::option::of(sized.prop_map(|(url, width, height)| KeeperPage { url, width, height }))
}

fn retry() -> impl Strategy<Value = Retry> {
    (
        1_u32..=100,
        0_u64..=86_400_000,
        0_u64..=86_400_000,
        1_u64..=86_400_000,
    )
        .prop_map(|(attempts, one, other, attempt_timeout)| Retry {
            attempts,
            first_delay: one.min(other),
            max_delay: one.max(other),
            attempt_timeout,
        })
}

prop_compose! {
    fn settings()(
        status in status(),
        if_profile_name_includes in prop::collection::vec(name(), 0..4),
        if_current_agent_state in prop::collection::vec(name(), 0..4),
        session_end_timer in 0_u64..=86_400_000,
        initial_agent_state in initial(),
        keeper in keeper(),
        on_contact in select(OnContact::VARIANTS),
        other_ccps in select(OtherCcps::VARIANTS),
        retry in retry(),
        confirm_leave in any::<bool>(),
        report_url in prop::option::of(url().prop_map(|url| url.replace("http:", "https:"))),
        scope in name(),
        messages in prop::collection::btree_map(name(), any::<String>(), 0..3),
    ) -> Settings {
        Settings {
            status, if_profile_name_includes, if_current_agent_state, session_end_timer,
            initial_agent_state, keeper, on_contact, other_ccps, retry, confirm_leave, report_url,
            scope,
            messages: Messages(messages),
        }
    }
}

/// As text, but for what text cannot say (`retry`, `messages`).
fn as_text(settings: &Settings, blank: &str, line_end: &str) -> String {
    let mut lines = vec![
        (
            "IfProfileNameIncludes",
            all_in_text(&settings.if_profile_name_includes).join(&[blank, ","].concat()),
        ),
        (
            "IfCurrentAgentState",
            all_in_text(&settings.if_current_agent_state).join(&[",", blank].concat()),
        ),
        (
            "SessionEndTimer",
            format!(
                "{}.{:03}",
                settings.session_end_timer / 1000,
                settings.session_end_timer % 1000
            ),
        ),
        ("OnContact", settings.on_contact.as_ref().into()),
        ("OtherCcps", settings.other_ccps.as_ref().into()),
        ("ConfirmLeave", settings.confirm_leave.to_string()),
        ("Scope", in_text(&settings.scope)),
    ];
    if let Some(url) = &settings.report_url {
        lines.push(("ReportUrl", url.clone()));
    }
    match &settings.status {
        Status::State(name) => lines.push(("Status", in_text(name))),
        Status::Logout { url } => {
            lines.push(("LogoutUrl", url.clone()));
            lines.push(("Status", "Offline Logout".into()));
        }
    }
    match &settings.initial_agent_state {
        InitialAgentState::AfterOurChange => {}
        InitialAgentState::Never => lines.push(("InitialAgentState", String::new())),
        InitialAgentState::Always(name) => lines.push(("InitialAgentState", in_text(name))),
    }
    if let Some(keeper) = &settings.keeper {
        lines.push(("KeeperHeight", keeper.height.to_string()));
        lines.push(("KeeperUrl", keeper.url.clone()));
        lines.push(("KeeperWidth", keeper.width.to_string()));
    }
    let line =
        |(name, value): &(&str, String)| [blank, name, blank, ":", blank, value, blank].concat();
    lines.iter().map(line).collect::<Vec<_>>().join(line_end)
}

fn object(entries: Vec<(&str, Value)>) -> Value {
    Value::Object(
        entries
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect(),
    )
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a day in milliseconds is far below 2^53"
)]
fn as_object(settings: &Settings) -> Value {
    let string = |text: &str| Value::String(text.into());
    let list = |items: &[String]| Value::List(items.iter().cloned().map(Value::String).collect());
    let (status, logout) = match &settings.status {
        Status::State(name) => (string(name), Value::Undefined),
        Status::Logout { url } => (string("Logout"), string(url)),
    };
    let initial = match &settings.initial_agent_state {
        InitialAgentState::AfterOurChange => Value::Undefined,
        InitialAgentState::Never => string(""),
        InitialAgentState::Always(name) => string(name),
    };
    let keeper = match &settings.keeper {
        None => Value::Null,
        Some(keeper) => object(vec![
            ("url", string(&keeper.url)),
            ("width", number(keeper.width)),
            ("height", number(keeper.height)),
        ]),
    };
    let retry = object(vec![
        ("attempts", number(settings.retry.attempts)),
        ("firstDelayMs", number(settings.retry.first_delay as f64)),
        ("maxDelayMs", number(settings.retry.max_delay as f64)),
        (
            "attemptTimeoutMs",
            number(settings.retry.attempt_timeout as f64),
        ),
    ]);
    let Messages(texts) = &settings.messages;
    let messages = texts
        .iter()
        .map(|(name, text)| (name.as_str(), string(text)));
    object(vec![
        ("status", status),
        ("logoutUrl", logout),
        (
            "ifProfileNameIncludes",
            list(&settings.if_profile_name_includes),
        ),
        (
            "ifCurrentAgentState",
            list(&settings.if_current_agent_state),
        ),
        (
            "sessionEndTimer",
            number(settings.session_end_timer as f64 / 1000.0),
        ),
        ("initialAgentState", initial),
        ("keeper", keeper),
        ("onContact", string(settings.on_contact.as_ref())),
        ("otherCcps", string(settings.other_ccps.as_ref())),
        ("retry", retry),
        ("confirmLeave", Value::Bool(settings.confirm_leave)),
        (
            "reportUrl",
            settings
                .report_url
                .as_deref()
                .map_or(Value::Undefined, string),
        ),
        ("scope", string(&settings.scope)),
        ("messages", object(messages.collect())),
    ])
}

/// Any tree, with names of ours among its keys so that it gets past the first check.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Undefined),
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop::num::f64::ANY.prop_map(number),
        (-200_i32..200_000).prop_map(number),
        prop_oneof![any::<String>(), url(), name(), Just("Logout".into())].prop_map(Value::String),
        name().prop_map(Value::Other),
    ];
    leaf.prop_recursive(3, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec((key(), inner), 0..6).prop_map(Value::Object),
        ]
    })
}

fn any_entries() -> impl Strategy<Value = Vec<(String, Value)>> {
    prop::collection::vec((key(), any_value()), 0..4)
}

fn key() -> impl Strategy<Value = String> {
    let leaves = ROWS
        .iter()
        .filter_map(|row| row.path.split('.').next_back());
    let ours = select(leaves.collect::<Vec<_>>());
    prop_oneof![9 => ours.prop_map(str::to_owned), 1 => any::<String>()]
}

/// Text that has the look of settings more often than not.
fn any_text() -> impl Strategy<Value = String> {
    let names = "Status sessionendtimer KeeperUrl KeeperWidth InstanceUrl LogoutUrl OnContact \
                 IfCurrentAgentState Scope Sttus";
    let names = select(names.split_whitespace().collect::<Vec<_>>());
    let values = prop_oneof![any::<String>(), url(), "-?[0-9.,]{0,22}", name()];
    let line = (names, "[: =]{0,2}", values)
        .prop_map(|(name, colon, value)| [name, &colon, &value].concat());
    prop::collection::vec(line, 0..8).prop_map(|lines| lines.join("\r\n"))
}

fn check(read: Result<Settings, SettingsErrors>) -> Result<(), TestCaseError> {
    match read {
        Ok(settings) => {
            // Whatever is accepted can be said again.
            let again = from_object(&as_object(&settings));
            prop_assert_eq!(again, Ok(settings));
        }
        Err(SettingsErrors(errors)) => {
            prop_assert!(!errors.is_empty());
            for error in errors {
                let sentence = &error.message;
                prop_assert!(sentence.starts_with(&error.setting), "{}", sentence);
                prop_assert!(sentence.contains(&error.value), "{}", sentence);
                prop_assert!(sentence.contains(". Allowed: "), "{}", sentence);
                prop_assert!(error.value.chars().count() <= 120, "{}", sentence);
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn settings_written_as_text_are_read_back(
        settings in settings(), blank in "[ \t\u{a0}]{0,2}", line_end in "\r?\n[ \r\n]{0,2}",
    ) {
        let said = as_text(&settings, &blank, &line_end);
        let sayable = Settings { retry: Retry::default(), messages: Messages::default(), ..settings };
        prop_assert_eq!(from_text(&said), Ok(sayable), "{}", said);
    }

    #[test]
    fn settings_written_as_an_object_are_read_back(settings in settings()) {
        prop_assert_eq!(from_object(&as_object(&settings)), Ok(settings));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any_text()) {
        check(from_text(&text))?;
    }

    #[test]
    fn any_value_is_read_or_refused(value in any_value(), entries in any_entries()) {
        check(from_object(&value))?;
        check(from_object(&Value::Object(entries)))?;
    }

    #[test]
    fn one_slip_in_a_long_name_is_seen_through(at in 0_usize..15, slip in 0_u8..4) {
        let mut letters: Vec<char> = "sessionEndTimer".chars().collect();
        match slip {
            0 => { letters.remove(at); }
            1 => letters.insert(at, 'x'),
            2 => letters[at] = 'x',
            _ => letters.swap(at, at.saturating_sub(1)),
        }
        let word: String = letters.into_iter().collect();
        let known = ["status", "sessionEndTimer", "scope"];
        prop_assert_eq!(nearest(&word, known.into_iter()), Some("sessionEndTimer"));
        prop_assume!(word != "sessionEndTimer");
        let error = from_object(&object(vec![(&word, number(1.0))])).expect_err("unknown").0.remove(0);
        prop_assert!(error.message.ends_with(" Did you mean sessionEndTimer?"), "{}", error);
    }
}

#[test]
fn an_unrelated_word_has_no_near_miss() {
    for word in ["", "x", "colour", "wai ting room"] {
        assert_eq!(
            nearest(word, ["queue", "keeper", "..."].into_iter()),
            None,
            "{word}"
        );
    }
    // Half of a short word wrong is no slip.
    assert_eq!(nearest("shop", ["skip"].into_iter()), None);
    assert_eq!(nearest("ksip", ["skip"].into_iter()), Some("skip"));
}
