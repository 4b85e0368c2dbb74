//! A snapshot as the shim reads it.

use serde_json::Value;
use wasm_bindgen::JsValue;

use crate::domain::Agent;

/// The agent in a snapshot.
///
/// # Errors
/// Which field is not what Streams' documentation says.
pub(super) fn read(snapshot: JsValue) -> Result<Agent, String> {
    let wrong = |error: String| format!("Streams' data about the agent cannot be read: {error}");
    let value: Value =
        serde_wasm_bindgen::from_value(snapshot).map_err(|error| wrong(error.to_string()))?;
    serde_path_to_error::deserialize(value).map_err(|error| wrong(error.to_string()))
}
