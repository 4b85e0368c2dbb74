//! The browser's guards and the runtime, in a page of a real browser: `cargo xtask test web`.
#![cfg(target_arch = "wasm32")]

#[path = "web/activation.rs"]
mod activation;
#[path = "web/channel.rs"]
mod channel;
#[path = "web/clock.rs"]
mod clock;
#[path = "web/lifecycle.rs"]
mod lifecycle;
#[path = "web/locks.rs"]
mod locks;
#[path = "web/network.rs"]
mod network;
#[path = "web/page.rs"]
mod page;
#[path = "web/popup.rs"]
mod popup;
#[path = "web/runtime.rs"]
mod runtime;
#[path = "wire/samples.rs"]
mod samples;
#[path = "web/session.rs"]
mod session;
#[path = "web/storage.rs"]
mod storage;
#[path = "web/streams.rs"]
mod streams;
#[path = "web/timer.rs"]
mod timer;
#[path = "web/unsupported.rs"]
mod unsupported;
#[path = "web/wire.rs"]
mod wire;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
