//! The rustc in use: what it has of the library, and how rustup gives it the rest.

use std::{path::Path, process::Command, time::Duration};

use super::TARGET;
use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

/// Tests and clippy take the library as it was built, the package builds it from the sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Own {
    pub built: bool,
    pub sources: bool,
}

impl Own {
    pub fn look(ws: &Workspace) -> Self {
        Self {
            built: printed(ws, &["target-libdir", "--target", TARGET])
                .is_ok_and(|dir| holds_std(Path::new(dir.trim()))),
            sources: printed(ws, &["sysroot"])
                .is_ok_and(|dir| holds_sources(Path::new(dir.trim()))),
        }
    }

    pub fn is_complete(self) -> bool {
        self.built && self.sources
    }

    /// What to ask of rustup, which would wait for the network even for what is there.
    fn missing(self) -> Vec<[&'static str; 3]> {
        let all = [
            (self.built, ["target", "add", TARGET]),
            (self.sources, ["component", "add", "rust-src"]),
        ];
        all.into_iter()
            .filter(|&(there, _)| !there)
            .map(|(_, words)| words)
            .collect()
    }
}

fn printed(ws: &Workspace, what: &[&str]) -> Result<String> {
    step::capture(ws.command("rustc").arg("--print").args(what))
}

fn holds_std(libdir: &Path) -> bool {
    let Ok(entries) = libdir.read_dir() else {
        return false;
    };
    entries
        .flatten()
        .any(|e| e.file_name().to_string_lossy().starts_with("libstd-"))
}

fn holds_sources(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .is_file()
}

pub fn has_rustup() -> bool {
    Command::new("rustup")
        .arg("--version")
        .output()
        .is_ok_and(|o| o.status.success())
}

pub fn complete(ws: &Workspace, own: Own) -> Result {
    // A machine that cannot reach the toolchains' server may wait for it for minutes.
    let limit = Duration::from_secs(180);
    for words in own.missing() {
        step::exec_within(limit, Command::new("rustup").args(words))?;
    }
    if Own::look(ws).is_complete() {
        Ok(())
    } else {
        Err(Failure::new(
            "what rustup added is not in the rustc in use: put rustup's first on PATH",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rustup_is_asked_for_what_is_missing_alone() {
        let missing = |built, sources| Own { built, sources }.missing();
        let (target, sources) = (["target", "add", TARGET], ["component", "add", "rust-src"]);
        assert_eq!(missing(false, false), [target, sources]);
        assert_eq!(missing(true, false), [sources]);
        assert_eq!(missing(false, true), [target]);
        assert!(missing(true, true).is_empty());
    }

    #[test]
    fn a_directory_without_the_library_does_not_count() {
        let (none, other) = (Path::new("no/such/directory"), env!("CARGO_MANIFEST_DIR"));
        assert!(!holds_std(none) && !holds_std(Path::new(other)));
        assert!(!holds_sources(none) && !holds_sources(Path::new(other)));
    }
}
