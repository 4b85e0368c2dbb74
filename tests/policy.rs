//! One snapshot and the settings in, one verdict with its reason out.

#[path = "world/instance.rs"]
#[allow(dead_code, reason = "only the agent is needed here")]
mod instance;

use connect_session_end::domain::{Agent, Contact, FailureCode, Reason};
use connect_session_end::policy::{
    Verdict, at_end, at_start, back_to, go_on, start_with, target, unknown_states,
};
use connect_session_end::settings::{InitialAgentState, OnContact, Settings, Status};

use instance::{agent, arn};

const LOGOUT: &str = "https://acme.my.connect.aws/logout";

fn set(to: &str, enqueue: bool) -> Verdict {
    Verdict::Set {
        to: to.into(),
        enqueue,
        logs_out: false,
    }
}

fn set_and_log_out(enqueue: bool) -> Verdict {
    Verdict::Set {
        to: "Offline".into(),
        enqueue,
        logs_out: true,
    }
}

fn skip(reason: Reason) -> Verdict {
    Verdict::Skip { reason }
}

fn in_contact(agent: Agent, state: &str) -> Agent {
    with("voice", agent, state)
}

fn with(kind: &str, mut agent: Agent, state: &str) -> Agent {
    agent.contacts.push(Contact {
        kind: kind.into(),
        state: state.into(),
    });
    agent
}

fn queued(mut agent: Agent, next: &str) -> Agent {
    agent.next = Some(next.into());
    agent
}

/// Settings for each way to treat contacts, with and without a logout.
fn settings(on_contact: OnContact, logs_out: bool) -> Settings {
    let status = if logs_out {
        Status::Logout { url: LOGOUT.into() }
    } else {
        Status::State("Offline".into())
    };
    Settings {
        status,
        on_contact,
        ..Settings::default()
    }
}

#[test]
fn every_way_to_end() {
    use OnContact::{Queue, Skip, Wait};
    let free = || agent("Available");
    let live = || in_contact(agent("Available"), "connected");
    let offline = || agent("Offline");
    let out = || Verdict::LogOut { url: LOGOUT.into() };
    let table = [
        (Queue, false, free(), set("Offline", true)),
        (Wait, false, free(), set("Offline", false)),
        (Skip, false, free(), set("Offline", false)),
        (Queue, false, live(), set("Offline", true)),
        (Wait, false, live(), Verdict::Wait),
        (Skip, false, live(), skip(Reason::LiveContact)),
        (Queue, false, offline(), skip(Reason::AlreadySet)),
        (
            Queue,
            false,
            queued(live(), "Offline"),
            skip(Reason::AlreadySet),
        ),
        (Queue, false, queued(live(), "Away"), set("Offline", true)),
        (Queue, true, free(), set_and_log_out(true)),
        (Wait, true, free(), set_and_log_out(false)),
        (Queue, true, live(), skip(Reason::LiveContact)),
        (Skip, true, live(), skip(Reason::LiveContact)),
        (Wait, true, live(), Verdict::Wait),
        (Queue, true, offline(), out()),
        (Wait, true, offline(), out()),
        (Skip, true, offline(), out()),
        (
            Queue,
            true,
            in_contact(offline(), "connected"),
            skip(Reason::LiveContact),
        ),
    ];
    for (on_contact, logs_out, agent, verdict) in table {
        let settings = settings(on_contact, logs_out);
        assert_eq!(at_end(&settings, &agent), verdict, "{settings:?} {agent:?}");
    }
}

/// Streams' `ContactStateType`: those under way, and the others.
const LIVE: [&str; 5] = ["paused", "incoming", "pending", "connecting", "connected"];
const OVER: [&str; 5] = ["init", "ended", "missed", "rejected", "error"];

/// Contacts at whose other end somebody waits, and work that is still there at the next login.
const PEOPLE: [&str; 3] = ["voice", "queue_callback", "chat"];
const WORK: [&str; 2] = ["task", "email"];

/// The table of docs/settings.md: kind and state of the contact, `onContact`, and `Status` with or without a logout.
#[test]
fn every_contact_at_the_end() {
    use OnContact::{Queue, Skip, Wait};
    let verdicts = |kind: &str, state: &str| {
        let agent = with(kind, agent("Available"), state);
        [Queue, Wait, Skip].map(|on_contact| {
            [false, true].map(|logs_out| at_end(&settings(on_contact, logs_out), &agent))
        })
    };
    let left_alone = || skip(Reason::LiveContact);
    let [queued, now] =
        [true, false].map(|enqueue| [set("Offline", enqueue), set_and_log_out(enqueue)]);
    for state in LIVE {
        for kind in PEOPLE {
            let expected = [
                [queued[0].clone(), left_alone()],
                [Verdict::Wait, Verdict::Wait],
                [left_alone(), left_alone()],
            ];
            assert_eq!(verdicts(kind, state), expected, "{kind} {state}");
        }
        for kind in WORK {
            let expected = [
                queued.clone(),
                [Verdict::Wait, queued[1].clone()],
                [left_alone(), queued[1].clone()],
            ];
            assert_eq!(verdicts(kind, state), expected, "{kind} {state}");
        }
    }
    for state in OVER {
        for kind in PEOPLE.into_iter().chain(WORK) {
            let expected = [now.clone(), now.clone(), now.clone()];
            assert_eq!(verdicts(kind, state), expected, "{kind} {state}");
        }
    }
}

