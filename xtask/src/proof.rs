//! How good the tests are: mistakes that they have to find, and inputs that nobody thought of.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

/// The core: all that the native tests can judge.
const CORE: [&str; 3] = ["src/settings/**", "src/policy.rs", "src/session/**"];
/// Mutants with the reason why no test can tell them from the code.
const ARGUED_AWAY: &str = "tests/mutants.toml";

/// The tests that take a second or two. They find nearly all mutants.
const QUICK: [&str; 4] = ["scenarios", "settings", "policy", "wire"];
/// The tests that take longer.
const SLOW: [&str; 2] = ["properties", "table"];

/// Runs cargo-mutants over the core, or the part of it that `args` name.
///
/// The quick tests judge every mutant. The slow ones judge those that are left.
pub fn mutants(ws: &Workspace, args: &[String]) -> Result {
    let tool = installed(ws, "cargo-mutants", "25.3.1")?;
    if judge(ws, &tool, args, &QUICK).is_ok() {
        return Ok(());
    }
    let again = [args, &["--iterate".into()]].concat();
    judge(ws, &tool, &again, &SLOW)
}

fn judge(ws: &Workspace, tool: &Path, args: &[String], tests: &[&str]) -> Result {
    let mut command = ws.command(tool);
    command.args([
        "mutants",
        "--package=connect-session-end",
        "--config",
        ARGUED_AWAY,
        "--profile=mutants",
    ]);
    command.arg("--output").arg(ws.target.join("mutants"));
    if !args
        .iter()
        .any(|arg| arg.starts_with("--file") || arg == "-f")
    {
        for file in CORE {
            command.args(["--file", file]);
        }
    }
    command.args(args);
    // For its build too, which else compiles every test for each mutant.
    for test in tests {
        command.arg(format!("--cargo-arg=--test={test}"));
    }
    step::exec(&mut command)
}

/// Runs one of the fuzz targets for some time.
pub fn fuzz(ws: &Workspace, target: &str, seconds: u32) -> Result {
    let tool = installed(ws, "cargo-fuzz", "0.13.1")?;
    let made_up = ws.target.join("fuzz/corpus").join(target);
    fs::create_dir_all(&made_up).map_err(Failure::file("make", &made_up))?;
    let mut command = ws.command(tool);
    // Coverage needs no sanitizer. Its flags are unstable.
    command
        .args(["run", "--sanitizer=none", "--target-dir"])
        .arg(ws.target.join("fuzz"))
        .arg(target);
    // It writes what it makes up into the first folder, and only reads the second.
    command
        .arg(made_up)
        .arg(ws.path("fuzz/corpus").join(target));
    command.args(["--", &format!("-max_total_time={seconds}")]);
    step::exec(command.env("RUSTC_BOOTSTRAP", "1"))
}

/// A cargo subcommand of this version, below the target directory.
fn installed(ws: &Workspace, name: &str, version: &str) -> Result<PathBuf> {
    let root = ws.target.join("tools").join(format!("{name}-{version}"));
    let program = root.join("bin").join(name);
    if program.exists() {
        step::skip(name, "already there");
    } else {
        step::run(name, "cargo install", || {
            let mut install = ws.cargo("install");
            install
                .args(["--quiet", "--locked", "--version", version, "--root"])
                .arg(&root);
            step::exec(install.arg(name))
        })?;
    }
    Ok(program)
}
