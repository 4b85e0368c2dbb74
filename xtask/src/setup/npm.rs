//! node, and the npm packages that tests and builds use, as the root's package-lock.json has them.

use std::fs;

use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

const OLDEST_NODE: u32 = 20;

/// A copy of the lock that `node_modules` was installed from.
const STAMP: &str = "node_modules/.installed-package-lock.json";

pub fn ready(ws: &Workspace) -> Result {
    let version = step::capture(ws.command("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next();
    let major = major.and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(Failure::Lacking(format!(
            "node is {}: install Node.js {OLDEST_NODE} or later, with npm",
            version.trim()
        )));
    }
    let (lock, stamp) = (ws.path("package-lock.json"), ws.path(STAMP));
    let wanted = fs::read(&lock).map_err(Failure::file("read", &lock))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        step::skip("npm packages", "already there");
        return Ok(());
    }
    step::run("npm packages", "npm ci", || {
        step::exec(
            ws.command("npm")
                .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
        )?;
        fs::write(&stamp, &wanted).map_err(Failure::file("write", &stamp))
    })
}
