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

/// Bytes, wasm and JavaScript together.
const BUDGET: u64 = 60_000;

/// The pages' entries: what the CCP's page imports, and what the keeper's page loads beside that.
const TAB: &str = "index.js";
const KEEPER: &str = "keeper.html";

pub fn check(ws: &Workspace) -> Result {
    let pkg = ws.path("pkg");
    let tab = loaded_by(&pkg, TAB)?;
    let keeper = if pkg.join(KEEPER).is_file() {
        loaded_by(&pkg, KEEPER)?
    } else {
        BTreeSet::new()
    };
    let files: Vec<&PathBuf> = tab.iter().chain(keeper.difference(&tab)).collect();
    let sizes = brotli(ws, &pkg, &files)?;

    println!("{:<52} {:>8} {:>8}", "file", "bytes", "brotli");
    for (file, size) in files.iter().zip(&sizes) {
        let whose = if tab.contains(*file) {
            ""
        } else {
            "  (keeper only)"
        };
        let name = format!("{}{whose}", file.display());
        println!("{name:<52} {:>8} {:>8}", size.raw, size.brotli);
    }
    let total: u64 = sizes.iter().map(|s| s.brotli).sum();
    let raw: u64 = sizes.iter().map(|s| s.raw).sum();
    println!("{:<52} {raw:>8} {total:>8}", format!("all, of {BUDGET}"));
    if total > BUDGET {
        return Err(Failure::new(format!(
            "the package is {total} bytes over the wire, {} past its budget of {BUDGET}",
            total - BUDGET
        )));
    }
    Ok(())
}

struct Size {
    raw: u64,
    brotli: u64,
}

/// node has brotli; here it would be a dependency.
fn brotli(ws: &Workspace, pkg: &Path, files: &[&PathBuf]) -> Result<Vec<Size>> {
    const SCRIPT: &str = "
        import { readFileSync } from 'node:fs';
        import { brotliCompressSync, constants } from 'node:zlib';
        for (const file of process.argv.slice(1)) {
            const bytes = readFileSync(file);
            const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
            console.log(bytes.length, brotliCompressSync(bytes, { params }).length);
        }";
    let mut node = ws.command("node");
    node.current_dir(pkg)
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

/// The file and all that it names, directly or through others: relative to the package.
fn loaded_by(pkg: &Path, entry: &str) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![PathBuf::from(entry)];
    while let Some(file) = open.pop() {
        let path = pkg.join(&file);
        if found.contains(&file) || !path.is_file() {
            continue;
        }
        if path.extension().is_some_and(|e| e != "wasm") {
            let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
            let beside = file.parent().unwrap_or(Path::new(""));
            open.extend(named_in(&text).filter_map(|name| normal(&beside.join(name))));
        }
        found.insert(file);
    }
    if found.is_empty() {
        return Err(Failure::new(format!(
            "{} is missing: `cargo xtask build` makes it",
            pkg.join(entry).display()
        )));
    }
    Ok(found)
}

/// Every quoted name of a file that a page can load: import statements, `import()`, `new URL(…)`, `src="…"`.
fn named_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`']).filter(|quoted| {
        let loads = [".js", ".mjs", ".wasm", ".css"]
            .iter()
            .any(|e| quoted.ends_with(e));
        loads
            && quoted.len() < 200
            && !quoted.contains(char::is_whitespace)
            && !quoted.contains("://")
    })
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
    fn every_way_to_name_a_file_is_seen() {
        let text = r#"import init from "./wasm/glue.js"; const m = import('./late.mjs');
            new URL("glue_bg.wasm", import.meta.url); <script src="keeper.js"></script> "not a file""#;
        let named: Vec<&str> = named_in(text).collect();
        assert_eq!(
            named,
            ["./wasm/glue.js", "./late.mjs", "glue_bg.wasm", "keeper.js"]
        );
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

        let loaded = loaded_by(&dir, "index.js").unwrap();
        let expected = ["index.js", "wasm/g.wasm", "wasm/glue.js"].map(PathBuf::from);
        assert_eq!(loaded, BTreeSet::from(expected));
        assert!(loaded_by(&dir, "missing.js").is_err());

        fs::remove_dir_all(&dir).unwrap();
    }
}
