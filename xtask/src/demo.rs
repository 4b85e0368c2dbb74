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
    let mut simulator = Simulator::start(ws)?;
    println!("\nThe demo is at {}  (Ctrl-C ends it)", simulator.app);
    if open {
        open_browser(&simulator.app);
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
struct Simulator {
    child: Child,
    app: String,
}

impl Simulator {
    fn start(ws: &Workspace) -> Result<Self> {
        let program = ws.program("simulator")?;
        let mut child = ws
            .command(&program)
            .args([
                "--mount",
                "app:/=examples/custom-ccp",
                "--mount",
                "*:/pkg/=pkg",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::file("start", &program))?;
        let stdout = child.stdout.take();
        let mut simulator = Self {
            child,
            app: String::new(),
        };
        let mut said = String::new();
        if let Some(mut stdout) = stdout.map(BufReader::new) {
            let read = stdout.read_line(&mut said);
            read.map_err(Failure::file("read from", &program))?;
        }
        match serde_json::from_str::<Value>(&said) {
            Ok(line) => simulator.app = line["app"].as_str().unwrap_or_default().to_owned(),
            Err(error) => {
                return Err(Failure::Unreadable {
                    program: "simulator",
                    said,
                    why: error.to_string(),
                });
            }
        }
        Ok(simulator)
    }

    fn wait(&mut self) -> Result {
        let ended = self
            .child
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
        _ = self.child.kill();
        _ = self.child.wait();
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
