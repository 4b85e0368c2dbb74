//! One of everything that crosses a border: each variant of each enum, in each place where it can stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use connect_session_end::domain::{
    Agent, AgentState, Attempted, By, Contact, Failure, FailureCode, Kind, Outcome, Reason,
    Standing, TabId, Trigger,
};
use connect_session_end::session::message::VERSION;
use connect_session_end::session::{
    KeeperPhase, LastAgent, LastAttempt, LastOutcome, Message, Session, Unready,
};
use connect_session_end::settings::{
    InitialAgentState, KeeperPage, Messages, Number, OnContact, OtherCcps, Retry, Settings, Status,
    Value,
};
use strum::VariantArray as _;

pub fn outcome() -> Outcome {
    Outcome {
        kind: Kind::Changed,
        attempted: Attempted {
            to: Some("Offline".into()),
            attempts: 5,
            ..Attempted::nothing(By::Keeper)
        },
        reason: None,
        error: None,
        ended_at: 1_795_000_000_123,
        at: 1_795_000_005_123,
    }
}

pub fn outcomes() -> Vec<Outcome> {
    let kinds = Kind::VARIANTS.iter().map(|kind| Outcome {
        kind: *kind,
        attempted: Attempted {
            agent: Some("jane".into()),
            ..outcome().attempted
        },
        ..outcome()
    });
    let reasons = Reason::VARIANTS.iter().map(|reason| Outcome {
        reason: Some(*reason),
        attempted: Attempted {
            from: Some("Break".into()),
            ..outcome().attempted
        },
        ..outcome()
    });
    let failures = FailureCode::VARIANTS.iter().map(|code| Outcome {
        error: Some(Failure::new(*code, "it says “why”")),
        ..outcome()
    });
    let makers = By::VARIANTS.iter().map(|by| Outcome {
        attempted: Attempted::nothing(*by),
        ..outcome()
    });
    let triggers = Trigger::VARIANTS.iter().map(|trigger| Outcome {
        attempted: Attempted {
            trigger: *trigger,
            ..outcome().attempted
        },
        ..outcome()
    });
    (kinds.chain(reasons).chain(failures).chain(makers))
        .chain(triggers)
        .collect()
}

pub fn all_settings() -> Vec<Settings> {
    let url = "https://acme.my.connect.aws/logout".to_owned();
    let full = Settings {
        status: Status::Logout { url },
        if_profile_name_includes: vec!["Basic".into(), "Süd, West".into()],
        if_current_agent_state: vec!["At Lunch".into()],
        session_end_timer: 0,
        initial_agent_state: InitialAgentState::Always("Available".into()),
        keeper: Some(KeeperPage::new("/keeper.html".into())),
        on_contact: OnContact::Wait,
        other_ccps: OtherCcps::Count,
        retry: Retry {
            attempts: 1,
            ..Retry::default()
        },
        confirm_leave: true,
        report_url: Some("https://acme.example/reports".into()),
        scope: "support".into(),
        messages: Messages(BTreeMap::from([("retry".into(), "Noch einmal".into())])),
    };
    let initial_agent_state = InitialAgentState::Never;
    let mut all = vec![
        full,
        Settings {
            initial_agent_state,
            ..Settings::default()
        },
    ];
    all.extend(OnContact::VARIANTS.iter().map(|on_contact| Settings {
        on_contact: *on_contact,
        ..Settings::default()
    }));
    all
}

