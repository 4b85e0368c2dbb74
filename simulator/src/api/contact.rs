//! Operations on a contact.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::guard::Handle;
use super::{Answer, ApiError};
use crate::instance::contacts::ContactState;
use crate::shared::Shared;

pub(super) fn act(shared: &Shared, logged: &Handle, operation: &str, parameters: &Value) -> Answer {
    let id = parameters["contactId"]
        .as_str()
        .ok_or_else(|| ApiError::bad_request("contactId is missing"))?;
    shared.change(|instance| {
        let contact = instance.contacts.iter().find(|contact| contact.id == id);
        let state = contact.map(|contact| contact.state).ok_or_else(|| {
            ApiError::new(
                StatusCode::NOT_FOUND,
                "ContactNotFoundException",
                format!("the agent has no contact {id:?}"),
            )
        })?;
        match (operation, state) {
            (
                "AcceptContact",
                ContactState::Incoming | ContactState::Pending | ContactState::Connecting,
            ) => {
                instance.update_contact(id, ContactState::Connected);
            }
            (
                "RejectContact",
                ContactState::Incoming | ContactState::Pending | ContactState::Connecting,
            ) => {
                instance.update_contact(id, ContactState::Rejected);
            }
            // Streams documentation, "connection.destroy": it rejects a ringing contact and ends a live one.
            ("DestroyConnection", state) if state.is_live() => {
                let ended = if state == ContactState::Connected {
                    ContactState::Ended
                } else {
                    ContactState::Rejected
                };
                instance.update_contact(id, ended);
            }
            ("ClearContact" | "CompleteContact", state) if !state.is_live() => {
                instance.clear_contact(id);
            }
            _ => {
                let message = format!("{operation} is not possible while the contact is {state:?}");
                return Err(ApiError::new(
                    StatusCode::BAD_REQUEST,
                    "InvalidStateException",
                    message,
                ));
            }
        }
        Ok(json!({}))
    })?;
    logged.applied();
    Ok(json!({}))
}
