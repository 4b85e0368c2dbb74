//! `docs/troubleshooting.md`: an entry for every code, and nothing quoted that is not said.

use std::collections::BTreeSet;

use connect_session_end::domain::{Agent, AgentView, Attempted, By, Standing};
use connect_session_end::policy;
use connect_session_end::session::change::sentences;
use connect_session_end::session::{LastAgent, LastAttempt, WarningCode, warnings};
use connect_session_end::settings::{Settings, Status, from_text};

use crate::codes::{SAID_BY_THE_SHIM, union};
use crate::file;
use crate::markdown::{rows, sections, spans};
use crate::settings::read;

const CHAPTERS: [(&str, &str); 6] = [
    ("No watch, or no keeper", "SessionEndErrorCode"),
    ("Warnings", "WarningCode"),
    ("What a keeper can be", "KeeperStatus"),
    ("Why a keeper is not ready", "Unready"),
    ("Ends that failed", "FailureCode"),
    ("Ends with nothing to do", "Reason"),
];

fn chapter(heading: &str) -> String {
    let text = file("docs/troubleshooting.md");
    let found = sections(&text, "##")
        .into_iter()
        .find(|(name, _)| *name == heading);
    found
        .unwrap_or_else(|| panic!("no chapter {heading:?}"))
        .1
        .into()
}

#[test]
fn every_code_has_its_symptom_cause_and_cure() {
    for (heading, name) in CHAPTERS {
        let chapter = chapter(heading);
        let entries = sections(&chapter, "###");
        let written: BTreeSet<String> = entries
            .iter()
            .map(|(code, _)| code.trim_matches('`').into())
            .collect();
        assert_eq!(written, union(name), "{heading}");
        assert_eq!(written.len(), entries.len(), "{heading}: an entry twice");
        for (code, entry) in entries {
            for part in ["Symptom", "Cause", "Cure"] {
                let begin = format!("- **{part}**: ");
                let said: Vec<&str> = entry
                    .lines()
                    .filter_map(|line| line.strip_prefix(&begin))
                    .collect();
                assert!(
                    said.len() == 1 && said[0].ends_with('.'),
                    "{heading}: {code}: {part}: {said:?}"
                );
            }
        }
    }
}

/// What is filled into a sentence stands as `…` in the documents.
const FILLED: &str = "…";

/// An address that has a better one.
const CCP: &str = "acme.my.connect.aws/ccp#/";

/// Every sentence that is quoted, by its code, from what says it.
fn sentences() -> Vec<(String, String)> {
    let agent = Agent {
        username: FILLED.into(),
        state: FILLED.into(),
        availability: FILLED.into(),
        since: None,
        next: None,
        states: Vec::new(),
        routing_profile: FILLED.into(),
        contacts: Vec::new(),
        ccps: 1,
    };
    let settings = Settings {
        status: Status::State(FILLED.into()),
        if_current_agent_state: vec![FILLED.into()],
        ..Settings::default()
    };
    let attempted = Attempted {
        agent: Some(FILLED.into()),
        ..Attempted::nothing(By::Tab)
    };
    let last = LastAgent {
        standing: Standing::from(&agent),
        session: None,
        at: 0,
    };
    let mut failures = policy::unknown_states(&settings, &agent);
    failures.extend(LastAttempt::unseen(&last).error);
    failures.extend([
        sentences::refused(FILLED, FILLED),
        sentences::unanswered(FILLED, 1),
        sentences::not_shown(FILLED, 1),
        sentences::no_logout(FILLED),
        sentences::still_logged_in(),
        sentences::too_late(&agent, 600_000),
        sentences::other_agent(&attempted, FILLED),
        sentences::no_network(&attempted),
        sentences::no_settings(),
        sentences::missing(&AgentView::SignedOut),
        sentences::missing(&AgentView::Unknown),
    ]);
    let failures = failures.into_iter();
    let mut said: Vec<(String, String)> = failures
        .map(|failure| (failure.code.to_string(), failure.message))
        .collect();
    let refused = (
        "not-restored".into(),
        sentences::refused(FILLED, FILLED).message,
    );
    let bad = from_text("Nothing:1").expect_err("no such setting");
    said.extend([refused, ("bad-settings".into(), bad.to_string())]);
    let warnings = [
        warnings::no_lock_for_tab(FILLED),
        warnings::no_journal_for_tab(FILLED),
        warnings::keeper_refused(FILLED, FILLED),
        warnings::keeper_unheard(FILLED),
        warnings::no_ccp(WarningCode::CcpFailed, FILLED),
        warnings::no_ccp(WarningCode::OldStreams, FILLED),
        warnings::no_agent(CCP),
        warnings::signed_out(),
        warnings::session_expiring(),
        warnings::prompt_refused(),
        warnings::report_refused(FILLED, FILLED),
        warnings::dialog_failed(),
    ];
    let warnings = warnings.into_iter();
    said.extend(warnings.map(|warning| (warning.code.to_string(), warning.message)));
    said
}

