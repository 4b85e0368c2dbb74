//! The cargo for the wasm32 target.

use std::{path::PathBuf, process::Command};

use super::{TARGET, debian_rust};
use crate::{step::Result, workspace::Workspace};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmCargo {
    /// The one in use: its rustc has the library.
    Own,
    /// Debian's, which builds the library first.
    Debian,
}

impl WasmCargo {
    /// `cargo SUBCOMMAND --target wasm32-unknown-unknown`.
    pub fn command(self, ws: &Workspace, subcommand: &str) -> Command {
        let mut command = self.bare(ws, subcommand);
        if self == Self::Debian {
            build_std(&mut command);
        }
        command
    }

    /// `cargo rustc --release` to be, for what ships: on every route the library is built along, and a panic is the mere
    /// trap. Its message would go nowhere, and all messages are 2 kB over the wire.
    pub fn package_command(self, ws: &Workspace) -> Command {
        let mut command = self.bare(ws, "rustc");
        build_std(&mut command);
        command
            .arg("-Zpanic-immediate-abort")
            .args(["--config", "profile.release.panic='immediate-abort'"])
            .env("CARGO_TARGET_DIR", self.package_target(ws));
        command
    }

    /// The target directory of [`Self::package_command`]: one of its own, since build scripts look at `RUSTC_BOOTSTRAP`,
    /// and run anew when the next command comes without it.
    pub fn package_target(self, ws: &Workspace) -> PathBuf {
        self.target(ws).join("xtask/library")
    }

    /// Debian's clippy is a package apart; rustup's cannot check against a library that cargo builds.
    pub fn clippy_ready(self) -> Result {
        match self {
            Self::Own => Ok(()),
            Self::Debian => debian_rust::clippy_ready(),
        }
    }

    /// The target directory it builds into: one each, since their compilers differ.
    fn target(self, ws: &Workspace) -> PathBuf {
        match self {
            Self::Own => ws.target.clone(),
            Self::Debian => ws.target.join("debian"),
        }
    }

    fn bare(self, ws: &Workspace, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Own => ws.cargo(subcommand),
            Self::Debian => debian_rust::cargo(ws, subcommand),
        };
        command
            .args(["--target", TARGET])
            .env("CARGO_TARGET_DIR", self.target(ws));
        command
    }
}

/// From the sources beside the rustc.
fn build_std(command: &mut Command) {
    command
        .arg("-Zbuild-std=std,panic_abort")
        // Lets a stable cargo do so.
        .env("RUSTC_BOOTSTRAP", "1");
}
