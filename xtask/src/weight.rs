//! What each crate, or each function, weighs in the package's wasm.
//!
//! A function that is inlined counts with the one that it went into, and so with that one's crate.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use crate::{
    build, size,
    step::{Failure, Result},
    wasm::{
        CODE, CUSTOM, DATA, FUNCTION, IMPORTS, put_bytes, put_number, put_section, rewritten,
        sections, take_byte, take_bytes, take_number,
    },
    workspace::Workspace,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Crate,
    Function,
}

/// Whatever part of the standard library it is.
const STD: &str = "std";
const OURS: &str = "connect_session_end";
const FUNCTIONS_SHOWN: usize = 60;

pub fn print(ws: &Workspace, by: By) -> Result {
    let wasm = build::named(ws, build::Part::Tab)?;
    let unreadable = || Failure::new("the wasm with names cannot be read: see what wasm-opt made");
    let functions = functions(&wasm).ok_or_else(unreadable)?;
    let code: usize = functions.iter().map(|f| f.body.len()).sum();
    match by {
        By::Function => {
            let mut functions = functions;
            functions.sort_by_key(|f| std::cmp::Reverse(f.body.len()));
            println!("{:>8}  function, of {} in all", "bytes", functions.len());
            for function in functions.iter().take(FUNCTIONS_SHOWN) {
                println!("{:>8}  {}", function.body.len(), function.name);
            }
        }
        By::Crate => {
            let mut crates: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
            for function in &functions {
                let (count, bytes) = crates.entry(crate_of(&function.name)).or_default();
                *count += 1;
                *bytes += function.body.len();
            }
            let mut rows: Vec<_> = crates.into_iter().collect();
            rows.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));
            let parts: Vec<Part> = rows.iter().map(|&(name, _)| Part::Crate(name)).collect();
            let parts = [&[Part::Nothing], parts.as_slice(), &[Part::Data]].concat();
            let weighed = weigh(ws, &wasm, &parts).and_then(|w| w.ok_or_else(unreadable))?;
            let (all, weighed) = weighed.split_first().ok_or_else(unreadable)?;
            println!("what the wasm would be less without a crate's functions, over the wire\n");
            println!(
                "{:<24} {:>9} {:>8} {:>8}",
                "crate", "functions", "bytes", "brotli"
            );
            for ((name, (count, bytes)), without) in rows.iter().zip(weighed) {
                let less = all.saturating_sub(*without);
                println!("{name:<24} {count:>9} {bytes:>8} {less:>8}");
            }
            if let Some(without) = weighed.last() {
                let data = section_bytes(&wasm, DATA).ok_or_else(unreadable)?;
                let less = all.saturating_sub(*without);
                println!("{:<24} {:>9} {data:>8} {less:>8}", "texts and tables", "");
            }
            println!("{:<24} {:>9} {code:>8} {all:>8}", "all", functions.len());
        }
    }
    Ok(())
}

struct Function<'a> {
    name: String,
    body: &'a [u8],
}

/// The functions with code of their own, in their order.
fn functions(wasm: &[u8]) -> Option<Vec<Function<'_>>> {
    let sections = sections(wasm)?;
    let imports = match sections.iter().find(|(id, _)| *id == IMPORTS) {
        Some((_, section)) => imported(section)?,
        None => 0,
    };
    let names = sections
        .iter()
        .filter(|(id, _)| *id == CUSTOM)
        .find_map(|(_, section)| names(section))?;
    let (_, mut code) = *sections.iter().find(|(id, _)| *id == CODE)?;
    let count = take_number(&mut code)?;
    (0..count)
        .map(|place| {
            let name = names.get(&(imports + place)).copied().unwrap_or("?");
            let body = take_bytes(&mut code)?;
            let name = name.to_owned();
            Some(Function { name, body })
        })
        .collect()
}

/// How many functions are imported; none where something else is.
fn imported(mut section: &[u8]) -> Option<u32> {
    let count = take_number(&mut section)?;
    for _ in 0..count {
        take_bytes(&mut section)?;
        take_bytes(&mut section)?;
        if take_byte(&mut section)? != FUNCTION {
            return None;
        }
        take_number(&mut section)?;
    }
    Some(count)
}

