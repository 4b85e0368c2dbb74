//! A cargo for wasm32. The package is built by the cargo that the tests ran with.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use clap::ValueEnum;

use super::debian;
use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// The route that the command line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Route {
    /// rustup, and debian if that fails
    Auto,
    /// The rustc in use, with the target that `rustup target add` installs
    Rustup,
    /// Debian's packages, with a standard library built from their sources
    Debian,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmCargo {
    /// The cargo in use: its rustc has the standard library.
    Own,
    /// Debian's, whose standard library comes as sources alone: each command builds it first.
    Debian,
}

pub fn ready(ws: &Workspace) -> Result<WasmCargo> {
    match ws.wasm_std {
        Route::Rustup => own(ws),
        Route::Debian => debians(),
        Route::Auto => own(ws).or_else(|own| {
            step::skip("wasm32 std", &format!("{own}; so Debian's packages"));
            debians()
        }),
    }
}

/// The request to rustup. Only xtask reads this file: at the root rustup would read it before every cargo, which could
/// then not even start on a machine without the target and without a way to rustup's server.
const TOOLCHAIN: &str = include_str!("../../toolchain/rust-toolchain.toml");

fn own(ws: &Workspace) -> Result<WasmCargo> {
    const NAME: &str = "wasm32 std";
    if has_std(ws) {
        step::skip(NAME, "already there");
        return Ok(WasmCargo::Own);
    }
    step::run(NAME, "rustup target add", || {
        // The server may be out of reach, which takes minutes to notice.
        let limit = Duration::from_mins(3);
        for (list, command) in [("targets", "target"), ("components", "component")] {
            let mut rustup = ws.command("rustup");
            step::exec_within(limit, rustup.args([command, "add"]).args(named(list)))?;
        }
        Ok(())
    })?;
    if has_std(ws) {
        return Ok(WasmCargo::Own);
    }
    Err(Failure::Lacking(format!(
        "rustup has added {TARGET}, and the rustc on PATH lacks it: put rustup's rustc first on PATH"
    )))
}

fn has_std(ws: &Workspace) -> bool {
    let mut rustc = ws.command("rustc");
    let libdir = step::capture(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    let files = libdir
        .ok()
        .and_then(|dir| Path::new(dir.trim()).read_dir().ok());
    files.is_some_and(|mut files| {
        files.any(|file| file.is_ok_and(|f| f.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

/// The words in a list of the toolchain file.
fn named(list: &str) -> impl Iterator<Item = &'static str> {
    let line = TOOLCHAIN.lines().find(|line| line.starts_with(list));
    line.unwrap_or_default().split('"').skip(1).step_by(2)
}

const DEBIANS_CARGO: &str = "/usr/bin/cargo";
const DEBIANS_RUSTC: &str = "/usr/bin/rustc";
const DEBIANS_CLIPPY: &str = "/usr/bin/cargo-clippy";
const DEBIANS_LINKER: &str = "/usr/bin/wasm-ld-22";
const DEBIANS_STD: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

fn debians() -> Result<WasmCargo> {
    let files = [DEBIANS_CARGO, DEBIANS_RUSTC, DEBIANS_LINKER, DEBIANS_STD];
    if files.iter().all(|file| Path::new(file).exists()) {
        step::skip("wasm32 std", "Debian's packages are already there");
    } else {
        debian::install(&[
            "rustc-web",
            "cargo-web",
            "rust-web-src",
            "rust-web-llvm",
            "lld-22",
        ])?;
    }
    Ok(WasmCargo::Debian)
}

impl WasmCargo {
    /// `cargo SUBCOMMAND --target wasm32-unknown-unknown`.
    pub fn command(self, ws: &Workspace, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Own => ws.cargo(subcommand),
            Self::Debian => debians_cargo(ws, subcommand),
        };
        command
            .args(["--target", TARGET])
            .env("CARGO_TARGET_DIR", self.target(ws));
        command
    }

    /// The target directory, one for each compiler.
    pub fn target(self, ws: &Workspace) -> PathBuf {
        match self {
            Self::Own => ws.target.clone(),
            Self::Debian => ws.target.join("debian"),
        }
    }

    /// Debian's clippy is a package apart.
    pub fn clippy_ready(self) -> Result {
        match self {
            Self::Debian if !Path::new(DEBIANS_CLIPPY).exists() => {
                debian::install(&["rust-web-clippy"])
            }
            Self::Debian | Self::Own => Ok(()),
        }
    }
}

fn debians_cargo(ws: &Workspace, subcommand: &str) -> Command {
    let mut command = ws.command(DEBIANS_CARGO);
    command
        .args([subcommand, "-Zbuild-std=std,panic_abort"])
        // Lets a stable cargo build the standard library.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", DEBIANS_RUSTC)
        // Always the same, because another linker has cargo build the library anew.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIANS_LINKER);
    // The variables of `cargo xtask` belong to the other toolchain.
    for name in [
        "CARGO",
        "RUSTUP_TOOLCHAIN",
        "LD_LIBRARY_PATH",
        "DYLD_FALLBACK_LIBRARY_PATH",
    ] {
        command.env_remove(name);
    }
    // cargo looks for cargo-clippy on PATH, where rustup's stands first.
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("/usr/bin:{path}"));
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rustup_is_asked_for_the_target_that_is_built_for() {
        assert_eq!(named("targets").collect::<Vec<_>>(), [TARGET]);
        assert_eq!(
            named("components").collect::<Vec<_>>(),
            ["clippy", "rustfmt"]
        );
    }
}
