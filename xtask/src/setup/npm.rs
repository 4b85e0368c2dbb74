//! node, and the npm packages that tests and builds use, as the root's package-lock.json has them.

use std::{fs, path::Path};

use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

const OLDEST_NODE: u32 = 20;

/// A copy of the lock that `node_modules` was installed from.
const STAMP: &str = "node_modules/.installed-package-lock.json";

pub fn ready(ws: &Workspace) -> Result {
    node_ready(ws)?;
    let (lock, stamp) = (ws.path("package-lock.json"), ws.path(STAMP));
    if in_step(&lock, &stamp)? {
        step::skip("npm parts", "already there");
        return Ok(());
    }
    step::run("npm parts", "npm ci", || {
        step::exec(
            ws.command("npm")
                .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
        )?;
        fs::copy(&lock, &stamp)
            .map(drop)
            .map_err(Failure::file("write", &stamp))
    })
}

fn in_step(lock: &Path, stamp: &Path) -> Result<bool> {
    let wanted = fs::read(lock).map_err(Failure::file("read", lock))?;
    Ok(fs::read(stamp).is_ok_and(|installed| installed == wanted))
}

fn node_ready(ws: &Workspace) -> Result {
    let version = step::capture(ws.command("node").arg("--version")).map_err(|_| {
        Failure::new(format!(
            "no node on PATH: install Node.js {OLDEST_NODE} or later, with npm"
        ))
    })?;
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        _ => Err(Failure::new(format!(
            "node is {}: install Node.js {OLDEST_NODE} or later",
            version.trim()
        ))),
    }
}

fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("20.11.1"), None);
    }

    #[test]
    fn in_step_only_with_the_very_lock_that_was_installed() {
        let dir = std::env::temp_dir().join(format!("xtask-npm-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let (lock, stamp) = (dir.join("lock"), dir.join("stamp"));

        assert!(
            in_step(&lock, &stamp).is_err(),
            "a missing lock is an error"
        );
        fs::write(&lock, "one").unwrap();
        assert!(!in_step(&lock, &stamp).unwrap(), "never installed");
        fs::copy(&lock, &stamp).unwrap();
        assert!(in_step(&lock, &stamp).unwrap());
        fs::write(&lock, "two").unwrap();
        assert!(!in_step(&lock, &stamp).unwrap(), "the lock has moved on");

        fs::remove_dir_all(&dir).unwrap();
    }
}
