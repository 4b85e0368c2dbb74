//! The settings' names in both sources, and what each allows: the one place where they are written.

use super::near::nearest;

/// Where the settings come from, and so how an error names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A JS object.
    Object,
    /// The text of the adapter feature's *Value* box.
    Text,
}

/// A setting, or a part of one that has a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Status,
    IfProfileNameIncludes,
    IfCurrentAgentState,
    SessionEndTimer,
    InitialAgentState,
    Keeper,
    KeeperUrl,
    KeeperWidth,
    KeeperHeight,
    InstanceUrl,
    LogoutUrl,
    OnContact,
    Retry,
    RetryAttempts,
    RetryFirstDelayMs,
    RetryMaxDelayMs,
    RetryAttemptTimeoutMs,
    ConfirmLeave,
    Scope,
}

/// The bounds that the wording below repeats.
pub(super) const DAY_MS: u64 = 86_400_000;
pub(super) const PIXELS: (u64, u64) = (100, 10_000);
pub(super) const ATTEMPTS: (u64, u64) = (1, 100);

const STATE: &str = "the name of one agent state";
const PARTS: &str = "a list of parts of routing profile names";
const STATES: &str = "a list of agent state names";
const SECONDS: &str = "a number of seconds from 0 to 86400";
const INITIAL: &str = "the name of one agent state, or an empty one for none";
const KEEPER: &str = "an object {url, width, height}, or null";
const PAGE: &str = "a URL relative to the page, or an absolute http(s) URL";
const SIZE: &str = "a whole number of pixels from 100 to 10000";
const INSTANCE: &str = "an absolute http(s) URL such as https://example.my.connect.aws";
const LOGOUT: &str = "an absolute http(s) URL, or a path on the instance such as /connect/logout";
const WORDS: &str = "queue, wait or skip";
const RETRY: &str = "an object {attempts, firstDelayMs, maxDelayMs, attemptTimeoutMs}";
const TIMES: &str = "a whole number from 1 to 100";
const FIRST: &str = "a whole number of milliseconds from 0 to 86400000";
const MAX: &str = "a whole number of milliseconds from retry.firstDelayMs to 86400000";
const TIMEOUT: &str = "a whole number of milliseconds from 1 to 86400000";
const BOOL: &str = "true or false";
const PLAIN: &str = "a name without \"/\"";

const ALL: [Name; 19] = [
    Name::Status,
    Name::IfProfileNameIncludes,
    Name::IfCurrentAgentState,
    Name::SessionEndTimer,
    Name::InitialAgentState,
    Name::Keeper,
    Name::KeeperUrl,
    Name::KeeperWidth,
    Name::KeeperHeight,
    Name::InstanceUrl,
    Name::LogoutUrl,
    Name::OnContact,
    Name::Retry,
    Name::RetryAttempts,
    Name::RetryFirstDelayMs,
    Name::RetryMaxDelayMs,
    Name::RetryAttemptTimeoutMs,
    Name::ConfirmLeave,
    Name::Scope,
];

impl Name {
    /// The path in an object, the name in text (empty: only in an object), what may stand there.
    fn row(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Status => ("status", "Status", STATE),
            Self::IfProfileNameIncludes => {
                ("ifProfileNameIncludes", "IfProfileNameIncludes", PARTS)
            }
            Self::IfCurrentAgentState => ("ifCurrentAgentState", "IfCurrentAgentState", STATES),
            Self::SessionEndTimer => ("sessionEndTimer", "SessionEndTimer", SECONDS),
            Self::InitialAgentState => ("initialAgentState", "InitialAgentState", INITIAL),
            Self::Keeper => ("keeper", "", KEEPER),
            Self::KeeperUrl => ("keeper.url", "KeeperUrl", PAGE),
            Self::KeeperWidth => ("keeper.width", "KeeperWidth", SIZE),
            Self::KeeperHeight => ("keeper.height", "KeeperHeight", SIZE),
            Self::InstanceUrl => ("instanceUrl", "InstanceUrl", INSTANCE),
            Self::LogoutUrl => ("logoutUrl", "LogoutUrl", LOGOUT),
            Self::OnContact => ("onContact", "OnContact", WORDS),
            Self::Retry => ("retry", "", RETRY),
            Self::RetryAttempts => ("retry.attempts", "", TIMES),
            Self::RetryFirstDelayMs => ("retry.firstDelayMs", "", FIRST),
            Self::RetryMaxDelayMs => ("retry.maxDelayMs", "", MAX),
            Self::RetryAttemptTimeoutMs => ("retry.attemptTimeoutMs", "", TIMEOUT),
            Self::ConfirmLeave => ("confirmLeave", "ConfirmLeave", BOOL),
            Self::Scope => ("scope", "Scope", PLAIN),
        }
    }

    /// The name as its source writes it.
    pub fn in_source(self, source: Source) -> &'static str {
        let (path, text, _) = self.row();
        match source {
            Source::Object => path,
            Source::Text => text,
        }
    }

    /// What may stand there.
    pub fn allowed(self) -> &'static str {
        self.row().2
    }

    /// The setting at this path of an object; exact, as everywhere in JS.
    pub fn at_path(path: &str) -> Option<Name> {
        ALL.into_iter().find(|name| name.row().0 == path)
    }

    /// The setting of this name in text. Upper and lower case are one there: it is typed by hand into a box, often
    /// from this library's own docs, and no two settings differ by case.
    pub fn in_text(name: &str) -> Option<Name> {
        ALL.into_iter().find(|known| {
            let text = known.row().1;
            !text.is_empty() && text.eq_ignore_ascii_case(name)
        })
    }
}

/// The names that could stand where an unknown one does, under `parent` (`keeper.`, or empty at the top).
pub(super) fn known(source: Source, parent: &str) -> impl Iterator<Item = &'static str> {
    ALL.into_iter()
        .map(move |name| name.in_source(source))
        .filter(move |name| {
            name.strip_prefix(parent).is_some_and(|leaf| {
                !leaf.is_empty() && (source == Source::Text || !leaf.contains('.'))
            })
        })
}

/// What an unknown name was probably meant to be.
pub(super) fn meant(written: &str, source: Source, parent: &str) -> Option<&'static str> {
    nearest(&[parent, written].concat(), known(source, parent)).or_else(|| {
        // A part given on its own: `attempts` for `retry.attempts`.
        ALL.into_iter().map(|name| name.row().0).find(|path| {
            source == Source::Object
                && path
                    .split_once('.')
                    .is_some_and(|(_, leaf)| leaf.eq_ignore_ascii_case(written))
        })
    })
}
