//! Debian's packages, where this machine takes them.

use std::{path::Path, process::Command};

use crate::step::{self, Result};

/// Root on Debian (or a descendant with apt): only there is anything installed.
pub fn can_install() -> bool {
    Path::new("/etc/debian_version").exists() && Path::new("/usr/bin/apt-get").exists() && is_root()
}

fn is_root() -> bool {
    step::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

pub fn install(packages: &[&str]) -> Result {
    // The package lists may be missing or old: they are fetched where the packages are not found without.
    apt_get(&["install"], packages).or_else(|_| {
        apt_get(&["update"], &[])?;
        apt_get(&["install"], packages)
    })
}

fn apt_get(subcommand: &[&str], packages: &[&str]) -> Result {
    step::exec(
        Command::new("/usr/bin/apt-get")
            .args(["--quiet", "--quiet", "--yes", "--no-install-recommends"])
            .args(subcommand)
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}
