//! Debian's packages, on machines that take them.

use std::{path::Path, process::Command};

use crate::step::{self, Failure, Result};

const APT: &str = "/usr/bin/apt-get";

/// Root on Debian (or a descendant with apt): only there is anything installed.
fn can_install() -> bool {
    let is_root = || step::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    Path::new(APT).exists() && is_root()
}

/// Installs these packages, or says what to install.
pub fn install(packages: &[&str]) -> Result {
    if !can_install() {
        return Err(Failure::Lacking(format!(
            "not root on Debian, so nothing is installed: on Debian run `apt-get install {}` as root",
            packages.join(" ")
        )));
    }
    step::run(&packages.join(" "), "apt-get install", || {
        // If the packages are not found, the lists of them are missing or old.
        apt_get("install", packages).or_else(|_| {
            apt_get("update", &[])?;
            apt_get("install", packages)
        })
    })
}

fn apt_get(subcommand: &str, packages: &[&str]) -> Result {
    step::exec(
        Command::new(APT)
            .args([
                "--quiet",
                "--quiet",
                "--yes",
                "--no-install-recommends",
                subcommand,
            ])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}
