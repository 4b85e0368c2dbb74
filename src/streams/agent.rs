//! A snapshot as the shim reads it, field by field.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::plain::concat;
use crate::session::{Agent, AgentState, Contact};

/// The agent in a snapshot.
///
/// # Errors
/// Which field is not what Streams' documentation says.
pub(super) fn read(snapshot: &JsValue) -> Result<Agent, String> {
    Ok(Agent {
        username: text(snapshot, "username")?,
        state: text(snapshot, "state")?,
        availability: text(snapshot, "availability")?,
        next: get(snapshot, "next").as_string(),
        states: list(snapshot, "states", |state| {
            Ok(AgentState {
                name: text(state, "name")?,
                kind: text(state, "type")?,
            })
        })?,
        routing_profile: text(snapshot, "routingProfile")?,
        contacts: list(snapshot, "contacts", |contact| {
            Ok(Contact {
                kind: text(contact, "type")?,
                state: text(contact, "state")?,
            })
        })?,
    })
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

fn text(object: &JsValue, name: &str) -> Result<String, String> {
    get(object, name)
        .as_string()
        .ok_or_else(|| concat(&["the agent cannot be read: no text in ", name]))
}

fn list<T>(
    object: &JsValue,
    name: &str,
    read: fn(&JsValue) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let items = get(object, name);
    if !Array::is_array(&items) {
        return Err(concat(&["the agent cannot be read: no list in ", name]));
    }
    let items: Array = items.unchecked_into();
    items.iter().map(|item| read(&item)).collect()
}
