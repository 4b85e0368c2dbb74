//! The demo, and whatever else runs against a simulated instance.

use std::{
    env,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{
    build,
    setup::{browsers, npm},
    step::{self, Failure, Result},
    workspace::Workspace,
};

/// Until Ctrl-C, which reaches the simulator as well.
pub fn serve(ws: &Workspace, open: bool) -> Result {
    build::package(ws)?;
    let mut simulator = Simulator::start(ws)?;
    println!("\nThe demo is at {}  (Ctrl-C ends it)", simulator.app);
    if open {
        open_browser(&simulator.app);
    }
    simulator.wait()
}

/// The demo played in a headless browser.
pub fn story(ws: &Workspace) -> Result {
    const STORY: &str = "examples/custom-ccp/story.mjs";
    build::package(ws)?;
    step::exec(&mut script(ws, STORY)?)
}

/// Pictures of all that an agent gets to see, for the documentation.
pub fn screens(ws: &Workspace) -> Result {
    const PICTURES: &str = "tests/e2e/pictures.mjs";
    build::package(ws)?;
    step::exec(&mut script(ws, PICTURES)?)
}

/// `node FIRST`, told where simulator, package and browsers are: for scripts that start them themselves.
pub fn script(ws: &Workspace, first: &str) -> Result<Command> {
    npm::ready(ws)?;
    let browsers = browsers::ready()?;
    build_simulator(ws)?;
    let mut node = ws.command("node");
    node.arg(first)
        .env("SIMULATOR", ws.program("simulator"))
        .env("PKG", ws.path("pkg"));
    browsers.pass_to(&mut node);
    Ok(node)
}

fn build_simulator(ws: &Workspace) -> Result {
    step::run("simulator", "cargo build", || {
        step::exec(ws.cargo("build").args(["--quiet", "--package=simulator"]))
    })
}

struct Simulator {
    child: Child,
    app: String,
}

impl Simulator {
    fn start(ws: &Workspace) -> Result<Self> {
        build_simulator(ws)?;
        let program = ws.program("simulator");
        let mut child = ws
            .command(&program)
            .args([
                "--port",
                "0",
                "--mount",
                "app:/=examples/custom-ccp",
                "--mount",
                "*:/pkg/=pkg",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::file("start", &program))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            let mut stdout = BufReader::new(stdout);
            stdout
                .read_line(&mut line)
                .map_err(Failure::file("read from", &program))?;
            // What it says later is for the one who watches.
            std::thread::spawn(move || {
                for line in stdout.lines().map_while(std::result::Result::ok) {
                    println!("{line}");
                }
            });
        }
        let Some(app) = string_field(&line, "app").map(str::to_owned) else {
            _ = child.kill();
            _ = child.wait();
            return Err(Failure::new(format!(
                "the simulator did not say where it is, but {line:?}"
            )));
        };
        Ok(Self { child, app })
    }

    fn wait(&mut self) -> Result {
        let status = self
            .child
            .wait()
            .map_err(|e| Failure::new(format!("the simulator: {e}")))?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("the simulator: {status}")))
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // Failing here means that it is gone already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// A string without escapes in a flat JSON object.
fn string_field<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let after = json.split_once(&format!("\"{name}\""))?.1;
    let value = after
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?;
    value.split_once('"').map(|(value, _)| value)
}

/// The user's own browser, where there is a screen.
fn open_browser(url: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut start = Command::new("cmd");
        start.args(["/C", "start", ""]);
        start
    } else if ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|v| env::var_os(v).is_some())
    {
        Command::new("xdg-open")
    } else {
        return;
    };
    if let Err(failure) = step::exec(command.arg(url)) {
        println!("xtask: no browser opened by itself ({failure})");
    }
}

#[cfg(test)]
mod tests {
    use super::string_field;

    #[test]
    fn the_address_is_read_from_the_simulators_first_line() {
        let line = r#"{"port":4000,"ccp":"http://ccp.localhost:4000","app": "http://app.localhost:4000/"}"#;
        assert_eq!(
            string_field(line, "app"),
            Some("http://app.localhost:4000/")
        );
        assert_eq!(string_field(line, "port"), None);
        assert_eq!(string_field("", "app"), None);
    }
}
