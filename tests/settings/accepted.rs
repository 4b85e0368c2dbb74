//! Every setting in both sources, and the defaults.

use std::collections::BTreeMap;

use connect_session_end::settings::{
    InitialAgentState, KeeperPage, Messages, OnContact, OtherCcps, Retry, Settings, Value,
    ccp_instead, from_object, from_text,
};
use serde_json::json;

use crate::{logout, names, object, state, with};

#[test]
fn nothing_given_means_the_documented_defaults() {
    let defaults = Settings {
        status: state("Offline"),
        if_profile_name_includes: Vec::new(),
        if_current_agent_state: Vec::new(),
        session_end_timer: 5_000,
        initial_agent_state: InitialAgentState::AfterOurChange,
        keeper: None,
        on_contact: OnContact::Queue,
        other_ccps: OtherCcps::Ignore,
        retry: Retry {
            attempts: 5,
            first_delay: 250,
            max_delay: 4_000,
            attempt_timeout: 3_000,
        },
        confirm_leave: false,
        report_url: None,
        scope: "default".into(),
        messages: Messages::default(),
    };
    assert_eq!(Settings::default(), defaults);
    assert_eq!(from_object(&Value::Undefined), Ok(defaults.clone()));
    assert_eq!(object(&json!({})), Ok(defaults.clone()));
    assert_eq!(from_text(""), Ok(defaults.clone()));
    let all = [
        "status",
        "keeper",
        "retry",
        "sessionEndTimer",
        "nothingOfOurs",
    ];
    let undefined = all.map(|name| (name.to_owned(), Value::Undefined));
    assert_eq!(from_object(&Value::Object(undefined.into())), Ok(defaults));
}

/// Each the same in an object, in text, and in text where an object could be.
fn same<const N: usize>(cases: [(serde_json::Value, &str, Settings); N]) {
    for (json, text, settings) in cases {
        assert_eq!(object(&json).as_ref(), Ok(&settings), "{json}");
        assert_eq!(from_text(text).as_ref(), Ok(&settings), "{text}");
        assert_eq!(
            from_object(&Value::String(text.into())),
            Ok(settings),
            "{text}"
        );
    }
}

#[test]
fn a_status_and_where_to_log_out() {
    same([
        (
            json!({"status": "At Lunch"}),
            "Status:At Lunch",
            with(|s| s.status = state("At Lunch")),
        ),
        (
            json!({"status": "logout"}),
            "Status:logout",
            with(|s| s.status = state("logout")),
        ),
        (
            json!({"status": "Offline - Logout", "instanceUrl": "https://a.my.connect.aws"}),
            "Status:Offline - Logout\nInstanceUrl:https://a.my.connect.aws",
            with(|s| s.status = logout("https://a.my.connect.aws/logout")),
        ),
        (
            json!({"instanceUrl": "https://a.awsapps.com/connect//", "status": "Logout"}),
            "InstanceUrl:https://a.awsapps.com/connect//\nStatus:Logout",
            with(|s| s.status = logout("https://a.awsapps.com/connect/logout")),
        ),
        (
            json!({"status": "Logout", "logoutUrl": "HTTP://localhost:8080/bye?now"}),
            "Status:Logout\nLogoutUrl:HTTP://localhost:8080/bye?now",
            with(|s| s.status = logout("HTTP://localhost:8080/bye?now")),
        ),
        (
            json!({"status": "Logout", "instanceUrl": "https://a.b/c/d", "logoutUrl": "/bye"}),
            "Status:Logout\nInstanceUrl:https://a.b/c/d\nLogoutUrl:/bye",
            with(|s| s.status = logout("https://a.b/bye")),
        ),
        (
            json!({"instanceUrl": "https://a.awsapps.com", "status": "Logout"}),
            "InstanceUrl:https://a.awsapps.com\nStatus:Logout",
            with(|s| s.status = logout("https://a.awsapps.com/connect/logout")),
        ),
        (
            json!({"instanceUrl": "https://a.b"}),
            "InstanceUrl:https://a.b",
            Settings::default(),
        ),
    ]);
}

