//! The reference, generated: the crate's by rustdoc, the package's by typedoc out of the types that it ships.

use crate::{
    setup::npm,
    step::{self, Result},
    workspace::Workspace,
};

/// Into `target/doc` and `target/doc/js`. An item without documentation, or a link to nothing, is an error.
pub fn reference(ws: &Workspace) -> Result {
    let rust = step::exec(
        ws.cargo("doc")
            .args(["--package=connect-session-end", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    );
    npm::ready(ws)?;
    let script = step::exec(
        ws.node("node_modules/typedoc/bin/typedoc")
            .args(["--options", "tests/types/reference/typedoc.json", "--out"])
            .arg(ws.target.join("doc/js")),
    );
    rust.and(script)
}
