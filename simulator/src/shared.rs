//! The one instance, shared by all requests: a change wakes all requests that wait for one.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::{broadcast, watch};

use crate::hosts::Origins;
use crate::instance::Instance;
use crate::instance::faults::Hold;
use crate::options::Mount;
use crate::order::Connections;

/// A listener that is further behind is sent the whole state instead.
const EVENTS_BEHIND: usize = 1024;

/// An event's name and data.
pub(crate) type Event = (&'static str, Value);

/// A handle to everything; cheap to clone.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

struct Inner {
    instance: Mutex<Instance>,
    changes: watch::Sender<u64>,
    connections: Connections,
    events: broadcast::Sender<Event>,
    origins: Origins,
    mounts: Vec<Mount>,
}

impl Shared {
    pub(crate) fn new(instance: Instance, origins: Origins, mounts: Vec<Mount>) -> Self {
        Self(Arc::new(Inner {
            instance: Mutex::new(instance),
            changes: watch::Sender::new(0),
            connections: Connections::default(),
            events: broadcast::Sender::new(EVENTS_BEHIND),
            origins,
            mounts,
        }))
    }

    /// Reads the instance.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Instance) -> T) -> T {
        read(
            &self
                .0
                .instance
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Changes the instance, then wakes the waiting requests and tells the listeners.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Instance) -> T) -> T {
        let mut instance = self
            .0
            .instance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut instance);
        // Sent under the lock, so that events go out in the order of the changes.
        for event in instance.outbox.drain(..) {
            // An error says that there is no listener.
            let _ = self.0.events.send(event);
        }
        drop(instance);
        self.0.changes.send_modify(|count| *count += 1);
        result
    }

    /// Waits until `look` finds something; looks at once and after every change.
    pub(crate) async fn wait_for<T>(&self, look: impl Fn(&Instance) -> Option<T>) -> T {
        let mut changes = self.0.changes.subscribe();
        loop {
            changes.mark_unchanged();
            if let Some(found) = self.read(&look) {
                return found;
            }
            if changes.changed().await.is_err() {
                // Unreachable, because the sender lives in self; waiting for ever is the honest answer.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Waits while requests like this one are held.
    pub(crate) async fn released(&self, is_meant: impl Fn(&Hold) -> bool) {
        self.wait_for(|instance| (!instance.holds.iter().any(&is_meant)).then_some(()))
            .await;
    }

    /// Events from now on, with the result of `look` at this very moment.
    pub(crate) fn listen<T>(
        &self,
        look: impl FnOnce(&Instance) -> T,
    ) -> (broadcast::Receiver<Event>, T) {
        let instance = self
            .0
            .instance
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        (self.0.events.subscribe(), look(&instance))
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.0.connections
    }

    pub(crate) fn origins(&self) -> &Origins {
        &self.0.origins
    }

    pub(crate) fn mounts(&self) -> &[Mount] {
        &self.0.mounts
    }
}
