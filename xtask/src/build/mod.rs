//! The npm package, into `pkg/`.
//!
//! ```text
//! pkg/
//!   index.js                      what a tab calls, with what wasm-bindgen makes for it
//!   connect_session_end_bg.wasm   the tab's
//!   notice.js words/              what a tab shows, and how it says it
//!   drop-in.js                    all of these in one classic script, the wasm inside
//!   keeper.js                     all that a keeper's window needs, its wasm inside
//!   presence.js keeper.html …     the rest of js-shim/
//!   package.json README.md LICENSE …
//! ```

mod files;
mod scripts;
mod wasm;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    salesforce,
    setup::{npm, wasm_std},
    step::{self, Failure, Result},
    workspace::Workspace,
};
use files::{clear, copy, copy_tree, entries, write};
pub use wasm::{Part, named};

pub fn package(ws: &Workspace) -> Result<PathBuf> {
    let cargo = wasm_std::ready(ws)?;
    npm::ready(ws)?;
    bindgen_tool(ws)?;
    for part in Part::ALL {
        wasm::make(ws, cargo, part)?;
    }
    let pkg = ws.path("pkg");
    step::run("package", "pkg/", || assemble(ws, &pkg))?;
    salesforce::static_resource(ws)?;
    Ok(pkg)
}

/// wasm-bindgen as a program: built once, then for its 10 ms of cargo's own check.
pub fn bindgen_tool(ws: &Workspace) -> Result<PathBuf> {
    step::run("wasm-bindgen", "cargo build", || {
        step::exec(
            ws.cargo("build")
                .args(["--quiet", "--package=xtask-bindgen"]),
        )
    })?;
    Ok(ws.program("xtask-bindgen"))
}

fn assemble(ws: &Workspace, pkg: &Path) -> Result {
    let shim = ws.path("js-shim");
    for needed in ["index.js", "index.d.ts", "package.json"] {
        let file = shim.join(needed);
        if !file.is_file() {
            return Err(Failure::new(format!("{} is missing", file.display())));
        }
    }
    // Made aside and moved into place: a server that shows pkg/ never sees half of it.
    let fresh = ws.target.join("xtask/pkg");
    clear(&fresh)?;
    for entry in entries(&shim)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() && ships(&name) {
            copy(&entry.path(), &fresh.join(&name))?;
        }
    }
    let wasm = Part::file();
    copy(&Part::Tab.glue(ws).join(&wasm), &fresh.join(&wasm))?;
    scripts::make(ws, &fresh)?;
    for name in ["README.md", "CHANGELOG.md", "LICENSE"] {
        let file = ws.path(name);
        if file.is_file() {
            copy(&file, &fresh.join(name))?;
        }
    }
    let manifest = shim.join("package.json");
    let text = fs::read_to_string(&manifest).map_err(Failure::file("read", &manifest))?;
    let text = with_version(&text, &ws.version()?)?;
    write(&fresh.join("package.json"), text.as_bytes())?;
    clear(pkg)?;
    fs::remove_dir(pkg).map_err(Failure::file("remove", pkg))?;
    match fs::rename(&fresh, pkg) {
        Ok(()) => Ok(()),
        // The target directory may be on another disk.
        Err(_) => copy_tree(&fresh, pkg).map(drop),
    }
}

/// As it is: the manifest is made anew, scripts are minified, tests stay at home.
fn ships(name: &str) -> bool {
    let is_script = Path::new(name).extension().is_some_and(|e| e == "js");
    name != "package.json" && !is_script && !name.contains(".test.") && !name.starts_with('.')
}

/// The crate's version is the package's.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    const HERE: &str = "\"version\": \"0.0.0\"";
    if manifest.matches(HERE).count() != 1 {
        return Err(Failure::new(format!(
            "js-shim/package.json must say {HERE} once: the build puts the crate's version there"
        )));
    }
    Ok(manifest.replace(HERE, &format!("\"version\": \"{version}\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_version_is_put_into_the_manifest() {
        let manifest = "{ \"name\": \"a\", \"version\": \"0.0.0\", \"b\": \"0.0.0\" }";
        assert_eq!(
            with_version(manifest, "1.2.3").unwrap(),
            "{ \"name\": \"a\", \"version\": \"1.2.3\", \"b\": \"0.0.0\" }"
        );
        assert!(with_version("{ \"version\": \"1.0.0\" }", "1.2.3").is_err());
    }

    #[test]
    fn scripts_tests_and_the_manifest_do_not_ship_as_they_are() {
        assert!(ships("index.d.ts") && ships("keeper.html"));
        assert!(!ships("index.js"));
        assert!(!ships("package.json") && !ships("index.test.mjs") && !ships(".npmrc"));
    }
}
