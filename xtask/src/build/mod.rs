//! The npm package, into `pkg/`: two wasms, each with the script that wasm-bindgen makes for it, and out of them and
//! js-shim the files that `xtask/js/package.mjs` lists. With it the zip that examples/salesforce ships.

mod wasm;

use crate::{
    setup::{npm, wasm_std, wasm_std::WasmCargo},
    step::{self, Result},
    workspace::{VERSION, Workspace},
};
pub use wasm::Part;

/// wasm-bindgen as a program of the workspace.
pub const BINDGEN: &str = "xtask-bindgen";

/// The static resource of examples/salesforce, which sfdx looks for here.
const SALESFORCE_ZIP: &str =
    "examples/salesforce/force-app/main/default/staticresources/ConnectSessionEnd.zip";

/// With the cargo that it took, which has a directory of its own for its wasms.
pub fn package(ws: &Workspace) -> Result<WasmCargo> {
    let cargo = wasm_std::ready(ws)?;
    npm::ready(ws)?;
    let bindgen = ws.program(BINDGEN)?;
    for part in Part::ALL {
        part.make(ws, cargo, &bindgen)?;
    }
    step::run("package", "pkg/", || {
        let mut node = ws.node("xtask/js/package.mjs");
        step::exec(
            node.args([cargo.target(ws).join("xtask"), ws.path("pkg")])
                .arg(VERSION),
        )
    })?;
    step::run("salesforce", SALESFORCE_ZIP, || {
        step::exec(ws.node("xtask/js/zip.mjs").arg(SALESFORCE_ZIP))
    })?;
    Ok(cargo)
}