#[test]
fn the_address_for_reports() {
    let to = |url: &str| with(|s| s.report_url = Some(url.into()));
    same([
        (
            json!({"reportUrl": "https://a.b/reports?team=c"}),
            "ReportUrl:https://a.b/reports?team=c",
            to("https://a.b/reports?team=c"),
        ),
        (
            json!({"reportUrl": "/reports"}),
            "ReportUrl: /reports ",
            to("/reports"),
        ),
        (
            json!({"reportUrl": "http://localhost:8080/r"}),
            "ReportUrl:http://localhost:8080/r",
            to("http://localhost:8080/r"),
        ),
        (
            json!({"reportUrl": "http://[::1]:8080"}),
            "ReportUrl:http://[::1]:8080",
            to("http://[::1]:8080"),
        ),
    ]);
    // An attribute that nobody has filled in.
    assert_eq!(from_text("ReportUrl:"), Ok(Settings::default()));
}

#[test]
fn the_adapter_s_other_settings() {
    same([
        (
            json!({"ifProfileNameIncludes": ["Basic", "Night Shift"]}),
            "IfProfileNameIncludes:Basic, Night Shift",
            with(|s| s.if_profile_name_includes = names(&["Basic", "Night Shift"])),
        ),
        (
            json!({"ifProfileNameIncludes": []}),
            "IfProfileNameIncludes:",
            Settings::default(),
        ),
        (
            json!({"ifCurrentAgentState": ["Available"]}),
            "IfCurrentAgentState:Available",
            with(|s| s.if_current_agent_state = names(&["Available"])),
        ),
        (
            json!({"sessionEndTimer": 20}),
            "SessionEndTimer:20",
            with(|s| s.session_end_timer = 20_000),
        ),
        (
            json!({"sessionEndTimer": 0}),
            "SessionEndTimer:0",
            with(|s| s.session_end_timer = 0),
        ),
        (
            json!({"sessionEndTimer": -0.0}),
            "SessionEndTimer:-0",
            with(|s| s.session_end_timer = 0),
        ),
        (
            json!({"sessionEndTimer": 0.29}),
            "SessionEndTimer:0.29",
            with(|s| s.session_end_timer = 290),
        ),
        (
            json!({"sessionEndTimer": 86400}),
            "SessionEndTimer:+86400",
            with(|s| s.session_end_timer = 86_400_000),
        ),
        (
            json!({"initialAgentState": "Ready"}),
            "InitialAgentState:Ready",
            with(|s| s.initial_agent_state = InitialAgentState::Always("Ready".into())),
        ),
        (
            json!({"initialAgentState": "Available"}),
            "InitialAgentState:Available",
            with(|s| s.initial_agent_state = InitialAgentState::Always("Available".into())),
        ),
        (
            json!({"initialAgentState": ""}),
            "InitialAgentState:",
            with(|s| s.initial_agent_state = InitialAgentState::Never),
        ),
    ]);
}

#[test]
fn what_the_adapter_does_not_have() {
    same([
        (json!({"keeper": null}), "KeeperUrl:", Settings::default()),
        (
            json!({"keeper": {"url": "/keeper.html"}}),
            "KeeperUrl:/keeper.html",
            with(|s| {
                s.keeper = Some(KeeperPage {
                    url: "/keeper.html".into(),
                    width: 360,
                    height: 480,
                });
            }),
        ),
        (
            json!({"keeper": {"width": 100, "url": "https://a.b:1/k?x=1,2#y", "height": 10000}}),
            "KeeperWidth:100\nKeeperUrl:https://a.b:1/k?x=1,2#y\nKeeperHeight:10000",
            with(|s| {
                let url = "https://a.b:1/k?x=1,2#y".into();
                s.keeper = Some(KeeperPage {
                    url,
                    width: 100,
                    height: 10_000,
                });
            }),
        ),
        (
            json!({"onContact": "queue"}),
            "OnContact:queue",
            Settings::default(),
        ),
        (
            json!({"onContact": "wait"}),
            "OnContact:Wait",
            with(|s| s.on_contact = OnContact::Wait),
        ),
        (
            json!({"onContact": "skip"}),
            "OnContact:SKIP",
            with(|s| s.on_contact = OnContact::Skip),
        ),
        (
            json!({ "otherCcps": "count" }),
            "OtherCcps:Count",
            with(|s| s.other_ccps = OtherCcps::Count),
        ),
        (
            json!({"confirmLeave": true}),
            "ConfirmLeave:True",
            with(|s| s.confirm_leave = true),
        ),
        (
            json!({"confirmLeave": false}),
            "ConfirmLeave:false",
            Settings::default(),
        ),
        (
            json!({"scope": "acme: east"}),
            "Scope:acme: east",
            with(|s| s.scope = "acme: east".into()),
        ),
    ]);
}

