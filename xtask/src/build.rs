//! The npm package, into `pkg/`.
//!
//! ```text
//! pkg/
//!   index.js                            js-shim/index.js with what wasm-bindgen makes, in one
//!   connect_session_end_bg.wasm
//!   drop-in.js                          all of it in one classic script, the wasm inside
//!   presence.js screen.js keeper.html … the rest of js-shim/, the scripts minified
//!   package.json README.md LICENSE …
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    ascii, names, salesforce,
    setup::{
        npm,
        wasm_std::{self, TARGET, WasmCargo},
    },
    step::{self, Failure, Result},
    wasm,
    workspace::Workspace,
};

const NAME: &str = "connect_session_end";

/// What rustc takes for granted of every browser; without them wasm-opt refuses what it reads.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub fn package(ws: &Workspace) -> Result<PathBuf> {
    let cargo = wasm_std::ready(ws)?;
    npm::ready(ws)?;
    let wasm = step::run("library", "cargo rustc --release, as a cdylib", || {
        library(ws, cargo)
    })?;
    bindgen_tool(ws)?;
    let glue = ws.target.join("xtask/glue");
    step::run("glue", "wasm-bindgen --target web", || {
        bind(ws, &wasm, &glue)
    })?;
    optimize(ws, &glue)?;
    shorten_names(&glue)?;
    let pkg = ws.path("pkg");
    step::run("package", "pkg/", || assemble(ws, &glue, &pkg))?;
    salesforce::static_resource(ws)?;
    Ok(pkg)
}

/// The manifest says rlib alone, and the cdylib is asked for here: with both, cargo drops link-time optimization.
fn library(ws: &Workspace, cargo: WasmCargo) -> Result<PathBuf> {
    step::exec(cargo.package_command(ws).args([
        "--package=connect-session-end",
        "--lib",
        "--crate-type=cdylib",
        "--release",
        "--features=package",
        "--",
        // Instead of a megabyte: some 4 kB are used, and each address behind the stack is a byte shorter.
        "-Clink-arg=-zstack-size=65536",
    ]))?;
    let file = format!("{TARGET}/release/{NAME}.wasm");
    Ok(cargo.package_target(ws).join(file))
}

/// wasm-bindgen as a program: built once, then for its 10 ms of cargo's own check.
pub fn bindgen_tool(ws: &Workspace) -> Result<PathBuf> {
    step::run("wasm-bindgen", "cargo build", || {
        step::exec(
            ws.cargo("build")
                .args(["--quiet", "--package=xtask-bindgen"]),
        )
    })?;
    Ok(ws.program("xtask-bindgen"))
}

fn bind(ws: &Workspace, wasm: &Path, glue: &Path) -> Result {
    clear(glue)?;
    step::exec(
        ws.command(ws.program("xtask-bindgen"))
            // The types are written by hand.
            .args([
                "bindgen",
                "--target=web",
                "--no-typescript",
                "--out-name",
                NAME,
            ])
            .arg("--out-dir")
            .arg(glue)
            .arg(wasm),
    )
}

/// Made small by wasm-opt, or what it made of the same bytes the last time.
fn optimize(ws: &Workspace, glue: &Path) -> Result {
    let wasm = glue.join(format!("{NAME}_bg.wasm"));
    let (seen, made) = (
        ws.target.join("xtask/opt-input.wasm"),
        ws.target.join("xtask/opt.wasm"),
    );
    let input = read(&wasm)?;
    if made.is_file() && fs::read(&seen).is_ok_and(|bytes| bytes == input) {
        step::skip("wasm-opt", "already done for these bytes");
    } else {
        step::run("wasm-opt", "-Oz", || {
            step::exec(
                ws.command("node")
                    .arg(ws.path("node_modules/binaryen/bin/wasm-opt"))
                    .args(WASM_FEATURES)
                    .args([
                        // The loops made anew, and functions for the arguments that they are called with: together
                        // 0.2 kB less over the wire than `-Oz` alone.
                        "--flatten",
                        "--rereloop",
                        "-Oz",
                        "--monomorphize",
                        "-Oz",
                        "--converge",
                        // The stack comes first in memory and grows down: nothing is ever in its last kilobyte.
                        "--low-memory-unused",
                        // For `named`.
                        "--debuginfo",
                    ])
                    .arg(&wasm)
                    .arg("--output")
                    .arg(&made),
            )?;
            // Last: an interrupted run must not pass for a done one.
            write(&seen, &input)
        })?;
    }
    let bytes = wasm::without_custom_sections(&read(&made)?).ok_or_else(|| {
        Failure::new("wasm-opt made something whose sections cannot be told apart")
    })?;
    write(&wasm, &bytes)
}

