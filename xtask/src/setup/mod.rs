//! The needs of a fresh machine: found on it, installed if that can be done without asking, else one line that says
//! what to install.

pub mod browsers;
mod debian;
pub mod npm;
pub mod wasm_std;

use crate::{step::Result, workspace::Workspace};

pub fn all(ws: &Workspace) -> Result {
    wasm_std::ready(ws)?;
    npm::ready(ws)?;
    browsers::ready()?;
    Ok(())
}
