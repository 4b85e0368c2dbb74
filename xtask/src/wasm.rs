//! Wasm's binary format, as far as it is looked into here (WebAssembly Core, 5 "Binary Format").

/// `\0asm` and the version.
const HEADER: usize = 8;
/// Sections' ids, and the kind of an imported function (5.5 "Modules").
pub const CUSTOM: u8 = 0;
pub const IMPORTS: u8 = 2;
pub const EXPORTS: u8 = 7;
pub const CODE: u8 = 10;
pub const DATA: u8 = 11;
pub const FUNCTION: u8 = 0;

/// The sections after the header, by id; none where they cannot be told apart.
pub fn sections(wasm: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = wasm.get(HEADER..)?;
    let mut sections = Vec::new();
    while !rest.is_empty() {
        let id = take_byte(&mut rest)?;
        sections.push((id, take_bytes(&mut rest)?));
    }
    Some(sections)
}

/// The wasm with those sections that `put` writes for each of its own; none where the sections cannot be told apart, or
/// where `put` finds one that it cannot read.
pub fn rewritten(
    wasm: &[u8],
    mut put: impl FnMut(&mut Vec<u8>, u8, &[u8]) -> Option<()>,
) -> Option<Vec<u8>> {
    let mut written = wasm.get(..HEADER)?.to_vec();
    for (id, section) in sections(wasm)? {
        put(&mut written, id, section)?;
    }
    Some(written)
}

/// Without names, producers and the like; none where the sections cannot be told apart.
pub fn without_custom_sections(wasm: &[u8]) -> Option<Vec<u8>> {
    rewritten(wasm, |rest, id, section| {
        if id != CUSTOM {
            put_section(rest, id, section);
        }
        Some(())
    })
}

pub fn put_section(to: &mut Vec<u8>, id: u8, section: &[u8]) {
    to.push(id);
    put_bytes(to, section);
}

/// Unsigned LEB128.
pub fn take_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u64;
    for shift in (0..35).step_by(7) {
        let byte = take_byte(bytes)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return u32::try_from(number).ok();
        }
    }
    None
}

pub fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

pub fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (&byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(byte)
}

/// Bytes after their number.
pub fn take_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = take_number(bytes)? as usize;
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

pub fn put_bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    put_number(
        to,
        u32::try_from(bytes.len()).expect("a section is below 4 GB"),
    );
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_all_others_stay() {
        let wasm = b"\0asm\x01\0\0\0\x00\x02\x01n\x0b\x01\x09\x00\x02\x01m";
        assert_eq!(
            without_custom_sections(wasm).unwrap(),
            b"\0asm\x01\0\0\0\x0b\x01\x09"
        );
        assert!(without_custom_sections(&wasm[..wasm.len() - 1]).is_none());
    }
}