/// The package's wasm, as it was last built, with the functions' names in it.
pub fn named(ws: &Workspace) -> Result<Vec<u8>> {
    read(&ws.target.join("xtask/opt.wasm"))
}

fn shorten_names(glue: &Path) -> Result {
    let (wasm, script) = (
        glue.join(format!("{NAME}_bg.wasm")),
        glue.join(format!("{NAME}.js")),
    );
    let text = fs::read_to_string(&script).map_err(Failure::file("read", &script))?;
    let (short_wasm, short_text) = names::shorten(&read(&wasm)?, &text)?;
    write(&wasm, &short_wasm)?;
    write(&script, short_text.as_bytes())
}

fn assemble(ws: &Workspace, glue: &Path, pkg: &Path) -> Result {
    let shim = ws.path("js-shim");
    for needed in ["index.js", "index.d.ts", "package.json"] {
        let file = shim.join(needed);
        if !file.is_file() {
            return Err(Failure::new(format!("{} is missing", file.display())));
        }
    }
    // Made aside and moved into place: a server that shows pkg/ never sees half of it.
    let fresh = ws.target.join("xtask/pkg");
    clear(&fresh)?;
    for entry in entries(&shim)? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() && ships(&name) && !is_script(&entry.path()) {
            copy(&entry.path(), &fresh.join(&name))?;
        }
    }
    let wasm = format!("{NAME}_bg.wasm");
    copy(&glue.join(&wasm), &fresh.join(&wasm))?;
    scripts(ws, glue, &fresh)?;
    for name in ["README.md", "CHANGELOG.md", "LICENSE"] {
        let file = ws.path(name);
        if file.is_file() {
            copy(&file, &fresh.join(name))?;
        }
    }
    let manifest = shim.join("package.json");
    let text = fs::read_to_string(&manifest).map_err(Failure::file("read", &manifest))?;
    let text = with_version(&text, &ws.version()?)?;
    write(&fresh.join("package.json"), text.as_bytes())?;
    clear(pkg)?;
    fs::remove_dir(pkg).map_err(Failure::file("remove", pkg))?;
    match fs::rename(&fresh, pkg) {
        Ok(()) => Ok(()),
        // The target directory may be on another disk.
        Err(_) => copy_tree(&fresh, pkg).map(drop),
    }
}

