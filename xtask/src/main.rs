//! The workspace's commands: `cargo xtask help`.

mod bench;
mod build;
mod demo;
mod docs;
mod proof;
mod setup;
mod size;
mod step;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use setup::wasm_std::Route;
use step::Result;
use workspace::Workspace;

/// The commands of this workspace. Each does the set-up that it needs, says so, and skips what is done
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    flatten_help = true,
    after_help = "CHROMIUM, FIREFOX  the browsers' programs, if they are not on PATH\n\
                  BROWSERS           the browsers of `test web`: chromium, firefox or chromium,firefox"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The compiler for wasm32
    #[arg(
        long,
        global = true,
        value_name = "ROUTE",
        env = "CONNECT_SESSION_END_WASM_STD",
        default_value = "auto"
    )]
    wasm_std: Route,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install all that the other commands need: the wasm32 standard library, npm packages, browsers
    Setup,
    /// Make the npm package, in pkg/
    Build,
    /// Show what a page loads of the package, brotli-compressed; fail beyond the budgets
    Size {
        /// Show also how many bytes of the tab's wasm each crate or function takes
        #[arg(long, value_name = "PART")]
        by: Option<size::By>,
    },
    /// Make the reference, in target/doc (the crate) and target/doc/js (the package's types)
    Docs,
    /// Run all steps, or the named ones
    Test {
        steps: Vec<test::Step>,
        /// Arguments for the test programs of native, web, types, e2e, pack and salesforce, such as a name to filter by
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Serve the demo on a simulated instance, until Ctrl-C
    Demo {
        /// Open no browser
        #[arg(long)]
        no_open: bool,
        /// Play the demo in a headless browser instead; fail unless every scene ends as it should
        #[arg(long)]
        story: bool,
    },
    /// Make the pictures in docs/screens anew
    Screens,
    /// Run a measurement; without a name: list them
    Bench {
        name: Option<String>,
        /// Arguments for the measurement
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Put mistakes into the core, one by one, and see whether the native tests find each. That takes hours
    Mutants {
        /// Arguments for cargo-mutants, such as `--file src/policy.rs`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Make up inputs from outside: settings, journal or messages
    Fuzz {
        target: String,
        /// For how long
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
}

fn main() -> ExitCode {
    run(Cli::parse()).unwrap_or_else(|failure| {
        eprintln!("xtask: {failure}");
        ExitCode::FAILURE
    })
}

fn run(cli: Cli) -> Result<ExitCode> {
    let ws = Workspace::find(cli.wasm_std)?;
    match cli.command {
        Command::Setup => setup::all(&ws)?,
        Command::Build => build::package(&ws).map(drop)?,
        Command::Size { by } => {
            let cargo = build::package(&ws)?;
            size::check(&ws)?;
            if let Some(by) = by {
                size::print_weights(&ws, cargo, by)?;
            }
        }
        Command::Docs => docs::reference(&ws)?,
        Command::Test { steps, args } => return Ok(test::run(&ws, &steps, &args)),
        Command::Demo { story: true, .. } => demo::story(&ws)?,
        Command::Demo { no_open, .. } => demo::serve(&ws, !no_open)?,
        Command::Screens => demo::screens(&ws)?,
        Command::Bench { name, args } => bench::run(&ws, name.as_deref(), &args)?,
        Command::Mutants { args } => proof::mutants(&ws, &args)?,
        Command::Fuzz { target, seconds } => proof::fuzz(&ws, &target, seconds)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use clap::{CommandFactory as _, error::ErrorKind};

    use super::*;

    fn parse(line: &str) -> clap::error::Result<Cli> {
        Cli::try_parse_from(["xtask"].into_iter().chain(line.split_whitespace()))
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn steps_measurements_and_their_programs_arguments_are_told_apart() {
        let Command::Test { steps, args } =
            parse("test web native -- locks --exact").unwrap().command
        else {
            panic!("`test` is another command");
        };
        assert_eq!(steps, [test::Step::Web, test::Step::Native]);
        assert_eq!(args, ["locks", "--exact"]);
        let Command::Bench { name, args } =
            parse("bench delivery --trials 50 firefox").unwrap().command
        else {
            panic!("`bench` is another command");
        };
        assert_eq!(name.as_deref(), Some("delivery"));
        assert_eq!(args, ["--trials", "50", "firefox"]);
    }

    #[test]
    fn help_lists_every_command_and_every_flag() {
        let help = Cli::command().render_help().to_string();
        for command in Cli::command().get_subcommands() {
            assert!(
                help.contains(&format!("cargo xtask {}", command.get_name())),
                "{help}"
            );
            for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(help.contains(&format!("--{flag}")), "{flag}: {help}");
            }
        }
    }

    /// In README.md and docs/, in fences and in sentences; `NAME…` stands for a word.
    #[test]
    fn every_command_in_the_documents_is_one() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let docs = fs::read_dir(root.join("docs")).unwrap().flatten();
        let mut commands = 0;
        for document in docs
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "md"))
            .chain([root.join("README.md")])
        {
            let text = fs::read_to_string(&document).unwrap();
            for line in text.split("cargo xtask ").skip(1) {
                let line = line
                    .split(['`', '\n', '#', '…'])
                    .next()
                    .unwrap()
                    .trim_end_matches("NAME");
                commands += 1;
                match parse(line) {
                    Ok(Cli {
                        command:
                            Command::Bench {
                                name: Some(name), ..
                            },
                        ..
                    }) => {
                        let script = root.join(format!("bench/{name}.mjs"));
                        assert!(script.is_file(), "{line}: no {}", script.display());
                    }
                    Ok(_) => {}
                    Err(error) => assert_eq!(
                        error.kind(),
                        ErrorKind::DisplayHelp,
                        "{}: {line}: {error}",
                        document.display()
                    ),
                }
            }
            for fence in text.split("```sh\n").skip(1) {
                let fence = fence.split("```").next().unwrap();
                assert!(
                    fence.lines().all(|line| line.starts_with("cargo xtask ")),
                    "{fence}"
                );
            }
        }
        assert!(commands >= 10, "{commands}");
    }
}
