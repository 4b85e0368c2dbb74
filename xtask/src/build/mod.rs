//! The npm package, into `pkg/`: two wasms, each with the script that wasm-bindgen makes for it, and out of them and
//! js-shim the files that `xtask/js/package.mjs` lists.

mod wasm;

use crate::{
    salesforce,
    setup::{npm, wasm_std},
    step::{self, Result},
    workspace::{VERSION, Workspace},
};
pub use wasm::Part;

/// wasm-bindgen as a program of the workspace.
pub const BINDGEN: &str = "xtask-bindgen";

pub fn package(ws: &Workspace) -> Result {
    let cargo = wasm_std::ready(ws)?;
    npm::ready(ws)?;
    let bindgen = ws.program(BINDGEN)?;
    for part in Part::ALL {
        part.make(ws, cargo, &bindgen)?;
    }
    step::run("package", "pkg/", || {
        let mut node = ws.node("xtask/js/package.mjs");
        step::exec(
            node.args([ws.target.join("xtask"), ws.path("pkg")])
                .arg(VERSION),
        )
    })?;
    salesforce::static_resource(ws)
}
