//! The CCP's documents: their notes, the owners of the topics, the attempts to ring.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use super::Mistake;
use super::commands::read;
use crate::instance::frames::Note;
use crate::shared::Shared;

/// Here and not at the CCP's own host: a note must not warm or keep a connection of those that are to be tested.
pub(super) async fn note(State(shared): State<Shared>, body: Bytes) -> Result<StatusCode, Mistake> {
    let note: Note = read(&body)?;
    shared.change(|instance| instance.note(note));
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn masters(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.read(|instance| instance.frames.masters()))
}

pub(super) async fn rings(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.read(|instance| instance.frames.rings()))
}
