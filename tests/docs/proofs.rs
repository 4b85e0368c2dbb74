//! The tables at the end of `docs/guarantees.md`: each test that they name is there, and each sentence of a screen.

use crate::markdown::{rows, sections, spans};
use crate::troubleshooting::{has, joined};
use crate::{between, file};

const PROMISES: [&str; 3] = ["promise", "scenarios, properties, model", "in browsers"];
const LIMITS: [&str; 3] = ["limit", "what the agent sees", "shown by"];

/// What a cell names: each linked file, with the tests named after it.
fn named(cell: &str) -> Vec<(&str, Vec<&str>)> {
    let links = cell.split("](").skip(1);
    let links = links.map(|rest| {
        let (file, rest) = rest.split_once(')').expect("a link's end");
        let names = rest.split('[').next().unwrap_or_default();
        let tests = [spans(names), between(names, "“", "”")].concat();
        (file, tests)
    });
    links.collect()
}

/// The titles of a file of JavaScript; `…` is filled in.
fn titles(source: &str) -> Vec<String> {
    let calls = [
        between(source, "it(", ") =>"),
        between(source, "test(", ") =>"),
    ]
    .concat();
    let title = |call: &str| {
        let mark = call.chars().next().filter(|mark| "\"`".contains(*mark))?;
        let title = call[1..].split(mark).next()?;
        let parts = title.split("${").enumerate();
        let parts = parts.map(|(place, part)| match part.split_once('}') {
            Some((_, rest)) if place > 0 => format!("…{rest}"),
            _ => part.to_owned(),
        });
        Some(parts.collect())
    };
    calls.into_iter().filter_map(title).collect()
}

/// A title in quotation marks is that of a test in a browser, or of a property of the model.
fn is_there(source: &str, path: &str, test: &str) -> bool {
    if path.contains("/e2e/") {
        titles(source).iter().any(|title| title == test)
    } else {
        source.contains(&format!("fn {test}(")) || source.contains(&format!("\"{test}\""))
    }
}

/// A link to a chapter of the document itself, to tables there.
fn is_chapter(document: &str, link: &str) -> bool {
    let name = |heading: &str| heading.to_lowercase().replace(',', "").replace(' ', "-");
    let chapters = sections(document, "##");
    chapters.iter().any(|(heading, _)| name(heading) == link)
}

#[test]
fn each_test_that_is_named_is_there() {
    let document = file("docs/guarantees.md");
    let promises = rows(&document, PROMISES);
    let limits = rows(&document, LIMITS);
    assert!(promises.len() > 40 && limits.len() > 20);
    let cells = promises
        .iter()
        .flat_map(|[_, native, browsers]| [native, browsers]);
    for cell in cells.chain(limits.iter().map(|[.., shown_by]| shown_by)) {
        let named = named(cell);
        assert!(!named.is_empty() || cell == "–", "{cell:?} names no test");
        for (link, tests) in named {
            if let Some(chapter) = link.strip_prefix('#') {
                assert!(is_chapter(&document, chapter), "no chapter {link}");
                continue;
            }
            let path = link.strip_prefix("../").expect("a path");
            let source = file(path);
            assert!(!tests.is_empty(), "{path} is linked without a test");
            for test in tests {
                assert!(is_there(&source, path, test), "{path} has no {test:?}");
            }
        }
    }
    for [promise, native, browsers] in &promises {
        assert!(
            native != "–" || browsers != "–",
            "nothing shows {promise:?}"
        );
    }
}

#[test]
fn what_an_agent_sees_is_on_the_screens() {
    let screens = joined(&file("js-shim/words/en.js"));
    let sentences: Vec<&str> = between(&screens, ": \"", "\",\n");
    for [limit, sees, _] in rows(&file("docs/guarantees.md"), LIMITS) {
        for quote in between(&sees, "“", "”") {
            let is_shown = sentences.iter().any(|sentence| has(sentence, quote));
            assert!(is_shown, "{limit}: no screen says {quote:?}");
        }
    }
}
