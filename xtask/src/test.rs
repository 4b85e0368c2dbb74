//! Everything that must hold, step by step.

use std::process::ExitCode;

use clap::ValueEnum;

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

/// In the order in which they run: quick ones that say much come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
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

impl Step {
    fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// These look at `pkg/`, so it must be made of the sources as they are.
    fn needs_build(self) -> bool {
        matches!(
            self,
            Self::Types | Self::Size | Self::E2e | Self::Pack | Self::Salesforce | Self::Story
        )
    }
}

/// A step, its result, and its seconds; without a result it was skipped.
type Row = (Step, Option<Result>, f64);

pub fn run(ws: &Workspace, asked: &[Step], args: &[String]) -> ExitCode {
    let mut rows: Vec<Row> = Vec::new();
    for step in plan(asked) {
        let unbuilt = rows
            .iter()
            .any(|(done, result, _)| *done == Step::Build && !matches!(result, Some(Ok(()))));
        if step.needs_build() && unbuilt {
            rows.push((step, None, 0.0));
            continue;
        }
        println!("\n==== {} ====", step.name());
        let clock = Clock::start();
        let result = carry_out(step, ws, args);
        if let Err(failure) = &result {
            println!("xtask: {}: {failure}", step.name());
        }
        rows.push((step, Some(result), clock.seconds()));
    }
    close(&rows)
}

/// The steps asked for (none: all), each once and in order, with the build that they need.
fn plan(asked: &[Step]) -> Vec<Step> {
    let wanted = |step: &Step| {
        asked.is_empty()
            || asked.contains(step)
            || (*step == Step::Build && asked.iter().any(|asked| asked.needs_build()))
    };
    Step::value_variants()
        .iter()
        .copied()
        .filter(wanted)
        .collect()
}

fn carry_out(step: Step, ws: &Workspace, args: &[String]) -> Result {
    match step {
        Step::Fmt => step::exec(ws.cargo("fmt").args(["--all", "--check"])),
        Step::Clippy => clippy(ws),
        Step::Native => native(ws, args),
        Step::Docs => docs::reference(ws),
        Step::Web => web(ws, args),
        Step::Build => build::package(ws).map(drop),
        Step::Types => types(ws, args),
        Step::Size => size::check(ws),
        Step::E2e => node_tests(ws, "tests/e2e", 3, args),
        // Bundlers take all cores.
        Step::Pack => node_tests(ws, "tests/pack", 1, args),
        Step::Salesforce => node_tests(ws, "tests/salesforce", 1, args),
        Step::Story => demo::story(ws),
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

fn native(ws: &Workspace, args: &[String]) -> Result {
    let test = |packages: &[&str]| {
        let mut cargo = ws.cargo("test");
        cargo
            .arg("--no-fail-fast")
            .args(packages)
            .arg("--")
            .args(args);
        step::exec(&mut cargo)
    };
    let library = test(&["--package=connect-session-end"]);
    let tools = test(&["--package=simulator", "--package=xtask"]);
    library.and(tools)
}

/// The drivers' tests: a wasm module each, run in a page of each browser.
fn web(ws: &Workspace, args: &[String]) -> Result {
    let cargo = wasm_std::ready(ws)?;
    npm::ready(ws)?;
    let browsers = browsers::ready()?;
    let bindgen = ws.program(build::BINDGEN)?.display().to_string();
    let runner = format!("target.{TARGET}.runner=[{bindgen:?}, \"test\"]");
    let mut command = cargo.command(ws, "test");
    command
        .args([
            "--package=connect-session-end",
            "--test=web",
            "--config",
            &runner,
            "--",
        ])
        .args(args)
        .env("WEB_TEST_SCRIPT", ws.path("tests/web/run.mjs"));
    browsers.pass_to(&mut command);
    step::exec(&mut command)
}

/// index.d.ts: TypeScript's verdicts on uses and misuses of it, and whether it matches the package.
fn types(ws: &Workspace, args: &[String]) -> Result {
    npm::ready(ws)?;
    let mut tsc = ws.node("node_modules/typescript/bin/tsc");
    let uses = step::exec(tsc.args(["--project", "tests/types"]));
    let files = ws.files("tests/types", ".test.mjs")?;
    let tests = step::exec(ws.node("--test").args(args).args(files));
    uses.and(tests)
}

/// The `*.test.mjs` of a directory, so many of them at a time.
fn node_tests(ws: &Workspace, dir: &str, at_a_time: u8, args: &[String]) -> Result {
    let files = ws.files(dir, ".test.mjs")?;
    if files.is_empty() {
        let nothing = format!("no {dir}/*.test.mjs: nothing was tested");
        return Err(Failure::Lacking(nothing));
    }
    let mut node = demo::script(ws, "--test")?;
    node.arg(format!("--test-concurrency={at_a_time}"))
        .args(args)
        .args(files);
    step::exec(&mut node)
}

/// The closing table; its last line is the count that a reader of CI looks for.
fn close(rows: &[Row]) -> ExitCode {
    println!("\n{:<10} {:>8}  result", "step", "seconds");
    for (step, result, seconds) in rows {
        let said = match result {
            Some(Ok(())) => "passed".to_owned(),
            Some(Err(failure)) => format!("FAILED: {failure}"),
            None => "skipped: there is no package to look at".to_owned(),
        };
        println!("{:<10} {seconds:>8.1}  {said}", step.name());
    }
    let total: f64 = rows.iter().map(|(.., seconds)| seconds).sum();
    println!("{:<10} {total:>8.1}", "all");
    let count = |of: fn(&Option<Result>) -> bool| rows.iter().filter(|row| of(&row.1)).count();
    let passed = count(|result| matches!(result, Some(Ok(()))));
    let failed = count(|result| matches!(result, Some(Err(_))));
    let skipped = match count(Option::is_none) {
        0 => String::new(),
        skipped => format!(", {skipped} skipped"),
    };
    println!("{passed} passed, {failed} failed{skipped}");
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
    fn all_steps_run_if_none_is_named() {
        assert_eq!(plan(&[]), Step::value_variants());
    }

    #[test]
    fn named_steps_run_once_in_the_fixed_order() {
        assert_eq!(
            plan(&[Step::Web, Step::Fmt, Step::Web]),
            [Step::Fmt, Step::Web]
        );
    }

    #[test]
    fn the_package_is_built_for_steps_that_look_at_it() {
        assert_eq!(plan(&[Step::E2e]), [Step::Build, Step::E2e]);
        assert_eq!(
            plan(&[Step::Size, Step::Story]),
            [Step::Build, Step::Size, Step::Story]
        );
    }

    #[test]
    fn a_step_is_called_in_the_table_as_on_the_command_line() {
        for step in Step::value_variants() {
            assert_eq!(Step::from_str(&step.name(), false), Ok(*step));
        }
    }
}
