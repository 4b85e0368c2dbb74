//! The picture of the modules in `docs/how-it-works.md`: an arrow wherever one uses another.

use std::collections::BTreeSet;

use crate::markdown::fences_in;
use crate::{between, file, sources};

/// The library's modules, as `lib.rs` declares them, in the order of their names.
fn modules() -> Vec<String> {
    let declared = file("src/lib.rs");
    let mut modules: Vec<String> = between(&declared, "mod ", ";")
        .into_iter()
        .map(Into::into)
        .collect();
    modules.sort();
    modules
}

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
fn the_picture_of_the_modules_has_their_uses() {
    let mut lines = vec!["flowchart TD".to_owned()];
    let modules = modules();
    for module in &modules {
        let text = source(module);
        let used: BTreeSet<&str> = text
            .split("crate::")
            .skip(1)
            .filter_map(|rest| {
                rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
            })
            .filter(|name| *name != module && modules.iter().any(|known| known == name))
            .collect();
        lines.extend(
            used.into_iter()
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