#[test]
fn a_filter_comes_first_and_is_asked_only_at_the_end_itself() {
    let settings = Settings {
        if_current_agent_state: vec!["Available".into()],
        if_profile_name_includes: vec!["Sales".into()],
        ..Settings::default()
    };
    let mut someone = agent("Away");
    assert_eq!(at_end(&settings, &someone), skip(Reason::Profile));
    someone.routing_profile = "EMEA Sales 2".into();
    assert_eq!(at_end(&settings, &someone), skip(Reason::CurrentState));
    // Our own attempt may have made it another state.
    assert_eq!(go_on(&settings, &someone), set("Offline", true));
    someone.availability = "Available".into();
    assert_eq!(at_end(&settings, &someone), set("Offline", true));
}

#[test]
fn every_way_to_begin() {
    let always = |state: &str| InitialAgentState::Always(state.into());
    let none = skip(Reason::CurrentState);
    let table = [
        (
            InitialAgentState::AfterOurChange,
            agent("Offline"),
            Some("Offline"),
            set("Available", false),
        ),
        (
            InitialAgentState::AfterOurChange,
            agent("Away"),
            Some("Offline"),
            none.clone(),
        ),
        (
            InitialAgentState::AfterOurChange,
            agent("Offline"),
            None,
            none.clone(),
        ),
        (
            InitialAgentState::Never,
            agent("Offline"),
            Some("Offline"),
            none,
        ),
        (always("Away"), agent("Offline"), None, set("Away", false)),
        (
            always("Away"),
            agent("Away"),
            None,
            skip(Reason::AlreadySet),
        ),
        (
            always("Away"),
            in_contact(agent("Available"), "incoming"),
            None,
            skip(Reason::LiveContact),
        ),
    ];
    for (initial_agent_state, agent, made_up_for, verdict) in table {
        let settings = Settings {
            initial_agent_state,
            ..Settings::default()
        };
        assert_eq!(
            at_start(&settings, &agent, made_up_for),
            verdict,
            "{settings:?} {agent:?}"
        );
        let of_another_profile = Settings {
            if_profile_name_includes: vec!["Sales".into()],
            ..settings
        };
        let verdict = at_start(&of_another_profile, &agent, made_up_for);
        assert!(matches!(verdict, Verdict::Skip { .. }), "{verdict:?}");
    }
}

#[test]
fn a_begin_is_never_queued_and_a_way_back_is() {
    let back_to = |agent: &Agent, to, ours| back_to(&Settings::default(), agent, to, ours);
    let live = in_contact(agent("Available"), "connected");
    assert_eq!(start_with(&live, "Away"), skip(Reason::LiveContact));
    let ours = Some("Offline");
    assert_eq!(back_to(&live, "Away", Some("Available")), set("Away", true));
    assert_eq!(back_to(&agent("Offline"), "Away", ours), set("Away", false));
    // What is queued behind contact work leaves that to the agent.
    let work = queued(in_contact(agent("Away"), "ended"), "Offline");
    assert_eq!(back_to(&work, "Away", ours), set("Away", true));
    let work = in_contact(agent("Available"), "ended");
    assert_eq!(start_with(&work, "Away"), set("Away", true));
    // The agent is there already, or has picked something else since.
    for state in ["Away", "At Lunch"] {
        let verdict = back_to(&agent(state), "Away", ours);
        assert_eq!(verdict, skip(Reason::AlreadySet), "{state}");
    }
    assert_eq!(back_to(&agent("Away"), "Away", None), set("Away", false));
}

#[test]
fn a_way_back_to_a_state_that_nobody_can_choose_ends_in_the_first_state() {
    let with = |initial_agent_state| {
        let settings = Settings {
            initial_agent_state,
            ..Settings::default()
        };
        back_to(&settings, &agent("Offline"), "Default", Some("Offline"))
    };
    assert_eq!(
        with(InitialAgentState::AfterOurChange),
        set("Available", false)
    );
    assert_eq!(
        with(InitialAgentState::Always("Away".into())),
        set("Away", false)
    );
    let Verdict::Fail { error } = with(InitialAgentState::Never) else {
        panic!("there is no first state")
    };
    assert_eq!(
        error.message,
        "The agent was in the state “Default”, but this instance has no such state. It has: “Available”, “At Lunch”, “Away”, “Offline”."
    );
}

