//! What a page loads of the package, over the wire: brotli, as servers and CDNs send it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

/// Bytes over the wire: of what a tab loads at once, wasm and JavaScript together, and of the scripts that have theirs
/// in them.
const TAB_BUDGET: u64 = 45_000;
const DROP_IN_BUDGET: u64 = 60_000;
const KEEPER_BUDGET: u64 = 60_000;
/// Bytes as it is: what stands first in a page is to cost nothing.
const PRESENCE_BUDGET: u64 = 1_000;

/// What a page loads: the CCP's page at once, and what it shows beside that.
const TAB: &str = "index.js";
const NOTICE: &str = "notice.js";
/// Each by itself.
const KEEPER: &str = "keeper.js";
const DROP_IN: &str = "drop-in.js";
const PRESENCE: &str = "presence.js";
/// What every page says, and beside it the languages, of which a page loads one at most.
const ENGLISH: &str = "words/en.js";

pub fn check(ws: &Workspace) -> Result {
    let pkg = ws.path("pkg");
    let tab = loaded_by(&pkg, &[TAB], Imports::AtOnce)?;
    let shown = loaded_by(&pkg, &[NOTICE], Imports::All)?;
    let (languages, shown): (BTreeSet<_>, BTreeSet<_>) = shown
        .into_iter()
        .partition(|file| file.starts_with("words") && file != Path::new(ENGLISH));
    println!("{:<52} {:>8} {:>8}", "file", "bytes", "brotli");
    let module = table(ws, "a tab", &tab)?.brotli;
    table(ws, "its dialog and bar, beside that", &shown)?;
    table(ws, "languages, of which a page loads one", &languages)?;
    let alone = |name: &str| table(ws, name, &BTreeSet::from([PathBuf::from(name)]));
    let (keeper, drop_in) = (alone(KEEPER)?.brotli, alone(DROP_IN)?.brotli);
    let presence = alone(PRESENCE)?.raw;
    within("a tab", module, TAB_BUDGET)?;
    within(KEEPER, keeper, KEEPER_BUDGET)?;
    within(DROP_IN, drop_in, DROP_IN_BUDGET)?;
    within(PRESENCE, presence, PRESENCE_BUDGET)
}

fn within(what: &str, bytes: u64, budget: u64) -> Result {
    if bytes <= budget {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{what} has {bytes} bytes, {} past its budget of {budget}",
        bytes - budget
    )))
}

/// Prints the files of one page and their sum, which it returns.
fn table(ws: &Workspace, page: &str, files: &BTreeSet<PathBuf>) -> Result<Size> {
    let sizes = brotli(ws, files)?;
    if sizes.len() > 1 {
        for (file, Size { raw, brotli }) in files.iter().zip(&sizes) {
            println!("  {:<50} {raw:>8} {brotli:>8}", file.display());
        }
    }
    let sum = Size {
        raw: sizes.iter().map(|s| s.raw).sum(),
        brotli: sizes.iter().map(|s| s.brotli).sum(),
    };
    println!("{page:<52} {:>8} {:>8}", sum.raw, sum.brotli);
    Ok(sum)
}

pub struct Size {
    raw: u64,
    pub brotli: u64,
}

/// The sizes of files of the package, or of others by their whole path. node has brotli; here it would be a dependency.
pub fn brotli(ws: &Workspace, files: &BTreeSet<PathBuf>) -> Result<Vec<Size>> {
    const SCRIPT: &str = "
        import { readFileSync } from 'node:fs';
        import { brotliCompressSync, constants } from 'node:zlib';
        for (const file of process.argv.slice(1)) {
            const bytes = readFileSync(file);
            const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
            console.log(bytes.length, brotliCompressSync(bytes, { params }).length);
        }";
    let mut node = ws.command("node");
    node.current_dir(ws.path("pkg"))
        .args(["--input-type=module", "--eval", SCRIPT, "--"])
        .args(files);
    let said = step::capture(&mut node)?;
    let sizes: Option<Vec<Size>> = said.lines().map(parse).collect();
    sizes
        .filter(|s| s.len() == files.len())
        .ok_or_else(|| Failure::new(format!("node said of the files' sizes: {said:?}")))
}

