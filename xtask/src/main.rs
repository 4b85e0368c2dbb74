//! The workspace's commands: `cargo xtask help`.

mod args;
mod ascii;
mod bench;
mod build;
mod demo;
mod docs;
mod names;
mod salesforce;
mod setup;
mod size;
mod step;
mod test;
mod wasm;
mod weight;
mod workspace;

use std::process::ExitCode;

use args::{Args, Command};
use step::Result;
use workspace::Workspace;

fn main() -> ExitCode {
    match Args::from_process().and_then(run) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<ExitCode> {
    if args.command == Command::Help {
        print!("{}", args::HELP);
        return Ok(ExitCode::SUCCESS);
    }
    let ws = Workspace::find(args.wasm_std)?;
    match args.command {
        Command::Help => {}
        Command::Setup => setup::all(&ws)?,
        Command::Build => {
            build::package(&ws)?;
        }
        Command::Size { by } => {
            build::package(&ws)?;
            size::check(&ws)?;
            if let Some(by) = by {
                weight::print(&ws, by)?;
            }
        }
        Command::Docs => docs::reference(&ws)?,
        Command::Test { checks, rest } => return Ok(test::run(&ws, &checks, &rest)),
        Command::Demo { story: true, .. } => demo::story(&ws)?,
        Command::Demo { open, .. } => demo::serve(&ws, open)?,
        Command::Screens => demo::screens(&ws)?,
        Command::Bench { name, rest } => bench::run(&ws, name.as_deref(), &rest)?,
    }
    Ok(ExitCode::SUCCESS)
}