#[test]
fn offline_is_the_state_so_called_before_the_one_of_that_type() {
    let mut someone = agent("Available");
    someone.states[2].name = "Offline".into();
    someone.states[3].name = "Abgemeldet".into();
    assert_eq!(at_end(&Settings::default(), &someone), set("Offline", true));
    someone.states[2].name = "Away".into();
    assert_eq!(
        at_end(&Settings::default(), &someone),
        set("Abgemeldet", true)
    );
    let elsewhere = Settings {
        status: Status::State("offline".into()),
        ..Settings::default()
    };
    assert!(matches!(at_end(&elsewhere, &someone), Verdict::Fail { .. }));
}

#[test]
fn available_is_the_state_so_called_before_the_first_that_is_routable() {
    let mut someone = agent("Offline");
    assert_eq!(start_with(&someone, "Available"), set("Available", false));
    someone.states[0].name = "Verfügbar".into();
    assert_eq!(start_with(&someone, "Available"), set("Verfügbar", false));
    someone.states[2].name = "Available".into();
    assert_eq!(start_with(&someone, "Available"), set("Available", false));
}

#[test]
fn every_state_that_the_instance_does_not_have_is_named_with_those_it_has() {
    let settings = Settings {
        status: Status::State("Ofline".into()),
        initial_agent_state: InitialAgentState::Always("Ready".into()),
        if_current_agent_state: vec!["Available".into(), "available".into()],
        ..Settings::default()
    };
    let unknown = unknown_states(&settings, &agent("Available"));
    let said: Vec<&str> = unknown.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "status names the state “Ofline”, but this instance has no such state. It has: “Available”, “At Lunch”, “Away”, “Offline”.",
            "initialAgentState names the state “Ready”, but this instance has no such state. It has: “Available”, “At Lunch”, “Away”, “Offline”.",
            &not_in_the_filter("available"),
        ]
    );
    assert!(
        unknown
            .iter()
            .all(|error| error.code == FailureCode::UnknownState)
    );
    assert!(unknown_states(&Settings::default(), &agent("Available")).is_empty());
}

/// The states that one wanted name sets, starts with and matches in the filter, each if there is one.
fn found(agent: &Agent, wanted: &str) -> Option<String> {
    let settings = Settings {
        status: Status::State(wanted.into()),
        initial_agent_state: InitialAgentState::Always(wanted.into()),
        if_current_agent_state: vec![wanted.into()],
        ..Settings::default()
    };
    let name = target(&settings, agent).ok();
    for state in &agent.states {
        let there = Agent {
            availability: state.name.clone(),
            ..agent.clone()
        };
        let is_there = name == Some(state.name.as_str());
        // In the state that is wanted, both the end and the start have nothing to do.
        let set = if is_there {
            skip(Reason::AlreadySet)
        } else {
            skip(Reason::CurrentState)
        };
        assert_eq!(at_end(&settings, &there), set, "{wanted} in {}", state.name);
        let starts_there = at_start(&settings, &there, None) == skip(Reason::AlreadySet);
        assert_eq!(starts_there, is_there, "{wanted} in {}", state.name);
    }
    let unknown = unknown_states(&settings, agent);
    assert_eq!(
        unknown.len(),
        if name.is_some() { 0 } else { 3 },
        "{unknown:?}"
    );
    name.map(Into::into)
}

fn named(names: [&str; 4]) -> Agent {
    let mut someone = agent("Away");
    for (state, name) in someone.states.iter_mut().zip(names) {
        state.name = name.into();
    }
    someone.availability = names[2].into();
    someone
}

#[test]
fn a_state_is_found_by_its_arn_and_its_id_whatever_its_name_is() {
    let someone = named(["Disponible", "Déjeuner", "Absent", "Parti"]);
    let lunch = arn("At Lunch");
    let id = lunch.rsplit('/').next().expect("an id");
    // In the other Region of Global Resiliency the same state has another ARN.
    let elsewhere = lunch.replace("us-east-1", "us-west-2");
    for wanted in [
        &lunch,
        id,
        &id.to_uppercase(),
        &elsewhere,
        &format!("\u{feff}{lunch} "),
    ] {
        assert_eq!(
            found(&someone, wanted).as_deref(),
            Some("Déjeuner"),
            "{wanted}"
        );
    }
    for wanted in [
        &lunch.replace("00000000-0000", "00000000-0001"),
        "At Lunch",
        &id[1..],
        "agent-state/",
        "/",
    ] {
        assert_eq!(found(&someone, wanted), None, "{wanted}");
    }
    // Streams may give no ARN.
    let mut someone = someone;
    for state in &mut someone.states {
        state.arn.clear();
    }
    for wanted in [lunch.as_str(), "/", "x/"] {
        assert_eq!(found(&someone, wanted), None, "{wanted}");
    }
}

