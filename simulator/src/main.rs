//! The simulated instance as a program: one JSON line with its addresses, then it serves.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::sync::mpsc;

use simulator::{Options, Simulator, StartError};

const HELP: &str = "\
simulator: a simulated Amazon Connect instance on this machine

  --port <n>                     0 takes a free port (default)
  --address <ip>                 a loopback address (default 127.0.0.1)
  --tls                          the CCP and its API over TLS, on a port of their own, self-signed
  --mount <host>:<prefix>=<path> static files; host is app, lib.app, … or * for every host; repeatable
  --streams <file>               the amazon-connect-streams release (default: from node_modules)
  --username, --name, --profile  the agent a reset returns to
  --exit-with-stdin              end when standard input ends

The first line on standard output is a JSON object: port, ccp, app, lib, control.
";

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let with_stdin = arguments
        .iter()
        .any(|argument| argument == "--exit-with-stdin");
    arguments.retain(|argument| argument != "--exit-with-stdin");
    match run(arguments, with_stdin) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("simulator: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Vec<String>, with_stdin: bool) -> Result<(), StartError> {
    let running = Simulator::start(Options::from_arguments(arguments)?)?;
    let line = serde_json::to_string(running.origins()).expect("addresses are plain strings");
    let mut out = std::io::stdout();
    // Who started us may have gone already; serving goes on until the signal or the end of its input says so.
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
