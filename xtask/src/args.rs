//! The command line.

use std::env;

use crate::{
    setup::wasm_std::choice::Choice,
    step::{Failure, Result},
    test::Check,
    weight::By,
};

pub const HELP: &str = "\
cargo xtask COMMAND [--wasm-std ROUTE]

  setup              everything the other commands need: the wasm32 standard library, npm parts, browsers
  build              the npm package, into pkg/
  size               what a page loads of it, over the wire, against its budget
       [--by-crate]  and what each crate weighs in the wasm
       [--by-function]  and each function
  test [STEP…]       all steps, or those named: fmt clippy native docs web build types size e2e pack
                     salesforce story
       [-- ARGS]     handed to the test programs of native, web, types, e2e, pack and salesforce: a
                     name to filter by, say
  docs               the reference, into target/doc (of the crate) and target/doc/js (of the package's types)
  demo [--no-open]   the demo on a simulated instance, until Ctrl-C
  demo --story       the demo played in a headless browser; fails unless every scene ends as it should
  screens            the pictures in docs/screens, made anew
  bench [NAME …]     a measurement with its own arguments; without a name: which there are
  help               this

Every command does the set-up it needs, says so, and skips what is done.

--wasm-std ROUTE     where the wasm32 standard library and its sources come from (or CONNECT_SESSION_END_WASM_STD):
  auto               installed, else rustup, else debian
  installed          the rustc in use has both
  rustup             rustup target add wasm32-unknown-unknown, rustup component add rust-src
  debian             Debian's rustc-web and its sources; tests and clippy build the library, too

CHROMIUM, FIREFOX    the browsers' programs, where they are not in the usual places
BROWSERS             for `test web`: chromium, firefox, or both (chromium,firefox)
";

#[derive(Debug, PartialEq, Eq)]
pub struct Args {
    pub command: Command,
    pub wasm_std: Choice,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Setup,
    Build,
    Size {
        by: Option<By>,
    },
    Docs,
    Test {
        checks: Vec<Check>,
        rest: Vec<String>,
    },
    Demo {
        story: bool,
        open: bool,
    },
    Screens,
    Bench {
        name: Option<String>,
        rest: Vec<String>,
    },
}

impl Args {
    pub fn from_process() -> Result<Self> {
        let words = env::args().skip(1).collect();
        let route = env::var("CONNECT_SESSION_END_WASM_STD").ok();
        Self::parse(words, route.as_deref())
    }

    fn parse(words: Vec<String>, route_from_env: Option<&str>) -> Result<Self> {
        let mut wasm_std = match route_from_env {
            Some(name) => name.parse()?,
            None => Choice::Auto,
        };
        let mut words = words.into_iter();
        let mut command = None;
        let mut named = Vec::new();
        let mut rest = Vec::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--wasm-std" => {
                    let name = words.next().ok_or_else(|| {
                        Failure::new("--wasm-std needs a route: auto, installed, rustup or debian")
                    })?;
                    wasm_std = name.parse()?;
                }
                "--" => rest.extend(words.by_ref()),
                _ if command.is_none() => command = Some(word),
                // A measurement's own arguments begin after its name.
                _ if command.as_deref() == Some("bench") && !named.is_empty() => {
                    rest.push(word);
                    rest.extend(words.by_ref());
                }
                _ => named.push(word),
            }
        }
        let command = command.as_deref().unwrap_or("help");
        Ok(Self {
            command: interpret(command, named, rest)?,
            wasm_std,
        })
    }
}

fn interpret(command: &str, named: Vec<String>, rest: Vec<String>) -> Result<Command> {
    let plain = match command {
        "help" | "--help" | "-h" => Command::Help,
        "setup" => Command::Setup,
        "build" => Command::Build,
        "size" => {
            let mut by = None;
            for flag in &named {
                by = Some(match flag.as_str() {
                    "--by-crate" => By::Crate,
                    "--by-function" => By::Function,
                    other => return Err(unexpected(command, other)),
                });
            }
            return Ok(Command::Size { by });
        }
        "docs" => Command::Docs,
        "screens" => Command::Screens,
        "test" => {
            let checks = named.iter().map(|n| n.parse()).collect::<Result<_>>()?;
            return Ok(Command::Test { checks, rest });
        }
        "demo" => {
            let (mut story, mut open) = (false, true);
            for flag in &named {
                match flag.as_str() {
                    "--story" => story = true,
                    "--no-open" => open = false,
                    other => return Err(unexpected(command, other)),
                }
            }
            return Ok(Command::Demo { story, open });
        }
        "bench" => {
            return Ok(Command::Bench {
                name: named.into_iter().next(),
                rest,
            });
        }
        other => {
            return Err(Failure::new(format!(
                "no command {other:?}: one of setup, build, size, docs, test, demo, screens, bench, help"
            )));
        }
    };
    match named.iter().chain(&rest).next() {
        Some(word) => Err(unexpected(command, word)),
        None => Ok(plain),
    }
}