#[test]
fn messages_are_said_in_an_object() {
    let given = json!({"messages": {"retry": "Noch einmal", "leave": ""}});
    let messages = Messages(BTreeMap::from([
        ("leave".into(), String::new()),
        ("retry".into(), "Noch einmal".into()),
    ]));
    assert_eq!(object(&given), Ok(with(|s| s.messages = messages)));
    assert_eq!(object(&json!({"messages": {}})), Ok(Settings::default()));
}

#[test]
fn retry_is_said_in_an_object() {
    let given = json!({"retry": {
        "attempts": 1, "firstDelayMs": 0, "maxDelayMs": 0, "attemptTimeoutMs": 86_400_000,
    }});
    let retry = Retry {
        attempts: 1,
        first_delay: 0,
        max_delay: 0,
        attempt_timeout: 86_400_000,
    };
    assert_eq!(object(&given), Ok(with(|s| s.retry = retry)));
    assert_eq!(
        object(&json!({"retry": {"attempts": 100}})),
        Ok(with(|s| s.retry.attempts = 100))
    );
    assert_eq!(object(&json!({"retry": {}})), Ok(Settings::default()));
}

#[test]
fn text_forgives_blanks_line_ends_and_case_of_names() {
    let plain = "Status:At Lunch\nIfCurrentAgentState:Available,At Lunch\nKeeperUrl:/k.html\n\
                 SessionEndTimer:1.5";
    let untidy = "\u{feff}\r\n  status :\tAt Lunch \r\n\r\nIFCURRENTAGENTSTATE : , Available,,\u{a0}\
                  At Lunch ,\r\n keeperUrl: /k.html\r\n\t \r\nsessionEndTimer :1.5";
    let settings = with(|s| {
        s.status = state("At Lunch");
        s.if_current_agent_state = names(&["Available", "At Lunch"]);
        s.keeper = Some(KeeperPage::new("/k.html".into()));
        s.session_end_timer = 1_500;
    });
    assert_eq!(from_text(plain).as_ref(), Ok(&settings));
    assert_eq!(from_text(untidy), Ok(settings));
}

#[test]
fn text_from_a_chinese_or_japanese_keyboard() {
    let written =
        from_text("Status：离开\nIfCurrentAgentState：Available，空闲、午休\nSessionEndTimer： 7");
    let meant = Settings {
        status: state("离开"),
        if_current_agent_state: ["Available", "空闲", "午休"].map(String::from).into(),
        session_end_timer: 7_000,
        ..Settings::default()
    };
    assert_eq!(written, Ok(meant));
}

