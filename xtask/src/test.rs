//! Everything that must hold, step by step.

use std::{process::ExitCode, str::FromStr};

use crate::{
    build, demo, docs,
    setup::{
        browsers, npm,
        wasm_std::{self, TARGET},
    },
    size,
    step::{self, Clock, Failure, Result},
    workspace::Workspace,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    Fmt,
    Clippy,
    Native,
    Docs,
    Web,
    Build,
    Types,
    Size,
    E2e,
    Pack,
    Salesforce,
    Story,
}

/// In the order in which they run: what is quick and says most comes first.
const ALL: [Check; 12] = [
    Check::Fmt,
    Check::Clippy,
    Check::Native,
    Check::Docs,
    Check::Web,
    Check::Build,
    Check::Types,
    Check::Size,
    Check::E2e,
    Check::Pack,
    Check::Salesforce,
    Check::Story,
];

impl Check {
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Docs => "docs",
            Self::Web => "web",
            Self::Build => "build",
            Self::Types => "types",
            Self::Size => "size",
            Self::E2e => "e2e",
            Self::Pack => "pack",
            Self::Salesforce => "salesforce",
            Self::Story => "story",
        }
    }

    /// These look at `pkg/`, so it must be what the sources make.
    fn needs_build(self) -> bool {
        matches!(
            self,
            Self::Types | Self::Size | Self::E2e | Self::Pack | Self::Salesforce | Self::Story
        )
    }
}

impl FromStr for Check {
    type Err = Failure;

    fn from_str(name: &str) -> Result<Self> {
        ALL.into_iter().find(|c| c.name() == name).ok_or_else(|| {
            let names = ALL.map(Check::name).join(", ");
            Failure::new(format!("no step {name:?}: one of {names}"))
        })
    }
}

enum Verdict {
    Passed,
    Failed(Failure),
    Skipped,
}

pub fn run(ws: &Workspace, asked: &[Check], rest: &[String]) -> ExitCode {
    let mut results: Vec<(Check, Verdict, f64)> = Vec::new();
    for check in plan(asked) {
        let built = !results
            .iter()
            .any(|(c, v, _)| *c == Check::Build && !matches!(v, Verdict::Passed));
        if check.needs_build() && !built {
            results.push((check, Verdict::Skipped, 0.0));
            continue;
        }
        println!("\n==== {} ====", check.name());
        let clock = Clock::start();
        let verdict = match carry_out(check, ws, rest) {
            Ok(()) => Verdict::Passed,
            Err(failure) => {
                println!("xtask: {}: {failure}", check.name());
                Verdict::Failed(failure)
            }
        };
        results.push((check, verdict, clock.seconds()));
    }
    close(&results)
}

/// The steps asked for (none: all), each once and in order, with the build that they need.
fn plan(asked: &[Check]) -> Vec<Check> {
    let wanted = |check: &Check| {
        asked.is_empty()
            || asked.contains(check)
            || (*check == Check::Build && asked.iter().any(|c| c.needs_build()))
    };
    ALL.into_iter().filter(wanted).collect()
}

fn carry_out(check: Check, ws: &Workspace, rest: &[String]) -> Result {
    match check {
        Check::Fmt => step::exec(ws.cargo("fmt").args(["--all", "--check"])),
        Check::Clippy => clippy(ws),
        Check::Native => native(ws, rest),
        Check::Docs => docs::reference(ws),
        Check::Web => web(ws, rest),
        Check::Build => build::package(ws).map(drop),
        Check::Types => types(ws, rest),
        Check::Size => size::check(ws),
        Check::E2e => node_tests(ws, "tests/e2e", 3, rest),
        // Bundlers take all the cores that there are.
        Check::Pack => node_tests(ws, "tests/pack", 1, rest),
        Check::Salesforce => node_tests(ws, "tests/salesforce", 1, rest),
        Check::Story => demo::story(ws),
    }
}

fn clippy(ws: &Workspace) -> Result {
    let deny = ["--", "-D", "warnings"];
    let all = ["--workspace", "--all-targets"];
    let host = step::exec(ws.cargo("clippy").args(all).args(deny));
    let cargo = wasm_std::ready(ws)?;
    cargo.clippy_ready()?;
    // The other tests run on the host.
    let library = ["--package=connect-session-end", "--lib", "--test=web"];
    let browser = step::exec(cargo.command(ws, "clippy").args(library).args(deny));
    host.and(browser)
}

