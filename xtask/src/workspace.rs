//! Where things are, and the cargo to build them with.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    setup::wasm_std::Route,
    step::{Failure, Result},
};

/// The library's version: the workspace has one.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

pub struct Workspace {
    pub root: PathBuf,
    /// The target directory that this very program was built into.
    pub target: PathBuf,
    /// This very program.
    pub exe: PathBuf,
    /// The route to a compiler for wasm32 that the command line names.
    pub wasm_std: Route,
}

impl Workspace {
    pub fn find(wasm_std: Route) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root = root.canonicalize().map_err(Failure::file("find", &root))?;
        // <target>/debug/xtask
        let exe = env::current_exe().map_err(Failure::file("find", Path::new("xtask")))?;
        let target = exe.ancestors().nth(2).map(Path::to_owned).ok_or_else(|| {
            let exe = exe.display();
            Failure::Lacking(format!(
                "{exe} is not below a target directory: run `cargo xtask`"
            ))
        })?;
        Ok(Self {
            root,
            target,
            exe,
            wasm_std,
        })
    }

    pub fn path(&self, below_root: &str) -> PathBuf {
        self.root.join(below_root)
    }

    /// Any program, at the workspace's root.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A script of ours, or one of the npm packages.
    pub fn node(&self, script: &str) -> Command {
        let mut node = self.command("node");
        node.arg(script);
        node
    }

    /// The cargo that runs this program, for the host.
    pub fn cargo(&self, subcommand: &str) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .arg(subcommand)
            .env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// Builds a program of the workspace, as the dev profile leaves it.
    pub fn program(&self, package: &str) -> Result<PathBuf> {
        crate::step::run(package, "cargo build", || {
            let package = format!("--package={package}");
            crate::step::exec(self.cargo("build").args(["--quiet", &package]))
        })?;
        let name = format!("{package}{}", env::consts::EXE_SUFFIX);
        Ok(self.target.join("debug").join(name))
    }

    /// The files of a directory with such an ending, sorted by name.
    pub fn files(&self, dir: &str, ending: &str) -> Result<Vec<String>> {
        let path = self.path(dir);
        let entries = path.read_dir().map_err(Failure::file("list", &path))?;
        let mut files: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(ending))
            .map(|name| format!("{dir}/{name}"))
            .collect();
        files.sort();
        Ok(files)
    }
}
