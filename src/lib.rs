//! Sets an Amazon Connect agent's status when the agent's session ends: when the last browser tab with the contact
//! control panel (CCP) is closed, crashed, navigated away or discarded.
//!
//! **The invariant: one input at a time goes to a machine, and all that it asks for is fetched before the next.**
//!
//! 1. Something happens: in the browser, in Streams, at the host's hand. It becomes an [`Input`](session::Input), and
//!    waits in a queue if the loop is running.
//! 2. [`Machine::handle`](session::Machine::handle) takes it, with the time.
//! 3. [`poll_effect`](session::Machine::poll_effect) is called until it returns `None`.
//! 4. The effects are carried out. The answer to each is a further input, under the id of the question; an id that is
//!    no longer waited for is stale, and ignored.
//! 5. When the queue is empty, the one timer is set to [`poll_timeout`](session::Machine::poll_timeout).
//!
//! ```text
//! domain ──► settings ──► policy ──► session (runner, tab, keeper, change) ──► browser   locks, channel, popup, …
//!                                                                         └──► streams   the agent, as the CCP shows it
//! ```
//!
//! The first four know no browser, no clock and no randomness: they compile and are tested on the host.

pub mod api;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod domain;
pub mod policy;
#[cfg(target_arch = "wasm32")]
pub mod runtime;
pub mod session;
pub mod settings;
#[cfg(target_arch = "wasm32")]
pub mod streams;
