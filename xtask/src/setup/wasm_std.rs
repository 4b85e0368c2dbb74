//! The wasm32 standard library, and the cargo that builds with it.

use std::{path::Path, process::Command, str::FromStr, time::Duration};

use super::debian;
use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

pub const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

/// What the user asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Auto,
    Installed,
    Rustup,
    Debian,
}

impl Choice {
    const ALL: [Self; 4] = [Self::Auto, Self::Installed, Self::Rustup, Self::Debian];

    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Installed => "installed",
            Self::Rustup => "rustup",
            Self::Debian => "debian",
        }
    }
}

impl FromStr for Choice {
    type Err = Failure;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|c| c.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Failure::new(format!(
                    "no route {name:?} to the wasm32 standard library: one of {names}"
                ))
            })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    Installed,
    Rustup,
    Debian,
}

/// What this machine has.
#[derive(Clone, Copy, Default)]
struct Machine {
    std_installed: bool,
    rustup: bool,
    debian: bool,
}

/// The routes to try, in this order.
fn routes(choice: Choice, machine: Machine) -> Vec<Route> {
    let all = [
        (Route::Installed, Choice::Installed, machine.std_installed),
        (Route::Rustup, Choice::Rustup, machine.rustup),
        (Route::Debian, Choice::Debian, machine.debian),
    ];
    let asked = |c| choice == Choice::Auto || choice == c;
    all.into_iter()
        .filter(|&(_, c, there)| there && asked(c))
        .map(|(route, ..)| route)
        .collect()
}

/// The cargo for the wasm32 target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmCargo {
    /// The one in use: its rustc has the library.
    Own,
    /// Debian's, which builds the library first.
    Debian,
}

pub fn ready(ws: &Workspace) -> Result<WasmCargo> {
    const NAME: &str = "wasm32 std";
    let mut refused = Vec::new();
    for route in routes(ws.wasm_std, look(ws)) {
        let tried = match route {
            Route::Installed => {
                step::skip(NAME, "already there");
                Ok(WasmCargo::Own)
            }
            Route::Rustup => {
                step::run(NAME, "rustup target add", add_with_rustup).map(|()| WasmCargo::Own)
            }
            Route::Debian if debian_ready() => {
                step::skip(NAME, "Debian's packages are already there");
                Ok(WasmCargo::Debian)
            }
            Route::Debian => step::run(NAME, "apt-get install", || {
                debian::install(&DEBIAN_PACKAGES)
            })
            .map(|()| WasmCargo::Debian),
        };
        match tried {
            Ok(cargo) => return Ok(cargo),
            Err(failure) => refused.push(format!(" ({failure})")),
        }
    }
    Err(Failure::new(format!(
        "no wasm32 standard library by route {}: run `rustup target add {TARGET}`, or on Debian \
         `apt-get install {}`{}",
        ws.wasm_std.name(),
        DEBIAN_PACKAGES.join(" "),
        refused.concat(),
    )))
}

fn look(ws: &Workspace) -> Machine {
    Machine {
        std_installed: own_std(ws),
        rustup: Command::new("rustup")
            .arg("--version")
            .output()
            .is_ok_and(|o| o.status.success()),
        debian: debian_ready() || debian::can_install(),
    }
}

fn own_std(ws: &Workspace) -> bool {
    let libdir =
        step::capture(
            ws.command("rustc")
                .args(["--print", "target-libdir", "--target", TARGET]),
        );
    libdir.is_ok_and(|dir| holds_std(Path::new(dir.trim())))
}

fn holds_std(libdir: &Path) -> bool {
    let Ok(entries) = libdir.read_dir() else {
        return false;
    };
    entries
        .flatten()
        .any(|e| e.file_name().to_string_lossy().starts_with("libstd-"))
}

fn add_with_rustup() -> Result {
    // A machine that cannot reach the toolchains' server may wait for it for minutes.
    let limit = Duration::from_secs(180);
    step::exec_within(
        limit,
        Command::new("rustup").args(["target", "add", TARGET]),
    )
}

fn debian_ready() -> bool {
    [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_LINKER, DEBIAN_LIBRARY]
        .iter()
        .all(|p| Path::new(p).exists())
}

impl WasmCargo {
    /// `cargo SUBCOMMAND --target wasm32-unknown-unknown`.
    pub fn command(self, ws: &Workspace, subcommand: &str) -> Command {
        let mut command = match self {
            Self::Own => ws.cargo(subcommand),
            Self::Debian => debian_cargo(ws, subcommand),
        };
        command.args(["--target", TARGET]);
        command
    }

    /// The target directory it builds into: one each, since their compilers differ.
    pub fn target(self, ws: &Workspace) -> std::path::PathBuf {
        match self {
            Self::Own => ws.target.clone(),
            Self::Debian => ws.target.join("debian"),
        }
    }

    /// Debian's clippy is a package apart; rustup's cannot check against a library that cargo builds.
    pub fn clippy_ready(self) -> Result {
        const NAME: &str = "clippy for wasm32";
        if self == Self::Own || Path::new(DEBIAN_CLIPPY).exists() {
            return Ok(());
        }
        if !debian::can_install() {
            return Err(Failure::new(
                "no clippy for Debian's rustc: apt-get install rust-web-clippy",
            ));
        }
        step::run(NAME, "apt-get install", || {
            debian::install(&["rust-web-clippy"])
        })
    }
}

fn debian_cargo(ws: &Workspace, subcommand: &str) -> Command {
    let mut command = ws.command(DEBIAN_CARGO);
    command
        .args([subcommand, "-Zbuild-std=std,panic_abort"])
        .env("RUSTC", DEBIAN_RUSTC)
        // Lets a stable cargo build the standard library from the packaged sources.
        .env("RUSTC_BOOTSTRAP", "1")
        // The linker is in the library's fingerprint: always the same, or each change of it builds the library anew.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER)
        .env("CARGO_TARGET_DIR", WasmCargo::Debian.target(ws));
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

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Machine = Machine {
        std_installed: true,
        rustup: true,
        debian: true,
    };

    #[test]
    fn auto_prefers_what_is_there_and_ends_with_debian() {
        assert_eq!(
            routes(Choice::Auto, ALL),
            [Route::Installed, Route::Rustup, Route::Debian]
        );
        let bare = Machine {
            debian: true,
            ..Machine::default()
        };
        assert_eq!(routes(Choice::Auto, bare), [Route::Debian]);
    }

    #[test]
    fn a_forced_route_is_the_only_one() {
        assert_eq!(routes(Choice::Debian, ALL), [Route::Debian]);
        assert_eq!(routes(Choice::Rustup, ALL), [Route::Rustup]);
        assert_eq!(routes(Choice::Installed, ALL), [Route::Installed]);
    }

    #[test]
    fn a_route_that_the_machine_lacks_is_not_tried() {
        assert_eq!(
            routes(
                Choice::Installed,
                Machine {
                    std_installed: false,
                    ..ALL
                }
            ),
            []
        );
        assert_eq!(routes(Choice::Auto, Machine::default()), []);
    }

    #[test]
    fn a_directory_without_the_library_does_not_count() {
        assert!(!holds_std(Path::new("no/such/directory")));
        assert!(!holds_std(Path::new(env!("CARGO_MANIFEST_DIR"))));
    }
}
