//! Orders: the agent, contacts, failures, logins.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Mistake;
use super::state::view;
use crate::clock::now_ms;
use crate::instance::Instance;
use crate::instance::agent::StateEntry;
use crate::instance::contacts::{ContactState, ContactType};
use crate::instance::faults::{Delay, Fault, Hold, Latency, Link, Page, Resiliency};
use crate::options::AgentOptions;
use crate::shared::Shared;

type Answer = Result<Json<Value>, Mistake>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentOrder {
    state: Option<String>,
    profile: Option<String>,
    username: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ContactOrder {
    Add(NewContact),
    Update(ContactUpdate),
    Clear(String),
    ClearAll(bool),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewContact {
    #[serde(rename = "type")]
    kind: ContactType,
    state: ContactState,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactUpdate {
    id: String,
    state: ContactState,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoginOrder {
    signed_in: Option<bool>,
    agent: Option<Newcomer>,
    single_sign_on: Option<bool>,
}

/// A missing field is that of the simulator's own agent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Newcomer {
    username: String,
    name: Option<String>,
    profile: Option<String>,
}

/// A missing field stays as it is. The CCP learns of a new state at once, and of the rest with its next look at the
/// configuration: every 30 s, or when it is loaded.
pub(super) async fn agent(State(shared): State<Shared>, body: Bytes) -> Answer {
    let order: AgentOrder = read(&body)?;
    shared.change(|instance| {
        if let Some(state) = &order.state {
            instance.force_state(state).map_err(Mistake::new)?;
        }
        let user = &mut instance.user;
        for (place, value) in [
            (&mut user.profile, order.profile),
            (&mut user.username, order.username),
            (&mut user.name, order.name),
        ] {
            if let Some(value) = value {
                *place = value;
            }
        }
        Ok(changed(instance, "agent"))
    })
}

pub(super) async fn states(State(shared): State<Shared>, body: Bytes) -> Answer {
    let entries: Vec<StateEntry> = read(&body)?;
    if entries.is_empty() {
        return Err(Mistake::new("an instance has at least one state"));
    }
    shared.change(|instance| {
        instance.set_states(entries);
        Ok(changed(instance, "agent"))
    })
}

pub(super) async fn contacts(State(shared): State<Shared>, body: Bytes) -> Answer {
    let order: ContactOrder = read(&body)?;
    let unknown = |id: &str| Mistake::new(format!("the agent has no contact {id:?}"));
    shared.change(|instance| match order {
        ContactOrder::Add(contact) => Ok(Json(
            json!({ "id": instance.add_contact(contact.kind, contact.state) }),
        )),
        ContactOrder::Update(contact) if instance.update_contact(&contact.id, contact.state) => {
            Ok(state(instance))
        }
        ContactOrder::Update(contact) => Err(unknown(&contact.id)),
        ContactOrder::Clear(id) if instance.clear_contact(&id) => Ok(state(instance)),
        ContactOrder::Clear(id) => Err(unknown(&id)),
        ContactOrder::ClearAll(true) => {
            instance.clear_contacts();
            Ok(state(instance))
        }
        ContactOrder::ClearAll(false) => Err(Mistake::new("clearAll takes true")),
    })
}

/// Faults meet calls in the order of their orders, one a call.
pub(super) async fn add_fault(State(shared): State<Shared>, body: Bytes) -> Answer {
    let fault: Fault = read(&body)?;
    if let Some(problem) = fault.problem() {
        return Err(Mistake::new(problem));
    }
    shared.change(|instance| {
        instance.faults.push(fault.ordered(now_ms()));
        Ok(changed(instance, "settings"))
    })
}

/// Calls that already hang go on hanging.
pub(super) async fn clear_faults(State(shared): State<Shared>) -> Answer {
    shared.change(|instance| {
        instance.faults.clear();
        Ok(changed(instance, "settings"))
    })
}

pub(super) async fn latency(State(shared): State<Shared>, body: Bytes) -> Answer {
    let latency: Latency = read(&body)?;
    shared.change(|instance| {
        instance.latency = latency;
        Ok(changed(instance, "settings"))
    })
}

/// The round trip of connections over TLS, those that are open included.
pub(super) async fn link(State(shared): State<Shared>, body: Bytes) -> Answer {
    let link: Link = read(&body)?;
    if !shared.origins().is_tls() {
        return Err(Mistake::new(
            "only a simulator started with --tls has a link with a round-trip time",
        ));
    }
    shared.change(|instance| {
        instance.link = link;
        Ok(changed(instance, "settings"))
    })
}

/// As a server does with connections that were not used for a while.
pub(super) async fn close_idle(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({ "closed": shared.connections().close_idle() }))
}

/// Ends or starts the login session; `agent` signs in, now or next. A missing field stays as it is.
pub(super) async fn login(State(shared): State<Shared>, body: Bytes) -> Answer {
    let order: LoginOrder = read(&body)?;
    shared.change(|instance| {
        if let Some(agent) = order.agent {
            let usual = AgentOptions::default();
            instance.expect_agent(AgentOptions {
                username: agent.username,
                name: agent.name.unwrap_or(usual.name),
                profile: agent.profile.unwrap_or(usual.profile),
            });
            instance.set_signed_in(false);
        }
        if let Some(single_sign_on) = order.single_sign_on {
            instance.single_sign_on = single_sign_on;
        }
        if let Some(signed_in) = order.signed_in {
            instance.set_signed_in(signed_in);
        }
        Ok(state(instance))
    })
}

pub(super) async fn add_delay(State(shared): State<Shared>, body: Bytes) -> Answer {
    let delay: Delay = read(&body)?;
    shared.change(|instance| {
        instance.delays.push(delay);
        Ok(changed(instance, "settings"))
    })
}

pub(super) async fn clear_delays(State(shared): State<Shared>) -> Answer {
    shared.change(|instance| {
        instance.delays.clear();
        Ok(changed(instance, "settings"))
    })
}

/// Holds requests that come from now on.
pub(super) async fn hold(State(shared): State<Shared>, body: Bytes) -> Answer {
    let hold: Hold = read(&body)?;
    shared.change(|instance| {
        instance.holds.push(hold);
        Ok(changed(instance, "settings"))
    })
}

pub(super) async fn release(State(shared): State<Shared>) -> Answer {
    shared.change(|instance| {
        instance.holds.clear();
        Ok(changed(instance, "settings"))
    })
}

/// Of CCP pages that are loaded from now on.
pub(super) async fn page(State(shared): State<Shared>, body: Bytes) -> Answer {
    let page: Page = read(&body)?;
    shared.change(|instance| {
        instance.page = page;
        Ok(changed(instance, "settings"))
    })
}

/// A failover, if another Region becomes the active one.
pub(super) async fn resiliency(State(shared): State<Shared>, body: Bytes) -> Answer {
    let resiliency: Resiliency = read(&body)?;
    shared.change(|instance| {
        instance.resiliency = Some(resiliency);
        Ok(changed(instance, "settings"))
    })
}

pub(super) async fn reset(State(shared): State<Shared>) -> Answer {
    shared.change(|instance| {
        instance.reset();
        Ok(state(instance))
    })
}

pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Mistake> {
    serde_json::from_slice(body)
        .map_err(|error| Mistake::new(format!("the body cannot be read: {error}")))
}

/// Tells the listeners that something other than the agent's state changed.
fn changed(instance: &mut Instance, what: &'static str) -> Json<Value> {
    instance.outbox.push((what, json!({ "at": now_ms() })));
    state(instance)
}

fn state(instance: &Instance) -> Json<Value> {
    Json(view(instance, false))
}