fn parse(line: &str) -> Option<Size> {
    let (raw, brotli) = line.split_once(' ')?;
    Some(Size {
        raw: raw.parse().ok()?,
        brotli: brotli.parse().ok()?,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Imports {
    /// Without those by `import()`.
    AtOnce,
    All,
}

/// The entries that exist and all that they name, directly or through others: relative to the package.
fn loaded_by(pkg: &Path, entries: &[&str], imports: Imports) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open: Vec<PathBuf> = entries.iter().map(PathBuf::from).collect();
    while let Some(file) = open.pop() {
        let path = pkg.join(&file);
        if found.contains(&file) || !path.is_file() {
            continue;
        }
        if path.extension().is_some_and(|e| e != "wasm") {
            let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
            let beside = file.parent().unwrap_or(Path::new(""));
            let named = named_in(&text, imports);
            open.extend(
                named
                    .into_iter()
                    .filter_map(|name| normal(&beside.join(name))),
            );
        }
        found.insert(file);
    }
    if found.is_empty() {
        let entry = pkg.join(entries.concat());
        return Err(Failure::new(format!(
            "{} is missing: `cargo xtask build` makes it",
            entry.display()
        )));
    }
    Ok(found)
}

/// Every quoted name of a file that a page can load: import statements, `import()`, `new URL(…)`, `src="…"`.
fn named_in(text: &str, imports: Imports) -> Vec<&str> {
    let mut named = Vec::new();
    let mut before = "";
    for part in text.split(['"', '\'', '`']) {
        let later = before.trim_end().ends_with("import(");
        if is_loadable(part) && (imports == Imports::All || !later) {
            named.push(part);
        }
        before = part;
    }
    named
}

fn is_loadable(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|e| e.to_str());
    matches!(ending, Some("js" | "mjs" | "wasm" | "css"))
        && !name.contains(char::is_whitespace)
        && !name.contains("://")
}

/// Without `.` and `..`; none where the path leaves the package.
fn normal(path: &Path) -> Option<PathBuf> {
    use std::path::Component;
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::CurDir => {}
            Component::ParentDir if normal.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_a_file_is_seen_and_told_from_later_ones() {
        let text = r#"import init from "./wasm/glue.js"; const m = import('./late.mjs');
            new URL("glue_bg.wasm", import.meta.url); <script src="keeper.js"></script> "not a file""#;
        let all = ["./wasm/glue.js", "./late.mjs", "glue_bg.wasm", "keeper.js"];
        assert_eq!(named_in(text, Imports::All), all);
        let at_once = ["./wasm/glue.js", "glue_bg.wasm", "keeper.js"];
        assert_eq!(named_in(text, Imports::AtOnce), at_once);
    }

    #[test]
    fn paths_stay_in_the_package() {
        assert_eq!(
            normal(Path::new("wasm/../a/./b.js")),
            Some(PathBuf::from("a/b.js"))
        );
        assert_eq!(normal(Path::new("wasm/../../b.js")), None);
        assert_eq!(normal(Path::new("/keeper.js")), None);
    }

    #[test]
    fn what_is_loaded_is_followed_through_all_files_once() {
        let dir = std::env::temp_dir().join(format!("xtask-size-{}", std::process::id()));
        fs::create_dir_all(dir.join("wasm")).unwrap();
        fs::write(
            dir.join("index.js"),
            "import './wasm/glue.js'; import './gone.js';",
        )
        .unwrap();
        fs::write(
            dir.join("wasm/glue.js"),
            "import '../index.js'; new URL('g.wasm', x)",
        )
        .unwrap();
        fs::write(dir.join("wasm/g.wasm"), [0, 255, 34]).unwrap();
        fs::write(dir.join("other.js"), "").unwrap();

        let loaded = loaded_by(&dir, &["index.js", "none.html"], Imports::All).unwrap();
        let expected = ["index.js", "wasm/g.wasm", "wasm/glue.js"].map(PathBuf::from);
        assert_eq!(loaded, BTreeSet::from(expected));
        assert!(loaded_by(&dir, &["missing.js"], Imports::All).is_err());

        fs::remove_dir_all(&dir).unwrap();
    }
}