/// The screens' English sentence of this name.
fn word(name: &str) -> Option<String> {
    let words = file("js-shim/words/en.js");
    let rest = words.split_once(&format!("\n  {name}:"))?.1;
    // A long one is two strings with a `+` between them.
    let written = rest.split_once(",\n")?.0;
    Some(written.split('"').skip(1).step_by(2).collect())
}

/// `already-set` is `skippedAlreadySet` on the screens, `ccp-silent` is `unreadyCcpSilentTitle` and its text; a keeper's
/// status has its own name there.
fn on_the_screens(code: &str) -> Vec<String> {
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    let about: String = code.split('-').map(capital).collect();
    let own = about[..1].to_lowercase() + &about[1..];
    let names = [
        own.clone(),
        format!("{own}Title"),
        format!("{own}Text"),
        format!("{own}AwayText"),
        format!("skipped{about}"),
        format!("unready{about}"),
        format!("unready{about}Title"),
        format!("unready{about}Text"),
    ];
    names.iter().filter_map(|name| word(name)).collect()
}

/// Whether a sentence has the parts of a quote in their order.
pub fn has(sentence: &str, quote: &str) -> bool {
    let mut rest = sentence;
    quote.split(FILLED).all(|part| {
        let found = rest.split_once(part);
        rest = found.map_or("", |(_, rest)| rest);
        found.is_some()
    })
}

#[test]
fn what_is_quoted_is_what_the_library_says() {
    let said = sentences();
    let mut quotes = 0;
    for (heading, _) in &CHAPTERS[1..] {
        let chapter = chapter(heading);
        for (code, entry) in sections(&chapter, "###") {
            let code = code.trim_matches('`');
            for quote in entry.lines().filter_map(|line| line.strip_prefix("> ")) {
                quotes += 1;
                let is_said = SAID_BY_THE_SHIM.contains(&code)
                    || said
                        .iter()
                        .any(|(its, message)| its == code && has(message, quote))
                    || on_the_screens(code)
                        .iter()
                        .any(|sentence| has(sentence, quote));
                assert!(is_said, "{heading}: {code}: nothing says {quote:?}");
            }
        }
    }
    assert!(quotes >= 25, "{quotes}");
}

/// A native process cannot make these refusals: the browser's guards and the scripts say them. So their sources are
/// searched.
#[test]
fn what_is_quoted_of_a_refusal_stands_in_the_sources() {
    let paths = [
        "src/browser/mod.rs",
        "src/streams/mod.rs",
        "src/api/tab.rs",
        "js-shim/drop-in.js",
        "js-shim/index.js",
        "js-shim/ready.js",
        "js-shim/streams.js",
    ];
    let written = joined(&paths.map(file).concat());
    let refusals = chapter(CHAPTERS[0].0) + &chapter("Warnings");
    for (code, entry) in sections(&refusals, "###") {
        let code = code.trim_matches('`');
        let is_warning = union("WarningCode").contains(code) && !SAID_BY_THE_SHIM.contains(&code);
        if is_warning || code == "bad-settings" {
            continue;
        }
        for quote in entry.lines().filter_map(|line| line.strip_prefix("> ")) {
            for part in quote.split(FILLED) {
                assert!(written.contains(part), "{code}: nothing says {part:?}");
            }
        }
    }
}

/// Without what parts one text in the sources: a line's end, a `+` between two strings.
pub fn joined(sources: &str) -> String {
    let lines: Vec<&str> = sources.lines().map(str::trim).collect();
    let mut text = lines.join("\n");
    for parted in ["\\\n", "\" +\n\"", "\" +\n`", "` +\n`"] {
        text = text.replace(parted, "");
    }
    text
}

#[test]
fn every_mistake_in_settings_has_an_example_that_makes_it() {
    let rows = rows(
        &chapter("Mistakes in the settings"),
        ["code", "such as", "cure"],
    );
    let written: BTreeSet<String> = rows
        .iter()
        .map(|[code, ..]| spans(code)[0].into())
        .collect();
    assert_eq!(written, union("SettingErrorCode"));
    for [code, example, _] in rows {
        let written = spans(&example).join("\n");
        let errors = read(&written).expect_err(&written);
        let codes: Vec<&str> = errors.0.iter().map(|error| error.code.as_ref()).collect();
        assert_eq!(codes, [spans(&code)[0]], "{written}");
    }
}
