//! The package's wasms, each with the script that wasm-bindgen makes for it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::files::{clear, read, write};
use crate::{
    names,
    setup::wasm_std::{TARGET, WasmCargo},
    step::{self, Failure, Result},
    wasm,
    workspace::Workspace,
};

const NAME: &str = "connect_session_end";

/// One of the two, by the feature that makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What a tab calls.
    Tab,
    /// What a keeper's window calls.
    Keeper,
}

impl Part {
    pub const ALL: [Self; 2] = [Self::Tab, Self::Keeper];

    pub fn name(self) -> &'static str {
        match self {
            Self::Tab => "tab",
            Self::Keeper => "keeper",
        }
    }

    /// Where its script and its wasm are, once made.
    pub fn glue(self, ws: &Workspace) -> PathBuf {
        ws.target.join("xtask/glue").join(self.name())
    }

    pub fn file() -> String {
        format!("{NAME}_bg.wasm")
    }

    /// As wasm-opt made it, with the functions' names in it.
    fn optimized(self, ws: &Workspace) -> PathBuf {
        ws.target.join(format!("xtask/{}-opt.wasm", self.name()))
    }

    /// What wasm-opt made that from.
    fn seen(self, ws: &Workspace) -> PathBuf {
        ws.target
            .join(format!("xtask/{}-opt-input.wasm", self.name()))
    }
}

pub fn make(ws: &Workspace, cargo: WasmCargo, part: Part) -> Result {
    let glue = part.glue(ws);
    let library = format!("{} library", part.name());
    step::run(&library, "cargo rustc --release, as a cdylib", || {
        compile(ws, cargo, part)
    })?;
    step::run("glue", "wasm-bindgen --target web", || {
        bind(ws, cargo, part)
    })?;
    optimize(ws, part)?;
    shorten_names(&glue)
}

/// The part's wasm, as it was last built, with the functions' names in it.
pub fn named(ws: &Workspace, part: Part) -> Result<Vec<u8>> {
    read(&part.optimized(ws))
}

/// The manifest says rlib alone, and the cdylib is asked for here: with both, cargo drops link-time optimization.
fn compile(ws: &Workspace, cargo: WasmCargo, part: Part) -> Result {
    step::exec(cargo.package_command(ws).args([
        "--package=connect-session-end",
        "--lib",
        "--crate-type=cdylib",
        "--release",
        "--no-default-features",
        &format!("--features=package,{}", part.name()),
        "--",
        // Instead of a megabyte: some 4 kB are used, and each address behind the stack is a byte shorter.
        "-Clink-arg=-zstack-size=65536",
    ]))
}

fn bind(ws: &Workspace, cargo: WasmCargo, part: Part) -> Result {
    let glue = part.glue(ws);
    clear(&glue)?;
    // Both parts come out of cargo under one name.
    let wasm = cargo
        .package_target(ws)
        .join(format!("{TARGET}/release/{NAME}.wasm"));
    step::exec(
        ws.command(ws.program("xtask-bindgen"))
            // The types are written by hand.
            .args(["bindgen", "--target=web", "--no-typescript"])
            // The keeper's is handed over, and a bundler is to look for no file.
            .args((part == Part::Keeper).then_some("--omit-default-module-path"))
            .args(["--out-name", NAME, "--out-dir"])
            .arg(&glue)
            .arg(wasm),
    )
}

/// What rustc takes for granted of every browser; without them wasm-opt refuses what it reads.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Made small by wasm-opt, or what it made of the same bytes the last time.
fn optimize(ws: &Workspace, part: Part) -> Result {
    let wasm = part.glue(ws).join(Part::file());
    let (seen, made) = (part.seen(ws), part.optimized(ws));
    let input = read(&wasm)?;
    if made.is_file() && fs::read(&seen).is_ok_and(|bytes| bytes == input) {
        step::skip("wasm-opt", "already done for these bytes");
    } else {
        step::run("wasm-opt", "-Oz", || {
            step::exec(
                ws.command("node")
                    .arg(ws.path("node_modules/binaryen/bin/wasm-opt"))
                    .args(WASM_FEATURES)
                    .args([
                        // The loops made anew, and functions for the arguments that they are called with: together
                        // 0.2 kB less over the wire than `-Oz` alone.
                        "--flatten",
                        "--rereloop",
                        "-Oz",
                        "--monomorphize",
                        "-Oz",
                        "--converge",
                        // The stack comes first in memory and grows down: nothing is ever in its last kilobyte.
                        "--low-memory-unused",
                        // For `named`.
                        "--debuginfo",
                    ])
                    .arg(&wasm)
                    .arg("--output")
                    .arg(&made),
            )?;
            // Last: an interrupted run must not pass for a done one.
            write(&seen, &input)
        })?;
    }
    let bytes = wasm::without_custom_sections(&read(&made)?).ok_or_else(|| {
        Failure::new("wasm-opt made something whose sections cannot be told apart")
    })?;
    write(&wasm, &bytes)
}

fn shorten_names(glue: &Path) -> Result {
    let (wasm, script) = (glue.join(Part::file()), glue.join(format!("{NAME}.js")));
    let text = fs::read_to_string(&script).map_err(Failure::file("read", &script))?;
    let (short_wasm, short_text) = names::shorten(&read(&wasm)?, &text)?;
    write(&wasm, &short_wasm)?;
    write(&script, short_text.as_bytes())
}
