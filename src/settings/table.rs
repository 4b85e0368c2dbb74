//! The settings, a row each: whatever reads, checks, explains or documents a setting takes it from here.

use strum::VariantNames;

use super::text;
use super::typed::{OnContact, OtherCcps};
use super::value::Value;
use crate::domain::look::plain;
use Kind::{Bool, List, Number, Parts, State, Strings, Text, Word};

/// What is known of a setting.
#[derive(Debug)]
pub struct Row {
    /// Which setting it is.
    pub setting: Setting,
    /// The path in an object.
    pub path: &'static str,
    /// The name in the adapter's text; empty if only an object can have it.
    pub text: &'static str,
    /// What kind of value it takes.
    pub kind: Kind,
    /// The default, as the adapter's text would say it.
    pub default: Option<&'static str>,
    /// What an error says is allowed.
    pub allowed: &'static str,
    /// The chapter of `docs/settings.md` that documents it.
    pub chapter: &'static str,
}

/// What kind of value a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A string. In text a comma needs quotes around it: a list would be meant.
    State,
    /// A list of strings.
    List,
    /// A number between two bounds, both of them allowed.
    Number {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
        /// Whether fractions are refused.
        whole: bool,
    },
    /// A boolean.
    Bool,
    /// One of these words.
    Word(&'static [&'static str]),
    /// An object, each part a setting of its own.
    Parts,
    /// An object of strings.
    Strings,
}

const DAY_MS: u32 = 86_400_000;
const SECONDS: Kind = Number {
    least: 0,
    most: 86_400,
    whole: false,
};

const fn whole(least: u32, most: u32) -> Kind {
    Number {
        least,
        most,
        whole: true,
    }
}

macro_rules! rows {
    ($($setting:ident: $path:literal, $text:literal, $kind:expr, $default:expr,
        $allowed:literal, $chapter:literal;)+) => {
        /// A setting, or a part of one that has a value of its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "typed.rs says what each means")]
        pub enum Setting { $($setting),+ }

        /// All settings.
        pub static ROWS: &[Row] = &[$(Row {
            setting: Setting::$setting,
            path: $path,
            text: $text,
            kind: $kind,
            default: $default,
            allowed: $allowed,
            chapter: $chapter,
        }),+];
    };
}

// Path, name in text, kind, default, what is allowed, chapter of docs/settings.md.
rows! {
    Status: "status", "Status", State, Some("Offline"),
        "the name, ARN or id of one agent state", "The state to set";
    IfProfileNameIncludes: "ifProfileNameIncludes", "IfProfileNameIncludes", List, Some(""),
        "a list of parts of routing profile names", "The agents";
    IfCurrentAgentState: "ifCurrentAgentState", "IfCurrentAgentState", List, Some(""),
        "a list of names, ARNs or ids of agent states", "The agents";
    SessionEndTimer: "sessionEndTimer", "SessionEndTimer", SECONDS, Some("5"),
        "a number of seconds from 0 to 86400", "The time of the change";
    // Without one: `InitialAgentState::AfterOurChange`, which cannot be given.
    InitialAgentState: "initialAgentState", "InitialAgentState", State, None,
        "the name, ARN or id of one agent state, or an empty name for none", "The first state of the next session";
    Keeper: "keeper", "", Parts, None,
        "an object {url, width, height}, or null", "The keeper";
    KeeperUrl: "keeper.url", "KeeperUrl", Text, None,
        "a URL relative to the page, or an absolute http(s) URL", "The keeper";
    KeeperWidth: "keeper.width", "KeeperWidth", whole(100, 10_000), Some("360"),
        "a whole number of pixels from 100 to 10000", "The keeper";
    KeeperHeight: "keeper.height", "KeeperHeight", whole(100, 10_000), Some("480"),
        "a whole number of pixels from 100 to 10000", "The keeper";
    InstanceUrl: "instanceUrl", "InstanceUrl", Text, None,
        "an absolute http(s) URL of the instance, such as https://example.my.connect.aws", "The state to set";
    LogoutUrl: "logoutUrl", "LogoutUrl", Text, None,
        "an absolute http(s) URL, or a path on the instance such as /connect/logout", "The state to set";
    OnContact: "onContact", "OnContact", Word(<OnContact as VariantNames>::VARIANTS), Some("queue"),
        "queue, wait or skip", "The time of the change";
    OtherCcps: "otherCcps", "OtherCcps", Word(<OtherCcps as VariantNames>::VARIANTS), Some("ignore"),
        "ignore or count", "Other CCPs";
    Retry: "retry", "", Parts, None,
        "an object {attempts, firstDelayMs, maxDelayMs, attemptTimeoutMs}", "Retries";
    RetryAttempts: "retry.attempts", "", whole(1, 100), Some("5"),
        "a whole number from 1 to 100", "Retries";
    RetryFirstDelayMs: "retry.firstDelayMs", "", whole(0, DAY_MS), Some("250"),
        "a whole number of milliseconds from 0 to 86400000", "Retries";
    RetryMaxDelayMs: "retry.maxDelayMs", "", whole(0, DAY_MS), Some("4000"),
        "a whole number of milliseconds from retry.firstDelayMs to 86400000", "Retries";
    RetryAttemptTimeoutMs: "retry.attemptTimeoutMs", "", whole(1, DAY_MS), Some("3000"),
        "a whole number of milliseconds from 1 to 86400000", "Retries";
    ConfirmLeave: "confirmLeave", "ConfirmLeave", Bool, Some("false"),
        "true or false", "Without a keeper";
    ReportUrl: "reportUrl", "ReportUrl", Text, None,
        "a URL relative to the page, or an absolute https URL", "Reports";
    Scope: "scope", "Scope", Text, Some("default"),
        "a name without \"/\"", "Several instances on one origin";
    Messages: "messages", "", Strings, None,
        "an object of strings, each under the name of a sentence", "Your own words";
}

/// Where settings come from, and so how an error names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A JS object.
    Object,
    /// The text of the adapter feature's *Value* box.
    Text,
}

impl Setting {
    /// What is known of it.
    #[must_use]
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The default.
    #[must_use]
    pub fn default_value(self) -> Option<Value> {
        let Row { kind, default, .. } = self.row();
        text::value(*kind, (*default)?).ok()
    }

    /// Its name as the source writes it.
    pub(super) fn name(self, source: Source) -> &'static str {
        match source {
            Source::Object => self.row().path,
            Source::Text => self.row().text,
        }
    }

    /// The setting of this name. An object's names are exact, as everywhere in JS. In text upper and lower case are
    /// one: people type it into a box, and no two settings differ by case.
    pub(super) fn find(written: &str, source: Source) -> Option<Self> {
        let is_named = |row: &&Row| match source {
            Source::Object => row.path == written,
            Source::Text => !row.text.is_empty() && row.text.eq_ignore_ascii_case(&plain(written)),
        };
        ROWS.iter().find(is_named).map(|row| row.setting)
    }
}
