//! A snapshot as the shim reads it.

use wasm_bindgen::JsValue;

use crate::domain::Agent;

/// The agent in a snapshot.
///
/// # Errors
/// Which field is not what Streams' documentation says.
pub(super) fn read(snapshot: JsValue) -> Result<Agent, String> {
    serde_wasm_bindgen::from_value(snapshot)
        .map_err(|error| format!("Streams' data about the agent cannot be read: {error}"))
}
