//! Chromium and Firefox: tests drive them by their own protocols, so no driver programs are needed.

use std::{env, path::PathBuf, process::Command};

use super::debian;
use crate::step::{self, Failure, Result};

struct Browser {
    /// The variable that overrides the search, and by which scripts learn the result.
    variable: &'static str,
    /// On PATH, or whole paths.
    programs: &'static [&'static str],
    package: &'static str,
}

const BROWSERS: [Browser; 2] = [
    Browser {
        variable: "CHROMIUM",
        programs: &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            r"C:\Program Files\Google\Chrome\Application\chrome.exe",
            r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
        ],
        package: "chromium",
    },
    Browser {
        variable: "FIREFOX",
        programs: &[
            "firefox-esr",
            "firefox",
            "/Applications/Firefox.app/Contents/MacOS/firefox",
            r"C:\Program Files\Mozilla Firefox\firefox.exe",
            r"C:\Program Files (x86)\Mozilla Firefox\firefox.exe",
        ],
        package: "firefox-esr",
    },
];

/// The browsers' variables and programs.
pub struct Browsers(Vec<(&'static str, PathBuf)>);

impl Browsers {
    /// Tells a script where they are.
    pub fn pass_to(&self, command: &mut Command) {
        command.envs(self.0.iter().map(|(variable, program)| (variable, program)));
    }
}

pub fn ready() -> Result<Browsers> {
    let found = BROWSERS
        .iter()
        .map(|browser| Ok((browser.variable, browser.ready()?)));
    found.collect::<Result<_>>().map(Browsers)
}

impl Browser {
    fn ready(&self) -> Result<PathBuf> {
        if let Some(given) = env::var_os(self.variable).filter(|given| !given.is_empty()) {
            return which::which(&given).map_err(|error| {
                Failure::Lacking(format!("{}={}: {error}", self.variable, given.display()))
            });
        }
        if let Some(program) = self.find() {
            step::skip(
                self.package,
                &format!("already there, {}", program.display()),
            );
            return Ok(program);
        }
        debian::install(&[self.package])?;
        self.find().ok_or_else(|| {
            Failure::Lacking(format!(
                "no {} found: install it, or set {} to its program",
                self.package, self.variable
            ))
        })
    }

    fn find(&self) -> Option<PathBuf> {
        self.programs
            .iter()
            .find_map(|program| which::which(program).ok())
    }
}