pub fn messages() -> Vec<Message> {
    let id = || TabId("a".into());
    let mut messages = vec![
        Message::RollCall { of: None },
        Message::RollCall { of: Some(id()) },
        Message::Leaving { id: id() },
        Message::Left { id: id() },
        Message::Ending(id()),
        Message::PickedUp(id()),
        Message::Ended(Box::new(outcome())),
        Message::NotRestored(Box::new(outcome())),
        Message::Tab {
            id: id(),
            settings: None,
            ccp: None,
            new: false,
        },
    ];
    messages.extend(all_settings().into_iter().map(|settings| Message::Tab {
        id: id(),
        settings: Some(Arc::new(settings)),
        ccp: Some(r#"{"ccpUrl":"https://acme.my.connect.aws/ccp-v2/"}"#.into()),
        new: false,
    }));
    messages.extend(KeeperPhase::VARIANTS.iter().map(|phase| {
        let opener = (*phase == KeeperPhase::Watching).then(id);
        Message::Keeper {
            version: VERSION,
            phase: *phase,
            unready: None,
            tabs: 2,
            asks: opener.clone(),
            opener,
        }
    }));
    messages.extend(Unready::VARIANTS.iter().map(|unready| Message::Keeper {
        version: VERSION,
        phase: KeeperPhase::Watching,
        unready: Some(*unready),
        tabs: 2,
        opener: None,
        asks: None,
    }));
    messages.extend([None, Some(Arc::new(agent()))].map(|agent| Message::Agent { agent }));
    messages.extend(outcomes().into_iter().map(|outcome| Message::Outcome {
        outcome: Box::new(outcome),
    }));
    messages
}

pub fn last_agent() -> LastAgent {
    LastAgent {
        standing: Standing::from(&agent()),
        session: Some(TabId("a".into())),
        at: 1_795_000_000_000,
    }
}

pub fn sessions() -> Vec<Session> {
    let both = [true, false].map(|is_over| Session {
        id: TabId("a".into()),
        started_at: 1_795_000_000_000,
        owes_first_state: !is_over,
        is_over,
    });
    both.into()
}

pub fn last_outcomes() -> Vec<LastOutcome> {
    let both = [true, false].map(|answered| LastOutcome {
        outcome: outcome(),
        answered,
        session: answered.then(|| TabId("a".into())),
        since: answered.then_some(1_795_000_000_000),
        earlier: None,
    });
    let [answered, open] = both;
    let earlier = Some(Box::new(open.clone()));
    vec![answered, LastOutcome { earlier, ..open }]
}

pub fn last_attempts() -> Vec<LastAttempt> {
    let all = outcomes().into_iter();
    all.map(|outcome| LastAttempt {
        insists: outcome.attempted.attempts == 0,
        waits: outcome.attempted.by == By::Keeper,
        attempted: outcome.attempted,
        reason: outcome.reason,
        error: outcome.error,
        session: Some(TabId("a".into())),
        started_at: Some(1_795_000_000_000),
        tab: Some(TabId("b".into())),
        at: outcome.at,
    })
    .collect()
}

pub fn agent() -> Agent {
    let state = |name: &str, kind: &str| AgentState {
        name: name.into(),
        kind: kind.into(),
        arn: "arn:aws:connect:us-east-1:1:instance/i/agent-state/s".into(),
    };
    Agent {
        username: "jane".into(),
        state: "Busy".into(),
        availability: "Available".into(),
        since: Some(1_700_000_000_000),
        next: Some("Offline".into()),
        states: vec![state("Available", "routable"), state("Offline", "offline")],
        routing_profile: "Basic Routing Profile".into(),
        contacts: vec![Contact {
            kind: "voice".into(),
            state: "connected".into(),
        }],
        ccps: 2,
    }
}

/// What a host may give, each kind of value in an object and in a list.
pub fn given() -> Value {
    let all = vec![
        Value::Undefined,
        Value::Null,
        Value::Bool(true),
        Value::Number(Number {
            value: -1.5,
            written: "-1.5".into(),
        }),
        Value::String("Süd".into()),
        Value::List(Vec::new()),
        Value::Object(Vec::new()),
        Value::Other("function".into()),
    ];
    let named = all.iter().map(|value| (value.to_string(), value.clone()));
    let named = Value::Object(named.collect());
    Value::List(all.into_iter().chain([named]).collect())
}

/// Hands one of everything to a function that takes any type that crosses a border.
macro_rules! each_sample {
    ($take:ident) => {
        use connect_session_end::session::journal::Record;

        $crate::samples::messages().iter().for_each($take);
        $crate::samples::all_settings().iter().for_each($take);
        $take(&Record::new($crate::samples::last_agent()));
        for session in $crate::samples::sessions() {
            $take(&Record::new(session));
        }
        for outcome in $crate::samples::last_outcomes() {
            $take(&Record::new(outcome));
        }
        for attempt in $crate::samples::last_attempts() {
            $take(&Record::new(attempt));
        }
        $take(&$crate::samples::agent());
        $take(&$crate::samples::given());
    };
}
pub(crate) use each_sample;
