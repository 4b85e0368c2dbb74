//! The agent's snapshot, a long poll: answered at once if the client's token is not the newest, else held.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Answer, agent, unauthorized};
use crate::clock::{now_ms, seconds};
use crate::instance::Instance;
use crate::instance::agent::AgentState;
use crate::instance::contacts::{Contact, ContactState, ContactType};
use crate::shared::Shared;

/// The client asks for 30 s and gives up later; nobody is held longer than that.
const HELD_AT_MOST: Duration = Duration::from_secs(30);

pub(super) async fn get(shared: &Shared, token: &str, parameters: &Value) -> Answer {
    let known = parameters["nextToken"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let asked = parameters["timeout"]
        .as_u64()
        .map_or(HELD_AT_MOST, Duration::from_millis);
    let changed = shared.wait_for(|instance| {
        if !instance.accepts(token) {
            Some(Err(unauthorized()))
        } else if instance.snapshot_revision.to_string() == known {
            None
        } else {
            Some(Ok(snapshot(instance)))
        }
    });
    match tokio::time::timeout(asked.min(HELD_AT_MOST), changed).await {
        Ok(answer) => answer,
        Err(_) => Ok(shared.read(snapshot)),
    }
}

fn snapshot(instance: &Instance) -> Value {
    let next = instance
        .next
        .as_ref()
        .map(|next| state(next, instance.availability_since));
    let mut snapshot = json!({
        "state": state(&instance.shown, instance.since),
        "agentAvailabilityState": {
            "state": instance.availability.name,
            "timeStamp": seconds(instance.availability_since),
        },
        "contacts": instance.contacts.iter().map(contact).collect::<Vec<_>>(),
        "snapshotTimestamp": seconds(now_ms()),
    });
    if let Some(next) = next {
        snapshot["nextState"] = next;
    }
    json!({ "snapshot": snapshot, "nextToken": instance.snapshot_revision.to_string() })
}

fn state(state: &AgentState, since: u64) -> Value {
    let mut value = json!(state);
    value["startTimestamp"] = json!(seconds(since));
    value
}

fn contact(contact: &Contact) -> Value {
    let stamp = |kind: &str| json!({ "type": kind, "timestamp": seconds(contact.since) });
    let connection = match contact.state {
        ContactState::Incoming | ContactState::Pending | ContactState::Connecting => "connecting",
        ContactState::Connected | ContactState::Paused => "connected",
        ContactState::Missed
        | ContactState::Rejected
        | ContactState::Error
        | ContactState::Ended => "disconnected",
    };
    let endpoint = match contact.kind {
        ContactType::Voice | ContactType::QueueCallback => {
            json!({ "type": "phone_number", "phoneNumber": "+12065550100" })
        }
        ContactType::Chat | ContactType::Task | ContactType::Email => {
            json!({ "type": "queue", "name": "Basic Queue" })
        }
    };
    let mut agents = json!({
        "connectionId": format!("{}-agent", contact.id),
        "type": "agent", "initial": false, "state": stamp(connection), "endpoint": endpoint,
    });
    let mut value = json!({
        "contactId": contact.id,
        "initialContactId": contact.id,
        "type": contact.kind,
        "state": { "type": contact.state, "timestamp": seconds(contact.since) },
        "queue": agent::queue("Basic Queue", "00000000-0000-4000-8000-00000000b51c"),
        "queueTimestamp": seconds(contact.since),
        "attributes": {},
    });
    match contact.kind {
        ContactType::Voice | ContactType::QueueCallback => {
            agents["softphoneMediaInfo"] = json!({ "callType": "audio_only", "autoAccept": false });
        }
        ContactType::Chat => {
            agents["chatMediaInfo"] =
                json!({ "chatAutoAccept": false, "customerName": "Customer" });
        }
        ContactType::Task | ContactType::Email => value["name"] = json!("A task to do"),
    }
    value["connections"] = json!([
        {
            "connectionId": format!("{}-customer", contact.id),
            "type": "inbound", "initial": true, "state": stamp(connection), "endpoint": endpoint,
        },
        agents,
    ]);
    value
}
