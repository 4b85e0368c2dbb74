//! The size of the files that a page loads, and of each part of the tab's wasm.

use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::{
    build::Part,
    setup::wasm_std::WasmCargo,
    step::{self, Failure, Result},
    workspace::Workspace,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    Crate,
    Function,
}

const OURS: &str = "connect_session_end";
const ROWS: usize = 60;

/// Compares with the budgets in `.size-limit.json`, which also groups the files. Fails beyond one.
pub fn check(ws: &Workspace) -> Result {
    step::exec(&mut ws.node("node_modules/size-limit/bin.js"))
}

/// The bytes of each crate or function, as wasm-opt reports them. An inlined function counts with the function that it
/// went into, and so with that one's crate.
pub fn print_weights(ws: &Workspace, cargo: WasmCargo, by: By) -> Result {
    let report = step::capture(
        Part::Tab
            .wasm_opt(ws, cargo)
            .args(["--func-metrics", "--quiet"]),
    )?;
    let mut weights: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (function, bytes) in functions(&report) {
        let name = match by {
            By::Crate => crate_of(function),
            By::Function => function,
        };
        let (count, sum) = weights.entry(name).or_default();
        *count += 1;
        *sum += bytes;
    }
    if weights.is_empty() {
        return Err(Failure::Unreadable {
            program: "wasm-opt --func-metrics",
            said: report,
            why: "it names no function with its binary-bytes".into(),
        });
    }
    let mut rows: Vec<_> = weights.into_iter().collect();
    rows.sort_by_key(|&(_, (_, bytes))| std::cmp::Reverse(bytes));
    println!("{:>8} {:>9}", "bytes", "functions");
    for (name, (count, bytes)) in rows.iter().take(ROWS) {
        println!("{bytes:>8} {count:>9}  {name}");
    }
    let sum = |of: fn(&(usize, usize)) -> usize| rows.iter().map(|(_, row)| of(row)).sum::<usize>();
    println!("{:>8} {:>9}  all", sum(|row| row.1), sum(|row| row.0));
    Ok(())
}

/// The functions of a report and their bytes.
fn functions(report: &str) -> impl Iterator<Item = (&str, usize)> {
    report.split("\nfunc: ").skip(1).filter_map(|function| {
        let (name, metrics) = function.split_once('\n')?;
        let (_, bytes) = metrics.split_once("[binary-bytes]")?;
        let bytes = bytes
            .trim_start()
            .trim_start_matches(':')
            .split_whitespace();
        Some((name, bytes.into_iter().next()?.parse().ok()?))
    })
}

/// The crate that a function belongs to. A method of a trait belongs to the crate of the type or to that of the trait
/// (Rust Reference, "Trait implementation coherence"): to ours if the name has it, else to the first that is not part
/// of the standard library.
fn crate_of(name: &str) -> &str {
    const STD: [&str; 7] = [
        "__rustc",
        "alloc",
        "compiler_builtins",
        "core",
        "dlmalloc",
        "hashbrown",
        "std",
    ];
    let mut crates = crates(name).filter(|name| !STD.contains(name));
    let first = crates.next();
    if first == Some(OURS) || crates.any(|other| other == OURS) {
        return OURS;
    }
    match first {
        Some(other) => other,
        None if name.starts_with("__wbindgen") || name.starts_with("__externref") => "wasm_bindgen",
        // The compiler itself calls memcpy and the like.
        None if name.contains("::") || name.starts_with("mem") => "std",
        // An export of the library has its name in JS.
        None => OURS,
    }
}

/// The first parts of all paths in a name: `alloc` and `core` of `<alloc::vec::Vec<T> as core[2e]::ops::Drop>::drop`.
fn crates(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices("::").filter_map(|(at, _)| {
        let path = &name[..at];
        // Newer compilers note the crate's hash.
        let hashed = path
            .strip_suffix(']')
            .and_then(|path| path.rsplit_once('['));
        let path = hashed.map_or(path, |(path, _)| path);
        let first = path
            .trim_end_matches(|c: char| c.is_alphanumeric() || c == '_')
            .len();
        let (before, found) = path.split_at(first);
        (!found.is_empty() && !before.ends_with("::")).then_some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_in_its_name() {
        for (name, owner) in [
            ("connect_session_end[9c]::policy::go_on", OURS),
            (
                "<connect_session_end[9c]::session::tab::Tab as core[1f]::cmp::PartialEq>::eq",
                OURS,
            ),
            (
                "<core[1f]::option::Option<T> as connect_session_end[9c]::plain::ToPlain>::to_plain",
                OURS,
            ),
            (
                "core[1f]::ptr::drop_in_place::<connect_session_end[9c]::browser::Browser>",
                OURS,
            ),
            (
                "<serde_wasm_bindgen[3a]::Value as serde_core[2b]::ser::Serialize>::serialize",
                "serde_wasm_bindgen",
            ),
            ("<core[c5]::fmt::Formatter>::pad", "std"),
            ("<str>::trim", "std"),
            ("<[u8]>::trim_ascii", "std"),
            (
                "core::ptr::drop_in_place<connect_session_end::browser::Browser>::h3",
                OURS,
            ),
            (
                "core::ops::function::FnOnce::call_once{{vtable.shim}}::h5",
                "std",
            ),
            (
                "wasm_bindgen::convert::closures::_::invoke::h8e externref shim",
                "wasm_bindgen",
            ),
            ("memcpy", "std"),
            ("__wbindgen_malloc", "wasm_bindgen"),
            ("watch_snapshot", OURS),
        ] {
            assert_eq!(crate_of(name), owner, "{name}");
        }
    }

    #[test]
    fn functions_and_bytes_are_read_off_the_report() {
        let report = "Metrics\nglobal\n [funcs] : 2\nfunc: core::one\n [binary-bytes] : 7224    \n [total]  : 2\n\
                      func: watch\n [binary-bytes] : 19\n [vars] : 0\n";
        let read: Vec<_> = functions(report).collect();
        assert_eq!(read, [("core::one", 7224), ("watch", 19)]);
    }
}
