//! A snapshot as the shim reads it.

use serde_wasm_bindgen::Deserializer;
use wasm_bindgen::JsValue;

use crate::domain::Agent;

/// The agent in a snapshot.
///
/// # Errors
/// Which field is not what Streams' documentation says.
pub(super) fn read(snapshot: JsValue) -> Result<Agent, String> {
    serde_path_to_error::deserialize(Deserializer::from(snapshot))
        .map_err(|error| format!("Streams' data about the agent cannot be read: {error}"))
}
