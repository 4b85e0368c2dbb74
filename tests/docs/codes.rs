//! The words in the unions of `index.d.ts` are those that the code has.

use std::collections::BTreeSet;

use crate::{between, file, quoted, sources};

/// The words of `export type NAME =`.
pub fn union(name: &str) -> BTreeSet<String> {
    let types = file("js-shim/index.d.ts");
    let found = between(&types, &format!("export type {name} =\n"), ";\n");
    let [found] = found.as_slice() else {
        panic!("index.d.ts has {} types {name}", found.len());
    };
    // A comment may quote.
    let code: String = found
        .lines()
        .filter(|line| !line.trim_start().starts_with("/**"))
        .collect();
    quoted(&code).into_iter().map(Into::into).collect()
}

/// The words of `words!(NAME {`, from the enum in the sources to the host.
fn words(name: &str) -> BTreeSet<String> {
    let sources = sources("src");
    let found: Vec<&str> = ["words!(", "words!(only to "]
        .iter()
        .flat_map(|begin| between(&sources, &format!("{begin}{name} {{"), "}"))
        .collect();
    let [found] = found.as_slice() else {
        panic!("the sources have {} lists of words for {name}", found.len());
    };
    quoted(found).into_iter().map(Into::into).collect()
}

/// The first text in quotation marks after each of these.
fn named(text: &str, marks: &[&str]) -> BTreeSet<String> {
    let named = |mark: &&str| between(text, mark, "\"");
    let found: BTreeSet<String> = marks.iter().flat_map(named).map(Into::into).collect();
    assert!(!found.is_empty(), "nothing follows {marks:?}");
    found
}

#[test]
fn every_union_of_words_is_that_of_its_enum() {
    for (union_name, enum_name) in [
        ("Reason", "Reason"),
        ("FailureCode", "FailureCode"),
        ("KeeperStatus", "KeeperStatus"),
        ("KeeperPhase", "KeeperPhase"),
    ] {
        assert_eq!(union(union_name), words(enum_name), "{union_name}");
    }
}

#[test]
fn every_word_within_an_interface_is_that_of_its_enum() {
    let types = file("js-shim/index.d.ts");
    for (property, enum_name) in [
        ("kind", "Kind"),
        ("by", "By"),
        ("waiting", "Waiting"),
        ("onContact", "OnContact"),
    ] {
        let outcomes = between(&types, "export interface ", "\n}\n");
        let rows = outcomes.iter().flat_map(|interface| {
            between(interface, &format!("\n  {property}: "), ";")
                .into_iter()
                .chain(between(interface, &format!("\n  {property}?: "), ";"))
        });
        let said: BTreeSet<String> = rows.flat_map(quoted).map(Into::into).collect();
        assert_eq!(said, words(enum_name), "{property}");
    }
}

#[test]
fn every_verdict_is_one_of_the_policys() {
    let types = file("js-shim/index.d.ts");
    let said = between(&types, "export type Verdict =", "\n\n");
    let said: BTreeSet<String> = said.iter().flat_map(|t| named(t, &["kind: \""])).collect();
    let made = named(
        &file("src/policy.rs"),
        &["object(&[(\"kind\", &\"", "(\"kind\", &\""],
    );
    assert_eq!(said, made);
}

#[test]
fn every_warning_has_a_code_of_the_types() {
    let mut given = words("WarningCode");
    given.extend(named(
        &file("js-shim/index.js"),
        &["tell(\"warning\", { code: \""],
    ));
    assert_eq!(union("WarningCode"), given);
}

#[test]
fn every_mistake_in_settings_has_a_code_of_the_types() {
    let source = file("src/settings/problem.rs");
    let table = between(&source, "fn code(self)", "\n    }\n");
    let given: BTreeSet<String> = table[0]
        .split("Self::")
        .filter_map(|row| row.split('"').nth(1))
        .map(Into::into)
        .collect();
    assert_eq!(union("SettingErrorCode"), given);
}

#[test]
fn every_refusal_has_a_code_of_the_types() {
    let rust = sources("src/api");
    let call = |name: &str| {
        let flat: String = rust.split_whitespace().collect::<Vec<_>>().join(" ");
        let flat = flat.replace("( \"", "(\"");
        between(&flat, &format!("{name}::new(\""), "\"")
            .into_iter()
            .map(String::from)
            .collect::<BTreeSet<_>>()
    };
    let mut given: BTreeSet<String> = call("Refusal");
    given.extend(call("Self"));
    given.insert(connect_session_end::settings::SettingsErrors::CODE.into());
    let browser = file("src/browser/mod.rs");
    let lacks = between(&browser, "pub fn code(&self)", "\n    }\n");
    given.extend(quoted(lacks[0]).into_iter().map(Into::into));
    for script in ["index.js", "ready.js"] {
        given.extend(named(
            &file(&format!("js-shim/{script}")),
            &["SessionEndError({ code: \""],
        ));
    }
    assert_eq!(union("SessionEndErrorCode"), given);
}
