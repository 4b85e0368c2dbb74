//! Where things are, and the cargo to build them with.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    setup::wasm_std::choice::Choice,
    step::{Failure, Result},
};

pub struct Workspace {
    pub root: PathBuf,
    /// The target directory that this very program was built into.
    pub target: PathBuf,
    /// What the command line says of the wasm32 standard library.
    pub wasm_std: Choice,
}

impl Workspace {
    pub fn find(wasm_std: Choice) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or_else(|| Failure::new("xtask's manifest is not below the workspace's root"))?;
        // <target>/debug/xtask
        let exe =
            env::current_exe().map_err(|e| Failure::new(format!("cannot find myself: {e}")))?;
        let target = exe.ancestors().nth(2).ok_or_else(|| {
            Failure::new("not below a target directory: call me by `cargo xtask`")
        })?;
        Ok(Self {
            root: root.to_owned(),
            target: target.to_owned(),
            wasm_std,
        })
    }

    pub fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    /// Any program, at the workspace's root.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// The cargo that runs this program, for the host.
    pub fn cargo(&self, subcommand: &str) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(cargo);
        command
            .arg(subcommand)
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// A program of the workspace, as the dev profile leaves it.
    pub fn program(&self, name: &str) -> PathBuf {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        self.target.join("debug").join(name)
    }

    pub fn version(&self) -> Result<String> {
        let manifest = self.path("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).map_err(Failure::file("read", &manifest))?;
        package_version(&text)
            .map(str::to_owned)
            .ok_or_else(|| Failure::new(format!("no `version = \"…\"` in {}", manifest.display())))
    }
}

/// The package's version stands first of all lines that begin so.
fn package_version(manifest: &str) -> Option<&str> {
    let value = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = "))?;
    value.trim().strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_packages_own() {
        let manifest = "[package]\nname = \"a\"\nversion = \"1.2.3\"\nrust-version = \"9\"\n";
        assert_eq!(package_version(manifest), Some("1.2.3"));
        assert_eq!(package_version("[package]\nrust-version = \"9\"\n"), None);
    }
}
