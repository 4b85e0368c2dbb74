//! The package's wasms: made by cargo, given their scripts by wasm-bindgen, made small by wasm-opt.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    setup::wasm_std::{TARGET, WasmCargo},
    step::{self, Result},
    workspace::Workspace,
};

/// One of the two, by the feature that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The calls of a tab.
    Tab,
    /// The calls of a keeper's window.
    Keeper,
}

impl Part {
    pub const ALL: [Self; 2] = [Self::Tab, Self::Keeper];

    fn name(self) -> &'static str {
        match self {
            Self::Tab => "tab",
            Self::Keeper => "keeper",
        }
    }

    /// Holds wasm-bindgen's script and wasm, and `optimized.wasm`.
    fn dir(self, ws: &Workspace, cargo: WasmCargo) -> PathBuf {
        cargo.target(ws).join("xtask").join(self.name())
    }

    /// wasm-opt at its smallest, on what wasm-bindgen made: with the functions' names.
    pub fn wasm_opt(self, ws: &Workspace, cargo: WasmCargo) -> Command {
        let mut node = ws.node("node_modules/binaryen/bin/wasm-opt");
        node.arg(self.dir(ws, cargo).join("connect_session_end_bg.wasm"))
            .arg("-Oz");
        node
    }

    pub fn make(self, ws: &Workspace, cargo: WasmCargo, bindgen: &Path) -> Result {
        let name = format!("{} wasm", self.name());
        step::run(&name, "cargo rustc --release, as a cdylib", || {
            step::exec(cargo.command(ws, "rustc").args([
                "--package=connect-session-end",
                "--lib",
                // The manifest says rlib alone: with both, cargo drops link-time optimization.
                "--crate-type=cdylib",
                "--release",
                "--no-default-features",
                &format!("--features={}", self.name()),
                "--",
                // Some 4 kB of it are used, and a tab's memory starts at 128 kB instead of 1.1 MB.
                "-Clink-arg=-zstack-size=65536",
            ]))
        })?;
        // Cargo gives both parts this name; the file's time is that of the part's last link.
        let linked = cargo
            .target(ws)
            .join(TARGET)
            .join("release/connect_session_end.wasm");
        let made = self.dir(ws, cargo).join("optimized.wasm");
        if [&linked, bindgen, &ws.exe]
            .iter()
            .all(|file| is_older(file, &made))
        {
            step::skip(&name, "wasm-bindgen and wasm-opt are done for it");
            return Ok(());
        }
        step::run(&name, "wasm-bindgen", || {
            let mut command = ws.command(bindgen);
            step::exec(
                command
                    .args(["bindgen", self.name()])
                    .arg(linked)
                    .arg(self.dir(ws, cargo)),
            )
        })?;
        step::run(&name, "wasm-opt -Oz", || {
            let strip = [
                "--strip-debug",
                "--strip-producers",
                "--strip-target-features",
            ];
            step::exec(
                self.wasm_opt(ws, cargo)
                    .args(strip)
                    .arg("--output")
                    .arg(&made),
            )
        })
    }
}

fn is_older(file: &Path, than: &Path) -> bool {
    let time = |path| fs::metadata(path).and_then(|data| data.modified());
    matches!((time(file), time(than)), (Ok(file), Ok(than)) if file < than)
}
