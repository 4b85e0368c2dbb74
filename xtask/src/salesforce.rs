//! The static resource of `examples/salesforce`: all that its pages load.

use crate::{
    step::{self, Result},
    workspace::Workspace,
};

/// Where sfdx looks for it.
const ZIP: &str =
    "examples/salesforce/force-app/main/default/staticresources/ConnectSessionEnd.zip";

/// The names in it, and where each comes from.
const FILES: [&str; 6] = [
    "drop-in.js=pkg/drop-in.js",
    "keeper.js=pkg/keeper.js",
    "presence.js=pkg/presence.js",
    "connect-streams-min.js=node_modules/amazon-connect-streams/release/connect-streams-min.js",
    "LICENSE.connect-session-end.txt=LICENSE",
    "LICENSE.amazon-connect-streams.txt=node_modules/amazon-connect-streams/LICENSE.txt",
];

/// The same bytes from the same files: the time in it stands still.
pub fn static_resource(ws: &Workspace) -> Result {
    const SCRIPT: &str = "
        import { readFileSync, writeFileSync } from 'node:fs';
        import { zipSync } from 'fflate';
        const [zip, ...files] = process.argv.slice(1);
        const pairs = files.map((file) => file.split('='));
        const entries = pairs.map(([name, path]) => [name, new Uint8Array(readFileSync(path))]);
        writeFileSync(zip, zipSync(Object.fromEntries(entries), { level: 9, mtime: '1980-01-02' }));";
    step::run("salesforce", ZIP, || {
        step::exec(
            ws.command("node")
                .args(["--input-type=module", "--eval", SCRIPT, "--", ZIP])
                .args(FILES),
        )
    })
}