#[test]
fn a_name_may_have_any_characters_and_those_that_look_like_them() {
    let longest = "🧑‍🚒".repeat(31) + "abc";
    let someone = named([
        "Lunch, late: 12-13 ",
        "Don’t disturb",
        "Après\u{a0}appel ☕️",
        &longest,
    ]);
    for (wanted, name) in [
        ("Lunch, late: 12-13 ", 0),
        ("Lunch, late: 12-13", 0),
        ("Lunch,\u{200b} late： 12–13", 0),
        ("Lunch,  late: 12-13", 0),
        ("Don't disturb", 1),
        ("Après appel ☕", 2),
        ("Apr\u{ad}ès appel\t☕️", 2),
        (&longest, 3),
        // The one of that type.
        ("Available\u{200b}", 0),
        ("\u{a0}Offline", 3),
    ] {
        assert_eq!(
            found(&someone, wanted).as_ref(),
            Some(&someone.states[name].name),
            "{wanted}"
        );
    }
    for wanted in [
        "Lunch late: 12-13",
        "don’t disturb",
        "Apre\u{300}s appel ☕",
        "Away",
    ] {
        assert_eq!(found(&someone, wanted), None, "{wanted}");
    }
    // The very name comes before one that looks the same.
    let someone = named(["Break", "Pause ", "Pause", "Offline"]);
    assert_eq!(found(&someone, "Pause").as_deref(), Some("Pause"));
    assert_eq!(found(&someone, "Pause ").as_deref(), Some("Pause "));
}

#[test]
fn a_profile_s_name_is_compared_as_it_looks() {
    let mut someone = agent("Away");
    someone.routing_profile = "EMEA\u{a0}– Kim’s Sales".into();
    let includes = |part: &str| {
        let settings = Settings {
            if_profile_name_includes: vec![part.into()],
            ..Settings::default()
        };
        at_end(&settings, &someone) != skip(Reason::Profile)
    };
    for part in [
        "EMEA - Kim's",
        "EMEA\u{a0}– Kim’s",
        "Sa\u{200b}les",
        " Sales",
    ] {
        assert!(includes(part), "{part}");
    }
    for part in ["emea", "EMEA-Kim", "Sales "] {
        assert!(!includes(part), "{part}");
    }
}

#[test]
fn a_filter_with_a_state_of_the_system_never_matches_and_is_told_so() {
    for name in ["AfterCallWork", "MissedCallAgent", "Busy"] {
        let settings = Settings {
            if_current_agent_state: vec![name.into(), "Away".into()],
            ..Settings::default()
        };
        let mut someone = agent("Available");
        someone.state = name.into();
        assert_eq!(at_end(&settings, &someone), skip(Reason::CurrentState));
        let [unknown] = &unknown_states(&settings, &someone)[..] else {
            panic!("one for {name}");
        };
        assert_eq!(unknown.code, FailureCode::UnknownState);
        assert_eq!(unknown.message, not_in_the_filter(name));
        // An administrator may have made a state of that name.
        someone.states[1].name = name.into();
        someone.availability = name.into();
        assert_eq!(at_end(&settings, &someone), set("Offline", true));
        assert!(unknown_states(&settings, &someone).is_empty());
    }
    // Before an agent has chosen a state, Streams shows one that is in no list.
    let settings = Settings {
        if_current_agent_state: vec!["Default".into()],
        ..Settings::default()
    };
    assert_eq!(at_end(&settings, &agent("Default")), set("Offline", true));
}

fn not_in_the_filter(name: &str) -> String {
    format!(
        "ifCurrentAgentState names the state “{name}”, but this instance has no such state. It has: “Available”, “At Lunch”, \
         “Away”, “Offline”. The filter looks at the state that the agent chose, never at one that Connect sets by itself, \
         such as Busy, AfterCallWork or MissedCallAgent."
    )
}

#[test]
fn a_name_that_only_looks_like_a_state_s_shows_its_odd_characters() {
    let settings = Settings {
        status: Status::State("A\u{308}way".into()),
        ..Settings::default()
    };
    let said = &unknown_states(&settings, &agent("Available"))[0].message;
    assert!(
        said.ends_with("“Offline”. U+0308 in it is a combining mark."),
        "{said}"
    );
}
