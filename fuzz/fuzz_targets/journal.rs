#![no_main]

#[path = "../outside.rs"]
mod outside;

libfuzzer_sys::fuzz_target!(|text: &str| outside::journal(text));