/// The functions' names by their place, where this section holds them (WebAssembly Core, appendix "Name Section").
fn names(mut section: &[u8]) -> Option<BTreeMap<u32, &str>> {
    const FUNCTIONS: u8 = 1;
    if take_bytes(&mut section)? != b"name" {
        return None;
    }
    while !section.is_empty() {
        let kind = take_byte(&mut section)?;
        let mut content = take_bytes(&mut section)?;
        if kind != FUNCTIONS {
            continue;
        }
        let count = take_number(&mut content)?;
        return (0..count)
            .map(|_| {
                let place = take_number(&mut content)?;
                Some((place, str::from_utf8(take_bytes(&mut content)?).ok()?))
            })
            .collect();
    }
    None
}

/// Whose function it is. A method of a trait belongs to the crate of the type or to that of the trait (Rust Reference,
/// "Trait implementation coherence"): ours where it names us, else the first that is not the standard library.
fn crate_of(name: &str) -> &str {
    let mut crates = paths(name).filter(|first| !is_std(first));
    let first = crates.next();
    if first == Some(OURS) || crates.any(|other| other == OURS) {
        return OURS;
    }
    match first {
        Some(other) => other,
        // What wasm-bindgen makes is called `__wbindgen_…`, what we export as in the shim, what the compiler calls by
        // itself `memcpy` and the like.
        None if name.starts_with("__wbindgen") || name.starts_with("__externref") => "wasm_bindgen",
        None if name.contains("::") || name.starts_with('<') || name.starts_with("mem") => STD,
        None => OURS,
    }
}

fn is_std(name: &str) -> bool {
    const STD_CRATES: [&str; 7] = [
        "core",
        "alloc",
        "std",
        "compiler_builtins",
        "__rustc",
        "dlmalloc",
        "hashbrown",
    ];
    STD_CRATES.contains(&name)
}

/// The first parts of all paths in a name: `alloc` and `core` of `<alloc::vec::Vec<T> as core::ops::Drop>::drop`.
fn paths(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(|c: char| c.is_alphanumeric() || c == '_')?;
            let follows = rest[..start].ends_with("::");
            rest = &rest[start..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            let (word, later) = rest.split_at(end.unwrap_or(rest.len()));
            // A newer mangling notes a crate's hash: `core[0123456789abcdef]::…`.
            let hash = later.starts_with('[').then(|| later.find(']')).flatten();
            rest = hash.map_or(later, |end| &later[end + 1..]);
            if !follows && rest.starts_with("::") {
                return Some(word);
            }
        }
    })
}

/// What is left out of the wasm to see what it weighs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Nothing,
    Crate(&'a str),
    Data,
}

/// The wasm over the wire without its names and, each in turn, without these parts; none where it cannot be read.
fn weigh(ws: &Workspace, wasm: &[u8], parts: &[Part]) -> Result<Option<Vec<u64>>> {
    let dir = ws.target.join("xtask/weight");
    fs::create_dir_all(&dir).map_err(Failure::file("make", &dir))?;
    let mut files = BTreeSet::new();
    for (place, part) in parts.iter().enumerate() {
        let Some(bytes) = without(wasm, *part) else {
            return Ok(None);
        };
        let file: PathBuf = dir.join(format!("{place:03}.wasm"));
        fs::write(&file, bytes).map_err(Failure::file("write", &file))?;
        files.insert(file);
    }
    let sizes = size::brotli(ws, &files)?;
    Ok(Some(sizes.iter().map(|size| size.brotli).collect()))
}

