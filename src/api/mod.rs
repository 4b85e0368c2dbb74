//! The exported calls, which the scripts of `js-shim` alone make: JS in, machines started, JS out.
//!
//! The package has two wasms, so that a tab loads no more than it needs: its own, with the feature `tab`, and the
//! keeper's, with the feature `keeper`.

mod refusal;

#[cfg(all(target_arch = "wasm32", feature = "keeper"))]
mod keeper;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(all(target_arch = "wasm32", feature = "tab"))]
mod tab;

pub use refusal::{Refusal, RefusalCode};
