//! What a page loads of the package: `.size-limit.json` says what belongs together, and its budgets.

use crate::{
    step::{self, Result},
    workspace::Workspace,
};

/// Fails beyond a budget.
pub fn check(ws: &Workspace) -> Result {
    step::exec(&mut ws.node("node_modules/size-limit/bin.js"))
}