/// No module any more where a part is left out, but bytes that weigh as much.
fn without(wasm: &[u8], part: Part) -> Option<Vec<u8>> {
    rewritten(wasm, |rest, id, section| {
        match (id, part) {
            (CUSTOM, _) | (DATA, Part::Data) => {}
            (CODE, Part::Crate(name)) => {
                let mut kept = functions(wasm)?;
                kept.retain(|f| crate_of(&f.name) != name);
                let mut code = Vec::new();
                put_number(&mut code, u32::try_from(kept.len()).ok()?);
                for function in kept {
                    put_bytes(&mut code, function.body);
                }
                put_section(rest, id, &code);
            }
            _ => put_section(rest, id, section),
        }
        Some(())
    })
}

fn section_bytes(wasm: &[u8], id: u8) -> Option<usize> {
    let sections = sections(wasm)?;
    let found = sections.iter().find(|(known, _)| *known == id);
    found.map(|(_, section)| section.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_its_name_says() {
        for (name, owner) in [
            (
                "connect_session_end::policy::go_on::hd1ae823a07f26e29",
                OURS,
            ),
            (
                "<connect_session_end::session::tab::Tab as core::cmp::PartialEq>::eq::h1",
                OURS,
            ),
            (
                "<core::option::Option<T> as connect_session_end::plain::ToPlain>::to_plain::h2",
                OURS,
            ),
            (
                "core::ptr::drop_in_place<connect_session_end::browser::Browser>::h3",
                OURS,
            ),
            (
                "<connect_session_end::Value as serde_core::ser::Serialize>::serialize::h4",
                OURS,
            ),
            (
                "<lol_alloc::Locked<T> as core::alloc::global::GlobalAlloc>::alloc::h5",
                "lol_alloc",
            ),
            ("<core[c5930c85a12de822]::fmt::Formatter>::pad", STD),
            ("<str>::trim", STD),
            ("alloc::raw_vec::RawVecInner<A>::finish_grow::h6", STD),
            ("memcpy", STD),
            ("__wbindgen_malloc", "wasm_bindgen"),
            ("watch_snapshot", OURS),
        ] {
            assert_eq!(crate_of(name), owner, "{name}");
        }
    }

    /// One import, two functions with bodies of these bytes, and names for all three.
    fn wasm() -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        let mut put = |id, section: &[u8]| {
            wasm.push(id);
            put_bytes(&mut wasm, section);
        };
        put(IMPORTS, &[1, 1, b'a', 1, b'b', FUNCTION, 0]);
        put(CODE, &[2, 2, 7, 7, 3, 8, 8, 8]);
        put(DATA, &[9]);
        let mut list = vec![3];
        for (place, name) in ["js", "core::one", "other::two"].iter().enumerate() {
            list.push(u8::try_from(place).unwrap());
            put_bytes(&mut list, name.as_bytes());
        }
        let mut names = Vec::new();
        put_bytes(&mut names, b"name");
        // The module's own name comes before.
        names.extend([0, 2, 1, b'm', 1]);
        put_bytes(&mut names, &list);
        put(CUSTOM, &names);
        wasm
    }

    #[test]
    fn names_go_with_bodies_past_the_imports() {
        let wasm = wasm();
        let read = functions(&wasm).unwrap();
        let read: Vec<_> = read.iter().map(|f| (f.name.as_str(), f.body)).collect();
        let expected: [(&str, &[u8]); 2] = [("core::one", &[7, 7]), ("other::two", &[8, 8, 8])];
        assert_eq!(read, expected);
        assert!(functions(&wasm[..wasm.len() - 1]).is_none());
    }

    #[test]
    fn a_part_is_left_out_and_names_always() {
        let wasm = wasm();
        let tail = |bytes: &[u8]| bytes[17..].to_vec();
        assert_eq!(
            tail(&without(&wasm, Part::Nothing).unwrap()),
            [CODE, 8, 2, 2, 7, 7, 3, 8, 8, 8, DATA, 1, 9]
        );
        assert_eq!(
            tail(&without(&wasm, Part::Crate("other")).unwrap()),
            [CODE, 4, 1, 2, 7, 7, DATA, 1, 9]
        );
        assert_eq!(
            tail(&without(&wasm, Part::Data).unwrap()),
            [CODE, 8, 2, 2, 7, 7, 3, 8, 8, 8]
        );
    }
}
