//! How settings travel from the tabs to the keeper: as the object that a host would give, read like one.

use super::object::read;
use super::typed::{InitialAgentState, KeeperPage, Messages, OnContact, Retry, Settings, Status};
use crate::plain::{FromPlain, IfAny, ToPlain, Value, fields, object, words};

impl ToPlain for Settings {
    #[expect(clippy::cast_precision_loss, reason = "no longer than a day")]
    fn to_plain(&self) -> Value {
        let (status, logout_url) = match &self.status {
            Status::State(name) => (name.as_str(), None),
            Status::Logout { url } => ("Logout", Some(url)),
        };
        let initial = match &self.initial_agent_state {
            InitialAgentState::AfterOurChange => None,
            InitialAgentState::Never => Some(""),
            InitialAgentState::Always(name) => Some(name.as_str()),
        };
        object(&[
            ("status", &status),
            ("logoutUrl", &IfAny(logout_url)),
            ("ifProfileNameIncludes", &self.if_profile_name_includes),
            ("ifCurrentAgentState", &self.if_current_agent_state),
            ("sessionEndTimer", &(self.session_end_timer as f64 / 1000.0)),
            ("initialAgentState", &IfAny(initial)),
            ("keeper", &self.keeper),
            ("onContact", &self.on_contact),
            ("retry", &self.retry),
            ("confirmLeave", &self.confirm_leave),
            ("scope", &self.scope),
            ("messages", &self.messages),
        ])
    }
}

impl ToPlain for Messages {
    fn to_plain(&self) -> Value {
        let texts = self.0.iter();
        Value::Object(
            texts
                .map(|(name, text)| (name.clone(), Value::String(text.clone())))
                .collect(),
        )
    }
}

impl FromPlain for Settings {
    fn from_plain(value: &Value) -> Option<Self> {
        match value {
            Value::Object(_) => read(value).ok(),
            _ => None,
        }
    }
}

fields!(only to KeeperPage {
    url: "url",
    width: "width",
    height: "height",
});

fields!(only to Retry {
    attempts: "attempts",
    first_delay: "firstDelayMs",
    max_delay: "maxDelayMs",
    attempt_timeout: "attemptTimeoutMs",
});

words!(only to OnContact {
    Queue: "queue",
    Wait: "wait",
    Skip: "skip",
});
