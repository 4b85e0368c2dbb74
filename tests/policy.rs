//! One snapshot and the settings in, one verdict with its reason out.

#[path = "world/instance.rs"]
#[allow(dead_code, reason = "only the agent is needed here")]
mod instance;

use connect_session_end::domain::{Agent, Contact, FailureCode, Reason};
use connect_session_end::policy::{
    Verdict, at_end, at_start, back_to, go_on, start_with, unknown_states,
};
use connect_session_end::settings::{InitialAgentState, OnContact, Settings, Status};

use instance::agent;

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
            "status names the state “Ofline”, but this instance has no such state. It has: Available, At Lunch, Away, Offline",
            "initialAgentState names the state “Ready”, but this instance has no such state. It has: Available, At Lunch, Away, Offline",
            "ifCurrentAgentState names the state “available”, but this instance has no such state. It has: Available, At Lunch, Away, Offline",
        ]
    );
    assert!(
        unknown
            .iter()
            .all(|error| error.code == FailureCode::UnknownState)
    );
    assert!(unknown_states(&Settings::default(), &agent("Available")).is_empty());
}