/// What stands in the address bar, and where that instance logs an agent out.
/// `tests/e2e/ccp.test.mjs` reads the same list for the keeper.
#[test]
fn every_address_that_somebody_may_copy_has_the_ccps_instead() {
    for line in include_str!("../addresses.txt").lines() {
        let (written, ccp) = line.split_once(' ').expect("two addresses");
        let ccp = ccp.trim();
        let instead = (written != ccp).then(|| ccp.to_owned());
        assert_eq!(ccp_instead(written), instead, "{written}");
    }
    let same = "https://acme.my.connect.aws/ccp-v2/?visual-refresh=true";
    let others = [
        "",
        "acme",
        "/ccp-v2/",
        "https://acme.my.connect.aws/login?landat=/ccp-v2",
        // A portal of AWS for single sign-on.
        "https://d-1234567890.awsapps.com/start#/",
        "https://connect.aws.example.com/ccp",
        "http://localhost:8080/CCP#/",
    ];
    for written in others.into_iter().chain([same]) {
        assert_eq!(ccp_instead(written), None, "{written}");
    }
    assert_eq!(
        ccp_instead(" http://acme.my.connect.aws/ccp?visual-refresh=true "),
        Some("https://acme.my.connect.aws/ccp-v2/".into())
    );
}

#[test]
fn every_page_of_an_instance_says_where_the_instance_is() {
    let cases = [
        (
            "https://a.my.connect.aws/ccp-v2/",
            "https://a.my.connect.aws",
        ),
        (
            "https://a.my.connect.aws/ccp-v2?visual-refresh=true",
            "https://a.my.connect.aws",
        ),
        ("https://a.my.connect.aws/ccp#/", "https://a.my.connect.aws"),
        (
            "https://a.my.connect.aws/agent-app-v2/?x#y",
            "https://a.my.connect.aws",
        ),
        ("https://a.my.connect.aws/?x", "https://a.my.connect.aws"),
        (
            "HTTPS://A.MY.CONNECT.AWS/CCP-V2/",
            "HTTPS://A.MY.CONNECT.AWS",
        ),
        (
            "https://a.awsapps.com/connect/ccp-v2/",
            "https://a.awsapps.com/connect",
        ),
        (
            "https://a.awsapps.com/connect/ccp#/",
            "https://a.awsapps.com/connect",
        ),
        (
            "https://A.AWSAPPS.COM/connect/home",
            "https://A.AWSAPPS.COM/connect",
        ),
        // A host that is not Amazon's may have the instance below a path.
        (
            "http://localhost:8080/acme/ccp-v2/?x=/y#/",
            "http://localhost:8080/acme",
        ),
        (
            "https://cti.example.com/acme/CCP",
            "https://cti.example.com/acme",
        ),
        ("https://ccp.example.com/?x", "https://ccp.example.com"),
        ("https://ccp", "https://ccp"),
        (
            "https://example.com/ccp/desk/",
            "https://example.com/ccp/desk",
        ),
        // Pasted.
        (
            " https://a.my.connect.aws/\u{200b}ccp–v2/\u{feff} ",
            "https://a.my.connect.aws",
        ),
    ];
    for (page, instance) in cases {
        let given = json!({"status": "Logout", "instanceUrl": page});
        let url = format!("{instance}/logout");
        assert_eq!(
            object(&given),
            Ok(with(|s| s.status = logout(&url))),
            "{page}"
        );
    }
}

