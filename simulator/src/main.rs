//! The simulated instance as a program: one JSON line with its addresses, then it serves.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::sync::mpsc;

use clap::Parser;
use simulator::{Options, Simulator, StartError};

/// A simulated Amazon Connect instance on this machine, behind the released amazon-connect-streams
#[derive(Parser)]
#[command(
    name = "simulator",
    after_help = "The first line on standard output is a JSON object with the addresses: port, ccp, app, lib, control.\n\
                  <control>/ is a panel that shows the instance and takes orders; its API is described in src/lib.rs.\n\
                  SIGTERM or Ctrl-C ends the program."
)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    /// End when standard input ends
    #[arg(long)]
    exit_with_stdin: bool,
}

fn main() -> ExitCode {
    let Arguments {
        options,
        exit_with_stdin,
    } = Arguments::parse();
    match run(options, exit_with_stdin) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("simulator: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(options: Options, with_stdin: bool) -> Result<(), StartError> {
    let running = Simulator::start(options)?;
    let line = serde_json::to_string(running.origins()).expect("addresses are plain strings");
    let mut out = std::io::stdout();
    // The reader may have gone already. Serving goes on until a signal, or the end of standard input.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());

    let (end, ended) = mpsc::channel();
    if with_stdin {
        let end = end.clone();
        std::thread::spawn(move || {
            let mut sink = [0; 256];
            while matches!(std::io::stdin().read(&mut sink), Ok(count) if count > 0) {}
            let _ = end.send(());
        });
    }
    std::thread::spawn(move || {
        wait_for_signal();
        let _ = end.send(());
    });
    let _ = ended.recv();
    running.shutdown();
    Ok(())
}

/// SIGTERM or Ctrl-C; a machine that has no signals ends the process itself.
fn wait_for_signal() {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        return std::thread::park();
    };
    runtime.block_on(async {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let mut terminate = match signal(SignalKind::terminate()) {
                Ok(terminate) => terminate,
                Err(error) => {
                    eprintln!("simulator: cannot listen for SIGTERM: {error}");
                    return std::future::pending().await;
                }
            };
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    });
}
