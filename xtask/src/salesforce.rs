//! The static resource of `examples/salesforce`: all that its pages load.

use crate::{
    step::{self, Result},
    workspace::Workspace,
};

/// Where sfdx looks for it.
const ZIP: &str =
    "examples/salesforce/force-app/main/default/staticresources/ConnectSessionEnd.zip";

pub fn static_resource(ws: &Workspace) -> Result {
    step::run("salesforce", ZIP, || {
        step::exec(ws.node("xtask/js/zip.mjs").arg(ZIP))
    })
}