fn native(ws: &Workspace, rest: &[String]) -> Result {
    let test = |packages: &[&str]| {
        let mut cargo = ws.cargo("test");
        step::exec(
            cargo
                .arg("--no-fail-fast")
                .args(packages)
                .arg("--")
                .args(rest),
        )
    };
    let library = test(&["--package=connect-session-end"]);
    let tools = test(&["--package=simulator", "--package=xtask"]);
    library.and(tools)
}

/// The drivers' tests: a wasm module each, run in a page of each browser.
fn web(ws: &Workspace, rest: &[String]) -> Result {
    let cargo = wasm_std::ready(ws)?;
    npm::ready(ws)?;
    let browsers = browsers::ready()?;
    let tool = build::bindgen_tool(ws)?;
    let runner = format!(
        "target.{TARGET}.runner=[{:?}, \"test\"]",
        tool.display().to_string()
    );
    let mut command = cargo.command(ws, "test");
    command
        .args([
            "--package=connect-session-end",
            "--test=web",
            "--config",
            &runner,
            "--",
        ])
        .args(rest)
        .env("WEB_TEST_SCRIPT", ws.path("tests/web/run.mjs"));
    browsers.pass_to(&mut command);
    step::exec(&mut command)
}

/// index.d.ts: what TypeScript makes of uses and misuses of it, and whether it says what the package has.
fn types(ws: &Workspace, rest: &[String]) -> Result {
    npm::ready(ws)?;
    let uses = step::exec(
        ws.command("node")
            .arg("node_modules/typescript/bin/tsc")
            .args(["--project", "tests/types"]),
    );
    let files = scripts(ws, "tests/types", ".test.mjs")?;
    let tests = step::exec(ws.command("node").arg("--test").args(rest).args(files));
    uses.and(tests)
}

/// The `*.test.mjs` of a directory, so many of them at a time.
fn node_tests(ws: &Workspace, dir: &str, at_a_time: u8, rest: &[String]) -> Result {
    let files = scripts(ws, dir, ".test.mjs")?;
    if files.is_empty() {
        return Err(Failure::new(format!(
            "no {dir}/*.test.mjs: nothing was tested"
        )));
    }
    let mut node = demo::script(ws, "--test")?;
    node.arg(format!("--test-concurrency={at_a_time}"))
        .args(rest)
        .args(files);
    step::exec(&mut node)
}

/// The files of a directory that end so, by name.
pub fn scripts(ws: &Workspace, dir: &str, ending: &str) -> Result<Vec<String>> {
    let path = ws.path(dir);
    if !path.is_dir() {
        return Ok(Vec::new());
    }
    let entries = path.read_dir().map_err(Failure::file("list", &path))?;
    let names = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned());
    let mut files: Vec<String> = names
        .filter(|n| n.ends_with(ending))
        .map(|n| format!("{dir}/{n}"))
        .collect();
    files.sort();
    Ok(files)
}

/// The closing table; its last line is the count that a reader of CI looks for.
fn close(results: &[(Check, Verdict, f64)]) -> ExitCode {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    println!("\n{:<10} {:>8}  result", "step", "seconds");
    for (check, verdict, seconds) in results {
        let said = match verdict {
            Verdict::Passed => {
                passed += 1;
                "passed".to_owned()
            }
            Verdict::Failed(failure) => {
                failed += 1;
                format!("FAILED: {failure}")
            }
            Verdict::Skipped => {
                skipped += 1;
                "skipped: there is no package to look at".to_owned()
            }
        };
        println!("{:<10} {seconds:>8.1}  {said}", check.name());
    }
    let total: f64 = results.iter().map(|(.., seconds)| seconds).sum();
    println!("{:<10} {total:>8.1}", "all");
    let skipped_too = if skipped > 0 {
        format!(", {skipped} skipped")
    } else {
        String::new()
    };
    println!("{passed} passed, {failed} failed{skipped_too}");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_steps_run_where_none_is_named() {
        assert_eq!(plan(&[]), ALL);
    }

    #[test]
    fn named_steps_run_once_in_the_fixed_order() {
        assert_eq!(
            plan(&[Check::Web, Check::Fmt, Check::Web]),
            [Check::Fmt, Check::Web]
        );
    }

    #[test]
    fn what_looks_at_the_package_has_it_built() {
        assert_eq!(plan(&[Check::E2e]), [Check::Build, Check::E2e]);
        assert_eq!(
            plan(&[Check::Size, Check::Story]),
            [Check::Build, Check::Size, Check::Story]
        );
    }

    #[test]
    fn every_step_is_known_by_its_name() {
        for check in ALL {
            assert_eq!(check.name().parse::<Check>().unwrap(), check);
        }
    }
}
