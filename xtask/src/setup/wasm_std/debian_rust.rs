//! Debian's Rust for the web, whose standard library comes as sources alone.

use std::{path::Path, process::Command};

use super::debian;
use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

pub const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];

const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const CLIPPY: &str = "/usr/bin/cargo-clippy";
const LINKER: &str = "/usr/bin/wasm-ld-22";
const LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

pub fn is_there() -> bool {
    [CARGO, RUSTC, LINKER, LIBRARY]
        .iter()
        .all(|p| Path::new(p).exists())
}

pub fn install() -> Result {
    debian::install(&PACKAGES)
}

pub fn clippy_ready() -> Result {
    if Path::new(CLIPPY).exists() {
        return Ok(());
    }
    if !debian::can_install() {
        return Err(Failure::new(
            "no clippy for Debian's rustc: apt-get install rust-web-clippy",
        ));
    }
    step::run("clippy for wasm32", "apt-get install", || {
        debian::install(&["rust-web-clippy"])
    })
}

/// The one that knows Debian's rustc and linker; that it builds the library is for the caller to say.
pub fn cargo(ws: &Workspace, subcommand: &str) -> Command {
    let mut command = ws.command(CARGO);
    command
        .arg(subcommand)
        .env("RUSTC", RUSTC)
        // The linker is in the library's fingerprint: always the same, or each change of it builds the library anew.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER);
    // What `cargo xtask` handed down belongs to the other toolchain.
    for name in [
        "CARGO",
        "RUSTUP_TOOLCHAIN",
        "LD_LIBRARY_PATH",
        "DYLD_FALLBACK_LIBRARY_PATH",
    ] {
        command.env_remove(name);
    }
    // cargo-clippy is looked up on PATH, where rustup's stands first.
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("/usr/bin:{path}"));
    command
}
