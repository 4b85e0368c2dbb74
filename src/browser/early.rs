//! The name, and under it the lock, that `presence.js` has taken for this tab before this library was loaded.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast as _;

use super::sys::{self, Early};
use crate::domain::TabId;

/// The name that this tab bears already; `prefix` is the start of the names of the scope's locks.
pub(super) fn id(prefix: &str) -> Option<TabId> {
    Some(TabId(find(&sys::early()?, prefix)?.id()))
}

/// The lock that bears it. From here on the caller has to let go of it.
pub(super) fn take(prefix: &str) -> Option<Early> {
    let all = sys::early()?;
    let early = find(&all, prefix)?;
    _ = Reflect::delete_property(&all, &prefix.into());
    Some(early)
}

fn find(all: &Object, prefix: &str) -> Option<Early> {
    let early = Reflect::get(all, &prefix.into()).ok()?;
    early.is_object().then(|| early.unchecked_into())
}