#[test]
fn quotation_marks_hold_a_name_together() {
    let filter = |names_: &[&str]| with(|s| s.if_current_agent_state = names(names_));
    let lists: [(&str, &[&str]); 9] = [
        ("\"Lunch, late\", Available", &["Lunch, late", "Available"]),
        ("Available,\"Lunch, late\"", &["Available", "Lunch, late"]),
        ("\"Say \"\"hi\"\", twice\"", &["Say \"hi\", twice"]),
        ("\"\"\"Quiet\"\" time\"", &["\"Quiet\" time"]),
        // Within a name they are a part of it.
        (
            "5\" screen, Kim's \"desk\"",
            &["5\" screen", "Kim's \"desk\""],
        ),
        ("\" Away \" , \"\", , \"a:b\"", &[" Away ", "a:b"]),
        (
            "“Lunch, late”, „Pause, kurz“, ”Rast, kort”",
            &["Lunch, late", "Pause, kurz", "Rast, kort"],
        ),
        (
            "«Midi, tard»、＂昼食、遅番＂",
            &["Midi, tard", "昼食、遅番"],
        ),
        ("\"☕️, 👩\u{200d}💻\"", &["☕, 👩💻"]),
    ];
    for (text, names) in lists {
        let text = format!("IfCurrentAgentState:{text}");
        assert_eq!(from_text(&text), Ok(filter(names)), "{text}");
    }
    let longest = format!("{}, ", "ä".repeat(125));
    same([
        (
            json!({"status": "Lunch, late"}),
            "Status:\"Lunch, late\"",
            with(|s| s.status = state("Lunch, late")),
        ),
        (
            json!({"status": longest}),
            &format!("Status : \"{longest}\""),
            with(|s| s.status = state(&longest)),
        ),
        (
            json!({"initialAgentState": "a: b - c"}),
            "InitialAgentState:“a: b - c”",
            with(|s| s.initial_agent_state = InitialAgentState::Always("a: b - c".into())),
        ),
        (
            json!({"initialAgentState": ""}),
            "InitialAgentState:\"\"",
            with(|s| s.initial_agent_state = InitialAgentState::Never),
        ),
        (
            json!({"ifProfileNameIncludes": ["Sales, EMEA"], "scope": "emea", "sessionEndTimer": 20}),
            "IfProfileNameIncludes:\"Sales, EMEA\"\nScope:\"emea\"\nSessionEndTimer:“20”",
            with(|s| {
                s.if_profile_name_includes = names(&["Sales, EMEA"]);
                s.scope = "emea".into();
                s.session_end_timer = 20_000;
            }),
        ),
    ]);
}

#[test]
fn pasted_text_is_read_as_it_looks() {
    let plain = "Status:At Lunch\nIfCurrentAgentState:Available,At Lunch\nConfirmLeave:true\n\
                 SessionEndTimer:20\nOnContact:wait\nKeeperUrl:/k-1.html\nScope:emea";
    let meant = from_text(plain).expect("allowed");
    let lines: Vec<&str> = plain.lines().collect();
    for line_end in [
        "\r\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\r\n\r\n",
    ] {
        assert_eq!(
            from_text(&lines.join(line_end)).as_ref(),
            Ok(&meant),
            "{line_end:?}"
        );
    }
    for invisible in [
        "\u{feff}", "\u{200b}", "\u{ad}", "\u{200e}", "\u{2060}", "\u{200d}", "\u{7}",
    ] {
        let everywhere: Vec<String> = plain.chars().map(|c| format!("{invisible}{c}")).collect();
        assert_eq!(
            from_text(&everywhere.concat()).as_ref(),
            Ok(&meant),
            "{invisible:?}"
        );
    }
    for blank in ["\u{a0}", "\t", "\u{3000}", "\u{202f}", "\u{2009}"] {
        let around = plain
            .replace(':', &format!("{blank}:{blank}"))
            .replace(',', &format!("{blank},{blank}"));
        assert_eq!(from_text(&around).as_ref(), Ok(&meant), "{blank:?}");
    }
    let wide = "Ｓｔａｔｕｓ：At Lunch\nＩfCurrentAgentState︰Available、At Lunch\nConfirmLeave：ＴＲＵＥ\n\
                SessionEndTimer：２０\nOnContact：ｗait\nKeeperUrl：／k–1．html\nScope∶emea";
    assert_eq!(from_text(wide), Ok(meant));
}

#[test]
fn an_object_s_strings_may_be_pasted_too() {
    let pasted = json!({
        "status": "Offline – Log\u{200b}out", "logoutUrl": "\u{feff}https://a.b/bye ", "initialAgentState": "\u{200b}",
        "scope": "emea\u{200b}", "keeper": {"url": "\u{200b}/keeper.html"},
    });
    let meant = with(|s| {
        s.status = logout("https://a.b/bye");
        s.initial_agent_state = InitialAgentState::Never;
        s.scope = "emea".into();
        s.keeper = Some(KeeperPage::new("/keeper.html".into()));
    });
    assert_eq!(object(&pasted), Ok(meant));
}