fn unexpected(command: &str, word: &str) -> Failure {
    Failure::new(format!(
        "`{command}` does not take {word:?}: see `cargo xtask help`"
    ))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn parse(line: &str) -> Result<Args> {
        Args::parse(line.split_whitespace().map(str::to_owned).collect(), None)
    }

    fn command(line: &str) -> Command {
        parse(line).unwrap().command
    }

    fn error(line: &str) -> String {
        parse(line).unwrap_err().to_string()
    }

    #[test]
    fn no_command_is_help() {
        assert_eq!(command(""), Command::Help);
    }

    #[test]
    fn size_is_told_by_what_it_is_asked_for() {
        assert_eq!(command("size"), Command::Size { by: None });
        let by = Some(By::Crate);
        assert_eq!(command("size --by-crate"), Command::Size { by });
        assert!(error("size --by-line").contains("\"--by-line\""));
    }

    #[test]
    fn test_takes_steps_in_any_number_and_passes_on_what_follows_two_dashes() {
        assert_eq!(
            command("test"),
            Command::Test {
                checks: vec![],
                rest: vec![]
            }
        );
        assert_eq!(
            command("test web native -- locks --exact"),
            Command::Test {
                checks: vec![Check::Web, Check::Native],
                rest: vec!["locks".into(), "--exact".into()],
            }
        );
    }

    #[test]
    fn an_unknown_step_is_named_with_those_there_are() {
        let error = error("test nativ");
        assert!(
            error.contains("\"nativ\"") && error.contains("native"),
            "{error}"
        );
    }

    #[test]
    fn the_route_is_read_wherever_it_stands_and_beats_the_environment() {
        assert_eq!(
            parse("--wasm-std debian build").unwrap().wasm_std,
            Choice::Debian
        );
        assert_eq!(
            parse("build --wasm-std rustup").unwrap().wasm_std,
            Choice::Rustup
        );
        let words = ["build", "--wasm-std", "installed"]
            .map(String::from)
            .to_vec();
        assert_eq!(
            Args::parse(words, Some("debian")).unwrap().wasm_std,
            Choice::Installed
        );
        let words = vec!["build".to_owned()];
        assert_eq!(
            Args::parse(words, Some("debian")).unwrap().wasm_std,
            Choice::Debian
        );
    }

    #[test]
    fn a_route_that_is_missing_or_unknown_is_an_error() {
        assert!(error("build --wasm-std").contains("needs a route"));
        assert!(error("build --wasm-std brew").contains("\"brew\""));
    }

    #[test]
    fn a_measurement_keeps_its_own_arguments() {
        assert_eq!(
            command("bench delivery --trials 50 firefox"),
            Command::Bench {
                name: Some("delivery".into()),
                rest: vec!["--trials".into(), "50".into(), "firefox".into()],
            }
        );
    }

    #[test]
    fn what_a_command_does_not_take_is_an_error() {
        assert!(error("build fast").contains("\"fast\""));
        assert!(error("demo --stroy").contains("\"--stroy\""));
        assert!(error("buld").contains("\"buld\""));
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
                let line = line.split(['`', '\n', '#']).next().unwrap();
                let line = line.split('…').next().unwrap().trim_end_matches("NAME");
                commands += 1;
                let args =
                    parse(line).unwrap_or_else(|e| panic!("{}: {line}: {e}", document.display()));
                assert!(args.command != Command::Help || line == "help", "{line}");
                if let Command::Bench {
                    name: Some(name), ..
                } = args.command
                {
                    let script = root.join(format!("bench/{name}.mjs"));
                    assert!(script.is_file(), "{line}: no {}", script.display());
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