/// Minified: index.js in one file with all that it needs at once, drop-in.js with all that it ever needs, notice.js and
/// screen.js with what they share in look.js, the others each by itself. ES2022 is what the sources and the glue are
/// written in.
fn scripts(ws: &Workspace, glue: &Path, pkg: &Path) -> Result {
    // By its API: `bin/esbuild` is a script or a program, as npm was allowed to run its installer or not.
    const SCRIPT: &str = "
        import { buildSync } from 'esbuild';
        const [outdir, outbase, index, classic, notice, screen, ...others] = process.argv.slice(1);
        const how = {
            outdir, outbase, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', logLevel: 'warning',
        };
        buildSync({ ...how, entryPoints: [index], bundle: true, external: ['./screen.js', './notice.js'] });
        // Where the wasm lies beside the module: nowhere, it is handed over.
        const define = { 'import.meta.url': '\"\"' };
        buildSync({ ...how, entryPoints: [classic], bundle: true, format: 'iife', charset: 'ascii', define });
        // What notice and screen share is one file of its own.
        const shared = { splitting: true, chunkNames: 'look', external: ['./words/*.js'] };
        buildSync({ ...how, entryPoints: [notice, screen], bundle: true, ...shared });
        buildSync({ ...how, entryPoints: others });";
    let (shim, sources) = (ws.path("js-shim"), ws.target.join("xtask/scripts"));
    clear(&sources)?;
    let glue_files = copy_tree(glue, &sources.join("wasm"))?;
    let bytes = read(&glue.join(format!("{NAME}_bg.wasm")))?;
    write(
        &sources.join("wasm/bytes.js"),
        ascii::module(&bytes).as_bytes(),
    )?;
    let mut others = Vec::new();
    for file in copy_tree(&shim, &sources)? {
        let name = file.strip_prefix(&shim).unwrap_or(&file);
        let snippet = Path::new("js-shim").join(name);
        let is_bundled = (ENTRIES.iter().chain(&PARTS)).any(|part| name == Path::new(part))
            || glue_files.iter().any(|glue| glue.ends_with(&snippet));
        if is_script(&file) && ships(&name.to_string_lossy()) && !is_bundled {
            others.push(sources.join(name));
        }
    }
    step::exec(
        ws.command("node")
            .current_dir(ws.path(""))
            .args(["--input-type=module", "--eval", SCRIPT, "--"])
            .args([pkg, &sources])
            .args(ENTRIES.map(|name| sources.join(name)))
            .args(others),
    )
}

/// Each made into one with what it imports, and what is part of them alone.
const ENTRIES: [&str; 4] = ["index.js", "drop-in.js", "notice.js", "screen.js"];
const PARTS: [&str; 3] = ["keeper.js", "look.js", "words.js"];

fn is_script(file: &Path) -> bool {
    file.extension().is_some_and(|e| e == "js")
}

/// The manifest is made anew, and tests stay at home.
fn ships(name: &str) -> bool {
    name != "package.json" && !name.contains(".test.") && !name.starts_with('.')
}

/// The crate's version is the package's.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    const HERE: &str = "\"version\": \"0.0.0\"";
    if manifest.matches(HERE).count() != 1 {
        return Err(Failure::new(format!(
            "js-shim/package.json must say {HERE} once: the build puts the crate's version there"
        )));
    }
    Ok(manifest.replace(HERE, &format!("\"version\": \"{version}\"")))
}

/// An empty directory.
fn clear(dir: &Path) -> Result {
    if dir.exists() {
        fs::remove_dir_all(dir).map_err(Failure::file("remove", dir))?;
    }
    fs::create_dir_all(dir).map_err(Failure::file("make", dir))
}

/// The files copied, below `from`.
fn copy_tree(from: &Path, to: &Path) -> Result<Vec<PathBuf>> {
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

fn entries(dir: &Path) -> Result<Vec<fs::DirEntry>> {
    let listed = fs::read_dir(dir).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    listed.map_err(Failure::file("list", dir))
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::copy(from, to)
        .map(drop)
        .map_err(Failure::file("copy", from))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(Failure::file("read", path))
}

fn write(path: &Path, bytes: &[u8]) -> Result {
    fs::write(path, bytes).map_err(Failure::file("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_version_is_put_into_the_manifest() {
        let manifest = "{ \"name\": \"a\", \"version\": \"0.0.0\", \"b\": \"0.0.0\" }";
        assert_eq!(
            with_version(manifest, "1.2.3").unwrap(),
            "{ \"name\": \"a\", \"version\": \"1.2.3\", \"b\": \"0.0.0\" }"
        );
        assert!(with_version("{ \"version\": \"1.0.0\" }", "1.2.3").is_err());
    }

    #[test]
    fn tests_and_the_manifest_do_not_ship_as_they_are() {
        assert!(ships("index.js") && ships("keeper.html"));
        assert!(!ships("package.json") && !ships("index.test.mjs") && !ships(".npmrc"));
    }
}
