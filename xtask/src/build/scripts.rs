//! The package's scripts, minified. ES2022 is what they and wasm-bindgen's are written in.

use std::path::Path;

use super::files::{clear, copy_tree, entries, read, write};
use super::wasm::Part;
use crate::{
    ascii,
    step::{self, Result},
    workspace::Workspace,
};

/// Each made into one with what it imports, but for what is fetched later.
const ENTRIES: [&str; 4] = ["index.js", "notice.js", "keeper.js", "drop-in.js"];
/// Those that import nothing: this one, and a file for each language.
const ALONE: &str = "presence.js";
const WORDS: &str = "words";

pub fn make(ws: &Workspace, pkg: &Path) -> Result {
    // By its API: `bin/esbuild` is a script or a program, as npm was allowed to run its installer or not.
    const SCRIPT: &str = "
        import { buildSync } from 'esbuild';
        const [outdir, outbase, index, notice, keeper, dropIn, ...alone] = process.argv.slice(1);
        const how = {
            outdir, outbase, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', logLevel: 'warning',
        };
        const bundle = (entry, rest) => buildSync({ ...how, entryPoints: [entry], bundle: true, ...rest });
        bundle(index, { external: ['./notice.js', './keeper.js'] });
        bundle(notice, { external: ['./words/*.js'] });
        // With all languages, for pages of which nothing is served but this file.
        bundle(keeper, {});
        // Where the wasm lies beside the script: nowhere, it is handed over.
        const define = { 'import.meta.url': '\"\"' };
        bundle(dropIn, { external: ['./keeper.js'], format: 'iife', charset: 'ascii', define });
        buildSync({ ...how, entryPoints: alone });";
    let sources = ws.target.join("xtask/scripts");
    clear(&sources)?;
    copy_tree(&ws.path("js-shim"), &sources)?;
    for part in Part::ALL {
        let (glue, beside) = (part.glue(ws), sources.join("wasm").join(part.name()));
        copy_tree(&glue, &beside)?;
        let bytes = read(&glue.join(Part::file()))?;
        write(&beside.join("bytes.js"), ascii::module(&bytes).as_bytes())?;
    }
    let words = entries(&sources.join(WORDS))?;
    step::exec(
        ws.command("node")
            .args(["--input-type=module", "--eval", SCRIPT, "--"])
            .args([pkg, &sources])
            .args(ENTRIES.map(|name| sources.join(name)))
            .arg(sources.join(ALONE))
            .args(words.iter().map(std::fs::DirEntry::path)),
    )
}
