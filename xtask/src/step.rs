//! What a command prints while it works, and how it fails.

use std::{
    fmt, io,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

pub type Result<T = ()> = std::result::Result<T, Failure>;

/// One line: what is wrong, with what value, and what to do.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }

    /// For `map_err` on what is done to a file.
    pub fn file(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let what = format!("cannot {doing} {}", path.display());
        move |error| Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A step that has nothing to do, and why.
pub fn skip(name: &str, why: &str) {
    println!("xtask: {name}: {why}");
}

/// A step that works: announced, since what it runs may print, and closed with its duration.
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
    let status = command.status().map_err(|e| not_started(command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("{}: {status}", show(command))))
    }
}

/// Like [`exec`], for programs that wait for the network longer than anyone would.
pub fn exec_within(limit: Duration, command: &mut Command) -> Result {
    let clock = Clock::start();
    let mut child = command.spawn().map_err(|e| not_started(command, &e))?;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(Failure::new(format!("{}: {status}", show(command)))),
            Ok(None) if clock.seconds() > limit.as_secs_f64() => {
                _ = child.kill();
                _ = child.wait();
                let limit = limit.as_secs();
                return Err(Failure::new(format!(
                    "{}: no end after {limit} s",
                    show(command)
                )));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(100)),
            Err(error) => return Err(Failure::new(format!("{}: {error}", show(command)))),
        }
    }
}

/// What a program prints; its errors pass through.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|e| not_started(command, &e))?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "{}: {}",
            show(command),
            output.status
        )));
    }
    String::from_utf8(output.stdout)
        .map_err(|e| Failure::new(format!("{}: output is not UTF-8: {e}", show(command))))
}

fn not_started(command: &Command, error: &io::Error) -> Failure {
    let program = command.get_program().display();
    Failure::new(match error.kind() {
        io::ErrorKind::NotFound => format!("{program} is not found: install it, or put it on PATH"),
        _ => format!("cannot start {program}: {error}"),
    })
}

/// Program and first arguments: enough to know the call by.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(program).chain(command.get_args().take(4));
    let words: Vec<_> = words.map(|w| w.to_string_lossy()).collect();
    words.join(" ")
}
