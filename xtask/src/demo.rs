//! The demo, and all else that runs against a simulated instance.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::{
    build,
    setup::{browsers, npm},
    step::{self, Failure, Result},
    workspace::Workspace,
};

/// Until Ctrl-C, which reaches the simulator as well.
pub fn serve(ws: &Workspace, open: bool) -> Result {
    build::package(ws)?;
    let (mut simulator, app) = Simulator::start(ws)?;
    println!("\nThe demo is at {app}  (Ctrl-C ends it)");
    if open {
        open_browser(&app);
    }
    simulator.wait()
}

/// The demo played in a headless browser.
pub fn story(ws: &Workspace) -> Result {
    build::package(ws)?;
    step::exec(&mut script(ws, "examples/custom-ccp/story.mjs")?)
}

/// Pictures of all that an agent gets to see, for the documentation.
pub fn screens(ws: &Workspace) -> Result {
    build::package(ws)?;
    step::exec(&mut script(ws, "tests/e2e/pictures.mjs")?)
}

/// `node FIRST`, told where simulator, package and browsers are: for scripts that start them themselves.
pub fn script(ws: &Workspace, first: &str) -> Result<Command> {
    npm::ready(ws)?;
    let browsers = browsers::ready()?;
    let mut node = ws.node(first);
    node.env("SIMULATOR", ws.program("simulator")?)
        .env("PKG", ws.path("pkg"));
    browsers.pass_to(&mut node);
    Ok(node)
}

/// Ends the process when it is dropped.
struct Simulator(Child);

impl Simulator {
    /// With the address of the demo.
    fn start(ws: &Workspace) -> Result<(Self, String)> {
        let program = ws.program("simulator")?;
        let mut simulator = ws
            .command(&program)
            .args(["--mount", "app:/=examples/custom-ccp"])
            .args(["--mount", "*:/pkg/=pkg"])
            .stdout(Stdio::piped())
            .spawn()
            .map(Self)
            .map_err(Failure::file("start", &program))?;
        let mut said = String::new();
        if let Some(stdout) = simulator.0.stdout.take() {
            let read = BufReader::new(stdout).read_line(&mut said);
            read.map_err(Failure::file("read from", &program))?;
        }
        match serde_json::from_str::<Value>(&said) {
            Ok(line) => Ok((simulator, line["app"].as_str().unwrap_or_default().into())),
            Err(error) => Err(Failure::Unreadable {
                program: "simulator",
                said,
                why: error.to_string(),
            }),
        }
    }

    fn wait(&mut self) -> Result {
        let ended = self
            .0
            .wait()
            .map_err(Failure::file("wait for", Path::new("simulator")))?;
        if ended.success() {
            return Ok(());
        }
        Err(Failure::Ended {
            command: "simulator".into(),
            status: ended,
        })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // An error says that it is gone already.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

/// In the user's own browser, if there is a screen.
fn open_browser(url: &str) {
    let has_screen = cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|v| env::var_os(v).is_some());
    if has_screen && let Err(error) = opener::open_browser(url) {
        println!("xtask: no browser opened by itself ({error})");
    }
}
