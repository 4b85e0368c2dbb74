//! Files and directories, with errors that name them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::step::{Failure, Result};

/// An empty directory.
pub fn clear(dir: &Path) -> Result {
    if dir.exists() {
        fs::remove_dir_all(dir).map_err(Failure::file("remove", dir))?;
    }
    fs::create_dir_all(dir).map_err(Failure::file("make", dir))
}

/// The files copied, below `from`.
pub fn copy_tree(from: &Path, to: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(to).map_err(Failure::file("make", to))?;
    let mut files = Vec::new();
    for entry in entries(from)? {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            files.extend(copy_tree(&source, &target)?);
        } else {
            copy(&source, &target)?;
            files.push(source);
        }
    }
    Ok(files)
}

pub fn entries(dir: &Path) -> Result<Vec<fs::DirEntry>> {
    let listed = fs::read_dir(dir).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    listed.map_err(Failure::file("list", dir))
}

pub fn copy(from: &Path, to: &Path) -> Result {
    fs::copy(from, to)
        .map(drop)
        .map_err(Failure::file("copy", from))
}

pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(Failure::file("read", path))
}

pub fn write(path: &Path, bytes: &[u8]) -> Result {
    fs::write(path, bytes).map_err(Failure::file("write", path))
}
