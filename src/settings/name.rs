//! The settings, a row each: the names in both sources, what kind of value it is, and in words what may stand there.

use super::kind::Kind::{self, Bool, List, Parts, State, Text, Words};
use super::kind::{SECONDS, whole};

/// Where the settings come from, and so how an error names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A JS object.
    Object,
    /// The text of the adapter feature's *Value* box.
    Text,
}

struct Row {
    /// The path in an object.
    path: &'static str,
    /// The name in text; empty: only in an object.
    text: &'static str,
    kind: Kind,
}

macro_rules! rows {
    ($($name:ident: $path:literal, $text:literal, $kind:expr, $allowed:literal;)+) => {
        /// A setting, or a part of one that has a value of its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Name { $($name),+ }

        pub(super) const ALL: &[Name] = &[$(Name::$name),+];

        static ROWS: &[Row] = &[$(Row { path: $path, text: $text, kind: $kind }),+];

        /// Beside the rows, so that it is in no program that explains nothing.
        static ALLOWED: &[&str] = &[$($allowed),+];
    };
}

rows! {
    Status: "status", "Status", State, "the name of one agent state";
    IfProfileNameIncludes: "ifProfileNameIncludes", "IfProfileNameIncludes", List,
        "a list of parts of routing profile names";
    IfCurrentAgentState: "ifCurrentAgentState", "IfCurrentAgentState", List,
        "a list of agent state names";
    SessionEndTimer: "sessionEndTimer", "SessionEndTimer", SECONDS,
        "a number of seconds from 0 to 86400";
    InitialAgentState: "initialAgentState", "InitialAgentState", State,
        "the name of one agent state, or an empty one for none";
    Keeper: "keeper", "", Parts, "an object {url, width, height}, or null";
    KeeperUrl: "keeper.url", "KeeperUrl", Text,
        "a URL relative to the page, or an absolute http(s) URL";
    KeeperWidth: "keeper.width", "KeeperWidth", whole(100, 10_000),
        "a whole number of pixels from 100 to 10000";
    KeeperHeight: "keeper.height", "KeeperHeight", whole(100, 10_000),
        "a whole number of pixels from 100 to 10000";
    InstanceUrl: "instanceUrl", "InstanceUrl", Text,
        "an absolute http(s) URL such as https://example.my.connect.aws";
    LogoutUrl: "logoutUrl", "LogoutUrl", Text,
        "an absolute http(s) URL, or a path on the instance such as /connect/logout";
    OnContact: "onContact", "OnContact", Text, "queue, wait or skip";
    Retry: "retry", "", Parts,
        "an object {attempts, firstDelayMs, maxDelayMs, attemptTimeoutMs}";
    RetryAttempts: "retry.attempts", "", whole(1, 100),
        "a whole number from 1 to 100";
    RetryFirstDelayMs: "retry.firstDelayMs", "", whole(0, 86_400_000),
        "a whole number of milliseconds from 0 to 86400000";
    RetryMaxDelayMs: "retry.maxDelayMs", "", whole(0, 86_400_000),
        "a whole number of milliseconds from retry.firstDelayMs to 86400000";
    RetryAttemptTimeoutMs: "retry.attemptTimeoutMs", "", whole(1, 86_400_000),
        "a whole number of milliseconds from 1 to 86400000";
    ConfirmLeave: "confirmLeave", "ConfirmLeave", Bool, "true or false";
    Scope: "scope", "Scope", Text, "a name without \"/\"";
    Messages: "messages", "", Words, "an object of texts by their names";
}

impl Name {
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The name as its source writes it.
    pub fn in_source(self, source: Source) -> &'static str {
        match source {
            Source::Object => self.row().path,
            Source::Text => self.row().text,
        }
    }

    pub fn kind(self) -> Kind {
        self.row().kind
    }

    /// What may stand there.
    pub fn allowed(self) -> &'static str {
        ALLOWED[self as usize]
    }

    /// The setting of this name. Exact in an object, as everywhere in JS. In text upper and lower case are one: it is
    /// typed by hand into a box, often from this library's own docs, and no two settings differ by case.
    pub fn find(written: &str, source: Source) -> Option<Self> {
        ALL.iter().copied().find(|name| {
            let known = name.in_source(source);
            match source {
                Source::Object => known == written,
                Source::Text => !known.is_empty() && known.eq_ignore_ascii_case(written),
            }
        })
    }
}
