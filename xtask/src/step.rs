//! The output of a command while it works, and its failures.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

pub type Result<T = ()> = std::result::Result<T, Failure>;

/// One line: the problem, its value, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("cannot start {program}: {source}; it must be installed, and on PATH")]
    NotStarted { program: String, source: io::Error },
    #[error("{command}: {status}")]
    Ended { command: String, status: ExitStatus },
    #[error("{command}: no end after {seconds} s")]
    Endless { command: String, seconds: u64 },
    #[error("cannot {doing} {}: {source}", path.display())]
    File {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// A program's output cannot be read.
    #[error("{program} said {said:?}: {why}")]
    Unreadable {
        program: &'static str,
        said: String,
        why: String,
    },
    /// A lack of this machine or of the call, and what to do about it.
    #[error("{0}")]
    Lacking(String),
}

impl Failure {
    /// For `map_err` after work on a file.
    pub fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            doing,
            path,
            source,
        }
    }
}

/// A step that has nothing to do, and why.
pub fn skip(name: &str, why: &str) {
    println!("xtask: {name}: {why}");
}

/// A step that works: announced, because its programs may print, and closed with its duration.
pub fn run<T>(name: &str, doing: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("xtask: {name}: {doing}");
    let clock = Clock::start();
    let done = work();
    let verdict = if done.is_ok() {
        "done in"
    } else {
        "failed after"
    };
    println!("xtask: {name}: {verdict} {:.1} s", clock.seconds());
    done
}

pub struct Clock(Instant);

#[allow(
    clippy::disallowed_methods,
    reason = "steps take real time; only the machines are handed theirs"
)]
impl Clock {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// Runs a program to its end, its output passing through.
pub fn exec(command: &mut Command) -> Result {
    let status = command.status().map_err(|e| not_started(command, e))?;
    succeeded(command, status)
}

/// Like [`exec`], for programs that may wait for the network for minutes.
pub fn exec_within(limit: Duration, command: &mut Command) -> Result {
    let clock = Clock::start();
    let mut child = command.spawn().map_err(|e| not_started(command, e))?;
    while clock.seconds() < limit.as_secs_f64() {
        if let Some(status) = child.try_wait().map_err(|e| not_started(command, e))? {
            return succeeded(command, status);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    _ = child.kill();
    _ = child.wait();
    Err(Failure::Endless {
        command: show(command),
        seconds: limit.as_secs(),
    })
}

/// A program's output; its errors pass through.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|e| not_started(command, e))?;
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn succeeded(command: &Command, status: ExitStatus) -> Result {
    if status.success() {
        return Ok(());
    }
    let command = show(command);
    Err(Failure::Ended { command, status })
}

fn not_started(command: &Command, source: io::Error) -> Failure {
    let program = command.get_program().display().to_string();
    Failure::NotStarted { program, source }
}

/// Program and first arguments: enough to know the call by.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(program).chain(command.get_args().take(4));
    let words: Vec<_> = words.map(|w| w.to_string_lossy()).collect();
    words.join(" ")
}
