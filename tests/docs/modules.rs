//! The picture of the modules in `docs/how-it-works.md`: an arrow wherever one uses another.

use std::collections::BTreeSet;

use crate::markdown::fences_in;
use crate::{between, file, sources};

const MODULES: [&str; 8] = [
    "api", "browser", "plain", "policy", "runtime", "session", "settings", "streams",
];

/// The sources of a module: a folder, a file, or both.
fn source(module: &str) -> String {
    let folder = format!("src/{module}");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let (mut text, has) = (String::new(), |path: &str| {
        std::path::Path::new(root).join(path).exists()
    });
    if has(&folder) {
        text += &sources(&folder);
    }
    if has(&format!("{folder}.rs")) {
        text += &file(&format!("{folder}.rs"));
    }
    text
}

#[test]
fn every_module_of_the_library_is_in_the_list() {
    let declared = file("src/lib.rs");
    let declared: BTreeSet<&str> = between(&declared, "mod ", ";").into_iter().collect();
    // `js` carries plain data over the border, for api and streams.
    let listed: BTreeSet<&str> = MODULES.into_iter().chain(["js"]).collect();
    assert_eq!(declared, listed);
}

#[test]
fn the_picture_of_the_modules_has_their_uses() {
    let mut lines = vec!["flowchart TD".to_owned()];
    for module in MODULES {
        let text = source(module);
        let used: BTreeSet<&str> = text
            .split("crate::")
            .skip(1)
            .filter_map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
            })
            .filter(|name| *name != module && MODULES.contains(name))
            .collect();
        // Everybody writes plain data.
        lines.extend(
            used.into_iter()
                .filter(|used| *used != "plain")
                .map(|used| format!("  {module} --> {used}")),
        );
    }
    let drawn = lines.join("\n");
    let pictures = fences_in(&file("docs/how-it-works.md"), "mermaid");
    assert!(
        pictures.contains(&drawn),
        "docs/how-it-works.md is to have this picture:\n{drawn}"
    );
}
